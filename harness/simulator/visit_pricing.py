"""Outpatient visits: who pays a chronic visit, an emergency, an examination under a referral.

Ordinary outpatient care is the account's and the insured's own (BMI14-A17). The pooled fund pays
emergencies by inpatient rules for three days (CC-22), listed chronic conditions with an approval
above 300 yuan a year at the tier's rate (CC-29), and under a referral examinations of seven days
at 70 % above the inpatient deductible (CC-26).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from harness.domain.care import Purpose, Stay
from harness.domain.settlement import Settlement
from harness.money import BasisPoints, Fen, share
from harness.policy.benefit import next_ordinal
from harness.policy.bill import Bill, sort_bill
from harness.policy.facts import LineFacts, PersonFacts, StayFacts, YearToDate, tier
from harness.policy.result import StayResult
from harness.policy.rules import Rules
from harness.policy.suspension import suspended_lines
from harness.policy.tariff import Tariff, tariff
from harness.policy.year import status_at, year_of

from .store import Draft

BEYOND_DAYS = "BEYOND_DAYS"


class VisitKind(StrEnum):
    """How a visit is paid."""

    ORDINARY = "ordinary"
    CHRONIC = "chronic"
    EMERGENCY = "emergency"
    EXAMINATION = "examination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Earlier settlements of one course: what their deductibles took, its first day and number."""

    taken: Fen = 0
    first_day: dt.date | None = None
    ordinal: int | None = None


def kind_of(stay: Stay, reach: str) -> VisitKind:
    """How a visit is paid, from its category, purpose and reach."""
    if stay.care_code in {"14", "16", "9901", "990101"}:
        return VisitKind.CHRONIC
    if stay.care_code.startswith("13") or stay.care_code == "24":
        return VisitKind.EMERGENCY
    if reach == "referred" and stay.purpose is Purpose.TRANSFER:
        return VisitKind.EXAMINATION
    return VisitKind.ORDINARY


def course_of(draft: Draft, stay: Stay, kind: VisitKind, filing: str, year: int) -> Course:
    """What the person's standing settlements of the same kind (and filing) have taken."""
    found = [
        each
        for each in draft.find("settlements", "person", stay.person, Settlement)
        if each.counts and each.visit_kind == kind and each.stay != stay.number
    ]
    if kind is VisitKind.CHRONIC:
        found = [each for each in found if each.year == year]
    else:
        found = [each for each in found if each.filing == filing]
    return Course(
        taken=sum(each.division.below_deductible for each in found),
        first_day=min((each.begun_on for each in found), default=None),
        ordinal=next((each.ordinal for each in found if each.ordinal), None),
    )


def limited(lines: Sequence[LineFacts], first_day: dt.date, days: int) -> tuple[LineFacts, ...]:
    """Lines after the last payable day are borne by the insured."""
    last = first_day + dt.timedelta(days=days - 1)
    return tuple(
        replace(line, other_payer=BEYOND_DAYS)
        if line.charged_on is not None and line.charged_on > last
        else line
        for line in lines
    )


def emergency_facts(rules: Rules, facts: StayFacts) -> StayFacts:
    """A local emergency is payable for three calendar days, the first included (CC-22)."""
    days = rules.number("emergency.local_days", facts.discharged_on)
    return replace(facts, lines=limited(facts.lines, facts.admitted_on, days))


def price_chronic(
    rules: Rules, person: PersonFacts, year: YearToDate, facts: StayFacts, course: Course
) -> StayResult:
    """A chronic or special visit: 300 once a year, then the tier's rate (CC-29)."""
    deductible = rules.number("outpatient.special_deductible", facts.discharged_on) - course.taken
    terms = _terms(rules, person, facts)
    return _flat(rules, person, year, facts, max(deductible, 0), terms.lower.value, None)


def price_examination(
    rules: Rules, person: PersonFacts, year: YearToDate, facts: StayFacts, course: Course
) -> StayResult:
    """Examinations under a referral: seven days, 70 % above the inpatient deductible (CC-26)."""
    day = facts.discharged_on
    days = rules.number("exam.days", day)
    facts = replace(facts, lines=limited(facts.lines, course.first_day or facts.admitted_on, days))
    terms = _terms(rules, person, facts)
    held = facts.ordinal or course.ordinal
    ordinal = held or next_ordinal(terms.ladder_by, year, tier(facts.grade))
    first = year.tiers_held[0][1] if year.tiers_held else tier(facts.grade)
    deductible = max(terms.deductible(ordinal, first) - course.taken, 0)
    return _flat(rules, person, year, facts, deductible, rules.number("exam.rate", day), ordinal)


def _terms(rules: Rules, person: PersonFacts, facts: StayFacts) -> Tariff:
    status = status_at(rules, person, facts)
    hospital = tier(facts.grade)
    return tariff(
        rules, facts.discharged_on, status, hospital, facts.reach, disabled=person.disabled
    )


def _flat(
    rules: Rules,
    person: PersonFacts,
    year: YearToDate,
    facts: StayFacts,
    deductible: Fen,
    rate: BasisPoints,
    ordinal: int | None,
) -> StayResult:
    """One rate above a deductible, up to what is left of the ceiling (CC-16, CC-18)."""
    terms = _terms(rules, person, facts)
    held, reasons = suspended_lines(rules, person.standing, facts)
    bill = sort_bill(
        facts.lines,
        class_b_rate=terms.class_b.value,
        bed_rate=terms.isolation_bed.value,
        suspended_lines=held,
    )
    taken = min(deductible, bill.eligible)
    left = max(terms.pool_ceiling.value - year.pooled_used, 0)
    pooled = min(share(bill.eligible - taken, rate), left)
    return _result(rules, facts, bill, taken, pooled, left, reasons, ordinal)


def _result(
    rules: Rules,
    facts: StayFacts,
    bill: Bill,
    taken: Fen,
    pooled: Fen,
    left: Fen,
    reasons: tuple[str, ...],
    ordinal: int | None,
) -> StayResult:
    return StayResult(
        on=facts.discharged_on,
        year=year_of(rules, facts),
        ordinal=ordinal if bill.eligible else None,
        tier=tier(facts.grade),
        total=bill.total,
        self_paid=bill.self_paid,
        suspended=bill.suspended,
        upfront_share=bill.upfront,
        eligible=bill.eligible,
        deductible=taken,
        below_deductible=taken,
        pooled=pooled,
        large_amount=0,
        insured_pays=bill.total - pooled,
        pooled_left=left - pooled,
        reasons=reasons,
    )
