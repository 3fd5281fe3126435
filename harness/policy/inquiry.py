"""A question of law answered in steps: the first condition that is broken gives the code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct

from .pack import Found
from .rules import Rules
from .steps import SILENT, Record, Step, table


class Decision(Struct, frozen=True, kw_only=True):
    """Whether something is allowed, and why.

    Attributes:
        allowed: the answer.
        code: the reason of a refusal, or None.
        clauses: what the answer rests on: all conditions if allowed, else the one that is broken.
        readings: the readings that those conditions used, with their options.
        warnings: codes of what is allowed but not as the text would have it.
        steps: every condition in order; empty without a recorder.

    """

    allowed: bool
    code: str | None = None
    clauses: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


class Condition(NamedTuple):
    """One condition of the law, as it stands for the facts.

    Attributes:
        rule: its name in the table of steps.
        holds: whether it is met.
        code: what to answer if it is not.
        inputs: the facts it looked at.
        parameters: the legal values it used.
        only_warns: whether breaking it is a warning, not a refusal (原则上).

    """

    rule: str
    holds: bool
    code: str
    inputs: dict[str, Any]
    parameters: tuple[Found, ...] = ()
    only_warns: bool = False


def decide(
    rules: Rules, day: date, conditions: Iterable[Condition], record: Record = SILENT
) -> Decision:
    """Return the decision that conditions lead to; the first broken one ends it.

    Args:
        rules: for the readings that the conditions name.
        day: the day that decides about readings.
        conditions: evaluated lazily, in the order of the law.
        record: takes each condition as a step.

    """
    met: list[str] = []
    warnings: list[str] = []
    for each in conditions:
        record.step(each.rule, each.holds, each.parameters, **each.inputs)
        if each.holds:
            met.append(each.rule)
        elif each.only_warns:
            warnings.append(each.code)
        else:
            return _answer(rules, day, [each.rule], record, code=each.code)
    return _answer(rules, day, met, record, warnings=tuple(warnings))


def _answer(
    rules: Rules,
    day: date,
    rested_on: list[str],
    record: Record,
    *,
    code: str | None = None,
    warnings: tuple[str, ...] = (),
) -> Decision:
    clauses, readings = _grounds(tuple(rested_on))
    return Decision(
        allowed=code is None,
        code=code,
        clauses=clauses,
        readings=tuple((name, rules.option(name, day)) for name in readings),
        warnings=warnings,
        steps=record.steps,
    )


@cache
def _grounds(rested_on: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the clauses and the readings that conditions name, each once, in their order."""
    meanings = [table()[rule] for rule in rested_on]
    clauses = dict.fromkeys(clause for each in meanings for clause in each["clauses"])
    readings = dict.fromkeys(name for each in meanings for name in each["readings"])
    return tuple(clauses), tuple(readings)
