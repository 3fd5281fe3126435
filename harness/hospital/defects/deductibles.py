"""Faults of the deductible: its standard, its steps, its floor, its year (group J)."""

from __future__ import annotations

from harness.hospital.care import Amounts, Stay
from harness.hospital.hospital import Hospital

from .amounts import (
    divided,
    floor,
    inpatient,
    settled_before,
    standard,
    stepped,
    with_deductible,
)
from .registry import defect


@defect("M-117")
def six_hundred_everywhere(house: Hospital) -> None:
    """Deduct 600 in every tier."""
    divided(house, inpatient(lambda _s, a: with_deductible(house, a, 600_00)))


@defect("M-118")
def no_reduction(house: Hospital) -> None:
    """Deduct the full standard at every stay."""
    divided(house, inpatient(lambda _s, a: with_deductible(house, a, standard(house))))


@defect("M-120")
def no_floor(house: Hospital) -> None:
    """Reduce the deductible below its floor."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        number = len(settled_before(house, stay)) + 1
        return with_deductible(house, amounts, stepped(house, number, 0))

    divided(house, inpatient(division))


@defect("M-121")
def own_stays_only(house: Hospital) -> None:
    """Count only the stays in this house."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        number = len(settled_before(house, stay)) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-122")
def year_never_ends(house: Hospital) -> None:
    """Go on counting after New Year: the year is that in which the program was started."""
    started = house.clock.now().year

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if (stay.ended_at or stay.begun_at).year == started:
            return amounts
        number = max(len(settled_before(house, stay)), 1) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-123")
def rolling_year(house: Hospital) -> None:
    """Count the stays of the last twelve months instead of the year's."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        ended = stay.ended_at or stay.begun_at
        near = [b for b in settled_before(house, stay) if (ended - b.settled_at).days < 365]
        last_year = [b for b in near if b.settled_at.year < ended.year]
        if not last_year:
            return amounts
        return with_deductible(house, amounts, stepped(house, len(near) + 1, floor(house)))

    divided(house, inpatient(division))


@defect("M-133")
def undone_still_counts(house: Hospital) -> None:
    """Count settlements that were undone."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        taken_back = [e for e in house.audit.trail(stay.ref) if e.event == "settlement_reversed"]
        number = len(settled_before(house, stay, undone=True)) + len(taken_back) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-261")
def admission_year(house: Hospital) -> None:
    """Attribute a stay across New Year to the year of its admission."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if stay.ended_at is None or stay.ended_at.year == stay.begun_at.year:
            return amounts
        year = stay.begun_at.year
        number = sum(1 for b in settled_before(house, stay) if b.settled_at.year == year) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-263")
def order_of_admission(house: Hospital) -> None:
    """Number the stays by admission."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        mine = [s for s in house.stays() if s.person == stay.person and s.form == "inpatient"]
        earlier = [s for s in mine if s.begun_at < stay.begun_at and s.status != "settled"]
        if not earlier:
            return amounts
        number = len([s for s in mine if s.begun_at < stay.begun_at]) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))
