"""Every way in which a case can be undecidable has its code, and nothing stops the run."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from harness.policy.adjudicate import adjudicate_line
from harness.policy.loading import pack
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))
LINE = {"item_class": "A", "kind": "ordinary", "amount": "50000.00"}
STAY = {
    "grade": "3A",
    "reach": "local",
    "admitted_on": "2025-03-01",
    "discharged_on": "2025-03-09",
    "lines": [LINE],
}
CASE = {"case": "c1", "person": {"status": "active", "disabled": False}, "stays": [STAY]}


def answer(case: Any, rules: Rules = RULES) -> dict[str, Any]:
    """Return the answer to a case, which may be raw bytes."""
    line = case if isinstance(case, bytes) else json.dumps(case).encode()
    return adjudicate_line(rules, line)


def code(case: Any, rules: Rules = RULES) -> str:
    """Return the code of an undecidable case."""
    found: str = answer(case, rules)["error"]["code"]
    return found


def case_with(path: str, value: Any) -> dict[str, Any]:
    """Return the lawful case with one field changed, or removed if the value is ``...``."""
    changed = copy.deepcopy(CASE)
    *steps, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    place: Any = changed
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


def test_the_example_of_the_contract() -> None:
    """Input and output are those of the design, key by key."""
    assert {
        "case": "c1",
        "stays": [
            {
                "deductible": "600.00",
                "total": "50000.00",
                "self_paid": "0.00",
                "upfront_share": "0.00",
                "eligible": "50000.00",
                "below_deductible": "600.00",
                "pooled": "43490.00",
                "large_amount": "0.00",
                "insured_pays": "6510.00",
            }
        ],
    } == answer(CASE)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b"nonsense",
        b"[]",
        b"12",
        b"null",
        b'{"case": "c1"',
        b'{"case": NaN}',
        b"\xff\xfe",
        b'{"case":"a","case":"b"}',
        b"[" * 100_000,
        b'{"case":"x","person":' + b"[" * 50_000,
    ],
    ids=range(12),
)
def test_what_is_no_case_is_bad_input(line: bytes) -> None:
    """Blank, broken, doubled or bottomless lines get an answer of their own."""
    assert "BAD_INPUT" == code(line)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("case", ..., "BAD_INPUT"),
        ("person", ..., "BAD_INPUT"),
        ("person", [], "BAD_INPUT"),
        ("person/status", ..., "BAD_INPUT"),
        ("person/status", "student", "UNKNOWN_VALUE"),
        ("person/status", None, "UNKNOWN_VALUE"),
        ("person/disabled", ..., "BAD_INPUT"),
        ("person/disabled", "no", "BAD_INPUT"),
        ("person/disabled", 0, "BAD_INPUT"),
        ("person/standing", [], "BAD_INPUT"),
        ("person/standing", {"arrears": [{"month": "2025-13"}]}, "BAD_INPUT"),
        ("person/standing", {"arrears": [{"month": "2025-03", "part": "x"}]}, "UNKNOWN_VALUE"),
        ("person/standing", {"payments": [{"month": "2025-03"}]}, "BAD_INPUT"),
        ("stays", ..., "BAD_INPUT"),
        ("stays", {}, "BAD_INPUT"),
        ("stays/0", "x", "BAD_INPUT"),
        ("stays/0/grade", ..., "BAD_INPUT"),
        ("stays/0/grade", "3C", "UNKNOWN_GRADE"),
        ("stays/0/grade", "other", "UNKNOWN_GRADE"),
        ("stays/0/grade", "3a", "UNKNOWN_GRADE"),
        ("stays/0/grade", 3, "UNKNOWN_GRADE"),
        ("stays/0/grade", ["3A"], "UNKNOWN_GRADE"),
        ("stays/0/reach", "abroad", "UNKNOWN_VALUE"),
        ("stays/0/reach", ..., "BAD_INPUT"),
        ("stays/0/admitted_on", "2025-02-29", "BAD_INPUT"),
        ("stays/0/admitted_on", "20250301", "BAD_INPUT"),
        ("stays/0/admitted_on", "2025-W09-6", "BAD_INPUT"),
        ("stays/0/admitted_on", "2025-3-1", "BAD_INPUT"),
        ("stays/0/admitted_on", 20250301, "BAD_INPUT"),
        ("stays/0/admitted_on", "2025-03-10", "STAY_ENDS_BEFORE_IT_BEGINS"),
        ("stays/0/discharged_on", "２０２５-03-09", "BAD_INPUT"),
        ("stays/0/discharged_on", "2025-03-09\n", "BAD_INPUT"),
        ("stays/0/lines", ..., "BAD_INPUT"),
        ("stays/0/lines", "x", "BAD_INPUT"),
        ("stays/0/lines/0", None, "BAD_INPUT"),
        ("stays/0/lines/0/amount", ..., "BAD_INPUT"),
        ("stays/0/lines/0/amount", 50000, "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", 0.1, "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", None, "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "-1.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "-0.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "+1.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "1.005", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "1e3", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "1,000.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", " 1.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "1.00\n", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "１.00", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", "NaN", "BAD_AMOUNT"),
        ("stays/0/lines/0/amount", ".5", "BAD_AMOUNT"),
        ("stays/0/lines/0/item_class", "C", "UNKNOWN_VALUE"),
        ("stays/0/lines/0/item_class", [], "UNKNOWN_VALUE"),
        ("stays/0/lines/0/item_class", ..., "BAD_INPUT"),
        ("stays/0/lines/0/kind", "wheelchair", "UNKNOWN_VALUE"),
        ("stays/0/lines/0/kind", ..., "BAD_INPUT"),
        ("stays/0/lines/0/approved", "yes", "BAD_INPUT"),
        ("stays/0/lines/0/rescue", 1, "BAD_INPUT"),
        ("stays/0/lines/0/charged_on", "soon", "BAD_INPUT"),
        ("stays/0/settled_on", "soon", "BAD_INPUT"),
    ],
)
def test_each_wrong_field_has_its_code(path: str, value: Any, expected: str) -> None:
    """The code says what kind of mistake it is, the text says where."""
    wrong = case_with(path, value)

    assert expected == code(wrong)
    assert (None if path == "case" else "c1") == answer(wrong)["case"]


def test_error_texts_speak_chinese_too() -> None:
    """The code is the same, the text says it in Chinese with the place."""
    wrong = json.dumps(case_with("stays/0/grade", "3C")).encode()
    error = adjudicate_line(RULES, wrong, lang="zh")["error"]

    assert "UNKNOWN_GRADE" == error["code"]
    assert "stays/0/grade：医院等级" in error["text"]


ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("person/status", "resident"),
        ("person/disabled", "no"),
        ("stays", {}),
        ("stays/0/grade", "3C"),
        ("stays/0/reach", None),
        ("stays/0/admitted_on", "1 March 2025"),
        ("stays/0/discharged_on", "2025-02-01"),
        ("stays/0/lines/0/amount", "1.234"),
        ("stays/0/lines/0/kind", "other"),
    ],
)
def test_the_details_of_an_error_are_chinese_too(path: str, value: Any) -> None:
    """Beside keys, codes and what was given no English sentence is left."""
    text = adjudicate_line(RULES, json.dumps(case_with(path, value)).encode(), lang="zh")["error"][
        "text"
    ]

    assert not ENGLISH.search(text.replace(str(value), ""))
    assert not text.isascii()


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"\xff", b'{"case": 1}', b'{"person": {}}'])
def test_a_line_that_is_no_case_is_refused_in_chinese(line: bytes) -> None:
    """Neither the JSON reader nor Python speaks."""
    text = adjudicate_line(RULES, line, lang="zh")["error"]["text"]

    assert not ENGLISH.search(text)


def test_before_the_rules_nothing_is_priced() -> None:
    """The discharge decides, also where nothing is eligible."""
    stay = {**STAY, "admitted_on": "2014-10-20", "discharged_on": "2014-10-28"}
    assert "RULES_NOT_IN_FORCE" == code({**CASE, "stays": [stay]})
    assert "RULES_NOT_IN_FORCE" == code({**CASE, "stays": [{**stay, "lines": []}]})
    assert "stays" in answer({**CASE, "stays": [{**stay, "discharged_on": "2014-10-29"}]})


def test_a_pack_without_prices_refuses_each_case() -> None:
    """Wuhai's figures are missing, and the text says which."""
    wuhai = Rules(pack("wuhai"))
    stay = {**STAY, "admitted_on": "2025-06-01", "discharged_on": "2025-06-09"}
    found = answer({**CASE, "stays": [stay]}, wuhai)["error"]

    assert "MISSING_PARAMETER" == found["code"]
    assert "inpatient" in found["text"]


