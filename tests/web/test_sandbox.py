"""The way of one request, and what survives of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from harness.clock import moment
from harness.errors import DataError, UsageError
from harness.faults.delivery import Deliver, NoAnswer
from harness.journal import verify_chain
from harness.storage.memory import MemoryStore
from harness.storage.sqlite import SqliteStore
from harness.web.sandbox import Sandbox
from harness.web.spec import Spec
from harness.wire.dialects import dialect_names
from harness.wire.http import HttpRequest
from harness.wire.identity import check_digit

Make = Callable[..., Any]


def last(sandbox: Sandbox, kind: str = "exchange") -> dict[str, Any]:
    """Return the body of the latest entry of a kind."""
    return next(e.body for e in reversed(sandbox.journal.entries) if e.kind == kind)


def test_a_filing_is_answered_kept_and_seen(hospital: Any) -> None:
    """A lawful filing gets a number, changes the state and stands in the journal."""
    answer = hospital.ask(hospital.filing())

    (filing,) = hospital.sandbox.view()["filings"]
    assert answer.output["result"]["trt_dcla_detl_sn"] == filing["no"]
    assert (filing["status"], filing["valid_until"]) == ("active", "2025-11-06")
    body = last(hospital.sandbox)
    assert (body["infno"], body["status"], body["refusal"]) == ("2501", 200, None)
    assert body["request"]["input"]["refmedin"]["diag_code"] == "C34.1"
    assert body["response"]["output"] == answer.output
    assert hospital.sandbox.requests_seen() == 1


def test_the_journal_holds_together(hospital: Any) -> None:
    """Every entry is chained to the one before, from the sandbox's making on."""
    hospital.ask(hospital.who())
    hospital.sandbox.set_clock(moment("2025-06-01T08:00"))
    hospital.sandbox.act("agency", "file", {"person": "zhao", "to": "bj-3a", "diagnosis": "C34.1"})
    entries = hospital.sandbox.journal.entries

    assert [each.kind for each in entries] == ["sandbox", "exchange", "clock", "act"]
    assert verify_chain(entries) == hospital.sandbox.journal.head
    assert entries[-1].at == hospital.sandbox.now() == moment("2025-06-01T08:00")


def test_a_repeated_message_is_answered_again_and_done_once(hospital: Any) -> None:
    """The same message number with the same content gets the stored answer."""
    message = hospital.filing(msgid="H15010200011202505060900000077")
    first, second = hospital.ask(message), hospital.ask(message)

    assert first.output == second.output
    assert len(hospital.sandbox.view()["filings"]) == 1
    first_entry = next(e for e in hospital.sandbox.journal.entries if e.kind == "exchange")
    assert last(hospital.sandbox)["duplicate_of"] == first_entry.n


def test_a_broken_field_is_refused_by_name(hospital: Any) -> None:
    """What the dialect refuses is answered with code and place, and changes nothing."""
    answer = hospital.ask(hospital.filing(refl_type="no such type"))

    assert answer.code == "FIELD_INVALID"
    assert hospital.sandbox.view()["filings"] == []
    assert last(hospital.sandbox)["violations"][0]["pointer"].endswith("refl_type")


def test_real_identities_reach_no_store(hospital: Any) -> None:
    """A real-looking identity number is refused, and stands nowhere in the journal."""
    number = "11010119900307001"
    number += check_digit(number)
    text = json.dumps([e.as_json() for e in hospital.sandbox.journal.entries])
    for message in (
        hospital.filing(dise_cond_dscr=f"身份证{number}"),
        hospital.message("1101", {"data": {"certno": number}}),
        HttpRequest(path=f"/{number}", query=f"id={number}", headers={"x-patient": number}),
        HttpRequest(body=json.dumps({"infno": "1101", "msgid": number, "input": {}}).encode()),
    ):
        hospital.sandbox.serve(message)
    text = json.dumps([e.as_json() for e in hospital.sandbox.journal.entries])

    refusals = [e.body["refusal"] for e in hospital.sandbox.journal.entries if e.kind == "exchange"]
    assert [each for each in refusals if each == "REAL_IDENTITY"] == ["REAL_IDENTITY"] * 3
    assert number not in text
    assert number[:6] in text


