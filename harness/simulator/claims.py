"""Manual reimbursement (手工报销) at the agency's window: what is still owed for a bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.domain.care import FeeLine, Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson
from harness.domain.places import is_abroad
from harness.errors import UsageError
from harness.money import yuan

from .acts import ActContext, With
from .ledger import standing_settlements
from .pricing import Priced, price_claim
from .records import Claim
from .refusals import Refused

NEEDED = ("receipt", "diagnosis")
NEVER_PAID = frozenset({"INTERRUPTION_GT_6M", "WAITING", "EMPLOYER_LIABLE", "ARREARS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The bill a claim is about."""

    person: InsuredPerson
    stay: Stay
    institution: DesignatedInstitution
    lines: list[FeeLine]


def reimburse(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Claim a bill: ``stay, documents?: [receipt, diagnosis, …], needs?: […]``.

    What direct settlement paid already is taken off; payments of arrears made since count
    (BMI14-A26-2).

    Raises:
        Refused: NOT_FILED, NOT_CHOSEN_INSTITUTION, CLAIM_DOCUMENTS, INTERRUPTION_GT_6M …
    """
    bill = _bill(ctx, with_)
    _check_papers(with_)
    priced = price_claim(ctx.draft, ctx.judge, bill.person, bill.stay, bill.lines, ctx.at)
    paid = sum(each.division.funds for each in standing_settlements(ctx.draft, bill.stay))
    paid += _claimed(ctx, bill.stay)
    owed = priced.division.funds - paid
    barred = next((each for each in priced.reasons if each in NEVER_PAID), None)
    if owed <= 0 and barred:
        raise Refused(barred)
    return _pay(ctx, bill, priced, max(owed, 0))


def _bill(ctx: ActContext, with_: With) -> Bill:
    stay = ctx.draft.get("stays", str(with_.get("stay", "")), Stay)
    if stay is None:
        raise UsageError(f"no stay is called {with_.get('stay')!r}")
    person = ctx.draft.get("people", stay.person, InsuredPerson)
    house = ctx.institution(stay.institution)
    if person is None:
        raise UsageError(f"nobody is called {stay.person!r}")
    if is_abroad(house.region):
        raise Refused("NOT_PAYABLE", "境外及港澳台费用")
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    return Bill(person=person, stay=stay, institution=house, lines=lines)


def _check_papers(with_: With) -> None:
    """Where documents are named, the usual ones and those the case needs must be among them."""
    if "documents" not in with_:
        return
    given = set(with_["documents"] or ())
    missing = [each for each in (*NEEDED, *(with_.get("needs") or ())) if each not in given]
    if missing:
        raise Refused("CLAIM_DOCUMENTS", "、".join(missing))


def _claimed(ctx: ActContext, stay: Stay) -> int:
    claims = ctx.draft.find("claims", "person", stay.person, Claim)
    return sum(each.paid for each in claims if each.stay == stay.number)


def _pay(ctx: ActContext, bill: Bill, priced: Priced, owed: int) -> dict[str, Any]:
    number = f"R{ctx.at:%Y%m%d}{ctx.draft.next_number('claim'):08d}"
    claim = Claim(
        number=number,
        person=bill.person.id,
        stay=bill.stay.number,
        year=priced.year,
        ordinal=priced.ordinal,
        tier=priced.tier,
        decided_at=ctx.at,
        pooled=_part(ctx, bill.stay, priced, owed),
        paid=owed,
    )
    ctx.draft.put("claims", number, claim)
    return {
        "claim": number,
        "paid": yuan(owed),
        "pooled": yuan(priced.division.pooled),
        "large_amount": yuan(priced.division.large_amount),
        "own_share": yuan(priced.division.own_share),
        "reasons": list(priced.reasons),
    }


def _part(ctx: ActContext, stay: Stay, priced: Priced, owed: int) -> int:
    """The pooled part of what is paid: the rest is the large-amount fund's."""
    before = sum(each.division.pooled for each in standing_settlements(ctx.draft, stay))
    return min(owed, max(priced.division.pooled - before, 0))
