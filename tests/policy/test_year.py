"""Which number a stay has in which year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.policy.facts import YearToDate
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.year import next_ordinal, year_between


@given(st.frozensets(st.integers(1, 12)))
def test_the_next_number_is_the_lowest_that_is_free(held: frozenset[int]) -> None:
    """Undoing the first of three stays makes the next one the first again."""
    number = next_ordinal("settlement_order", YearToDate(ordinals_held=held), "3A")

    assert number not in held
    assert set(range(1, number)) <= held


def test_each_tier_may_count_for_itself() -> None:
    """CC-11=per_tier."""
    year = YearToDate(ordinals_held=frozenset({1, 2}), tiers_held=((1, "3A"), (2, "3A")))

    assert 1 == next_ordinal("per_tier", year, "3B")
    assert 3 == next_ordinal("per_tier", year, "3A")


@pytest.mark.parametrize(("option", "year"), [("discharge_year", 2026), ("admission_year", 2025)])
def test_the_year_of_a_crossing_stay(option: str, year: int) -> None:
    """CC-10."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-10": option}))

    assert year == year_between(rules, date(2025, 12, 28), date(2026, 1, 6))
