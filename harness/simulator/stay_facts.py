"""A stay, its lines, its insured and the year so far as facts for ``harness.policy``."""

from __future__ import annotations

import datetime as dt

from harness.domain.care import FeeLine, Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import EmploymentStatus, Enrolment, InsuredPerson, Scheme
from harness.domain.settlement import Settlement
from harness.domain.standing import Standing
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
from harness.policy.rules import Rules

from .records import Claim
from .standings import arrears_facts, large_amount_covers, liable_on
from .store import Draft

EMPLOYER_LIABLE = "EMPLOYER_LIABLE"
PUBLIC_HEALTH = "PUBLIC_HEALTH"


def stay_facts(
    draft: Draft,
    stay: Stay,
    institution: DesignatedInstitution,
    reach: str,
    lines: list[FeeLine],
    ended_on: dt.date,
    settled_on: dt.date,
) -> StayFacts:
    """The stay as it would be settled on a day."""
    return StayFacts(
        grade=f"{institution.level}{institution.grade.value}",
        reach=Reach(reach),
        admitted_on=stay.begun_at.date(),
        discharged_on=ended_on,
        lines=line_facts(draft, stay, lines),
        settled_on=settled_on,
        ordinal=_held_ordinal(draft, stay),
    )


def line_facts(draft: Draft, stay: Stay, lines: list[FeeLine]) -> tuple[LineFacts, ...]:
    """Lines net of their refunds; what lies above a price limit is a self-paid line of its own."""
    standing = draft.get("standings", stay.person, Standing)
    found: list[LineFacts] = []
    for line, amount, over in net_lines(lines):
        day = line.charged_at.date()
        if amount != over:
            found.append(
                LineFacts(
                    amount=amount - over,
                    item_class=ItemClass(line.item_class.value),
                    kind=ItemKind(line.kind.value),
                    approved=line.approved,
                    rescue=line.rescue,
                    charged_on=day,
                    other_payer=_payer(line, standing),
                )
            )
        if over:
            found.append(LineFacts(amount=over, item_class=ItemClass.SELF_PAID, charged_on=day))
    return tuple(found)


def net_lines(lines: list[FeeLine]) -> list[tuple[FeeLine, int, int]]:
    """Each line that is no refund, with amount and over-limit part left after its refunds."""
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
        return PUBLIC_HEALTH
    return EMPLOYER_LIABLE if liable_on(standing, line.charged_at.date()) else None


def person_facts(
    draft: Draft,
    rules: Rules,
    person: InsuredPerson,
    enrolment: Enrolment,
    begun: dt.date,
    ended: dt.date,
) -> PersonFacts:
    """The insured as the rules see them; status on admission (CC-32)."""
    standing = draft.get("standings", person.id, Standing)
    return PersonFacts(
        status=_status(person, enrolment, begun),
        disabled=person.cr_disabled,
        retired_on=person.retired_on,
        standing=arrears_facts(standing),
        large_amount=large_amount_covers(rules, standing, enrolment, ended),
    )


def _status(person: InsuredPerson, enrolment: Enrolment, on: dt.date) -> Status:
    status = person.status_on(on)
    if enrolment.scheme is Scheme.RESIDENT:
        return Status.RESIDENT
    return Status.RETIRED if status is EmploymentStatus.RETIRED else Status.ACTIVE


def year_to_date(
    draft: Draft, person: str, year: int, besides: str = "", until: dt.date = dt.date.max
) -> YearToDate:
    """What the standing settlements and claims of a year have used.

    ``besides`` leaves a stay out, ``until`` what was ended (claims: decided) later.
    """
    found = [
        each
        for each in draft.find("settlements", "person", person, Settlement)
        if each.counts and each.year == year and each.stay != besides and each.ended_on <= until
    ]
    claims = [
        each
        for each in draft.find("claims", "person", person, Claim)
        if each.year == year and each.stay != besides and each.decided_at.date() <= until
    ]
    counted: list[Settlement | Claim] = [*found, *claims]
    held = {each.ordinal: each.tier for each in reversed(counted) if each.ordinal is not None}
    claimed = sum(each.pooled for each in claims)
    above = sum(each.paid - each.pooled for each in claims)
    return YearToDate(
        pooled_used=claimed + sum(each.division.pooled for each in found),
        large_amount_used=above + sum(each.division.large_amount for each in found),
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