@pytest.mark.parametrize(
    ("http", "code"),
    [
        (HttpRequest(path="/nowhere", body=b"{}"), "PATH_UNKNOWN"),
        (HttpRequest(method="GET"), "METHOD_NOT_ALLOWED"),
        (HttpRequest(body=b"{"), "JSON_INVALID"),
        (HttpRequest(body=b"\xff\xfe"), "ENCODING_INVALID"),
    ],
)
def test_what_matches_nothing_is_answered_and_noted(
    hospital: Any, http: HttpRequest, code: str
) -> None:
    """A call that is no message gets an answer that helps, and is in the journal."""
    delivery = hospital.sandbox.serve(http)

    assert isinstance(delivery, Deliver)
    assert code in delivery.reply.body.decode()
    assert last(hospital.sandbox)["refusal"] == code
    assert hospital.sandbox.requests_seen() == 1


def test_a_lost_request_changes_nothing(hospital: Any) -> None:
    """Before the commit a fault keeps the message from the service, and the receipt says so."""
    hospital.sandbox.faults([{"id": "f", "kind": "drop_request", "on": "2501"}])
    delivery = hospital.sandbox.serve(hospital.filing())

    assert isinstance(delivery, NoAnswer)
    assert hospital.sandbox.view()["filings"] == []
    body = last(hospital.sandbox)
    assert (body["status"], body["response"]) == (None, None)
    assert body["faults"][0] == {
        "id": "f",
        "kind": "drop_request",
        "phase": "before",
        "delivered": True,
        "answered": False,
        "wait_ms": 600_000,
    }


def test_a_lost_answer_leaves_the_filing(hospital: Any) -> None:
    """After the commit a fault takes the answer only; a retry under the same number finds it."""
    hospital.sandbox.faults([{"kind": "lose_answer", "on": "2501"}])
    message = hospital.filing()

    assert isinstance(hospital.sandbox.serve(message), NoAnswer)
    (filing,) = hospital.sandbox.view()["filings"]
    assert last(hospital.sandbox)["response"]["infcode"] == 0
    assert hospital.ask(message).output["result"]["trt_dcla_detl_sn"] == filing["no"]


def test_a_doubled_request_is_done_once(hospital: Any) -> None:
    """The network's copy of a message is served too, and noted as the same one."""
    hospital.sandbox.faults([{"kind": "duplicate", "on": "2501"}])
    answer = hospital.ask(hospital.filing())
    one, two = (e for e in hospital.sandbox.journal.entries if e.kind == "exchange")

    assert answer.ok
    assert len(hospital.sandbox.view()["filings"]) == 1
    assert (two.body["duplicate_of"], two.body["faults"][0]["copy"]) == (one.n, True)
    assert hospital.sandbox.requests_seen() == 1


def test_another_person_in_the_answer(hospital: Any) -> None:
    """A fault may name a person of the world whose answer comes instead."""
    other = hospital.person("zhao")
    fault = {"kind": "wrong_person", "on": "1101", "params": {"person": "zhao"}}
    hospital.sandbox.faults([fault])
    answer = hospital.ask(hospital.who())

    assert answer.node("baseinfo")["psn_no"] == other["psn_no"]
    honest = last(hospital.sandbox)["response"]["output"]["baseinfo"]["psn_no"]
    assert honest == hospital.person("wang")["psn_no"]


def test_faults_do_not_touch_what_is_refused_anyway(hospital: Any) -> None:
    """A message that breaks the schema does not use up a fault."""
    hospital.sandbox.faults([{"kind": "http_status", "on": "2501"}])
    hospital.ask(hospital.filing(refl_type="no such type"))
    delivery = hospital.sandbox.serve(hospital.filing())

    assert isinstance(delivery, Deliver)
    assert delivery.reply.status == 503


