"""A stay and its lines as facts for ``harness.policy``, and the price that comes back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from harness.domain.care import FeeLine, Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import EmploymentStatus, Enrolment, InsuredPerson, Scheme
from harness.domain.settlement import Division, PolicyItem, Settlement
from harness.domain.standing import Standing
from harness.policy.benefit import StayResult, price_stay
from harness.policy.facts import (
    ItemClass,
    ItemKind,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    YearToDate,
)
from harness.policy.steps import Recorder

from .filing_judge import refusing
from .judgement import Footing, Judgement
from .refusals import Refused
from .standings import arrears_facts, liable_on
from .store import Draft

EMPLOYER_LIABLE = "EMPLOYER_LIABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What a stay costs whom, before the personal account."""

    division: Division
    year: int
    ordinal: int | None
    tier: str
    reach: str
    scheme: str
    pool: str
    reasons: tuple[str, ...]
    pooled_left: int = 0
    above_ceiling: int = 0
    filing: str = ""
    items: tuple[PolicyItem, ...] = ()


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
    institution = draft.get("institutions", stay.institution, DesignatedInstitution)
    if institution is None:
        raise Refused("INSTITUTION_UNKNOWN")
    enrolment = person.enrolment(stay.begun_at.date())
    if enrolment is None:
        raise Refused("NOT_INSURED")
    footing = judge.settlement(draft, person, institution, stay)
    if enrolment.scheme is Scheme.EXEMPT:
        return _own_funding(enrolment, footing, lines, ended_at, "EXEMPT_ORIGINAL_FUNDING")
    if not footing.pooled:
        return _own_funding(enrolment, footing, lines, ended_at, *footing.reasons)
    return _by_policy(
        draft, judge, person, stay, institution, enrolment, footing, lines, ended_at, at
    )


def _by_policy(
    draft: Draft,
    judge: Judgement,
    person: InsuredPerson,
    stay: Stay,
    institution: DesignatedInstitution,
    enrolment: Enrolment,
    footing: Footing,
    lines: list[FeeLine],
    ended_at: dt.datetime,
    at: dt.datetime,
) -> Priced:
    rules = judge.pricing_rules(enrolment.pool)
    facts = StayFacts(
        grade=f"{institution.level}{institution.grade.value}",
        reach=Reach(footing.reach),
        admitted_on=stay.begun_at.date(),
        discharged_on=ended_at.date(),
        lines=line_facts(draft, stay, lines),
        settled_on=at.date(),
        ordinal=_held_ordinal(draft, stay),
    )
    year = year_to_date(draft, person.id, ended_at.year, besides=stay.number)
    whom = person_facts(draft, person, enrolment, stay.begun_at.date(), ended_at.date())
    recorder = Recorder()
    with refusing():
        result = price_stay(rules, whom, year, facts, recorder)
    reasons = (*footing.reasons, *_more_reasons(facts), *result.reasons)
    return _priced(result, enrolment, footing, lines, tuple(dict.fromkeys(reasons)), recorder)


def _priced(
    result: StayResult,
    enrolment: Enrolment,
    footing: Footing,
    lines: list[FeeLine],
    reasons: tuple[str, ...],
    recorder: Recorder,
) -> Priced:
    over_limit = sum(each.over_limit for each in lines)
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
    )
    return Priced(
        division=division,
        year=result.year,
        ordinal=result.ordinal,
        tier=result.tier,
        reach=footing.reach,
        scheme=enrolment.scheme.value,
        pool=enrolment.pool,
        reasons=reasons,
        pooled_left=result.pooled_left,
        above_ceiling=_above_ceiling(recorder, result),
        filing=footing.filing,
        items=_items(result),
    )


def line_facts(draft: Draft, stay: Stay, lines: list[FeeLine]) -> tuple[LineFacts, ...]:
    """Lines net of their refunds; what lies above a price limit is a self-paid line of its own."""
    standing = draft.get("standings", stay.person, Standing)
    found: list[LineFacts] = []
    for line, amount, over in net_lines(lines):
        day = line.charged_at.date()
        payer = _payer(line, standing)
        if amount != over:
            found.append(
                LineFacts(
                    amount=amount - over,
                    item_class=ItemClass(line.item_class.value),
                    kind=ItemKind(line.kind.value),
                    approved=line.approved,
                    rescue=line.rescue,
                    charged_on=day,
                    other_payer=payer,
                )
            )
        if over:
            found.append(LineFacts(amount=over, item_class=ItemClass.SELF_PAID, charged_on=day))
    return tuple(found)


def net_lines(lines: list[FeeLine]) -> list[tuple[FeeLine, int, int]]:
    """Each line that is no refund with amount and over-limit part left after its refunds."""
    amount = {each.serial: each.amount for each in lines if not each.refunds}
    over = {each.serial: each.over_limit for each in lines if not each.refunds}
    for each in lines:
        if each.refunds in amount:
            amount[each.refunds] += each.amount
            over[each.refunds] += each.over_limit
    kept = [each for each in lines if amount.get(each.serial)]
    return [(each, amount[each.serial], over[each.serial]) for each in kept]


