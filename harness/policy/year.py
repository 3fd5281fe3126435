"""The year of a person: which stays belong to it, how they are numbered, what they use up."""

from __future__ import annotations

from datetime import date

from .facts import PersonFacts, Status, StayFacts, YearToDate
from .result import StayResult
from .rules import Rules


def year_of(rules: Rules, stay: StayFacts) -> int:
    """Return the year that a stay belongs to (CC-10)."""
    return year_between(rules, stay.admitted_on, stay.discharged_on)


def year_between(rules: Rules, admitted_on: date, discharged_on: date) -> int:
    """Return the year of a stay between two days (CC-10)."""
    by_admission = rules.option("CC-10", discharged_on) == "admission_year"
    return admitted_on.year if by_admission else discharged_on.year


def next_ordinal(option: str, year: YearToDate, hospital: str) -> int:
    """Return the number of the next counted stay (CC-11).

    By default the lowest number that no settled stay of the year holds, so that undoing and redoing
    a settlement gives the same number.
    """
    if option == "per_tier":
        return 1 + sum(held == hospital for _, held in year.tiers_held)
    number = 1
    while number in year.ordinals_held:
        number += 1
    return number


def advance(year: YearToDate, result: StayResult) -> YearToDate:
    """Return the year after a stay of it has been settled."""
    number = result.ordinal
    held, tiers = year.ordinals_held, year.tiers_held
    if number is not None:
        held = held | {number}
        tiers = (*tiers, (len(tiers) + 1, result.tier))
    return YearToDate(
        pooled_used=year.pooled_used + result.pooled,
        large_amount_used=year.large_amount_used + result.large_amount,
        ordinals_held=held,
        tiers_held=tiers,
        eligible_used=year.eligible_used + result.eligible,
    )


def status_at(rules: Rules, person: PersonFacts, stay: StayFacts) -> Status:
    """Return the status that decides: on admission, by CC-32 perhaps on discharge."""
    if person.retired_on is None or person.status is Status.RESIDENT:
        return person.status
    option = rules.option("CC-32", stay.discharged_on)
    day = stay.discharged_on if option == "discharge" else stay.admitted_on
    return Status.RETIRED if person.retired_on <= day else Status.ACTIVE
