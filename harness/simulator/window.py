"""More acts of the agency: conditions, items, cards, residence, what is owed for arrears."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from harness.calendar import last_day
from harness.domain.care import FeeLine, Stay
from harness.domain.identifiers import digits
from harness.domain.institutions import ChargeItem
from harness.domain.people import PersonalAccount
from harness.domain.standing import Standing
from harness.domain.worldfacts import ListedCondition
from harness.errors import UsageError
from harness.money import yuan
from harness.policy.approvals import late_approval_last_day
from harness.policy.obligations import back_payment, late_fee

from .acts import ActContext, With, amount, day, wanted
from .claims import reimburse
from .conditions import approved_until
from .crediting import contribution_of, credit_of
from .filing_judge import refusing
from .ledger import move
from .records import ItemApproval, Registration
from .refusals import Refused


def approve_condition(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Approve a listed condition for its month or year: ``person, condition, on?, evidence?``.

    ``evidence`` states particulars of the case, such as ``{complication: fundus_bleeding}``.
    """
    person = ctx.person(with_)
    condition = ctx.draft.get("conditions", str(wanted(with_, "condition")), ListedCondition)
    if condition is None:
        raise Refused("CHRONIC_NOT_APPROVED")
    begin = day(with_.get("on", ctx.at.date()))
    end = approved_until(ctx.judge.rules, condition, with_.get("evidence") or {}, begin)
    number = f"C{ctx.at:%Y%m%d}{ctx.draft.next_number('registration'):010d}"
    record = Registration(
        number=number,
        kind="chronic",
        person=person.id,
        code=condition.code,
        institution="",
        valid_from=begin,
        valid_until=end,
        registered_at=ctx.at,
        particulars={"opsp_dise_name": condition.name},
    )
    ctx.draft.put("registrations", number, record)
    return {"no": number, "valid_from": begin.isoformat(), "valid_until": end.isoformat()}


