"""Outpatient care that the pooled fund pays: approved treatment, examinations, local emergencies.

Ordinary visits are the account's and the insured's own (BMI14-A17, A18). All payments here use up
the year's ceiling (CC-16) and are rounded half up once (CC-18).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from harness.money import WHOLE, BasisPoints, Fen, round_half_up

from .bill import Bill, sort_bill
from .facts import LineFacts, PersonFacts, StayFacts, YearToDate, tier
from .pack import Found
from .result import StayResult
from .rules import Rules
from .steps import SILENT, Record
from .suspension import suspended_lines
from .tariff import Tariff, tariff
from .year import next_ordinal, status_at, year_of

#: Marks lines that lie outside the payable days; they are borne by the insured.
BEYOND_DAYS = "BEYOND_DAYS"


class Course(Struct, frozen=True, kw_only=True):
    """Earlier settlements that belong together with a visit.

    Attributes:
        taken: what their deductibles took.
        first_day: the first day of the course.
        ordinal: the number they hold in the year, if one.

    """

    taken: Fen = 0
    first_day: date | None = None
    ordinal: int | None = None


def within_days(lines: Iterable[LineFacts], first_day: date, days: int) -> tuple[LineFacts, ...]:
    """Return lines, those after the last payable day marked; the first day is day one."""
    last = first_day + timedelta(days=days - 1)
    return tuple(
        replace(line, other_payer=BEYOND_DAYS)
        if line.charged_on is not None and line.charged_on > last
        else line
        for line in lines
    )


def emergency_facts(rules: Rules, visit: StayFacts) -> StayFacts:
    """Return a local emergency with what lies after three days marked (FEE14-A10-1, CC-22).

    By CC-22=hours_72 the third day ends with the hour of arrival of the fourth calendar day, which
    for charges known by their day includes that day. Observation has no limit and no need of this.
    """
    days = rules.number("emergency.local_days", visit.discharged_on)
    if rules.option("CC-22", visit.discharged_on) == "hours_72":
        days += 1
    return replace(visit, lines=within_days(visit.lines, visit.admitted_on, days))


def price_chronic(
    rules: Rules,
    person: PersonFacts,
    year: YearToDate,
    visit: StayFacts,
    course: Course,
    record: Record = SILENT,
) -> StayResult:
    """Return what an approved chronic or special treatment costs whom (FEE14-A7, CC-29).

    300 yuan once a year, above it the rates of the hospital's class; it takes no number in the
    sequence of stays.

    Args:
        rules: parameters and readings.
        person: whose visit it is.
        year: what was used of the year.
        visit: hospital, day and lines.
        course: earlier visits of the same kind in the year.
        record: takes the steps.

    """
    full = rules.find("outpatient.special_deductible", visit.discharged_on)
    once = rules.option("CC-29", visit.discharged_on) == "once_a_year"
    deductible = max(full.value - course.taken, 0) if once else full.value
    record.step("outpatient.deductible", deductible, (full,), taken=course.taken)
    terms = _terms(rules, person, visit)
    bill, reasons = _bill(rules, person, visit, terms)
    taken = min(deductible, bill.eligible)
    lower = max(min(bill.eligible, terms.band_limit.value) - taken, 0)
    upper = bill.eligible - taken - lower
    due = round_half_up(lower * terms.lower.value + upper * terms.upper.value, WHOLE)
    rates = (*terms.lower.sources, *terms.upper.sources)
    paid = _paid(record, terms, year, bill, taken, due, terms.lower.value, rates)
    return _result(rules, visit, terms, year, bill, reasons, deductible, taken, paid, None)


def price_examination(
    rules: Rules,
    person: PersonFacts,
    year: YearToDate,
    visit: StayFacts,
    course: Course,
    record: Record = SILENT,
) -> StayResult:
    """Return what examinations under a referral cost whom (FEE14-A11-4, A11-5, CC-26).

    Seven consecutive calendar days from the first examination, flat 70 %, after the inpatient
    deductible: the course holds one number in the sequence of stays and one deductible.

    Args:
        rules: parameters and readings.
        person: whose visit it is.
        year: what was used of the year.
        visit: hospital, day and lines.
        course: earlier examinations under the same filing.
        record: takes the steps.

    """
    day = visit.discharged_on
    days = rules.number("exam.days", day)
    first_day = course.first_day or visit.admitted_on
    visit = replace(visit, lines=within_days(visit.lines, first_day, days))
    terms = _terms(rules, person, visit)
    hospital = tier(visit.grade)
    ordinal = visit.ordinal or course.ordinal or next_ordinal(terms.ladder_by, year, hospital)
    first = year.tiers_held[0][1] if year.tiers_held else hospital
    full = 0
    if rules.option("CC-26", day) == "with_deductible":
        full = terms.deductible(ordinal, first)
    deductible = max(full - course.taken, 0)
    record.step("exam.deductible", deductible, terms.ladder_sources, ordinal=ordinal, full=full)
    bill, reasons = _bill(rules, person, visit, terms)
    taken = min(deductible, bill.eligible)
    rate = rules.find("exam.rate", day)
    due = round_half_up((bill.eligible - taken) * rate.value, WHOLE)
    paid = _paid(record, terms, year, bill, taken, due, rate.value, (rate,))
    number = ordinal if bill.eligible else None
    return _result(rules, visit, terms, year, bill, reasons, deductible, taken, paid, number)


def _terms(rules: Rules, person: PersonFacts, visit: StayFacts) -> Tariff:
    status, hospital = status_at(rules, person, visit), tier(visit.grade)
    day = visit.discharged_on
    return tariff(rules, day, status, hospital, visit.reach, disabled=person.disabled)


def _bill(
    rules: Rules, person: PersonFacts, visit: StayFacts, terms: Tariff
) -> tuple[Bill, tuple[str, ...]]:
    held, reasons = suspended_lines(rules, person.standing, visit)
    bill = sort_bill(
        visit.lines,
        class_b_rate=terms.class_b.value,
        bed_rate=terms.isolation_bed.value,
        suspended_lines=held,
    )
    return bill, reasons


def _paid(
    record: Record,
    terms: Tariff,
    year: YearToDate,
    bill: Bill,
    taken: Fen,
    due: Fen,
    rate: BasisPoints,
    sources: tuple[Found, ...],
) -> Fen:
    left: Fen = max(terms.pool_ceiling.value - year.pooled_used, 0)
    paid = min(due, left)
    record.step(
        "outpatient.pooled",
        paid,
        (*sources, terms.pool_ceiling),
        eligible=bill.eligible,
        deductible=taken,
        rate=rate,
        left=left,
    )
    return paid


def _result(
    rules: Rules,
    visit: StayFacts,
    terms: Tariff,
    year: YearToDate,
    bill: Bill,
    reasons: tuple[str, ...],
    deductible: Fen,
    taken: Fen,
    paid: Fen,
    ordinal: int | None,
) -> StayResult:
    return StayResult(
        on=visit.discharged_on,
        year=year_of(rules, visit),
        ordinal=ordinal,
        tier=tier(visit.grade),
        total=bill.total,
        self_paid=bill.self_paid,
        suspended=bill.suspended,
        upfront_share=bill.upfront,
        eligible=bill.eligible,
        deductible=deductible if bill.eligible else 0,
        below_deductible=taken,
        pooled=paid,
        large_amount=0,
        insured_pays=bill.total - paid,
        pooled_left=max(terms.pool_ceiling.value - year.pooled_used, 0) - paid,
        reasons=reasons,
    )