def test_fictional_prices_mark_every_answer() -> None:
    """Nobody takes an invented amount for Wuhai's."""
    assert answer(CASE, Rules(pack("wuhai-fictional")))["fictional"] is True


@pytest.mark.parametrize(
    ("line", "self_paid", "upfront"),
    [
        ({"item_class": "self_paid", "kind": "isolation_bed"}, "100.05", "0.00"),
        ({"item_class": "A", "kind": "special_item"}, "100.05", "0.00"),
        ({"item_class": "A", "kind": "special_item", "approved": False}, "100.05", "0.00"),
        ({"item_class": "A", "kind": "special_item", "approved": True}, "0.00", "10.01"),
        ({"item_class": "B", "kind": "blood_product"}, "100.05", "0.00"),
        ({"item_class": "A", "kind": "blood_product", "rescue": True}, "0.00", "10.01"),
        ({"item_class": "A", "kind": "partly_paid_item"}, "0.00", "10.01"),
        ({"item_class": "A", "kind": "partly_paid_item", "approved": False}, "100.05", "0.00"),
        ({"item_class": "B", "kind": "isolation_bed"}, "0.00", "20.01"),
        ({"item_class": "B", "kind": "ordinary"}, "0.00", "10.01"),
        ({"item_class": "A", "kind": "ordinary"}, "0.00", "0.00"),
    ],
)
def test_lines_fall_into_the_first_class_that_matches(
    line: dict[str, Any], self_paid: str, upfront: str
) -> None:
    """Order of the contract: self-paid, isolation bed, class-B group, ordinary."""
    stay = answer(case_with("stays/0/lines", [{**line, "amount": "100.05"}]))["stays"][0]

    assert (self_paid, upfront) == (stay["self_paid"], stay["upfront_share"])


