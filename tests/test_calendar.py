"""Civil periods by named rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.calendar import (
    CalendarGap,
    PeriodRule,
    WorkCalendar,
    last_day,
    month_length,
    months_before,
    shift_months,
)

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CIVIL = PeriodRule.CIVIL_CODE


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-05-06", 3, "2025-08-06"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-03-31", 3, "2025-06-30"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_a_period_ends_on_the_corresponding_day(start: str, months: int, end: str) -> None:
    """Three months from 6 May end on 6 August; a missing day becomes the month's last."""
    assert date.fromisoformat(end) == last_day(date.fromisoformat(start), months, CIVIL)


@given(days, st.integers(0, 60))
def test_a_civil_period_ends_in_the_target_month(start: date, months: int) -> None:
    """The end lies exactly so many months on, on the same day or the month's last one."""
    end = last_day(start, months, CIVIL)

    assert months == (end.year - start.year) * 12 + end.month - start.month
    assert end.day == min(start.day, month_length(end.year, end.month))


@given(days, st.integers(0, 60))
def test_the_other_rules_keep_their_names(start: date, months: int) -> None:
    """Counting the first day shortens by one day; thirty-day months are thirty days each."""
    assert last_day(start, months, PeriodRule.START_DAY_COUNTED) == last_day(
        start, months, CIVIL
    ) - timedelta(days=1)
    assert last_day(start, months, PeriodRule.FIXED_30_DAYS) == start + timedelta(30 * months)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2025-11-06", "2025-10-06"), ("2026-03-30", "2026-02-28"), ("2025-12-31", "2025-11-30")],
)
def test_a_window_opens_on_the_corresponding_day(day: str, first: str) -> None:
    """The last month before 30 March begins on 28 February."""
    assert date.fromisoformat(first) == months_before(date.fromisoformat(day), 1, CIVIL)


@given(days, st.integers(-60, 60))
def test_shifting_back_and_forth_never_gains_days(day: date, months: int) -> None:
    """Clamping loses days, it never invents any."""
    assert shift_months(shift_months(day, months), -months) <= day


def test_make_up_workdays_count_and_holidays_do_not() -> None:
    """Six working days after Friday 26 September 2025 end on Saturday 11 October."""
    assert date(2025, 10, 11) == WorkCalendar.load().workdays_after(date(2025, 9, 26), 6)


def test_an_act_at_a_window_rolls_over_the_national_holiday() -> None:
    """1 October 2025 rolls to 9 October."""
    assert date(2025, 10, 9) == WorkCalendar.load().roll_forward(date(2025, 10, 1))


def test_a_year_without_calendar_is_an_error() -> None:
    """A workday question outside 2014 to 2026 is refused, not guessed."""
    with pytest.raises(CalendarGap, match="2027"):
        WorkCalendar.load().is_workday(date(2027, 1, 4))
