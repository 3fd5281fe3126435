"""2303, 2304, 2305 and the shared half of 2206-2208: preview, settle, undo (wire.md §4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harness.domain.care import CareKind, FeeLine, Stay, StayStatus
from harness.domain.people import InsuredPerson, PersonalAccount
from harness.domain.settlement import Division, Settlement, SettlementStatus
from harness.policy.account import pay

from ..ledger import book, standing_settlements, undo
from ..pricing import Priced, price
from ..refusals import Refused
from .answers import settlement_answer, undo_answer
from .context import Answer, Context, moment_of, required, scaled, text


def preview(ctx: Context) -> Answer:
    """2303: prices the unsettled lines; nothing is booked."""
    node = ctx.node("data")
    stay = chargeable(ctx, node, CareKind.INPATIENT)
    record = settle(ctx, node, stay, ended_at=_end(ctx, node, stay))
    return Answer(output=settlement_answer(ctx, stay, record, node, trial=True))


def commit(ctx: Context) -> Answer:
    """2304: books the settlement; the stay must be discharged unless it is an interim one."""
    node = ctx.node("data")
    stay = chargeable(ctx, node, CareKind.INPATIENT)
    interim = text(node.get("mid_setl_flag")) == "1"
    if stay.status is StayStatus.IN_HOSPITAL and not interim:
        raise Refused("NOT_DISCHARGED")
    record = settle(ctx, node, stay, ended_at=_end(ctx, node, stay))
    return book_settlement(ctx, stay, record, node, final=stay.status is StayStatus.DISCHARGED)


def book_settlement(
    ctx: Context, stay: Stay, record: Settlement, node: Mapping[str, Any], *, final: bool
) -> Answer:
    """Book a settlement and answer it; ``final`` closes the stay or visit."""
    ctx.draft.put("stays", stay.number, stay)
    book(ctx.draft, stay, record, closes_stay=final)
    output = settlement_answer(ctx, stay, record, node, trial=False)
    return Answer(output=output, refers_to=record.number)


def chargeable(ctx: Context, node: dict[str, Any], kind: CareKind) -> Stay:
    """The sender's stay or visit, open for settlement."""
    stay = ctx.stay(node)
    if stay.kind is not kind:
        raise Refused("STAY_UNKNOWN")
    if stay.status is StayStatus.SETTLED:
        raise Refused("STAY_STATE", "已结算")
    if stay.status is StayStatus.CANCELLED:
        raise Refused("STAY_STATE", "已撤销")
    return stay


def _end(ctx: Context, node: dict[str, Any], stay: Stay) -> dt.datetime:
    """The discharge on record; before it, the day the message names, else now."""
    if stay.ended_at is not None:
        return stay.ended_at
    said = moment_of(node, "dscgTime") if text(node.get("dscgTime")) else ctx.at
    return max(said, stay.begun_at)


def settle(ctx: Context, node: Mapping[str, Any], stay: Stay, ended_at: dt.datetime) -> Settlement:
    """The settlement of the unsettled lines as it would be booked now, account included.

    Raises:
        Refused: fees missing, total not the sum, no filing, no price.
    """
    person = ctx.identified(node)
    ctx.insured(node, person)
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    unsettled = _chosen(node, stay, [each for each in lines if not each.settlement])
    if not unsettled:
        raise Refused("FEES_MISSING")
    lines = [each for each in lines if each.settlement] + unsettled
    total = sum(each.amount for each in unsettled)
    if scaled(node, "medfee_sumamt", 2) != total:
        raise Refused("TOTAL_MISMATCH", f"明细合计{total / 100:.2f}")
    before = standing_settlements(ctx.draft, stay)
    priced = price(ctx.draft, ctx.judge, person, stay, lines, ended_at, ctx.at)
    division = less(priced.division, before)
    debited = sum(each.division.account for each in before)
    allowed = min(
        division.own_share - division.self_paid - division.over_limit,
        priced.account_limit - debited,
    )
    division = with_account(ctx, division, allowed, person, node)
    return _record(ctx, node, stay, person, priced, division, unsettled, ended_at)