def test_plans_and_acts_that_mean_nothing_are_refused(hospital: Any) -> None:
    """A plan or act that makes no sense raises, and is not in the journal."""
    before = len(hospital.sandbox.ledger)
    with pytest.raises(DataError):
        hospital.sandbox.faults([{"kind": "gremlin"}])
    with pytest.raises(UsageError):
        hospital.sandbox.act("agency", "dance", {})
    with pytest.raises(UsageError):
        hospital.sandbox.act("probe", "x", {})
    with pytest.raises(UsageError, match="cannot go back"):
        hospital.sandbox.set_clock(hospital.sandbox.now() - timedelta(seconds=1))

    assert len(hospital.sandbox.ledger) == before


PERIOD = {"begntime": "2025-05-01 00:00:00", "endtime": "2025-05-31 23:59:59"}


def test_a_probe_goes_the_same_way_and_is_nobodys_request(hospital: Any) -> None:
    """Our own message changes the state, but is an act, not an exchange of the hospital."""
    message = {"infno": "1101", "input": {"data": {"certno": hospital.person("wang")["certno"]}}}
    reply = hospital.sandbox.act("probe", "1101", message)

    assert reply["outcome"] in {"accepted", "refused"}
    assert hospital.sandbox.requests_seen() == 0
    assert last(hospital.sandbox, "act")["by"] == "probe"


def test_two_probes_in_one_second_are_two_messages(hospital: Any) -> None:
    """Neither is taken for the other with another content."""
    known = hospital.person("wang")
    for code in ("M00500", "M00504"):
        data = {
            "psn_no": known["psn_no"],
            "insutype": "310",
            "opsp_dise_code": code,
            "opsp_dise_name": code,
            "insu_optins": "159900",
            "ide_fixmedins_no": "H15010200011",
            "ide_fixmedins_name": "模拟医院",
            "hosp_ide_date": "2025-05-06",
            "diag_dr_codg": "D1",
            "diag_dr_name": "李慧敏",
            "begndate": "2025-05-06",
        }
        reply = hospital.sandbox.act("probe", "2503", {"infno": "2503", "input": {"data": data}})

        assert reply["code"] in {None, "SIGN_IN_REQUIRED"}


@pytest.mark.parametrize("name", dialect_names())
def test_probes_speak_every_dialect(make: Make, name: str) -> None:
    """A probe is let in by every gateway, tokens and signatures included."""
    hospital = make(dialect=name)
    known = hospital.person("wang")
    asked = {
        "mdtrt_cert_type": "02",
        "mdtrt_cert_no": known["certno"],
        "psn_cert_type": "01",
        "certno": known["certno"],
        "psn_name": known["name"],
    }
    reply = hospital.sandbox.act("probe", "1101", {"infno": "1101", "input": {"data": asked}})

    assert (reply["outcome"], reply["infcode"]) == ("accepted", 0)


@pytest.mark.parametrize("name", dialect_names())
def test_a_probe_about_a_person_names_the_place_of_insurance(make: Make, name: str) -> None:
    """Its header is whole wherever a message about a person needs that; a sign-in it needs none."""
    hospital = make(dialect=name)
    asked = {"psn_no": hospital.person("wang")["psn_no"]}
    sent = {"infno": "5303", "input": {"data": asked | PERIOD}}
    reply = hospital.sandbox.act("probe", "5303", sent)

    assert reply["outcome"] == "accepted"


def test_a_probe_that_names_a_sign_in_is_held_to_it(make: Make) -> None:
    """Who wants to see a refusal for want of a sign-in can have one."""
    hospital = make(dialect="strict-hn")
    asked = {"psn_no": hospital.person("wang")["psn_no"]} | PERIOD
    sent = {"infno": "5303", "input": {"data": asked}, "header": {"sign_no": "S1"}}
    reply = hospital.sandbox.act("probe", "5303", sent)

    assert reply["code"] == "SIGN_IN_REQUIRED"


