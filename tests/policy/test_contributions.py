"""Bases between 80 and 300 per cent, two rates, twenty years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.policy.contributions import (
    Interval,
    base_on,
    base_year,
    employed,
    employer_base,
    flexible,
    lump_sum,
    months_short,
    prepaid,
    unpaid,
)
from harness.policy.loading import pack
from harness.policy.rules import Rules

RULES, DAY = Rules(pack("nm-region")), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("average", "base", "employer"),
    [(400_000, 560_000, 39_200), (800_000, 800_000, 56_000), (2_500_000, 2_100_000, 147_000)],
)
def test_the_base_lies_between_its_limits(average: int, base: int, employer: int) -> None:
    """R11: Hohhot's average is 7,000.00 a month."""
    found = employer_base(RULES, average, 700_000, DAY)

    assert (base, employer) == (found, employed(RULES, found, DAY).employer)


def test_the_flexibly_employed_owe_both_rates() -> None:
    """R11: 9 per cent of 5,600.00."""
    found = flexible(RULES, 700_000, DAY)

    assert (560_000, 50_400, 50_400) == (found.base, found.individual, found.total)


def test_the_individual_part_may_be_of_the_own_wage() -> None:
    """K-1: 2 per cent of the wage where it differs from the unit's base."""
    found = employed(RULES, 560_000, DAY, wage=300_000)

    assert (39_200, 6_000, 45_200) == (found.employer, found.individual, found.total)


@pytest.mark.parametrize(
    ("since", "months", "short"),
    [
        (date(2005, 6, 30), 180, 0),
        (date(2005, 7, 1), 200, 40),
        (date(2005, 7, 1), 240, 0),
        (date(2005, 7, 1), 300, 0),
    ],
)
def test_who_joined_later_needs_twenty_years(since: date, months: int, short: int) -> None:
    """Q08, Q10."""
    assert short == months_short(RULES, since, months, DAY)


def test_a_shortfall_is_closed_in_one_sum() -> None:
    """Q08: 40 months of 7 per cent of 6,000.00 are 16,800.00."""
    assert 1_680_000 == lump_sum(RULES, 40, 600_000, DAY)


@given(day=st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31)))
def test_every_day_lies_in_one_year_of_bases(day: date) -> None:
    """From July to June; the base is that of the June before (BMI14-A7-0)."""
    first, last = base_year(day)

    assert first <= day <= last
    assert (7, 1, 6, 30) == (first.month, first.day, last.month, last.day)
    assert first.year == base_on({year: year for year in range(2014, 2061)}, day)


def test_a_day_without_a_verified_base_is_an_error() -> None:
    """Nothing is guessed."""
    with pytest.raises(KeyError):
        base_on({2025: 1}, date(2025, 6, 30))


def test_paying_in_advance_costs_the_same() -> None:
    """Monthly, quarterly or yearly (BMI14-A9-1)."""
    monthly = employed(RULES, 1_000_000, DAY)

    assert 12 * prepaid(monthly, Interval.MONTH) == prepaid(monthly, Interval.YEAR)
    assert 4 * prepaid(monthly, Interval.QUARTER) == prepaid(monthly, Interval.YEAR)


@given(parts=st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=5))
def test_a_month_is_paid_when_the_last_part_is(parts: list[int]) -> None:
    """The order in which payments are told does not matter; a part leaves arrears."""
    payments = [(date(2025, 4, number), 100) for number in parts]
    due = 100 * len(parts)
    found = unpaid(date(2025, 3, 15), due, reversed(payments))

    assert found is not None
    assert (date(2025, 3, 1), date(2025, 4, max(parts))) == (found.month, found.paid_on)
    short = unpaid(date(2025, 3, 15), due + 1, payments)
    assert short is not None
    assert short.paid_on is None
