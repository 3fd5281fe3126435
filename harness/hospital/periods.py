"""The hospital's own date arithmetic: every period with the rule that counts it.

The hospital never takes a date from its counter clerk's head: the platform's date is shown where
the platform gave one, else these.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from harness.calendar import PeriodRule, WorkCalendar, last_day, months_before
from harness.clock import CHINA

SLIP_MONTHS = 3
FILING_MONTHS = 6
EXTENSION_MONTHS = 6
WINDOW_MONTHS = 1
APPROVAL_DAYS = 5
EMERGENCY_WORKDAYS = 6
RULES_IN_FORCE = date(2025, 5, 1)


class Periods:
    """Civil periods of slip, filing and extension (readings CC-01 to CC-05)."""

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day of a moment in China (DER-TIME-1)."""
        return moment.astimezone(CHINA).date()

    def slip_last_day(self, referral_on: date) -> date:
        """Return the last day on which a slip can be filed (NM25-A16, F-17; CC-01, CC-02)."""
        return last_day(referral_on, SLIP_MONTHS, PeriodRule.CIVIL_CODE)

    def slip_usable(self, referral_on: date, today: date) -> bool:
        """Tell whether a slip can be filed on a day; the last day counts, holidays do not roll."""
        return today <= self.slip_last_day(referral_on)

    def filing_last_day(self, approved_on: date, referral_on: date | None) -> date:  # noqa: ARG002 - the slip's date is offered and must not be used
        """Return the last day of a filing, counted from its approval (NM25-A17; CC-03)."""
        return last_day(approved_on, FILING_MONTHS, PeriodRule.CIVIL_CODE)

    def extension_window(self, valid_until: date) -> tuple[date, date]:
        """Return first and last day on which an extension may be asked for (NM25-A17; CC-04)."""
        return months_before(valid_until, WINDOW_MONTHS, PeriodRule.CIVIL_CODE), valid_until

    def extended_until(self, valid_until: date) -> date:
        """Return the last day after an extension, counted from the old one (CC-05)."""
        return last_day(valid_until, EXTENSION_MONTHS, PeriodRule.CIVIL_CODE)

    def emergency_last_day(self, admitted_on: date) -> date:
        """Return the last day to file an emergency: the sixth workday (BMI14-A25; CC-19)."""
        return WorkCalendar.load().workdays_after(admitted_on, EMERGENCY_WORKDAYS)

    def approval_last_day(self, used_on: date) -> date:
        """Return the last day for a late approval: five calendar days, the day of use not counted.

        REF14-A8, FEE14-A8; reading CC-19.
        """
        return used_on + timedelta(days=APPROVAL_DAYS)
