"""Faults of date arithmetic: slip, filing, time zone, clock (groups E and F)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

from harness.calendar import CalendarGap, PeriodRule, WorkCalendar, last_day, month_length
from harness.hospital.hospital import Hospital
from harness.hospital.refusal import Refused

from .registry import answer, defect, override


def overflowed(day: date, months: int) -> date:
    """Return the day so many months on, running over a month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    over = day.day - month_length(year, month + 1)
    return date(year, month + 1, min(day.day, month_length(year, month + 1))) + timedelta(
        days=max(over, 0)
    )


def rolled(day: date) -> date:
    """Return the next workday where a day is free; the day itself where no calendar is known."""
    try:
        return WorkCalendar.load().roll_forward(day)
    except CalendarGap:
        return day


def shown_until(house: Hospital, until: Any) -> None:
    """Show and apply another last day than the platform's."""

    def of(_original: Any, row: Any) -> Any:
        return None if row.valid_from is None else until(row)

    override(house.filing, "shown_until", of)
    override(house.wards, "valid_until", of)
    override(house.periods, "filing_last_day", lambda _o, on, _ref: until(_Row(on, _ref)))


class _Row:
    """A filing without the platform's dates."""

    def __init__(self, valid_from: date, referral_on: date | None) -> None:
        """Keep both days."""
        self.valid_from = valid_from
        self.referral_on = referral_on
        self.valid_until = last_day(valid_from, 6, PeriodRule.CIVIL_CODE)


def locked_out(house: Hospital) -> None:
    """Turn patients away whose filing looks over by our own count."""

    def admit(original: Any, given: Any, user: str) -> Any:
        stay = original(given, user)
        known = house.known(stay.person)
        if house.wards.is_away(known) and not stay.category and stay.purpose == "ordinary":
            house.reporting.self_pay(stay, "NO_ACTIVE_FILING", "备案已过期。")
            raise Refused("NO_ACTIVE_FILING", "备案已过期，请重新办理。", ref=stay.ref)
        return stay

    override(house.wards, "admit", admit)


@defect("M-072")
def ninety_days(house: Hospital) -> None:
    """Count 90 days for three months."""
    override(house.periods, "slip_last_day", lambda _o, on: on + timedelta(days=90))


@defect("M-073")
def last_day_excluded(house: Hospital) -> None:
    """End a day early."""
    override(house.periods, "slip_last_day", lambda original, on: original(on) - timedelta(days=1))


@defect("M-074")
def month_end_overflow(house: Hospital) -> None:
    """Run over the end of a short month."""
    override(house.periods, "slip_last_day", lambda _o, on: overflowed(on, 3))


@defect("M-076")
def utc_days(house: Hospital) -> None:
    """Take the day of a moment in UTC."""
    override(house.periods, "day_of", lambda _o, at: at.astimezone(UTC).date())


@defect("M-077")
def postponed_over_holidays(house: Hospital) -> None:
    """Postpone a last day that is a holiday."""
    calendar = WorkCalendar.load()

    def last_day(original: Any, on: date) -> date:
        last: date = original(on)
        try:
            return calendar.roll_forward(last)
        except CalendarGap:
            return last

    override(house.periods, "slip_last_day", last_day)


@defect("M-079")
def slip_age_at_admission(house: Hospital) -> None:
    """Demand a fresh slip at admission though the filing is in force."""

    def category(original: Any, patient: Any) -> Any:
        today = house.clock.today()
        for row in house.wards.filings(patient):
            if row.referral_on and not house.periods.slip_usable(row.referral_on, today):
                raise Refused("SLIP_EXPIRED", "转诊单已超过3个月，请重新开具。")
        return str(original(patient))

    override(house.wards, "category", category)


@defect("M-080")
def slip_age_never_asked(house: Hospital) -> None:
    """File slips of any age."""
    answer(house.filing, "in_time", value=True)


@defect("M-081")
def filing_180_days(house: Hospital) -> None:
    """Count 180 days for six months."""
    shown_until(house, lambda row: row.valid_from + timedelta(days=180))
    locked_out(house)


@defect("M-082")
def filing_3_months(house: Hospital) -> None:
    """Take the slip's three months for the filing's six."""
    shown_until(house, lambda row: last_day(row.valid_from, 3, PeriodRule.CIVIL_CODE))
    locked_out(house)


@defect("M-083")
def filing_from_slip_date(house: Hospital) -> None:
    """Count the filing from the slip's date."""
    shown_until(
        house,
        lambda row: last_day(row.referral_on or row.valid_from, 6, PeriodRule.CIVIL_CODE),
    )
    locked_out(house)


@defect("M-087")
def filing_month_end(house: Hospital) -> None:
    """Run over the end of February."""
    shown_until(house, lambda row: overflowed(row.valid_from, 6))


@defect("M-257")
def sunday_is_monday(house: Hospital) -> None:
    """Show the next workday where the last day is free."""
    shown_until(house, lambda row: rolled(row.valid_until))


@defect("M-084")
def single_use(house: Hospital) -> None:
    """Take a filing for used up after the first visit."""

    def category(original: Any, patient: Any) -> Any:
        stays = house.stays()
        used = [s for s in stays if s.person == patient.ref and s.category == "REFERRED"]
        if used:
            raise Refused("NO_ACTIVE_FILING", "备案已使用，请重新开具转诊单并备案。")
        return str(original(patient))

    override(house.wards, "category", category)


@defect("M-086")
def discharge_decides(house: Hospital) -> None:
    """Test the discharge date against the filing."""

    def discharge(original: Any, stay: Any, given: Any, user: str) -> Any:
        done = original(stay, given, user)
        if done.category != "REFERRED":
            return done
        known = house.known(stay.person)
        days = [row.valid_until for row in house.wards.filings(known) if row.valid_until]
        if days and max(days) < done.ended_at.date():
            return house.reporting.self_pay(done, "NO_ACTIVE_FILING", "出院时备案已过期。")
        return done

    override(house.wards, "discharge", discharge)


@defect("M-241")
def own_clock_trusted(house: Hospital) -> None:
    """Trust the own clock, whatever the platform's says."""
    override(house.clock, "heard", lambda _original, _platform: None)


@defect("M-219")
def own_business_day(house: Hospital) -> None:
    """Book by the own clock's day."""

    def book(original: Any, stay: Any, bill: Any, found: Any) -> Any:
        return original(stay, bill, replace(found, settled_at=house.clock.now()))

    override(house.billing, "book", book)