def test_a_stay_with_nothing_eligible_does_not_count() -> None:
    """It has no deductible, and the next stay is still the first."""
    nothing = {**STAY, "lines": [{**LINE, "item_class": "self_paid"}]}
    stays = answer({**CASE, "stays": [nothing, {**STAY, "lines": []}, STAY]})["stays"]

    assert ["0.00", "0.00", "600.00"] == [each["deductible"] for each in stays]
    assert "50000.00" == stays[0]["insured_pays"]


def test_years_are_kept_apart_even_when_they_alternate() -> None:
    """A stay of last year settled late takes last year's number."""
    last = {**STAY, "admitted_on": "2024-12-01", "discharged_on": "2024-12-09"}
    stays = answer({**CASE, "stays": [STAY, last, STAY, last]})["stays"]

    assert ["600.00", "600.00", "480.00", "480.00"] == [each["deductible"] for each in stays]


def test_arrears_need_the_day_of_each_charge_only_where_they_split_the_stay() -> None:
    """A stay wholly before or within the suspension needs no dates on its lines."""
    owing = {"status": "active", "disabled": False, "standing": {"arrears": ["2025-03"]}}
    before = {**STAY, "admitted_on": "2025-03-20", "discharged_on": "2025-03-31"}
    within = {**STAY, "admitted_on": "2025-04-02", "discharged_on": "2025-04-05"}
    across = {**STAY, "admitted_on": "2025-03-20", "discharged_on": "2025-04-05"}

    stays = answer({**CASE, "person": owing, "stays": [before, within]})["stays"]

    assert ["43490.00", "0.00"] == [each["pooled"] for each in stays]
    assert "50000.00" == stays[1]["suspended"]
    assert "BAD_INPUT" == code({**CASE, "person": owing, "stays": [across]})


def test_a_payment_may_name_several_months() -> None:
    """Arrears and payments of several months are matched by month."""
    standing = {
        "arrears": [{"month": "2025-03", "part": "employer"}, "2025-04"],
        "payments": [{"months": ["2025-03", "2025-04"], "paid_on": "2025-06-20"}],
        "large_amount_paid": True,
    }
    person = {"status": "active", "disabled": False, "standing": standing}
    within = {**STAY, "admitted_on": "2025-05-02", "discharged_on": "2025-05-05"}

    assert "43490.00" == answer({**CASE, "person": person, "stays": [within]})["stays"][0]["pooled"]


def test_any_json_value_may_name_a_case() -> None:
    """The name comes back as it was given, whatever it is."""
    for name in (7, None, ["a"], "ß中", "\ud800", 2**70):
        assert name == answer({**CASE, "case": name})["case"]
