"""What a stay or visit costs whom, before the personal account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from harness.domain.care import CareKind, FeeLine, Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import Enrolment, InsuredPerson, Scheme
from harness.domain.settlement import Division
from harness.policy.account import payable_from_account
from harness.policy.benefit import StayResult, price_stay
from harness.policy.facts import StayFacts
from harness.policy.outpatient import (
    BEYOND_DAYS,
    emergency_facts,
    price_chronic,
    price_examination,
)
from harness.policy.premium import civil_servant_subsidy, subsidy_rate
from harness.policy.rules import Rules
from harness.policy.steps import Recorder
from harness.policy.year import year_between

from .filing_judge import refusing
from .footing import Footing
from .judgement import Judgement
from .refusals import Refused
from .stay_facts import person_facts, stay_facts, year_to_date
from .store import Draft
from .visit_pricing import VisitKind, course_of, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a stay costs whom, before the personal account; amounts in fen."""

    division: Division
    year: int
    ordinal: int | None
    tier: str
    reach: str
    scheme: str
    pool: str
    reasons: tuple[str, ...]
    pooled_left: int = 0
    account_limit: int = 0
    filing: str = ""
    visit_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that pricing one stay or visit needs."""

    draft: Draft
    judge: Judgement
    person: InsuredPerson
    enrolment: Enrolment
    institution: DesignatedInstitution
    stay: Stay
    footing: Footing
    lines: list[FeeLine]
    ended_at: dt.datetime
    at: dt.datetime


def price_claim(
    draft: Draft,
    judge: Judgement,
    person: InsuredPerson,
    stay: Stay,
    lines: list[FeeLine],
    at: dt.datetime,
) -> Priced:
    """Price a bill for a manual claim: resettled people may claim what cannot be settled directly.

    Raises:
        Refused: NOT_FILED and what ``price`` raises.
    """
    return _price(_case(draft, judge, person, stay, lines, stay.ended_at or at, at, claim=True))


def price(
    draft: Draft,
    judge: Judgement,
    person: InsuredPerson,
    stay: Stay,
    lines: list[FeeLine],
    ended_at: dt.datetime,
    at: dt.datetime,
) -> Priced:
    """Price all lines of a stay or visit as if it were settled now.

    Raises:
        Refused: no filing, wrong category, no tier, no figures.
    """
    return _price(_case(draft, judge, person, stay, lines, ended_at, at, claim=False))


def _case(
    draft: Draft,
    judge: Judgement,
    person: InsuredPerson,
    stay: Stay,
    lines: list[FeeLine],
    ended_at: dt.datetime,
    at: dt.datetime,
    *,
    claim: bool,
) -> Case:
    institution = draft.get("institutions", stay.institution, DesignatedInstitution)
    enrolment = person.enrolment(stay.begun_at.date())
    if institution is None:
        raise Refused("INSTITUTION_UNKNOWN")
    if enrolment is None:
        raise Refused("NOT_INSURED")
    footing = judge.claim if claim else judge.settlement
    return Case(
        draft=draft,
        judge=judge,
        person=person,
        enrolment=enrolment,
        institution=institution,
        stay=stay,
        footing=footing(draft, person, institution, stay),
        lines=lines,
        ended_at=ended_at,
        at=at,
    )


def _price(case: Case) -> Priced:
    if case.enrolment.scheme is Scheme.EXEMPT:
        return _unpaid(case, "EXEMPT_ORIGINAL_FUNDING")
    if case.judge.other_party_pays(case.draft, case.stay):
        return _unpaid(case, "NOT_PAYABLE")
    if case.stay.kind is CareKind.INPATIENT:
        return _by_policy(case, None)
    kind = kind_of(case.stay, case.footing.reach)
    if kind is VisitKind.ORDINARY:
        return _unpaid(case)
    if kind is VisitKind.CHRONIC and not _has_chronic_approval(case):
        return _unpaid(case, "CHRONIC_NOT_APPROVED")
    return _by_policy(case, kind)


def _has_chronic_approval(case: Case) -> bool:
    code = (case.stay.particulars or {}).get("dise_codg", "")
    on = case.stay.begun_at.date()
    return case.judge.registered(case.draft, case.person.id, "chronic", code, on) is not None


def _by_policy(case: Case, kind: VisitKind | None) -> Priced:
    rules = case.judge.pricing_rules(case.enrolment.pool)
    begun, ended = case.stay.begun_at.date(), case.ended_at.date()
    recorder = Recorder()
    with refusing():
        year = year_between(rules, begun, ended)
        facts = stay_facts(
            case.draft,
            case.stay,
            case.institution,
            case.footing.reach,
            case.lines,
            ended,
            case.at.date(),
        )
        result = _result(case, rules, kind, facts, year, recorder)
    return _priced(case, kind, facts, result)


def _result(
    case: Case,
    rules: Rules,
    kind: VisitKind | None,
    facts: StayFacts,
    year: int,
    recorder: Recorder,
) -> StayResult:
    used = year_to_date(case.draft, case.person.id, year, besides=case.stay.number)
    whom = person_facts(
        case.draft, rules, case.person, case.enrolment, facts.admitted_on, facts.discharged_on
    )
    if kind is VisitKind.CHRONIC:
        course = course_of(case.draft, case.stay, kind, "", year)
        return price_chronic(rules, whom, used, facts, course, recorder)
    if kind is VisitKind.EXAMINATION:
        course = course_of(case.draft, case.stay, kind, case.footing.filing, year)
        return price_examination(rules, whom, used, facts, course, recorder)
    if kind is VisitKind.EMERGENCY and case.footing.reach == "local":
        facts = emergency_facts(rules, facts)
    return price_stay(rules, whom, used, facts, recorder)


def _priced(
    case: Case,
    kind: VisitKind | None,
    facts: StayFacts,
    result: StayResult,
) -> Priced:
    over_limit = sum(each.over_limit for each in case.lines)
    subsidy = _subsidy(case, result)
    division = Division(
        total=result.total,
        self_paid=result.self_paid - over_limit,
        over_limit=over_limit,
        upfront=result.upfront_share,
        eligible=result.eligible + result.suspended,
        deductible=result.deductible,
        below_deductible=result.below_deductible,
        pooled=result.pooled,
        large_amount=result.large_amount,
        civil_servant=subsidy,
    )
    advance = ("THIRD_PARTY_ADVANCE",) if case.judge.advances(case.draft, case.stay) else ()
    reasons = (*case.footing.reasons, *advance, *_payers(facts), *result.reasons)
    return Priced(
        division=division,
        year=result.year,
        ordinal=result.ordinal,
        tier=result.tier,
        reach=case.footing.reach,
        scheme=case.enrolment.scheme.value,
        pool=case.enrolment.pool,
        reasons=tuple(dict.fromkeys(reasons)),
        pooled_left=result.pooled_left,
        account_limit=payable_from_account(result) - subsidy,
        filing=case.footing.filing,
        visit_kind=kind.value if kind else "",
    )


def _subsidy(case: Case, result: StayResult) -> int:
    """What a civil servant's subsidy bears of the co-payment in the bands (BMI14-A34-1)."""
    rules = case.judge.pricing_rules(case.enrolment.pool)
    with refusing():
        rate = subsidy_rate(rules, result.on)
    above = result.eligible - result.below_deductible - result.beyond_ceiling
    subsidy, _ = civil_servant_subsidy(
        max(above - result.pooled, 0), civil_servant=case.person.civil_servant, rate=rate
    )
    return subsidy


def _payers(facts: StayFacts) -> tuple[str, ...]:
    """Codes of who else pays lines of the bill."""
    return tuple(p for p in (each.other_payer for each in facts.lines) if p and p != BEYOND_DAYS)


def _unpaid(case: Case, *reasons: str) -> Priced:
    """No pooled fund pays; out-of-catalogue and over-limit parts are still told apart."""
    total = sum(each.amount for each in case.lines)
    over = sum(each.over_limit for each in case.lines)
    own = sum(each.amount for each in case.lines if each.item_class.value == "self_paid")
    division = Division(total=total, self_paid=own, over_limit=over, eligible=total - own - over)
    return Priced(
        division=division,
        year=case.ended_at.year,
        ordinal=None,
        tier="",
        reach=case.footing.reach,
        scheme=case.enrolment.scheme.value,
        pool=case.enrolment.pool,
        reasons=reasons,
        account_limit=0 if case.enrolment.scheme is Scheme.EXEMPT else division.eligible,
        filing=case.footing.filing,
    )
