"""The hospital's own periods at their borders."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from harness.hospital.periods import Periods

PERIODS = Periods()


@pytest.mark.parametrize(
    ("referral_on", "last"),
    [
        ("2025-05-06", "2025-08-06"),
        ("2025-05-31", "2025-08-31"),
        ("2025-11-30", "2026-02-28"),
        ("2027-11-29", "2028-02-29"),
        ("2025-07-01", "2025-10-01"),
    ],
)
def test_a_slip_ends_on_the_corresponding_day(referral_on: str, last: str) -> None:
    """Three months end on the same day of the month, clamped, holidays or not."""
    start, end = date.fromisoformat(referral_on), date.fromisoformat(last)
    assert PERIODS.slip_last_day(start) == end
    assert PERIODS.slip_usable(start, end)
    assert not PERIODS.slip_usable(start, date.fromordinal(end.toordinal() + 1))


def test_a_filing_counts_from_its_approval() -> None:
    """The slip's date does not shorten a filing, and month ends are clamped."""
    slip = date(2025, 5, 6)
    assert PERIODS.filing_last_day(date(2025, 7, 20), slip) == date(2026, 1, 20)
    assert PERIODS.filing_last_day(date(2025, 8, 31), slip) == date(2026, 2, 28)


def test_the_window_is_the_last_month_inclusive() -> None:
    """The window opens a month before the last day, clamped, and closes on it."""
    assert PERIODS.extension_window(date(2025, 11, 6)) == (date(2025, 10, 6), date(2025, 11, 6))
    assert PERIODS.extension_window(date(2026, 3, 30))[0] == date(2026, 2, 28)
    assert PERIODS.extended_until(date(2026, 2, 28)) == date(2026, 8, 28)


def test_days_are_chinese_days() -> None:
    """Four in the afternoon in Greenwich is the next day in China."""
    assert PERIODS.day_of(datetime(2025, 8, 6, 16, tzinfo=UTC)) == date(2025, 8, 7)


def test_emergencies_have_six_workdays_and_approvals_five_days() -> None:
    """National Day's make-up workdays count; weekends count for approvals."""
    assert PERIODS.emergency_last_day(date(2025, 9, 26)) == date(2025, 10, 11)
    assert PERIODS.approval_last_day(date(2025, 6, 2)) == date(2025, 6, 7)
