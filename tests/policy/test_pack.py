"""Values are asked for by day and facts."""

from __future__ import annotations

from datetime import date

import pytest

from harness.policy.errors import MissingParameter, PackError
from harness.policy.loading import pack
from harness.policy.pack import keys_of

REGION = pack("nm-region")
DAY = date(2025, 6, 1)


def test_a_value_comes_with_its_date_and_clauses() -> None:
    """What a step cites."""
    found = REGION.find("inpatient.rate", DAY, status="active", grade="3B", band="upper")

    assert (9600, date(2014, 10, 29)) == (found.value, found.since)
    assert "BMI14-A21-1b" in found.clauses


def test_facts_that_a_table_does_not_depend_on_are_ignored() -> None:
    """One value serves every status."""
    assert 3_500_000 == REGION.number("inpatient.band_limit", DAY, status="retired")


def test_a_rule_that_has_ended_is_missing_afterwards() -> None:
    """The twenty days of 2014 ended with April 2025."""
    assert 20 == REGION.number("transfer.outpatient_days", date(2025, 4, 30))
    with pytest.raises(MissingParameter, match="no value of it for 2025-05-01"):
        REGION.number("transfer.outpatient_days", date(2025, 5, 1))


def test_known_tells_absences_apart() -> None:
    """A declared absence is not known."""
    assert REGION.known("inpatient.rate", DAY)
    assert not pack("wuhai").known("inpatient.rate", DAY)


def test_a_change_in_the_past_replaces_everything_after_it() -> None:
    """No older later value shines through."""
    once = REGION.changed("inpatient.band_limit", 4, since=DAY, clause="LOCAL", source="a")
    twice = once.changed(
        "inpatient.band_limit", 3, since=date(2025, 5, 1), clause="LOCAL", source="b"
    )

    assert 3 == twice.number("inpatient.band_limit", date(2026, 1, 1))
    assert 3_500_000 == twice.number("inpatient.band_limit", date(2025, 4, 30))


def test_a_change_of_nothing_known_is_refused() -> None:
    """A misspelt name changes nothing in silence."""
    with pytest.raises(PackError, match="no parameter"):
        REGION.changed("inpatient.colour", 1, since=DAY, clause="LOCAL", source="test")


def test_the_keys_of_a_table_follow_from_its_rows() -> None:
    """Outermost first."""
    rows = {"active": {"3A": 1, "3B": 2, "other": 3}}

    assert {"status": ("active",), "grade": ("3A", "3B", "other")} == keys_of(
        "inpatient.deductible", rows, "test"
    )
    with pytest.raises(PackError):
        keys_of("inpatient.deductible", {"3A": {"active": 1}, "x": 2}, "test")
