"""May a filing be accepted? Insured, in the scheme, a lawful place, a fresh slip, before care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from harness.calendar import WorkCalendar

from .destination import Destination, destination_conditions
from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record
from .terms import REFERRAL_RULES, SlipDates, day_of, slip_last_day


class FilingFacts(Struct, frozen=True, kw_only=True):
    """A request to file.

    Attributes:
        category: ``REFERRED``, ``EMERGENCY`` or a kind of long stay.
        channel: ``HIS``, ``WINDOW`` or one of the others (NM25-A16).
        to: where it leads.
        slip: the dates of the slip, if one was issued.
        slip_of_person: whether it is the insured's own.
        identity_shown: whether an identity document was shown, which other channels need.
        in_scheme: False for those outside the scheme (BMI14-A36-1).
        insured: whether insured in the region at all (NM25-A5-1).
        admitted_at: the admission, if care has begun.
        discharged_at: the discharge, if care is over.

    """

    category: str
    channel: str
    to: Destination
    slip: SlipDates | None = None
    slip_of_person: bool = True
    identity_shown: bool = True
    in_scheme: bool = True
    insured: bool = True
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None


def check_filing(
    rules: Rules, filing: FilingFacts, at: datetime, record: Record = SILENT
) -> Decision:
    """Decide whether a filing may be accepted at a moment."""
    on = day_of(at)

    def decided() -> Decision:
        return decide(rules, on, _filing(rules, filing, at), record)

    # Before care has begun, the hour does not matter: one day's like requests have one answer.
    same_all_day = record is SILENT and filing.admitted_at is None
    return rules.once((filing, on), decided) if same_all_day else decided()


def _filing(rules: Rules, filing: FilingFacts, at: datetime) -> Iterator[Condition]:
    on = day_of(at)
    yield Condition("filing.insured", filing.insured, "NOT_INSURED", {})
    yield Condition("filing.in_scheme", filing.in_scheme, "NOT_IN_SCHEME", {})
    referred = filing.category == "REFERRED"
    yield from destination_conditions(rules, filing.to, on, by_category=referred)
    if referred:
        yield from _with_slip(rules, filing, on)
        yield _before_care(rules, filing, at)
    elif filing.category == "EMERGENCY" and filing.admitted_at is not None:
        last = emergency_last_day(rules, day_of(filing.admitted_at))
        yield Condition(
            "filing.emergency_in_time",
            on <= last,
            "EMERGENCY_FILING_LATE",
            {"on": on, "last": last},
        )


def _with_slip(rules: Rules, filing: FilingFacts, on: date) -> Iterator[Condition]:
    yield Condition("filing.slip", filing.slip is not None, "SLIP_REQUIRED", {})
    assert filing.slip is not None
    yield Condition("filing.own_slip", filing.slip_of_person, "SLIP_OF_ANOTHER_PERSON", {})
    yield Condition(
        "filing.identity",
        filing.channel == "HIS" or filing.identity_shown,
        "ID_REQUIRED",
        {"channel": filing.channel},
    )
    yield Condition(
        "filing.slip_dated",
        filing.slip.referral_on <= on,
        "DATE_IN_FUTURE",
        {"referral_on": filing.slip.referral_on, "on": on},
    )
    last = slip_last_day(rules, filing.slip, channel=filing.channel)
    yield Condition(
        "filing.slip_fresh",
        on <= last,
        "SLIP_EXPIRED",
        {"on": on, "last": last},
        (rules.find("slip.months", max(filing.slip.referral_on, REFERRAL_RULES)),),
    )


def _before_care(rules: Rules, filing: FilingFacts, at: datetime) -> Condition:
    """File first, then seek care (NM25-A4-1, A15-1, CC-07)."""
    admitted, discharged = filing.admitted_at, filing.discharged_at
    return Condition(
        "filing.before_care",
        in_time(rules.option("CC-07", day_of(at)), at, admitted, discharged),
        "NO_ACTIVE_FILING",
        {"at": at, "admitted_at": admitted},
    )


def in_time(
    option: str, approved: datetime, admitted: datetime | None, discharged: datetime | None
) -> bool:
    """Tell whether an approval came before care, by the option of CC-07."""
    if admitted is None or approved <= admitted:
        return True
    match option:
        case "calendar_day":
            return day_of(approved) <= day_of(admitted)
        case "until_discharge":
            return discharged is None or approved <= discharged
        case _:
            return False


def emergency_last_day(
    rules: Rules, admitted_on: date, calendar: WorkCalendar | None = None
) -> date:
    """Return the last day for filing an emergency outside the region (BMI14-A25-1, CC-19).

    Six working days by the official calendar, make-up workdays included.

    Raises:
        CalendarGap: for a year whose calendar is not held.

    """
    days = rules.number("emergency.filing_workdays", admitted_on)
    counted = rules.option("CC-19", admitted_on) == "event_counted"
    start = admitted_on - timedelta(days=1) if counted else admitted_on
    return (calendar or WorkCalendar.load()).workdays_after(start, days)
