"""One check held against the evidence of its own step, whatever else happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from harness.verdicts.verdict import Verdict

from . import wording
from .binding import Binding
from .checks import Check
from .model import OURS, UNSET, Kind, Never, Scenario, Seen, Wire
from .patterns import matches
from .record import Record, Span, seen
from .trials import Trial, of_look, of_platform, of_reply
from .wiretrials import matching, of_sequence, of_wire

ACCEPTED: Final = {"outcome": "accepted"}
DONE: Final = {"outcome": "done"}


def hold(scenario: Scenario, check: Check, record: Record, bound: Binding) -> Trial:
    """Return what a check's claim and the evidence say of each other.

    Raises:
        Unbound: if the claim speaks of something that no step returned.

    """
    expected = check.claim.expected if check.claim else _implied(check)
    match check.about:
        case "never":
            assert check.never is not None
            return _never(scenario, check.never, record, bound)
        case "wire":
            return _wire(scenario, check, expected, record, bound)
        case "sequence":
            return of_sequence(_span(scenario, check.step.id, record), record, expected)
        case "seen":
            return _seen(check, expected, record, bound)
        case "platform":
            return _platform(check, bound.fill(expected), record)
        case _:
            return _reply(check, bound.fill(expected), record)


def _implied(check: Check) -> Any:
    if check.step.kind is Kind.PROBE or check.step.kind is Kind.OBSERVE:
        return {}
    return ACCEPTED if check.step.kind in OURS else DONE


def _reply(check: Check, expected: Any, record: Record) -> Trial:
    step = check.step
    if step.kind is Kind.TOGETHER:
        return _replies(check, expected, record)
    if step.kind is Kind.OBSERVE:
        look = record.look(step.id, "reply")
        return of_look(look, expected, optional=step.optional) if look else _unseen(step.verb)
    reply = record.reply(step.id)
    if reply is None:
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.NOT_PLAYED)
    return of_reply(reply, expected, step.id)


def _replies(check: Check, expected: Any, record: Record) -> Trial:
    """The answers of steps that were begun together, in any order."""
    found = [reply for each in check.step.together if (reply := record.reply(each.id))]
    if not found:
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.NOT_PLAYED)
    trials = [of_reply(each, {}, check.step.id) for each in found]
    unable = next((each for each in trials if each.verdict is not Verdict.PASS), None)
    if unable:
        return unable
    together = [each.body["reply"] for each in found]
    fine = matches(expected, together)
    what = wording.reply_of(check.step.id)
    return Trial(
        verdict=Verdict.PASS if fine else Verdict.FAIL,
        message=wording.met(what) if fine else wording.unlike(what, expected, together),
        expected=expected,
        actual=together,
        grade="driver",
        evidence=tuple(each.n for each in found),
    )


def _wire(scenario: Scenario, check: Check, wire: Wire, record: Record, bound: Binding) -> Trial:
    names = ("where", "request", "header")
    filled = replace(wire, **{name: bound.fill(getattr(wire, name)) for name in names})
    own = _span(scenario, check.step.id, record)
    first = _span(scenario, wire.since, record) if wire.since else own
    return of_wire(filled, Span(first.begin, own.end), record)


def _span(scenario: Scenario, step: str, record: Record) -> Span:
    """Return the stretch of a step; one that was begun with others has theirs."""
    found = record.span(step)
    if found is None:
        owner = next(s for s in scenario.steps if any(each.id == step for each in s.together))
        found = record.span(owner.id)
    assert found is not None
    return found


def _seen(check: Check, expected: Seen, record: Record, bound: Binding) -> Trial:
    look = record.look(check.step.id, check.part)
    if look is None:
        return _unseen(expected.view)
    return of_look(look, bound.fill(expected.shows), optional=expected.optional)


def _unseen(view: str) -> Trial:
    return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.nothing_to_see(view))


def _platform(check: Check, expected: Any, record: Record) -> Trial:
    view = record.view(check.step.id)
    if view is None:
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.NOT_PLAYED)
    return of_platform(view, expected)


def _never(scenario: Scenario, item: Never, record: Record, bound: Binding) -> Trial:
    """Look for what must not happen in a stretch; finding nothing is met, for the time being."""
    first = _span(scenario, item.after, record)
    start = first.end.n if first.end else first.begin.n
    until = _until(scenario, item, record)
    if item.wire:
        names = ("where", "request", "header")
        wire = replace(item.wire, **{n: bound.fill(getattr(item.wire, n)) for n in names})
        sent = record.exchanges(start, until)
        wrong = [each for each in sent if matching(wire, each, record)]
        what = wording.message_of(wire.infno)
    else:
        assert item.view is not None
        looks = record.looks(item.view, start, until)
        if not looks:
            return _unseen(item.view)
        shows = bound.fill(item.shows)
        wrong = [each for each in looks if _shows(shows, each.body["reply"])]
        what = wording.view_of(item.view)
    grade = "wire" if item.wire else "driver"
    demand = {"never": item.wire.infno if item.wire else item.view}
    if wrong:
        return Trial(
            verdict=Verdict.FAIL,
            message=wording.happened(what),
            expected=demand,
            actual=wrong[0].body.get("infno") or seen(wrong[0].body["reply"]),
            grade=grade,
            evidence=tuple(each.n for each in wrong),
        )
    return Trial(
        verdict=Verdict.PASS,
        message=wording.KEPT_AWAY,
        expected=demand,
        grade=grade,
        evidence=tuple(sorted({start, until - 1})),
    )


def _until(scenario: Scenario, item: Never, record: Record) -> int:
    """Return the number of the entry before which a stretch ends."""
    last = next((step.id for step in scenario.steps if step.id == "canary"), None)
    name = item.until or (last if last != item.after else None)
    span = record.span(name) if name else None
    return span.begin.n if span else record.last


def _shows(pattern: Any, reply: Mapping[str, Any]) -> bool:
    value = seen(reply)
    return value is not None and pattern != UNSET and matches(pattern, value)