def approve_item(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Decide on an item used before its approval: ``stay, item, used_on, critical?``.

    A critical patient is examined first and approved within five calendar days (REF14-A10).
    """
    stay = ctx.draft.get("stays", str(wanted(with_, "stay")), Stay)
    item = ctx.draft.get("items", str(wanted(with_, "item")), ChargeItem)
    if stay is None or item is None:
        raise UsageError("no such stay or item")
    used_on = day(wanted(with_, "used_on"))
    with refusing():
        late = ctx.at.date() > late_approval_last_day(ctx.judge.rules, used_on)
    accepted = not late and with_.get("critical", True) is not False
    key = f"{stay.number}/{item.id}"
    approval = ItemApproval(
        stay=stay.number, item=item.id, used_on=used_on, approved_at=ctx.at, accepted=accepted
    )
    ctx.draft.put("approvals", key, approval)
    for line in ctx.draft.find("lines", "stay", stay.number, FeeLine):
        if line.item == item.id and not line.settlement:
            ctx.draft.put("lines", line.key, replace(line, approved=accepted, rescue=accepted))
    return {"item": item.id, "accepted": accepted}


def decide_registration(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Approve or refuse what 2503, 2505 or 2507 registered: ``registration, result``."""
    found = ctx.draft.get("registrations", str(wanted(with_, "registration")), Registration)
    result = str(wanted(with_, "result"))
    if found is None or result not in {"approved", "refused"}:
        raise UsageError("no such registration, or result is neither approved nor refused")
    if found.withdrawn_at is not None or found.by_hand:
        raise Refused("REGISTRATION_REVIEWED")
    ctx.draft.put("registrations", found.number, replace(found, decision=result, by_hand=True))
    return {"registration": found.number, "decision": result}


def lose_card(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Report a card lost: ``person``; it is invalid until a new one is given (ACC14-A12)."""
    account = _account(ctx, with_)
    ctx.draft.put("accounts", account.person, replace(account, lost=True))
    return {"person": account.person, "card": account.card}


def replace_card(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Give a new card; the old one is invalid from then on: ``person``."""
    account = _account(ctx, with_)
    number = ctx.draft.next_number("card")
    card = f"15{digits(f'{account.card}:{number}', 16)}"
    old = (*account.old_cards, account.card)
    new = replace(account, card=card, old_cards=old, lost=False)
    ctx.draft.put("accounts", account.person, new)
    return {"person": account.person, "card": card, "sn": new.chip}


def close_account(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Close an account (its holder has died); the balance passes to ``heir`` if named."""
    account = _account(ctx, with_)
    if with_.get("heir"):
        heir = ctx.person({"person": with_["heir"]})
        move(ctx.draft, heir.id, account.balance, ctx.at, "")
        move(ctx.draft, account.person, -account.balance, ctx.at, "")
        account = _account(ctx, with_)
    ctx.draft.put("accounts", account.person, replace(account, closed_on=ctx.at.date()))
    return {"person": account.person, "balance": yuan(account.balance)}


def _account(ctx: ActContext, with_: With) -> PersonalAccount:
    person = ctx.person(with_)
    found = ctx.draft.get("accounts", person.id, PersonalAccount)
    return found or PersonalAccount(person=person.id, balance=0, card="")


def quote_arrears(ctx: ActContext, with_: With) -> dict[str, Any]:
    """What closing the gap costs: ``person, base, due_on?`` or ``arrears, days_late``."""
    rules = ctx.judge.rules
    if with_.get("arrears"):
        owed, days = amount(with_["arrears"]), int(with_.get("days_late", 0))
        due = ctx.at.date() - dt.timedelta(days=days)
        with refusing():
            fee = late_fee(rules, owed, due, ctx.at.date())
        return {"contribution": yuan(owed), "late_fee": yuan(fee), "total": yuan(owed + fee)}
    person = ctx.person(with_)
    standing = ctx.draft.get("standings", person.id, Standing) or Standing(person=person.id)
    bases = [amount(wanted(with_, "base"))] * len(standing.owed_months(ctx.at))
    due_on = day(with_["due_on"]) if with_.get("due_on") else None
    with refusing():
        quote = back_payment(rules, bases, ctx.at.date(), due_on)
    return {
        "months": len(bases),
        "contribution": yuan(quote.contribution),
        "late_fee": yuan(quote.late_fee),
        "total": yuan(quote.total),
    }


def post(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Check a posting elsewhere: a year at least: ``person, from, until`` (BMI14-A24)."""
    person = ctx.person(with_)
    begin, end = day(wanted(with_, "from")), day(wanted(with_, "until"))
    with refusing():
        months = ctx.judge.rules.number("residence.posting_months", begin)
        needed = last_day(begin, months, ctx.judge.rules.period(begin))
    if end < needed:
        raise Refused("POSTING_TOO_SHORT")
    return {"person": person.id, "from": begin.isoformat(), "until": end.isoformat()}


def choose(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Record the institutions chosen by who lives elsewhere: ``person, institutions: […]``.

    Three hospitals and one pharmacy (BMI14-A24).
    """
    person = ctx.person(with_)
    houses = [ctx.institution(each) for each in wanted(with_, "institutions")]
    for kind, name in (("hospital", "residence.hospitals"), ("pharmacy", "residence.pharmacies")):
        with refusing():
            most = ctx.judge.rules.number(name, ctx.at.date())
        if sum(each.kind == kind for each in houses) > most:
            raise Refused("NOT_CHOSEN_INSTITUTION", f"最多{most}家")
    for house in houses:
        number = f"D{ctx.at:%Y%m%d}{ctx.draft.next_number('registration'):010d}"
        record = Registration(
            number=number,
            kind="designation",
            person=person.id,
            code="08",
            institution=house.code,
            valid_from=ctx.at.date(),
            valid_until=None,
            registered_at=ctx.at,
        )
        ctx.draft.put("registrations", number, record)
    return {"person": person.id, "institutions": [each.id for each in houses]}


def credit_account(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Credit an account: ``person, amount``, or by the rules ``person, month, base, pension?``.

    ``region_average`` with ``unit_average`` in place of ``base``: the base is verified first.
    """
    person = ctx.person(with_)
    account = ctx.draft.get("accounts", person.id, PersonalAccount)
    due = contribution_of(ctx, person, with_)
    if due is not None:
        with_ = {**with_, "base": yuan(due.base)}
    more = credit_of(ctx, person, account, with_)
    if more < 0:
        raise UsageError("a credit is not negative")
    balance = move(ctx.draft, person.id, more, ctx.at, "")
    done = {"person": person.id, "credited": yuan(more), "balance": yuan(balance)}
    if due is None:
        return done
    parts = {"base": due.base, "employer": due.employer, "individual": due.individual}
    return done | {name: yuan(part) for name, part in parts.items()}


WINDOW = {
    "approve_condition": approve_condition,
    "approve_item": approve_item,
    "decide_registration": decide_registration,
    "lose_card": lose_card,
    "replace_card": replace_card,
    "close_account": close_account,
    "credit_account": credit_account,
    "quote_arrears": quote_arrears,
    "post": post,
    "choose": choose,
    "reimburse": reimburse,
}