def test_an_error_of_ours_is_ours(hospital: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the service itself breaks, the hospital gets an answer and the journal the blame."""

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(hospital.sandbox._state.platform, "handle", breaks)
    answer = hospital.ask(hospital.filing())

    assert answer.code == "PLATFORM_ERROR"
    (note,) = last(hospital.sandbox, "ours")["violations"]
    assert note["error"] == "ZeroDivisionError"


def test_answers_of_ours_keep_our_schema(hospital: Any) -> None:
    """What the platform answers to lawful messages never breaks its own schema."""
    hospital.ask(hospital.who())
    hospital.ask(hospital.filing())

    assert not [e for e in hospital.sandbox.journal.entries if e.kind == "ours"]


def test_late_messages_about_earlier_people_are_stray(hospital: Any) -> None:
    """A message about somebody of an earlier sandbox is noted as stray."""
    hospital.sandbox.expect_strangers(frozenset({hospital.person("wang")["psn_no"]}))
    hospital.ask(hospital.filing("wang"))
    assert last(hospital.sandbox)["stray"]
    hospital.ask(hospital.filing("zhao"))
    assert not last(hospital.sandbox)["stray"]


def test_a_clock_that_follows_and_one_that_stands() -> None:
    """Without a start the clock follows China time; once set it stands still."""
    sandbox = Sandbox.create(Spec(id="t"), MemoryStore(), "http://x/s/t")
    assert sandbox.now() >= moment("2026-01-01T00:00")
    later = sandbox.now() + timedelta(days=400)
    sandbox.set_clock(later)

    assert sandbox.now() == sandbox.now() == later


def test_everything_is_there_after_a_restart(make: Make, tmp_path: Any) -> None:
    """A sandbox made again from its journal is the same: state, clock, plan, keys, chain."""
    store = SqliteStore(tmp_path / "j.sqlite3")
    spec = Spec(id="t", start=moment("2025-05-06T09:00"), seed=5, dialect="plain")
    hospital = make()
    sandbox = Sandbox.create(spec, store, "http://x/s/t")
    hospital.sandbox, hospital.world = sandbox, sandbox.world()
    message = hospital.filing()
    hospital.ask(message)
    sandbox.faults([{"kind": "duplicate", "on": "1101"}, {"kind": "http_status", "times": 3}])
    hospital.ask(hospital.who())
    sandbox.serve(hospital.filing("zhao"))
    sandbox.set_clock(moment("2025-05-07T10:00"))
    sandbox.act("agency", "file", {"person": "sun", "to": "bj-3a", "diagnosis": "C34.1"})
    told = (sandbox.view(), sandbox.now(), sandbox.credentials, sandbox.journal.head)
    plan, snapshot = sandbox._state.plan, sandbox._state.platform.store.snapshot()
    store.close()

    store = SqliteStore(tmp_path / "j.sqlite3")
    (kept,) = store.sandboxes()
    again = Sandbox.restore(kept, store, "http://x/s/t")
    assert (again.view(), again.now(), again.credentials, again.journal.head) == told
    assert again._state.plan == plan
    assert again._state.platform.store.snapshot() == snapshot
    assert again.requests_seen() == 3
    hospital.sandbox = again
    for _ in range(2):
        again.serve(hospital.filing("zhao"))
    assert hospital.ask(message).ok
    assert last(again)["duplicate_of"] is not None
    store.close()


def test_a_journal_that_cannot_be_written(make: Make, tmp_path: Any) -> None:
    """Nobody is told of what was not written, and the state is made again without it."""
    store = SqliteStore(tmp_path / "j.sqlite3")
    hospital = make()
    hospital.sandbox = Sandbox.create(Spec(id="t", start=moment("2025-05-06T09:00")), store, "")
    kept = hospital.filing("wang")
    hospital.ask(kept)
    store._writes.execute("PRAGMA query_only = ON")
    answer = hospital.ask(hospital.filing("zhao"))
    assert answer.code == "JOURNAL_UNAVAILABLE"
    assert [f["person"] for f in hospital.sandbox.view()["filings"]] == ["wang"]

    store._writes.execute("PRAGMA query_only = OFF")
    assert hospital.ask(hospital.filing("zhao")).ok
    people = [f["person"] for f in hospital.sandbox.view()["filings"]]
    assert people == ["wang", "zhao"]
    assert verify_chain(hospital.sandbox.journal.entries) == hospital.sandbox.journal.head
    store.close()
