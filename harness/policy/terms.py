"""Terms: the slip's three months, the filing's six, the window and the length of the extension.

Before 2025-05-01 the transfer rules of 2014 gave days instead (REF14-A5); a filing keeps the rules
under which it was approved (NM25-A24-1).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from harness.calendar import PeriodRule, WorkCalendar, last_day, months_before
from harness.clock import CHINA

from .rules import Rules

#: The referral rules of 2025 are in force from this day (NM25-A24-1).
REFERRAL_RULES: Final = date(2025, 5, 1)
WINDOW: Final = "WINDOW"


class SlipDates(Struct, frozen=True, kw_only=True):
    """The three dates of a referral slip (NM25-F-01, F-11, F-21).

    Attributes:
        referral_on: 转诊日期.
        reviewed_on: the centre's review and seal, if there.
        heading_on: the date in the heading, if there.

    """

    referral_on: date
    reviewed_on: date | None = None
    heading_on: date | None = None


class Term(Struct, frozen=True, kw_only=True):
    """A validity, both days included.

    Attributes:
        valid_from: first day.
        valid_until: last day, to 24:00 in China; for stays, under the rules of 2014.
        outpatient_until: last day for visits, where the rules of 2014 give them less.

    """

    valid_from: date
    valid_until: date
    outpatient_until: date


def day_of(at: datetime | date) -> date:
    """Return the civil date in China of a moment; a naive one is China time already."""
    if not isinstance(at, datetime):
        return at
    return at.date() if at.tzinfo is None else at.astimezone(CHINA).date()


def slip_anchor(rules: Rules, slip: SlipDates) -> date:
    """Return the day from which the slip's months run (CC-02)."""
    match rules.option("CC-02", slip.referral_on):
        case "centre_review":
            return slip.reviewed_on or slip.referral_on
        case "heading_date":
            return slip.heading_on or slip.referral_on
        case _:
            return slip.referral_on


def slip_last_day(
    rules: Rules,
    slip: SlipDates,
    *,
    channel: str | None = None,
    calendar: WorkCalendar | None = None,
) -> date:
    """Return the last day on which a slip can be used for a filing (NM25-A16-5, NM25-F-17).

    Args:
        rules: parameters and readings.
        slip: its dates.
        channel: the way of filing; only an act at a window may roll over a holiday (CC-01).
        calendar: the official workdays, where a roll-over may be needed.

    Raises:
        CalendarGap: if a roll-over is asked for in a year whose calendar is not held.

    """
    anchor = slip_anchor(rules, slip)
    day = max(anchor, REFERRAL_RULES)
    end = last_day(anchor, rules.number("slip.months", day), rules.period(day))
    rolls = rules.option("CC-01", day) == "roll_window_acts" and channel == WINDOW
    return (calendar or WorkCalendar.load()).roll_forward(end) if rolls else end


def filing_term(
    rules: Rules,
    approved_at: datetime | date,
    slip: SlipDates | None = None,
    chosen_start: date | None = None,
) -> Term:
    """Return the validity of a filing approved at a moment (NM25-A17-1, CC-01, CC-03).

    Args:
        rules: parameters and readings.
        approved_at: the approval.
        slip: needed where CC-03 is read from the slip.
        chosen_start: the day the patient asks for, where CC-03 is read so.

    """
    approved = day_of(approved_at)
    question = ("filing_term", approved, slip, chosen_start)
    return rules.once(question, lambda: _filing_term(rules, approved, slip, chosen_start))


def _filing_term(
    rules: Rules, approved: date, slip: SlipDates | None, chosen_start: date | None
) -> Term:
    if approved < REFERRAL_RULES:
        return _transfer_term(rules, approved)
    start = approved
    match rules.option("CC-03", approved):
        case "slip_date" if slip is not None:
            start = slip.referral_on
        case "chosen_start" if chosen_start is not None:
            start = chosen_start
    end = last_day(start, rules.number("filing.months", approved), rules.period(approved))
    return Term(valid_from=max(start, approved), valid_until=end, outpatient_until=end)


def _transfer_term(rules: Rules, approved: date) -> Term:
    """Return the term of a transfer approved under the rules of 2014 (REF14-A5-1, A5-2)."""
    stay = timedelta(days=rules.number("transfer.inpatient_days", approved))
    visit = timedelta(days=rules.number("transfer.outpatient_days", approved))
    return Term(valid_from=approved, valid_until=approved + stay, outpatient_until=approved + visit)


def extension_window(
    rules: Rules, valid_until: date, approved_on: date | None = None
) -> tuple[date, date]:
    """Return first and last day for asking for an extension, both included (NM25-A17-3, CC-04).

    Args:
        rules: parameters and readings.
        valid_until: the last day of the filing.
        approved_on: its approval, if it may lie before the rules of 2025 (REF14-A5-3).

    Raises:
        CalendarGap: if CC-01=roll_window_acts asks for a year whose calendar is not held.

    """
    if approved_on is not None and approved_on < REFERRAL_RULES:
        days = rules.number("transfer.extension_days", approved_on)
        return valid_until - timedelta(days=days), valid_until
    months = rules.number("extension.window_months", valid_until)
    first = months_before(valid_until, months, rules.period(valid_until))
    match rules.option("CC-04", valid_until):
        case "exclusive":
            first, last = first + timedelta(days=1), valid_until - timedelta(days=1)
        case "thirty_days":
            first, last = valid_until - timedelta(days=30), valid_until
        case _:
            last = valid_until
    # An application is an act at a window; the validity itself never rolls.
    rolls = rules.option("CC-01", valid_until) == "roll_window_acts"
    return first, WorkCalendar.load().roll_forward(last) if rolls else last


def extended_until(
    rules: Rules, valid_from: date, valid_until: date, applied_on: date | None = None
) -> date:
    """Return the last day of an extended filing (NM25-A17-8, CC-05).

    Args:
        rules: parameters and readings.
        valid_from: the first start.
        valid_until: the old last day.
        applied_on: the day of the application, where CC-05 is read from it.

    """
    months = rules.number("extension.months", valid_until)
    period = rules.period(valid_until)
    match rules.option("CC-05", valid_until):
        case "origin_plus_12":
            whole = rules.number("filing.months", valid_until) + months
            return last_day(valid_from, whole, period)
        case "application_plus_6" if applied_on is not None:
            return last_day(applied_on, months, period)
    # Where the start day counts, the new term starts with the day after the old one.
    counted = period is PeriodRule.START_DAY_COUNTED
    return last_day(valid_until + timedelta(days=1) if counted else valid_until, months, period)
