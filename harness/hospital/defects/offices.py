"""Faults of closing, statistics and exports (groups U, V, W and X)."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

from harness.hospital.care import Closing
from harness.hospital.hospital import Hospital

from .registry import answer, defect, override, skip


@defect("M-208")
def all_receivable(house: Hospital) -> None:
    """Book the whole month as receivable."""
    answer(house.dayclose, "prepaid", value=10_000)


@defect("M-209")
def empty_days_left_out(house: Hospital) -> None:
    """Close only days on which something happened."""
    answer(house.dayclose, "missed", value=[])

    def groups(original: Any, day: date) -> Any:
        return original(day) if house.dayclose.bookings(day, day) else []

    override(house.dayclose, "groups", groups)


@defect("M-210")
def any_day_for_the_statement(house: Hospital) -> None:
    """Send the statement whenever somebody asks."""
    skip(house.dayclose, "check_over")
    override(house.dayclose, "due", lambda _original, last: last + timedelta(days=365))


@defect("M-212")
def month_in_utc(house: Hospital) -> None:
    """Cut months and days in UTC, and leave refunds out."""

    def day(_original: Any, booking: Any) -> Any:
        return booking.settled_at.astimezone(UTC).date()

    override(house.dayclose, "business_day", day)
    override(
        house.dayclose,
        "bookings",
        lambda original, first, last: [b for b in original(first, last) if not b.undoes],
    )


@defect("M-214")
def closed_month_changes(house: Hospital) -> None:
    """Take a reversal out of the month that was closed."""

    def bookings(_original: Any, first: date, last: date) -> Any:
        bills = house.dayclose.bills()
        gone = {each.undoes for bill in bills for each in bill.history}
        found = [e for bill in bills for e in bill.history if not e.undoes and e.number not in gone]
        return [b for b in found if first <= house.dayclose.business_day(b) <= last]

    override(house.dayclose, "bookings", bookings)


@defect("M-216")
def counts_only(house: Hospital) -> None:
    """Call a day matched when the counts agree."""

    def compared(original: Any, *args: Any) -> Any:
        found = original(*args)
        return found if "笔数" in found else ""

    override(house.dayclose, "compared", compared)
    answer(house.details, "compared", value=())


@defect("M-217")
def totals_only(house: Hospital) -> None:
    """Compare totals and no single settlement."""
    answer(house.details, "compared", value=())


@defect("M-267")
def everything_included(house: Hospital) -> None:
    """Leave undoings out of the day's totals."""
    override(
        house.dayclose,
        "bookings",
        lambda original, first, last: [b for b in original(first, last) if not b.undoes],
    )


@defect("M-220")
def successes_only(house: Hospital) -> None:
    """Count only what was filed."""

    def month(original: Any, name: str) -> Any:
        found = original(name)
        filed = found["filings_accepted"]
        none = ("initial_failed", "final_rejected", "rejected", "filings_refused", "voided")
        return {**found, "requests": filed, "slips_issued": filed, **dict.fromkeys(none, 0)}

    override(house.statistics, "month", month)


@defect("M-222")
def retries_counted(house: Hospital) -> None:
    """Count every repetition as a filing."""

    def submitted(_original: Any, month: str) -> Any:
        return len(house.statistics.sent(month))

    override(house.statistics, "submitted", submitted)


@defect("M-224")
def no_denominator(house: Hospital) -> None:
    """Report rates without their figures, and no satisfaction."""

    def indicators(original: Any, *args: Any) -> Any:
        found = original(*args)
        return {"workload": found["workload"], "cross_province_rate": {"rate": ""}}

    override(house.statistics, "indicators", indicators)


@defect("M-226")
def names_in_statistics(house: Hospital) -> None:
    """Put names and identity numbers into what is shared."""

    def month(original: Any, name: str) -> Any:
        people = [{"name": r.name, "certno": r.certno} for r in house.referrals()]
        return {**original(name), "people": people}

    override(house.statistics, "month", month)


@defect("M-287")
def gap_not_noticed(house: Hospital) -> None:
    """Lose every statement but the last two, and do not notice that one is gone."""
    answer(house.dayclose, "gaps", value=[])

    def close_one(original: Any, day: date) -> Any:
        closing = original(day)
        for old in house.dayclose.closings("day")[:-2]:
            house.store.erase(Closing, f"day/{old.ref}")
        return closing

    override(house.dayclose, "close_one", close_one)


@defect("M-181")
def list_with_asthma(house: Hospital) -> None:
    """Show a list of conditions with one too many."""

    def export(original: Any, key: Any) -> Any:
        found = original(key)
        more = {"code": "M99999", "name": "支气管哮喘", "period": "year"}
        return {**found, "chronic_list": [*found["chronic_list"], more]}

    override(house.office, "export", export)
