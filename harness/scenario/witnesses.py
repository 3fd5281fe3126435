"""Whether what a check withstood really happened, and whether silence can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from harness.journal import Entry
from harness.verdicts.verdict import Verdict

from . import wording
from .checks import Check, active_plan
from .model import Scenario, Step, Witness
from .record import Record
from .trials import Trial


def unwitnessed(scenario: Scenario, check: Check, record: Record) -> str | None:
    """Return what should have happened and did not, or ``None``.

    A fault plan witnesses every later check until it is replaced: at least one of its faults must
    have reached the HIS before the check's step ended. What a check names itself must all have
    happened.
    """
    for each in _named(check):
        if not _happened(scenario, each, record):
            return each.name
    plan, since = active_plan(scenario, check.step)
    needed = [fault.id for fault in plan if not fault.optional]
    if not needed or since is None:
        return None
    begun, until = record.span(since.id), _end(check.step, record)
    start = begun.begin.n if begun else 0
    delivered = any(record.delivered(fault, start, until) for fault in needed)
    return None if delivered else ", ".join(needed)


def _named(check: Check) -> tuple[Witness, ...]:
    if check.never:
        return check.never.witness
    return check.claim.witness if check.claim else ()


def _happened(scenario: Scenario, witness: Witness, record: Record) -> bool:
    if witness.kind == "fault":
        return record.delivered(witness.name, 0, record.last) is not None
    span = record.span(witness.name)
    played = span is not None and span.end is not None and not span.skipped
    return played and any(step.id == witness.name for step in scenario.flat_steps())


def _end(step: Step, record: Record) -> int:
    span = record.span(step.id)
    return span.end.n if span and span.end else record.last


def trusted(
    scenario: Scenario,
    check: Check,
    record: Record,
    trials: Mapping[str, Trial],
    canary_checks: Callable[[Step], list[Check]],
) -> tuple[Trial, str | None]:
    """Return what a silence or a refusal is worth, and the canary that blocks it, if one does.

    Silence needs rest after it and something lawful that works afterwards; a refusal needs
    something lawful that works at all.
    """
    trial = trials[check.id]
    if trial.verdict is not Verdict.PASS:
        return trial, None
    silent = check.about != "reply"
    if silent and not _rested(scenario, check, record):
        return Trial(verdict=Verdict.INCONCLUSIVE, message=wording.NOT_QUIET), None
    canaries = _canaries(scenario, check, afterwards=silent)
    if not canaries:
        return Trial(verdict=Verdict.INCONCLUSIVE, message=wording.NO_CANARY), None
    for each in (one for canary in canaries for one in canary_checks(canary)):
        if trials[each.id].verdict is not Verdict.PASS and each.judged:
            message = wording.blocked(each.id)
            return Trial(verdict=Verdict.NOT_EXERCISED, message=message), each.id
    since = _end(check.step, record) if silent else 0
    sung = [one for each in canaries for one in _sent(each, record) if one.n > since]
    if silent and not sung:
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.MUTE_CANARY), None
    last = {each.n for each in sung[-1:]}
    return replace(trial, evidence=tuple(sorted({*trial.evidence, *last}))), None


def _sent(canary: Step, record: Record) -> list[Entry]:
    """Return what the HIS sent in a canary; one that is done without a message is no song."""
    span = record.span(canary.id)
    return record.exchanges(span.begin.n, _end(canary, record)) if span else []


def _canaries(scenario: Scenario, check: Check, *, afterwards: bool) -> list[Step]:
    order = [step.id for step in scenario.flat_steps()]
    at = order.index(check.step.id)
    marked = [step for step in scenario.flat_steps() if step.canary and step.id != check.step.id]
    return [step for step in marked if not afterwards or order.index(step.id) > at]


def _rested(scenario: Scenario, check: Check, record: Record) -> bool:
    """Tell whether the HIS came to rest in every step of the stretch."""
    steps = [step.id for step in scenario.steps]
    owner = next(s.id for s in scenario.steps if s is check.step or check.step in s.together)
    first = steps.index(owner)
    last = steps.index(check.never.until) if check.never and check.never.until in steps else first
    spans = [record.span(name) for name in steps[first : last + 1]]
    return all(span is None or span.quiet for span in spans)
