"""Rules that always hold, tried on journals written by hand."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.monitors import MonitorSet
from harness.verdicts.verdict import Verdict

NOW = moment("2025-05-06T09:00")


class Traffic:
    """Writes messages."""

    def __init__(self) -> None:
        """Begin empty."""
        self.journal = Journal()

    def sent(self, infno: str, msgid: str, at: datetime = NOW, **more: Any) -> None:
        """Append a message."""
        content = more.pop("input", {"data": {"mdtrt_id": "1"}})
        body = {
            "infno": infno,
            "msgid": msgid,
            "institution": "H1",
            "status": 200,
            "request": {"input": content},
            "response": {"infcode": 0},
            "refusal": None,
            "faults": [],
            "notes": [],
            "violations": [],
        }
        self.journal.append(at, "exchange", body | more)

    def broken(self) -> list[str]:
        """Return the rules that are broken."""
        monitors = MonitorSet()
        found = [f for entry in self.journal.entries for f in monitors.feed(entry)]
        return [each.part for each in found if each.verdict is Verdict.FAIL]

    def kept(self) -> set[str]:
        """Return the rules that were put to the test and held."""
        monitors = MonitorSet()
        found = [f for entry in self.journal.entries for f in monitors.feed(entry)]
        return {each.part for each in monitors.kept(f.check for f in found)}


LOST = {"status": None, "faults": [{"id": "f", "kind": "lose_answer", "delivered": True}]}


def signed(number: str, signature: str = "A" * 88) -> dict[str, Any]:
    """Return a message with a signature."""
    return {"request": {"input": {"data": {"psn_no": number}}, "cainfo": signature}}


def lines(*amounts: str) -> dict[str, Any]:
    """Return an upload of lines of quantity 1."""
    return {
        "feedetail": [
            {
                "mdtrt_id": "1",
                "feedetl_sn": str(n),
                "cnt": 1,
                "pric": amount,
                "det_item_fee_sumamt": amount,
            }
            for n, amount in enumerate(amounts)
        ]
    }


def total(amount: str, **divided: str) -> dict[str, Any]:
    """Return a preview or a settlement of a total."""
    return {"data": {"mdtrt_id": "1", "medfee_sumamt": amount, **divided}}


def test_lawful_traffic_breaks_nothing() -> None:
    """Upload, preview and settlement that agree are kept rules, not only unbroken ones."""
    traffic = Traffic()
    traffic.sent("2301", "a", input=lines("0.10", "0.07"))
    traffic.sent("2303", "b", input=total("0.17"))
    traffic.sent("2304", "c", input=total("0.17"))

    assert traffic.broken() == []
    assert {"line-sums", "preview-first", "line-amounts", "schema"} <= traffic.kept()


def test_rules_that_were_not_put_to_the_test_are_not_kept() -> None:
    """Without a bill nothing is said about money, without a lost answer nothing about retries."""
    traffic = Traffic()
    traffic.sent("2501", "a")

    assert not {"line-sums", "line-amounts", "preview-first", "resolved-today"} & traffic.kept()


@pytest.mark.parametrize(
    ("messages", "rule"),
    [
        ([("2501", "a", {"violations": [{"pointer": "/x", "rule": "type"}]})], "schema"),
        ([("", "", {"request": {"undecodable": "not JSON", "length": 3}})], "schema"),
        ([("2501", "a", {"refusal": "SIGN_IN_REQUIRED"})], "sign-in"),
        ([("", "", {"request": {"undecodable": "SIGNATURE_INVALID"}})], "signature"),
        ([("", "", {"request": {"undecodable": "TOKEN_MISSING"}})], "signature"),
        ([("2501", "a", signed("1")), ("2501", "b", signed("2"))], "signature"),
        ([("2501", "a", {"notes": [{"pointer": "/msgid", "rule": "msgid_form"}]})], "msgid-form"),
        ([("2501", "a", {}), ("2501", "a", {"input": {"x": 1}})], "msgid-unique"),
        ([("2501", "a", {"refusal": "REAL_IDENTITY"})], "real-identity"),
        ([("2304", "a", {"input": total("1.00")})], "preview-first"),
        (
            [("2303", "a", {"input": total("1.00")}), ("2304", "b", {"input": total("2.00")})],
            "preview-first",
        ),
        (
            [
                ("2303", "a", {"input": total("1.00", inscp_scp_amt="1.00")}),
                ("2304", "b", {"input": total("1.00", inscp_scp_amt="0.00")}),
            ],
            "preview-first",
        ),
        (
            [("2301", "a", {"input": lines("1.00")}), ("2303", "b", {"input": total("1.01")})],
            "line-sums",
        ),
        ([("2501", "a", LOST), ("2501", "b", {})], "retry-same-id"),
    ],
)
def test_breaches(messages: list[tuple[str, str, dict[str, Any]]], rule: str) -> None:
    """Each rule is broken by the least that breaks it, and only it."""
    traffic = Traffic()
    for infno, msgid, more in messages:
        traffic.sent(infno, msgid, **more)

    assert traffic.broken() == [rule]


ID = "159901198503126573"
ASKED = {"request": {"input": {"data": {"psn_name": "王建国", "tel": "15990010001"}}}}


@pytest.mark.parametrize(
    "line",
    [
        {"query": f"certno={ID}"},
        {"query": f"who={ID.lower()}&x=1"},
        {"query": "certno=110101************"},
        {"query": "name=%E7%8E%8B%E5%BB%BA%E5%9B%BD"},
        {"query": "name=%25E7%258E%258B%25E5%25BB%25BA%25E5%259B%25BD"},
        {"query": "name=%CD%F5%BD%A8%B9%FA"},
        {"query": "q=eyJ0ZWwiOiIxNTk5MDAxMDAwMSJ9"},
        {"path": f"/fsi/api/person/{ID}"},
        {"path": "/fsi/api/15990010001/query"},
        {"headers": {"x-patient": ID}},
        {"headers": {"x-patient": "王建国".encode().decode("latin-1")}},
    ],
)
def test_an_address_or_a_header_that_names_somebody_is_a_breach(line: dict[str, Any]) -> None:
    """Number, name or phone, plain, escaped once or twice, in GBK, in base64 or masked by us."""
    traffic = Traffic()
    traffic.sent("1101", "a", **{"path": "/fsi/api", **ASKED, **line})

    assert ["address"] == traffic.broken()


def test_an_address_without_a_person_is_right() -> None:
    """Message numbers, moments and an id with a wrong check digit name nobody."""
    plain = {"query": "infno=1101&t=202505060900001234&n=159901198503126574"}
    traffic = Traffic()
    traffic.sent("1101", "a", path="/fsi/api/rsfComIfsService/callService", **ASKED, **plain)

    assert [] == traffic.broken()
    assert "address" in traffic.kept()


def test_an_address_that_was_not_recorded_shows_nothing() -> None:
    """Without a path the rule was not put to the test."""
    traffic = Traffic()
    traffic.sent("1101", "a", path="", **ASKED)

    assert "address" not in traffic.kept()


def test_a_retry_with_the_same_id_is_right() -> None:
    """The same message under the same id is the way to ask again."""
    traffic = Traffic()
    traffic.sent("2501", "a", **LOST)
    traffic.sent("2501", "a")

    assert traffic.broken() == []
    assert "retry-same-id" in traffic.kept()


@pytest.mark.parametrize(("query", "broken"), [(True, []), (False, ["resolved-today"])])
def test_an_unknown_outcome_ends_the_same_day(*, query: bool, broken: list[str]) -> None:
    """Somebody must ask what became of it before midnight."""
    traffic = Traffic()
    traffic.sent("2501", "a", **LOST)
    if query:
        traffic.sent("5304", "q")
    traffic.journal.append(
        moment("2025-05-07T00:00"), "clock", {"now": "2025-05-07T00:00:00+08:00"}
    )

    assert traffic.broken() == broken


def test_voided_lines_do_not_count() -> None:
    """What was taken back is no part of the sum."""
    traffic = Traffic()
    traffic.sent("2301", "a", input=lines("1.00", "2.00"))
    traffic.sent("2302", "b", input={"data": [{"mdtrt_id": "1", "feedetl_sn": "0"}]})
    traffic.sent("2303", "c", input=total("2.00"))

    assert traffic.broken() == []


def test_our_own_broken_answer_is_ours() -> None:
    """An answer of ours that breaks the interface is an error."""
    traffic = Traffic()
    traffic.sent("2501", "a", ours=[{"pointer": "/output", "rule": "type"}])
    monitors = MonitorSet()
    found = [f for entry in traffic.journal.entries for f in monitors.feed(entry)]

    assert [each.verdict for each in found] == [Verdict.ERROR]


def test_strays_are_nobodys() -> None:
    """What belongs to an earlier sandbox is charged to nobody."""
    traffic = Traffic()
    traffic.sent("2501", "a", stray=True, refusal="REAL_IDENTITY")

    assert traffic.broken() == []


@pytest.mark.parametrize(
    "messages",
    [
        [("a", signed("1")), ("a", signed("2"))],
        [("a", signed("1")), ("b", signed("1"))],
        [("a", signed("1", "null")), ("b", signed("2", "null"))],
        [("a", signed("1")), ("b", signed("2", "B" * 88))],
    ],
)
def test_a_signature_may_stand_twice_where_it_may_be_right(
    messages: list[tuple[str, dict[str, Any]]],
) -> None:
    """Provinces sign the header or the content, and a placeholder claims nothing."""
    traffic = Traffic()
    for msgid, more in messages:
        traffic.sent("2501", msgid, **more)

    assert "signature" not in traffic.broken()


def numbered(*numbers: int, second: str = "00") -> list[str]:
    """Return message ids of one second."""
    return [f"H15010200011202505060900{second}{each:04d}" for each in numbers]


@pytest.mark.parametrize(
    "ids",
    [
        numbered(*range(1, 40)),
        numbered(9996, 9997, 9998, 9999, 0, 1, 2, 3, 4, 5),
        numbered(*(n + each for each in range(1, 9) for n in (7000, 1000, 4000))),
        numbered(120, 133, 480, 511, 1204, 3021, 3022, 8711, 9300),
        [each for n in (9, 3, 7, 1, 8, 2, 6, 4) for each in numbered(n, second=f"0{n}")],
        numbered(*(n for n in range(1, 12) for _ in range(3))),
    ],
    ids=["counted", "wrapped", "three windows", "by the clock", "a second each", "repeated"],
)
def test_lawful_sequences_are_in_order(ids: list[str]) -> None:
    """One counter or several, from zero again, with gaps, with repetitions."""
    traffic = Traffic()
    for each in ids:
        traffic.sent("2501", each)

    assert "msgid-sequence" not in traffic.broken()


@given(st.integers(0, 2**32))
def test_drawn_digits_are_no_sequence(seed: int) -> None:
    """Within forty messages of a second it is told, whatever is drawn."""
    traffic = Traffic()
    for each in Random(seed).sample(range(10_000), 40):  # noqa: S311 - a draw that can be repeated
        traffic.sent("2501", *numbered(each))

    assert "msgid-sequence" in traffic.broken()
