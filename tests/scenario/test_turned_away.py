"""Refusals for reasons that a scenario is not about."""

from dataclasses import replace
from typing import Any

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.checks import checks_of
from harness.scenario.loading import shipped
from harness.scenario.record import Record
from harness.scenario.turned_away import turned_away

SCENARIO = shipped()["destination/dest-any-province"]
CHECK = next(each for each in checks_of(SCENARIO) if each.about == "reply")


def answered(reply: dict[str, Any]) -> Record:
    """Make the record of one answer to the step."""
    journal = Journal()
    body = {"session": "main", "method": "act", "params": {}, "reply": reply}
    journal.append(moment("2025-05-06T09:00"), "driver", {**body, "step": CHECK.step.id})
    return Record(journal.entries)


def refused(field: str | None) -> dict[str, Any]:
    """Make a refusal that names a field."""
    return {"outcome": "refused", "reason": {"code": "FIELD_MISSING", "field": field, "text": "x"}}


def test_a_demand_that_the_scenario_is_not_about_turns_away() -> None:
    """Who wants an admission number has not looked at the destination."""
    assert "encounter" == turned_away(SCENARIO, CHECK, answered(refused("encounter")))


@pytest.mark.parametrize("reply", [refused("to"), refused("to.city"), refused(None), refused("")])
def test_a_refusal_of_what_is_handed_over_is_what_it_looks_like(reply: dict[str, Any]) -> None:
    """A refused destination, or a refusal without a field, is judged."""
    assert turned_away(SCENARIO, CHECK, answered(reply)) is None


def test_nobody_is_turned_away_by_being_served() -> None:
    """An action that was done is judged by what it did."""
    assert turned_away(SCENARIO, CHECK, answered({"outcome": "done"})) is None


def test_where_everything_must_be_accepted_no_reason_counts() -> None:
    """The scenario that only asks for a slip fails whatever the demand."""
    strict = replace(SCENARIO, must_accept=(".",))

    assert turned_away(strict, CHECK, answered(refused("encounter"))) is None
