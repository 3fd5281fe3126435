"""Contributions: bases and their limits, the two rates, twenty years (BMI14-A7)."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from harness.money import WHOLE, Fen, round_half_up, share

from .rules import Rules
from .steps import SILENT, Record

MONTHS_OF_A_YEAR = 12


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


def lump_sum(
    rules: Rules, months: int, wage: Fen, retires_on: date, record: Record = SILENT
) -> Fen:
    """Return what closes a shortfall in one sum; all of it goes to the pooled fund (A7-4b)."""
    rate = rules.find("contribution.employer_rate", retires_on)
    owed = round_half_up(months * wage * rate.value, WHOLE)
    record.step("contribution.lump_sum", owed, (rate,), months=months, wage=wage)
    return owed
