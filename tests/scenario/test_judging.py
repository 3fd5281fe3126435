"""The judge, tried on journals written by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.judging import judge
from harness.scenario.loading import load
from harness.scenario.model import Scenario
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

HEAD = """
title: {en: A test, zh: 测试}
verifies: [NM25-A16-3]
priority: P1
profiles: [referral-hospital]
"""
NOW = moment("2025-05-06T09:00")
DONE = {"outcome": "done", "ref": "R1"}


def scenario(steps: str) -> Scenario:
    """Return a scenario of the group filing."""
    return load("filing/test", HEAD + steps, "test.yaml")


class Played:
    """Writes a journal step by step."""

    def __init__(self) -> None:
        """Begin with a sandbox of two institutions."""
        self.journal = Journal()
        self.note("sandbox", carriage="national", institutions=[{"id": "hh-3a", "code": "H1"}])

    def note(self, entry_kind: str, at: datetime = NOW, **body: Any) -> None:
        """Append an entry."""
        self.journal.append(at, entry_kind, body)

    def sent(self, infno: str, msgid: str = "m1", at: datetime = NOW, **more: Any) -> None:
        """Append a message of the HIS."""
        body = {
            "infno": infno,
            "msgid": msgid,
            "institution": "H1",
            "status": 200,
            "request": {"infno": infno, "input": more.pop("input", {})},
            "response": {"infcode": 0},
            "refusal": None,
            "faults": [],
            "changes": [{"in": "x", "key": "1", "value": {}}],
        }
        self.note("exchange", at, **(body | more))

    def act(self, step: str, reply: dict[str, Any]) -> None:
        """Append the answer of a HIS."""
        params = {"action": "refer", "with": {}, "user": None}
        self.note("driver", session="main", method="act", params=params, reply=reply, step=step)

    def look(self, step: str, view: str, reply: dict[str, Any], *parts: str) -> None:
        """Append a look."""
        params = {"view": view, "key": "R1", "user": None}
        self.note(
            "driver",
            session="main",
            method="observe",
            params=params,
            reply=reply,
            step=step,
            parts=list(parts) or [f"his.{view}"],
        )

    def step(self, step: str, phase: str, kind: str = "his", **more: Any) -> None:
        """Append the beginning or the end of a step."""
        self.note("step", id=step, phase=phase, kind=kind, **more)

    def whole(self, step: str, reply: dict[str, Any], *infnos: str, quiet: bool = True) -> None:
        """Append a whole step of the HIS."""
        self.step(step, "begin")
        for infno in infnos:
            self.sent(infno, msgid=f"{step}-{infno}")
        self.act(step, reply)
        self.step(step, "end", quiet=quiet)

    def judged(self, steps: str, row: int = 0) -> dict[str, Finding]:
        """Return the findings by part."""
        it = scenario(steps)
        found = judge(it, it.rows[row], self.journal.entries)
        return {each.check.partition("#")[2]: each for each in found}


PLAIN = """
steps:
  - id: refer
    his: refer
    expect:
      reply: {outcome: done}
      wire: [{infno: "2501", count: 1, request: {refmedin: {refl_type: "3"}}}]
"""


def test_a_message_that_was_sent_is_a_pass_of_grade_wire() -> None:
    """What the HIS sent and answered verifies, with its entries for evidence."""
    played = Played()
    played.step("refer", "begin")
    played.sent("2501", input={"refmedin": {"refl_type": "3", "other": 1}})
    played.act("refer", DONE)
    played.step("refer", "end", quiet=True)

    found = played.judged(PLAIN)

    assert found["refer.reply"].verdict is Verdict.PASS
    assert found["refer.wire.2501"].verdict is Verdict.PASS
    assert found["refer.wire.2501"].grade == "wire"
    assert found["refer.wire.2501"].evidence == (3,)
    assert found["refer.wire.2501"].requirements == ("NM25-A16-3",)


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ([], None),
        ([{"refmedin": {"refl_type": "1"}}], "/refmedin/refl_type"),
        ([{"refmedin": {"refl_type": "3"}}] * 2, None),
    ],
)
def test_nothing_wrong_or_too_much_is_a_failure(
    sent: list[dict[str, Any]], pointer: str | None
) -> None:
    """A HIS that says done and does nothing, something else, or twice, fails."""
    played = Played()
    played.step("refer", "begin")
    for content in sent:
        played.sent("2501", input=content)
    played.act("refer", DONE)
    played.step("refer", "end", quiet=True)

    found = played.judged(PLAIN)["refer.wire.2501"]

    assert found.verdict is Verdict.FAIL
    assert found.pointer == pointer
    assert found.evidence


def test_strays_and_copies_of_the_network_are_nobodys() -> None:
    """Late traffic about other people and a doubled packet are not counted."""
    played = Played()
    played.step("refer", "begin")
    played.sent("2501", input={"refmedin": {"refl_type": "3"}})
    played.sent("2501", stray=True)
    played.sent("2501", faults=[{"id": "f", "kind": "duplicate", "copy": True}])
    played.act("refer", DONE)
    played.step("refer", "end", quiet=True)

    assert played.judged(PLAIN)["refer.wire.2501"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ({"outcome": "refused"}, Verdict.FAIL),
        ({"outcome": "unsupported", "reason": {"field": "phone"}}, Verdict.NOT_EXERCISED),
        ({"outcome": "failed"}, Verdict.ERROR),
    ],
)
def test_what_the_answer_is_worth(reply: dict[str, Any], verdict: Verdict) -> None:
    """A refusal fails, a gap is not exercised, a broken adapter is an error."""
    played = Played()
    played.whole("refer", reply)

    assert played.judged(PLAIN)["refer.reply"].verdict is verdict


def test_a_gap_blocks_the_rest_of_its_step() -> None:
    """What was not done says nothing through its messages."""
    played = Played()
    played.whole("refer", {"outcome": "unsupported"})

    found = played.judged(PLAIN)["refer.wire.2501"]

    assert found.verdict is Verdict.NOT_EXERCISED
    assert found.blocked_by == "filing/test#refer.reply"


SETUP = """
steps:
  - {id: refer, his: refer, as: referral}
  - id: ask
    his: ask_extension
    with: {referral: "${referral.ref}"}
    expect: {his: {referral: {extension: {offered: "yes"}}}}