def _chosen(node: Mapping[str, Any], stay: Stay, lines: list[FeeLine]) -> list[FeeLine]:
    """An outpatient settlement names its batch; none named means all lines."""
    batch = text(node.get("chrg_bchno"))
    if stay.kind is CareKind.INPATIENT or not batch:
        return lines
    return [each for each in lines if each.batch == batch]


def less(whole: Division, before: list[Settlement]) -> Division:
    """What remains of a stay's price after earlier interim settlements of it."""
    names = (*Division.__dataclass_fields__,)
    taken = {name: sum(getattr(s.division, name) for s in before) for name in names}
    rest = {name: getattr(whole, name) - taken[name] for name in names}
    return Division(**{**rest, "account": 0})


def uses_account(node: Mapping[str, Any]) -> bool:
    """``acct_used_flag`` 1 (own) or 2 (mutual aid, served as own)."""
    return text(node.get("acct_used_flag")) in {"1", "2"}


def with_account(
    ctx: Context,
    division: Division,
    allowed: int,
    person: InsuredPerson,
    node: Mapping[str, Any],
) -> Division:
    """The account pays what it may (ACC14-A9), never more than it holds."""
    if not uses_account(node):
        return division
    account = usable_account(ctx, person, node)
    payment = pay(division.own_share, max(allowed, 0), account.balance)
    return replace(division, account=payment.account)


def usable_account(ctx: Context, person: InsuredPerson, node: Mapping[str, Any]) -> PersonalAccount:
    """The account that is to pay; with a card, it is the person's valid one (ACC14-A10).

    Raises:
        Refused: ACCOUNT_CLOSED, CARD_INVALID.
    """
    account = ctx.account(person.id)
    if account.closed_on is not None:
        raise Refused("ACCOUNT_CLOSED")
    by_card = text(node.get("mdtrt_cert_type")) == "03"
    if by_card and (account.lost or text(node.get("mdtrt_cert_no")) != account.card):
        raise Refused("CARD_INVALID")
    return account


def _record(
    ctx: Context,
    node: Mapping[str, Any],
    stay: Stay,
    person: InsuredPerson,
    priced: Priced,
    division: Division,
    lines: list[FeeLine],
    ended_at: dt.datetime,
) -> Settlement:
    return Settlement(
        number=f"{ctx.sender().region}{ctx.serial('settlement')}",
        stay=stay.number,
        person=person.id,
        institution=stay.institution,
        settled_at=ctx.at,
        message=ctx.request.msgid,
        year=priced.year,
        status=SettlementStatus.SETTLED,
        division=division,
        reach=priced.reach,
        care_code=stay.care_code,
        scheme=priced.scheme,
        pool=priced.pool,
        begun_on=stay.begun_at.date(),
        ended_on=ended_at.date(),
        ordinal=priced.ordinal,
        tier=priced.tier,
        interim=text(node.get("mid_setl_flag")) == "1",
        pooled_ceiling_left=priced.pooled_left,
        reasons=priced.reasons,
        lines=tuple(each.serial for each in lines),
        invoice=text(node.get("invono")),
        balance=ctx.account(person.id).balance - division.account,
        filing=priced.filing,
        visit_kind=priced.visit_kind,
        sign_in=ctx.request.sign_no,
    )


def revoke(ctx: Context) -> Answer:
    """2305: undoes the last settlement of a stay; ALREADY_REVERSED if it is undone."""
    return undo_settlement(ctx, CareKind.INPATIENT)


def undo_settlement(ctx: Context, kind: CareKind) -> Answer:
    """Undo by settlement number: new record, every amount negated, account restored."""
    node = ctx.node("data")
    stay = ctx.stay(node)
    number = required(node, "setl_id")
    found = ctx.draft.get("settlements", number, Settlement)
    if found is None or found.stay != stay.number or stay.kind is not kind or found.reverses:
        raise Refused("SETTLEMENT_UNKNOWN")
    record = undo(ctx.draft, found, ctx.at, f"{ctx.sender().region}{ctx.serial('settlement')}")
    record = replace(record, message=ctx.request.msgid)
    ctx.draft.put("settlements", record.number, record)
    return Answer(output=undo_answer(stay, record), refers_to=record.number)


SERVICES = {"2303": preview, "2304": commit, "2305": revoke}
