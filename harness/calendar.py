"""Civil periods: months, windows and workdays, always by a named rule.

The default rule is the Civil Code's (arts 201-203, reading CC-01): the day of the event is not
counted, a period of months ends on the corresponding day of the last month, or on the month's last
day where that day is missing, at 24:00 in China.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from harness import resources
from harness.errors import DataError


class PeriodRule(StrEnum):
    """How a period of months is counted."""

    CIVIL_CODE = "civil_code"
    START_DAY_COUNTED = "start_day_counted"
    FIXED_30_DAYS = "fixed_30_days"


class CalendarGap(DataError):
    """A workday question about a year whose official calendar the harness does not hold."""


def shift_months(day: date, months: int) -> date:
    """Return the corresponding day so many months on (or back), clamped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """Return how many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def last_day(start: date, months: int, rule: PeriodRule) -> date:
    """Return the last day, inclusive, of a period of months that an event on ``start`` begins."""
    match rule:
        case PeriodRule.CIVIL_CODE:
            return shift_months(start, months)
        case PeriodRule.START_DAY_COUNTED:
            return shift_months(start, months) - timedelta(days=1)
        case PeriodRule.FIXED_30_DAYS:
            return start + timedelta(days=30 * months)


def months_before(day: date, months: int, rule: PeriodRule) -> date:
    """Return the first day, inclusive, of the last so many months before a day."""
    match rule:
        case PeriodRule.CIVIL_CODE:
            return shift_months(day, -months)
        case PeriodRule.START_DAY_COUNTED:
            return shift_months(day, -months) + timedelta(days=1)
        case PeriodRule.FIXED_30_DAYS:
            return day - timedelta(days=30 * months)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The official working days, make-up workdays included.

    Attributes:
        years: the years it covers.
        holidays: Mondays to Fridays that are free.
        workdays: Saturdays and Sundays that are worked.

    """

    years: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]

    @classmethod
    def load(cls) -> WorkCalendar:
        """Return the calendar that ships with the harness (2014 to 2026)."""
        return _shipped()

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on a day.

        Raises:
            CalendarGap: if the calendar of that year is not held.

        """
        if day.year not in self.years:
            raise CalendarGap(
                f"the official workday calendar of {day.year} is not held",
                where="fixtures/calendars/cn.yaml",
                why=f"it covers {min(self.years)} to {max(self.years)}",
            )
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def workdays_after(self, day: date, count: int) -> date:
        """Return the count-th workday after a day, which itself is not counted."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def roll_forward(self, day: date) -> date:
        """Return the day itself if it is worked, else the next day that is."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day


@cache
def _shipped() -> WorkCalendar:
    years = resources.load_yaml("fixtures/calendars/cn.yaml")["years"]
    return WorkCalendar(
        years=frozenset(int(year) for year in years),
        holidays=_dates(day for each in years.values() for day in each["holidays"]),
        workdays=_dates(day for each in years.values() for day in each["workdays"]),
    )


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)