def _payer(line: FeeLine, standing: Standing | None) -> str | None:
    """Who else must pay a line (BMI14-A21-4, A12)."""
    if line.public_health:
        return "PUBLIC_HEALTH"
    return EMPLOYER_LIABLE if liable_on(standing, line.charged_at.date()) else None


def person_facts(
    draft: Draft,
    person: InsuredPerson,
    enrolment: Enrolment,
    begun: dt.date,
    ended: dt.date,
) -> PersonFacts:
    """The insured as the rules see them; status on admission (CC-32)."""
    standing = draft.get("standings", person.id, Standing)
    resident = enrolment.scheme is Scheme.RESIDENT
    active = person.status in {EmploymentStatus.ACTIVE, EmploymentStatus.RETIRED}
    status = Status.RESIDENT if resident or not active else Status(person.status_on(begun).value)
    unpaid_years = standing.large_amount_unpaid if standing else ()
    return PersonFacts(
        status=status,
        disabled=person.cr_disabled,
        retired_on=person.retired_on,
        standing=arrears_facts(standing),
        large_amount=ended.year not in unpaid_years,
    )


def year_to_date(draft: Draft, person: str, year: int, besides: str = "") -> YearToDate:
    """What the standing settlements of a year have used, in settlement order."""
    found = [
        each
        for each in draft.find("settlements", "person", person, Settlement)
        if each.counts and each.year == year and each.stay != besides
    ]
    held: dict[int, str] = {}
    for each in found:
        if each.ordinal is not None:
            held.setdefault(each.ordinal, each.tier)
    return YearToDate(
        pooled_used=sum(each.division.pooled for each in found),
        large_amount_used=sum(each.division.large_amount for each in found),
        ordinals_held=frozenset(held),
        tiers_held=tuple(sorted(held.items())),
        eligible_used=sum(each.division.eligible for each in found),
    )


def _held_ordinal(draft: Draft, stay: Stay) -> int | None:
    """An interim settlement of the stay has fixed its number already."""
    for each in draft.find("settlements", "stay", stay.number, Settlement):
        if each.counts and each.ordinal is not None:
            return each.ordinal
    return None


def _own_funding(
    enrolment: Enrolment,
    footing: Footing,
    lines: list[FeeLine],
    ended_at: dt.datetime,
    *reasons: str,
) -> Priced:
    """No fund of the scheme pays; out-of-catalogue and over-limit parts are still told apart."""
    total = sum(each.amount for each in lines)
    over = sum(each.over_limit for each in lines)
    own = sum(each.amount for each in lines if each.item_class.value == "self_paid")
    division = Division(total=total, self_paid=own, over_limit=over, eligible=total - own - over)
    return Priced(
        division=division,
        year=ended_at.year,
        ordinal=None,
        tier="",
        reach=footing.reach,
        scheme=enrolment.scheme.value,
        pool=enrolment.pool,
        reasons=reasons,
        filing=footing.filing,
    )


def _more_reasons(facts: StayFacts) -> tuple[str, ...]:
    payers = (each.other_payer for each in facts.lines)
    return tuple(dict.fromkeys(each for each in payers if each))


def _above_ceiling(recorder: Recorder, result: StayResult) -> int:
    """What the insured bears beyond both ceilings; no account may pay it (ACC14-A9)."""
    steps = {step.rule: step for step in recorder.steps}
    if "large_amount" not in steps or "beyond_ceiling" not in steps:
        return 0
    if "LARGE_AMOUNT_SUSPENDED" not in result.reasons and steps["large_amount"].inputs["left"] > (
        result.large_amount
    ):
        return 0
    told = steps["large_amount"].inputs
    due = Fraction(
        told["ordinary"] * told["ordinary_rate"] + told["class_b"] * told["class_b_rate"]
    )
    beyond = Fraction(steps["beyond_ceiling"].value)
    return int(beyond - beyond * result.large_amount / due) if due else 0


def _items(result: StayResult) -> tuple[PolicyItem, ...]:
    """The policy items of transaction 100001: deductible and what each fund paid."""
    rows = [("S001", "本次应付起付标准", result.below_deductible, 0)]
    rows.append(("101", "全自费总金额", result.self_paid, 0))
    rows.append(("102", "先支付总金额", result.upfront_share, 0))
    rows.append(("C001", "统筹支付", 0, result.pooled))
    if result.large_amount:
        rows.append(("L001", "大额支付", 0, result.large_amount))
    return tuple(
        PolicyItem(code=code, name=name, own=own, own_rate=0, fund=fund, fund_rate=0)
        for code, name, own, fund in rows
        if own or fund
    )