"""


def test_a_plain_step_is_a_precondition() -> None:
    """What only prepares never fails; what rests on it is blocked."""
    played = Played()
    played.whole("refer", {"outcome": "refused"})
    played.step("ask", "begin")
    unbound = {"because": "unbound", "name": "referral", "path": "referral.ref"}
    played.step("ask", "end", quiet=True, skipped=unbound)

    found = played.judged(SETUP)

    assert found["refer.reply"].verdict is Verdict.NOT_EXERCISED
    assert found["refer.reply"].requirements == ()
    assert found["ask.his.referral"].verdict is Verdict.NOT_EXERCISED
    assert found["ask.his.referral"].blocked_by == "filing/test#refer.reply"


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ({"shown": {"extension": {"offered": "yes"}}}, Verdict.PASS),
        ({"extension": {"offered": "yes"}}, Verdict.PASS),
        ({"shown": {"extension": {"offered": "no"}}}, Verdict.FAIL),
        ({}, Verdict.FAIL),
        ({"outcome": "unsupported"}, Verdict.NOT_EXERCISED),
        ({"outcome": "failed"}, Verdict.ERROR),
    ],
)
def test_views(shown: dict[str, Any], verdict: Verdict) -> None:
    """A view is judged by what it shows; one that is not offered is not exercised."""
    played = Played()
    played.whole("refer", DONE)
    played.step("ask", "begin")
    played.act("ask", {"outcome": "done"})
    played.look("ask", "referral", shown)
    played.step("ask", "end", quiet=True)

    assert played.judged(SETUP)["ask.his.referral"].verdict is verdict


def test_an_optional_view_may_be_missing() -> None:
    """What no clause demands is not applicable where it is not offered."""
    steps = """
steps:
  - id: refer
    his: refer
    expect: {his: [{view: worklist, optional: true, shows: {~minItems: 0}}]}
"""
    played = Played()
    played.step("refer", "begin")
    played.act("refer", DONE)
    played.look("refer", "worklist", {"outcome": "unsupported"})
    played.step("refer", "end", quiet=True)

    assert played.judged(steps)["refer.his.worklist"].verdict is Verdict.NOT_APPLICABLE


PLATFORM = """
steps:
  - id: refer
    his: refer
    expect:
      reply: {outcome: done}
      his: {referral: {filing: {valid_until: "2025-11-06"}}}
      platform: {filings: [{valid_until: "2025-11-06"}]}
"""


def on_platform(valid_until: str, shown: str, *, sends: bool = True) -> dict[str, Finding]:
    """Play a filing whose end the platform has so and the HIS shows so."""
    played = Played()
    played.step("refer", "begin")
    if sends:
        played.sent("2501")
    played.act("refer", DONE)
    played.look("refer", "referral", {"shown": {"filing": {"valid_until": shown}}})
    played.note("view", step="refer", platform={"filings": [{"valid_until": valid_until}]})
    played.step("refer", "end", quiet=True)
    return played.judged(PLATFORM)


def test_our_own_simulator_is_no_evidence() -> None:
    """A platform that is as expected says nothing about the HIS."""
    found = on_platform("2025-11-06", "2025-11-06")
    assert "refer.platform" not in found
    assert found["refer.his.referral"].verdict is Verdict.PASS


def test_our_own_fault_is_an_error_and_never_a_failure() -> None:
    """A simulator that is wrong is not billed to the HIS that showed its answer."""
    found = on_platform("2025-11-05", "2025-11-05")
    assert found["refer.platform"].verdict is Verdict.ERROR
    assert found["refer.platform"].requirements == ("NM25-A16-3",)
    assert found["refer.his.referral"].verdict is Verdict.ERROR


def test_a_platform_that_was_told_nothing_is_not_at_fault() -> None:
    """Where the HIS sent nothing, the platform's state cannot be as expected."""
    found = on_platform("", "2025-11-06", sends=False)
    assert found["refer.platform"].verdict is Verdict.NOT_EXERCISED


