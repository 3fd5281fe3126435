"""Contributions: bases and their limits, the two rates, twenty years (BMI14-A7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from msgspec import Struct

from harness.calendar import shift_months
from harness.money import WHOLE, Fen, round_half_up, share

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .standing import Arrear
from .steps import SILENT, Record

MONTHS_OF_A_YEAR: Final = 12
#: Bases are verified in June (BMI14-A7-0) and apply from July.
FIRST_MONTH: Final = 7


class Interval(IntEnum):
    """How many months are paid at once (BMI14-A9-1)."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


class Retirement(Struct, frozen=True, kw_only=True):
    """Somebody who retires.

    Attributes:
        statutory: whether the statutory conditions of retirement are met.
        insured_since: first day insured.
        months: contribution months, those that were paid later included.
        made_up: whether a shortfall was paid in one sum.

    """

    statutory: bool
    insured_since: date
    months: int
    made_up: bool = False


class Contribution(Struct, frozen=True, kw_only=True):
    """What is due for a month.

    Attributes:
        base: after its limits.
        employer: the employer's part.
        individual: the insured's part.

    """

    base: Fen
    employer: Fen
    individual: Fen

    @property
    def total(self) -> Fen:
        """Both parts."""
        return self.employer + self.individual


def employer_base(
    rules: Rules, unit_average: Fen, region_average: Fen, on: date, record: Record = SILENT
) -> Fen:
    """Return the base of a unit: its average wage, between 80 and 300 % of the region's (A7-5).

    Args:
        rules: parameters.
        unit_average: the unit's average wage of last year.
        region_average: the average wage of Hohhot of last year.
        on: the day that decides about parameters.
        record: takes the step.

    """
    floor = rules.find("contribution.base_floor", on)
    ceiling = rules.find("contribution.base_ceiling", on)
    lowest = round_half_up(region_average * floor.value, WHOLE)
    highest = round_half_up(region_average * ceiling.value, WHOLE)
    base = min(max(unit_average, lowest), highest)
    record.step(
        "contribution.base",
        base,
        (floor, ceiling),
        average=unit_average,
        lowest=lowest,
        highest=highest,
    )
    return base


def base_year(day: date) -> tuple[date, date]:
    """Return first and last day for which one verified base holds (BMI14-A7-0).

    Verified every June and not adjusted within the year: from July to the next June.
    """
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    first = date(year, FIRST_MONTH, 1)
    return first, shift_months(first, MONTHS_OF_A_YEAR) - timedelta(days=1)


def base_on(verified: Mapping[int, Fen], day: date) -> Fen:
    """Return the base that holds on a day, by the year of the June in which it was verified.

    Raises:
        KeyError: if none was verified for that day.

    """
    return verified[base_year(day)[0].year]


def prepaid(monthly: Contribution, interval: Interval) -> Fen:
    """Return what a month, quarter or year costs in advance (BMI14-A9-1); there is no discount."""
    return monthly.total * interval


def unpaid(month: date, due: Fen, payments: Iterable[tuple[date, Fen]]) -> Arrear | None:
    """Return the arrears of a month, or None if it was paid in full by its end (BMI14-A9-2).

    A part payment leaves the month in arrears until the rest is paid.

    Args:
        month: any day of the month.
        due: employer's and own part.
        payments: day and amount, in any order.

    """
    first, paid = month.replace(day=1), 0
    for on, amount in sorted(payments):
        paid += amount
        if paid >= due:
            late = on >= shift_months(first, 1)
            return Arrear(month=first, paid_on=on) if late else None
    return Arrear(month=first)


def employed(rules: Rules, base: Fen, on: date, wage: Fen | None = None) -> Contribution:
    """Return what is due for an employed person: 7 % of the base and 2 % of the own wage."""
    return Contribution(
        base=base,
        employer=share(base, rules.number("contribution.employer_rate", on)),
        individual=share(
            base if wage is None else wage, rules.number("contribution.individual_rate", on)
        ),
    )


def flexible(rules: Rules, region_average: Fen, on: date) -> Contribution:
    """Return what a flexibly employed person owes: both rates of 80 % of the average (A7-3)."""
    rate = rules.number("contribution.flexible_base", on)
    base = round_half_up(region_average * rate, WHOLE)
    both = rules.number("contribution.employer_rate", on) + rules.number(
        "contribution.individual_rate", on
    )
    return Contribution(base=base, employer=0, individual=share(base, both))


def months_short(rules: Rules, insured_since: date, months: int, retires_on: date) -> int:
    """Return how many months a retiring person lacks (A7-4a to A7-4c).

    Nobody insured by 2005-06-30 is asked; others need twenty years.
    """
    until = date.fromisoformat(rules.find("contribution.years_not_asked_until", retires_on).value)
    if insured_since <= until:
        return 0
    wanted = rules.number("contribution.years", retires_on) * MONTHS_OF_A_YEAR
    return max(wanted - months, 0)


def check_retirement(
    rules: Rules, person: Retirement, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether somebody enjoys the benefits of retirees (BMI14-A7-4).

    Args:
        rules: parameters.
        person: the facts.
        on: the day of retirement.
        record: takes the conditions.

    """
    short = months_short(rules, person.insured_since, person.months, on)
    conditions = (
        Condition("retirement.statutory", person.statutory, "NOT_ALLOWED", {}),
        Condition(
            "retirement.years",
            short == 0 or person.made_up,
            "NOT_ALLOWED",
            {"months": person.months, "short": short, "made_up": person.made_up},
            (rules.find("contribution.years", on),),
        ),
    )
    return decide(rules, on, conditions, record)


def lump_sum(
    rules: Rules, months: int, wage: Fen, retires_on: date, record: Record = SILENT
) -> Fen:
    """Return what closes a shortfall in one sum; all of it goes to the pooled fund (A7-4b)."""
    rate = rules.find("contribution.employer_rate", retires_on)
    owed = round_half_up(months * wage * rate.value, WHOLE)
    record.step("contribution.lump_sum", owed, (rate,), months=months, wage=wage)
    return owed
