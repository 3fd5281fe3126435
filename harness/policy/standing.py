"""Standing: arrears, suspension, interruption and the waiting year (BMI14-A26, FEE14-A13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from harness.calendar import last_day, shift_months

if TYPE_CHECKING:
    from .rules import Rules

ARREARS = "ARREARS"
INTERRUPTION = "INTERRUPTION_GT_6M"
WAITING = "WAITING"


class Arrear(Struct, frozen=True, kw_only=True):
    """A month for which the employer's or the insured's part was not paid in time.

    Attributes:
        month: its first day.
        part: ``employer``, ``individual`` or ``both``; each suspends (BMI14-A26-1).
        paid_on: the day it was paid after all.

    """

    month: date
    part: str = "both"
    paid_on: date | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """A person's unpaid months.

    Attributes:
        arrears: in any order; empty if paid up.

    """

    arrears: tuple[Arrear, ...] = ()


class Gap(Struct, frozen=True, kw_only=True):
    """One interruption: consecutive unpaid months.

    Attributes:
        months: how many contribution months.
        suspended_from: the first day on which the fund does not pay.
        paid_on: the day all of them were paid, or None.

    """

    months: int
    suspended_from: date
    paid_on: date | None

    @property
    def suspended_until(self) -> date | None:
        """The last day of suspension, or None while it lasts."""
        return None if self.paid_on is None else self.paid_on - timedelta(days=1)

    def suspends(self, day: date) -> bool:
        """Tell whether an expense of a day falls into the suspension."""
        return self.suspended_from <= day and (self.paid_on is None or day < self.paid_on)


def gaps(standing: Standing, known_on: date | None = None) -> tuple[Gap, ...]:
    """Return the interruptions as they are known on a day (None: with everything we hold)."""
    unpaid: dict[date, list[date | None]] = {}
    for each in standing.arrears:
        known = each.paid_on if _known(each.paid_on, known_on) else None
        unpaid.setdefault(each.month.replace(day=1), []).append(known)
    return tuple(_gap(months, unpaid) for months in _runs(sorted(unpaid)))


def _known(paid_on: date | None, known_on: date | None) -> bool:
    return paid_on is not None and (known_on is None or paid_on <= known_on)


def _runs(months: Iterable[date]) -> Iterable[list[date]]:
    run: list[date] = []
    for month in months:
        if run and shift_months(run[-1], 1) != month:
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _gap(months: list[date], unpaid: dict[date, list[date | None]]) -> Gap:
    payments = [paid for month in months for paid in unpaid[month]]
    known = [paid for paid in payments if paid is not None]
    start = shift_months(months[0], 1)
    paid_on = max(known) if len(known) == len(payments) else None
    return Gap(months=len(months), suspended_from=start, paid_on=paid_on)


def reason(rules: Rules, standing: Standing, day: date, known_on: date | None = None) -> str | None:
    """Return why the funds do not pay an expense of a day, or None if they do.

    Suspension begins with the month after the arrears (BMI14-A26-1). Once paid, the expenses of a
    gap of at most the limit are reimbursed (A26-2); those of a longer one are not (A26-3), and a
    waiting year follows (FEE14-A13-2), by CC-27 up to the anniversary itself.

    Args:
        rules: parameters and readings.
        standing: the unpaid months.
        day: when the expense was incurred.
        known_on: the day from which we look back; None means that all payments are known.

    """
    for gap in gaps(standing, known_on):
        long = gap.months > rules.number("arrears.limit_months", gap.suspended_from)
        if gap.suspends(day) and long:
            return INTERRUPTION
        if gap.suspends(day) and gap.paid_on is None:
            return ARREARS
        if long and gap.paid_on is not None and gap.paid_on <= day <= waiting_until(rules, gap):
            return WAITING
    return None


def waiting_until(rules: Rules, gap: Gap) -> date:
    """Return the last day of the waiting year after a long, paid gap (FEE14-A13-2, CC-27)."""
    assert gap.paid_on is not None
    months = rules.number("arrears.waiting_months", gap.paid_on)
    end = last_day(gap.paid_on, months, rules.period(gap.paid_on))
    included = rules.option("CC-27", gap.paid_on) == "anniversary_included"
    return end if included else end - timedelta(days=1)
