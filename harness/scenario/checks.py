"""The checks of a scenario, known before anything is played.

Only what the HIS sent, showed, printed or answered judges it. What our simulator answers is checked
too, but met it is no evidence, and broken it is our ``error``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from .binding import names_in
from .model import OURS, Claim, Fault, Kind, Never, Row, Scenario, Seen, Step, Wire

_ANSWERED: Final = frozenset({Kind.HIS, Kind.OBSERVE, Kind.TOGETHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question that a scenario asks in each of its rows.

    Attributes:
        id: ``SCENARIO#STEP.PART``.
        about: ``reply``, ``wire``, ``sequence``, ``seen``, ``platform``, ``never``, or
            ``precondition`` for the answer that a plain step needs.
        judged: whether it is about the HIS.
        verifies: requirement ids; empty makes a judged check a precondition.
        negative: whether it passes by something not happening.

    """

    id: str
    about: str
    step: Step
    part: str
    judged: bool
    verifies: tuple[str, ...] = ()
    claim: Claim | None = None
    never: Never | None = None
    negative: bool = False


def checks_of(scenario: Scenario, row: Row | None = None) -> tuple[Check, ...]:
    """Return the checks in the order in which they are judged.

    Args:
        scenario: whose.
        row: in which row; without one a check is negative if it is so in any row.

    """
    rows = (row,) if row else scenario.rows
    found = [check for step in scenario.flat_steps() for check in _of_step(scenario, step, rows)]
    found += [_of_never(scenario, each) for each in scenario.never]
    return tuple(found)


def verifying(scenarios: Iterable[Scenario]) -> Mapping[str, frozenset[str]]:
    """Return requirement id to the ids of every check that verifies it."""
    found: dict[str, set[str]] = {}
    for scenario in scenarios:
        for check in checks_of(scenario):
            for requirement in check.verifies:
                found.setdefault(requirement, set()).add(check.id)
    return {requirement: frozenset(checks) for requirement, checks in found.items()}


def _of_step(scenario: Scenario, step: Step, rows: tuple[Row, ...]) -> Iterator[Check]:
    if not any(claim.about == "reply" for claim in step.claims):
        yield from _implied(scenario, step)
    for claim in step.claims:
        judged = claim.about in ("wire", "sequence", "seen")
        judged = judged or (claim.about == "reply" and step.kind in _ANSWERED)
        yield Check(
            id=f"{scenario.id}#{step.id}.{claim.part}",
            about=claim.about,
            step=step,
            part=claim.part,
            judged=judged,
            verifies=_verifies(scenario, step, claim) if judged else (),
            claim=claim,
            negative=_is_negative(scenario, step, claim, rows),
        )


def _implied(scenario: Scenario, step: Step) -> Iterator[Check]:
    """A step that says nothing of its answer needs it to be done, accepted or given."""
    if step.kind in _ANSWERED | OURS and step.kind is not Kind.TOGETHER:
        yield Check(
            id=f"{scenario.id}#{step.id}.reply",
            about="precondition",
            step=step,
            part="reply",
            judged=step.kind in _ANSWERED,
        )


def _of_never(scenario: Scenario, item: Never) -> Check:
    return Check(
        id=f"{scenario.id}#never.{item.id}",
        about="never",
        step=scenario.step(item.after),
        part=item.id,
        judged=True,
        verifies=scenario.verifies if item.verifies is None else item.verifies,
        never=item,
        negative=True,
    )


def _verifies(scenario: Scenario, step: Step, claim: Claim) -> tuple[str, ...]:
    for own in (claim.verifies, step.verifies, () if step.canary else None):
        if own is not None:
            return own
    return scenario.verifies


def _is_negative(scenario: Scenario, step: Step, claim: Claim, rows: tuple[Row, ...]) -> bool:
    """A refusal under a fault has the fault for its witness and needs no canary."""
    plan, _ = active_plan(scenario, step)
    faulted = claim.about == "reply" and any(not fault.optional for fault in plan)
    return not faulted and any(is_negative(claim, row.values) for row in rows)


def is_negative(claim: Claim, values: Mapping[str, Any]) -> bool:
    """Tell whether a claim can be met by something not happening: no message, a refusal."""
    if isinstance(claim.expected, Wire):
        return any(_none(each) for each in (claim.expected.count, claim.expected.messages))
    return claim.about == "reply" and _allows_refusal(claim.expected, values)


def _none(count: Any) -> bool:
    return bool(count == 0 or (isinstance(count, Mapping) and count.get("max") == 0))


def _allows_refusal(expected: Any, values: Mapping[str, Any]) -> bool:
    if not isinstance(expected, Mapping):
        return False
    outcome = expected.get("outcome")
    if isinstance(outcome, str) and outcome.startswith("${"):
        outcome = values.get(outcome[2:-1])
    if isinstance(outcome, Mapping):
        return "refused" in outcome.get("~enum", ())
    alternatives = (*expected.get("~anyOf", ()), *expected.get("~oneOf", ()))
    return outcome == "refused" or any(_allows_refusal(each, values) for each in alternatives)


def active_plan(scenario: Scenario, step: Step) -> tuple[tuple[Fault, ...], Step | None]:
    """Return the fault plan in force when a step begins, and the step that put it there."""
    plan: tuple[tuple[Fault, ...], Step | None] = ((), None)
    for each in scenario.steps:
        if each.id == step.id or step in each.together:
            break
        if each.kind is Kind.FAULT:
            plan = (each.plan, each)
    return plan


def proves_nothing(check: Check) -> bool:
    """Tell whether a check asks for no more than that the HIS says ``done``."""
    claim = check.claim
    return claim is not None and claim.about == "reply" and claim.expected == {"outcome": "done"}


def reads(step: Step) -> frozenset[str]:
    """Return the names of returned values that a step or its expectations use."""
    used = [step.with_, step.key, step.to]
    for claim in step.claims:
        used += _texts(claim.expected)
    return frozenset(name for each in used for name in names_in(each))


def _texts(expected: Any) -> list[Any]:
    if isinstance(expected, Wire):
        return [expected.where, expected.request, expected.header]
    if isinstance(expected, Seen):
        return [expected.key, expected.shows]
    return [expected]


def before(scenario: Scenario, step: Step) -> tuple[Step, ...]:
    """Return the steps that a step rests on, itself excepted.

    These are: those whose result it reads, those it names in ``depends``, and everything of ours
    that was arranged before it.
    """
    names = reads(step)
    return tuple(
        each
        for each in earlier(scenario, step)
        if each.id in step.depends or each.kind in OURS or (each.as_ and each.as_ in names)
    )


def earlier(scenario: Scenario, step: Step) -> tuple[Step, ...]:
    """Return the steps that are played before a step."""
    order = scenario.flat_steps()
    return tuple(takewhile(lambda each: each.id != step.id and step not in each.together, order))