NEGATIVE = """
steps:
  - {id: draft, his: refer}
  - id: forced
    his: retry_filing
    expect: {reply: {outcome: refused}, wire: [{infno: "2501", count: 0}]}
never:
  - {id: later, after: forced, wire: {infno: "2501"}}
canary: {his: refer, with: {person: lin}}
"""


def forced(
    reply: str = "refused", *, quiet: bool = True, canary: str = "done", sends: bool = False
) -> dict[str, Finding]:
    """Play a forced filing and what follows."""
    played = Played()
    played.whole("draft", DONE)
    played.whole("forced", {"outcome": reply}, *(["2501"] if sends else []), quiet=quiet)
    played.whole("canary", {"outcome": canary}, "2501")
    return played.judged(NEGATIVE)


def test_a_negative_passes_with_canary_and_rest() -> None:
    """Silence and refusal count once something lawful worked afterwards."""
    found = forced()
    assert {
        found[part].verdict for part in ("forced.reply", "forced.wire.2501", "never.later")
    } == {Verdict.PASS}


def test_a_negative_without_its_canary_is_not_exercised() -> None:
    """A HIS that refuses everything shows nothing by refusing this."""
    found = forced(canary="refused")
    for part in ("forced.reply", "forced.wire.2501", "never.later"):
        assert found[part].verdict is Verdict.NOT_EXERCISED
        assert found[part].blocked_by == "filing/test#canary.reply"


def test_a_restless_his_is_inconclusive() -> None:
    """Silence is no silence while something is still under way."""
    assert forced(quiet=False)["forced.wire.2501"].verdict is Verdict.INCONCLUSIVE


def test_the_forbidden_fails_at_once() -> None:
    """What was sent although it must not be needs no canary."""
    assert forced(sends=True, canary="refused")["forced.wire.2501"].verdict is Verdict.FAIL


FAULTED = """
steps:
  - {id: broken, fault: [{id: lost, kind: lose_answer, on: "2501"}]}
  - id: refer
    his: refer
    expect: {his: {referral: {filing: {status: unknown}}}}
"""


@pytest.mark.parametrize(
    ("delivered", "status", "verdict"),
    [
        (True, "unknown", Verdict.PASS),
        (False, "unknown", Verdict.NOT_EXERCISED),
        (False, "filed", Verdict.FAIL),
    ],
)
def test_a_fault_must_have_been_delivered(
    *, delivered: bool, status: str, verdict: Verdict
) -> None:
    """Nothing is withstood that never took place; what is wrong is wrong all the same."""
    played = Played()
    played.step("broken", "begin", "fault")
    played.step("broken", "end", "fault", quiet=True)
    played.step("refer", "begin")
    played.sent("2501", faults=[{"id": "lost", "delivered": delivered}])
    played.act("refer", DONE)
    played.look("refer", "referral", {"shown": {"filing": {"status": status}}})
    played.step("refer", "end", quiet=True)

    assert played.judged(FAULTED)["refer.his.referral"].verdict is verdict


def test_a_run_that_broke_off_is_an_error() -> None:
    """An adapter that dies on the way leaves errors, never passes."""
    played = Played()
    played.step("refer", "begin")
    played.act("refer", {"outcome": "failed", "reason": {"text": "gone"}, "broken": True})
    played.step("refer", "end", quiet=True)
    played.note("step", id="", phase="broken", kind="driver", reason="gone")

    assert played.judged(PLAIN)["refer.reply"].verdict is Verdict.ERROR


def test_a_declared_group_is_not_applicable() -> None:
    """What a HIS says it does not have is out of the count."""
    played = Played()
    reply = {"declares": {"filing": "no filing here"}}
    played.note("driver", session="", method="initialize", params={}, reply=reply, step="")

    assert {each.verdict for each in played.judged(PLAIN).values()} == {Verdict.NOT_APPLICABLE}


ALTERNATIVE = """
steps:
  - id: refer
    his: refer
    expect:
      his: {referral: {filing: {valid_until: "2025-11-06"}}}
      instead:
        - reading: CC-01
          option: start_day_counted
          his: {referral: {filing: {valid_until: "2025-11-05"}}}
"""


@pytest.mark.parametrize(
    ("shown", "options"),
    [("2025-11-05", (("CC-01", "start_day_counted"),)), ("2025-10-01", ())],
)
def test_a_failure_names_the_reading_under_which_it_would_be_right(
    shown: str, options: tuple[tuple[str, str], ...]
) -> None:
    """Only an alternative that the evidence meets is named."""
    played = Played()
    played.step("refer", "begin")
    played.act("refer", DONE)
    played.look("refer", "referral", {"shown": {"filing": {"valid_until": shown}}})
    played.step("refer", "end", quiet=True)

    found = played.judged(ALTERNATIVE)["refer.his.referral"]

    assert found.verdict is Verdict.FAIL
    assert found.would_pass == options


def test_the_same_journal_gives_the_same_findings() -> None:
    """Judging is a pure function of the evidence."""
    played = Played()
    played.whole("refer", DONE, "2501")

    assert played.judged(PLAIN) == played.judged(PLAIN)
