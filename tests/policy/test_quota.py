"""Quota, advance, release and the closing window."""

from __future__ import annotations

from datetime import date

import pytest

from harness.policy.loading import pack
from harness.policy.quota import (
    PastPeriod,
    advance_of,
    closing_window,
    quota_of,
    release_of,
    settle_global,
    settle_quota,
    statistics_due,
)
from harness.policy.readings import Readings
from harness.policy.rules import Rules

RULES, DAY = Rules(pack("nm-region")), date(2025, 6, 1)
QUOTA = 100_000_000


@pytest.mark.parametrize(
    ("actual", "paid", "bears", "reward"),
    [
        (105_000_000, 105_000_000, 0, 0),
        (110_000_000, 110_000_000, 0, 0),
        (90_000_000, 90_000_000, 0, 0),
        (113_000_000, 111_500_000, 1_500_000, 0),
        (115_000_000, 112_500_000, 2_500_000, 0),
        (118_000_000, 112_500_000, 5_500_000, 0),
        (88_000_000, 89_000_000, 0, 1_000_000),
        (85_000_000, 87_500_000, 0, 2_500_000),
        (84_999_999, 84_999_999, 0, 0),
        (82_000_000, 82_000_000, 0, 0),
    ],
)
def test_the_slice_between_10_and_15_per_cent_is_shared(
    actual: int, paid: int, bears: int, reward: int
) -> None:
    """U01 to U05."""
    found = settle_quota(RULES, QUOTA, actual, DAY)

    assert (paid, bears, reward) == (found.paid, found.hospital_bears, found.reward)


@pytest.mark.parametrize(
    ("option", "actual", "paid"),
    [
        ("whole_excess", 113_000_000, 106_500_000),
        ("whole_excess", 87_000_000, 93_500_000),
        ("quota_inside_float", 105_000_000, 100_000_000),
        ("quota_inside_float", 95_000_000, 100_000_000),
        ("quota_inside_float", 113_000_000, 111_500_000),
    ],
)
def test_what_is_shared_is_a_reading(option: str, actual: int, paid: int) -> None:
    """U02, R-3, CC-21."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-21": option}))

    assert paid == settle_quota(rules, QUOTA, actual, DAY).paid


def test_a_saving_under_global_control_is_the_hospitals() -> None:
    """U06."""
    found = settle_global(500_000_000, 460_000_000)

    assert (500_000_000, 40_000_000) == (found.paid, found.reward)
    assert 1 == settle_global(500_000_000, 500_000_001).hospital_bears


def test_ninety_per_cent_are_paid_first() -> None:
    """U07: 741,111.10 of 823,456.78."""
    found = advance_of(RULES, 82_345_678, DAY)

    assert (74_111_110, 8_234_568) == (found.advanced, found.retained)


@pytest.mark.parametrize(
    ("deduction", "released", "deducted"), [(0, 8_234_568, 0), (2000, 6_587_654, 1_646_914)]
)
def test_the_rest_is_released_after_the_evaluation(
    deduction: int, released: int, deducted: int
) -> None:
    """U08."""
    assert (released, deducted) == release_of(8_234_568, deduction)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2025-06-15", "2025-07-01", "2025-07-07"),
        ("2025-04-01", "2025-05-01", "2025-05-06"),
        ("2025-09-30", "2025-10-01", "2025-10-09"),
        ("2025-12-31", "2026-01-01", "2026-01-05"),
        ("2025-07-01", "2025-08-01", "2025-08-05"),
    ],
)
def test_the_window_ends_on_the_fifth_or_the_next_workday(
    month: str, first: str, last: str
) -> None:
    """U10 to U12."""
    expected = (date.fromisoformat(first), date.fromisoformat(last))

    assert expected == closing_window(RULES, date.fromisoformat(month))


@pytest.mark.parametrize(
    ("option", "due"),
    [("fifth", date(2025, 7, 5)), ("tenth", date(2025, 7, 10)), ("not_checked", None)],
)
def test_a_report_without_a_due_day_has_one_by_reading(option: str, due: date | None) -> None:
    """CC-28: no roll-over, because no text grants one."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-28": option}))

    assert due == statistics_due(rules, date(2025, 6, 30))


def test_the_quota_averages_stays_not_periods() -> None:
    """What is unreasonable is left out, and no stay gives no quota (FEE14-A4-2)."""
    past = (
        PastPeriod(cost=1_000_000, stays=10, unreasonable=100_000),
        PastPeriod(cost=100_000, stays=90),
    )

    assert (10_000, 500_000) == quota_of(past, 50)
    with pytest.raises(ValueError, match="at least one stay"):
        quota_of((), 50)
