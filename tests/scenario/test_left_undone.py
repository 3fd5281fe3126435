"""Steps that the HIS could not do, and what may still be said after them."""

from __future__ import annotations

from typing import Any

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.checks import Check, checks_of
from harness.scenario.left_undone import left_undone
from harness.scenario.loading import shipped
from harness.scenario.record import Record

BLOOD = shipped()["items/blood-in-rescue"]
NEVER = shipped()["filing/onestop-happy"]


def after(step: str, outcome: str) -> Record:
    """Make the record of one answer."""
    reply: dict[str, Any] = {"outcome": outcome}
    journal = Journal()
    body = {"session": "main", "method": "act", "params": {}, "reply": reply, "step": step}
    journal.append(moment("2025-06-05T10:00"), "driver", body)
    return Record(journal.entries)


def check(scenario: Any, about: str, step: str) -> Check:
    """Find a check."""
    found = checks_of(scenario, scenario.rows[0])
    return next(each for each in found if each.about == about and each.step.id == step)


@pytest.mark.parametrize("outcome", ["unsupported", "failed"])
def test_what_could_not_be_approved_cannot_be_paid(outcome: str) -> None:
    """A HIS without the action is not blamed for the figure that rests on it."""
    settle = check(BLOOD, "reply", "settle")
    undone = left_undone(BLOOD, BLOOD.rows[0], settle, after("request", outcome))

    assert undone is not None
    assert undone.id == "request"


@pytest.mark.parametrize("outcome", ["done", "refused"])
def test_what_was_answered_excuses_nothing(outcome: str) -> None:
    """A refusal is the HIS's own act."""
    settle = check(BLOOD, "reply", "settle")

    assert left_undone(BLOOD, BLOOD.rows[0], settle, after("request", outcome)) is None


def test_a_later_step_excuses_nothing() -> None:
    """Only what comes before counts."""
    charge = check(BLOOD, "precondition", "charge")

    assert left_undone(BLOOD, BLOOD.rows[0], charge, after("request", "unsupported")) is None


def test_nothing_excuses_what_must_never_be_sent() -> None:
    """A forbidden message is one whatever could not be done before."""
    second = check(NEVER, "never", "refer")

    assert left_undone(NEVER, NEVER.rows[0], second, after("refer", "unsupported")) is None
