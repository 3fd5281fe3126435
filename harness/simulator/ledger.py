"""Booking and undoing settlements: lines, stay, personal account, all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from harness.domain.care import CareKind, FeeLine, Stay, StayStatus
from harness.domain.people import AccountMovement, PersonalAccount
from harness.domain.settlement import SETTLEMENT, Division, Settlement, SettlementStatus

from .records import Claim
from .refusals import Refused
from .store import Draft


def standing_settlements(draft: Draft, stay: Stay) -> list[Settlement]:
    """The settlements of a stay that stand, oldest first."""
    found = draft.find("settlements", "stay", stay.number, Settlement)
    return [each for each in found if each.counts]


def book(draft: Draft, stay: Stay, record: Settlement, *, closes_stay: bool) -> None:
    """Write a settlement: its lines are settled, the account debited, the stay closed."""
    draft.put("settlements", record.number, record)
    _settle_lines(draft, stay, record)
    if record.division.account:
        move(draft, record.person, -record.division.account, record.settled_at, record.number)
    if closes_stay:
        status = StayStatus(stay.lifecycle.after(stay.status, "settle"))
        draft.put("stays", stay.number, replace(stay, status=status))


def undo(draft: Draft, found: Settlement, at: dt.datetime, number: str) -> Settlement:
    """Undo a settlement; no later one of the stay may rest on it.

    Returns:
        The reversal: a record with every amount negated.

    Raises:
        Refused: ALREADY_REVERSED, STAY_STATE.
    """
    if not SETTLEMENT.allows(found.status, "undo"):
        raise Refused("ALREADY_REVERSED")
    stay = draft.get("stays", found.stay, Stay)
    if stay is None:
        raise Refused("STAY_UNKNOWN")
    if _rests_on(found, stay, standing_settlements(draft, stay)):
        raise Refused("STAY_STATE", "须先撤销其后的结算")
    status = SettlementStatus(SETTLEMENT.after(found.status, "undo"))
    draft.put("settlements", found.number, replace(found, status=status, undone_at=at))
    _release(draft, stay, found)
    balance = move(draft, found.person, found.division.account, at, number)
    record = replace(
        found,
        number=number,
        settled_at=at,
        division=negated(found.division),
        reverses=found.number,
        balance=balance,
        lines=(),
        ordinal=None,
        reopened=stay.status is StayStatus.SETTLED,
        declared=stay.declaration() if stay.declared is not None else None,
    )
    draft.put("settlements", number, record)
    return record


def strike(draft: Draft, found: Settlement, at: dt.datetime, number: str) -> None:
    """Undo a settlement as if it had never been: no reversal of its own stays behind.

    Raises:
        Refused: ALREADY_REVERSED, STAY_STATE.
    """
    undo(draft, found, at, number)
    draft.drop("settlements", number)
    undone = draft.get("settlements", found.number, Settlement) or found
    draft.put("settlements", found.number, replace(undone, struck=True))


def _rests_on(found: Settlement, stay: Stay, standing: list[Settlement]) -> bool:
    """Whether a later settlement of the stay was priced on top of this one.

    Interim settlements follow each other; batches of a visit are apart (wire.md §4.1: an undoing is
    always allowed) unless a fund paid a later one, whose deductible this one took.
    """
    later = standing[standing.index(found) + 1 :]
    return any(stay.kind is CareKind.INPATIENT or each.division.funds for each in later)


def reinstate(draft: Draft, reversal: Settlement, at: dt.datetime) -> Settlement:
    """Take back an undoing: the settlement stands again as if it had never been undone.

    Returns:
        The settlement that stands again.

    Raises:
        Refused: ALREADY_REVERSED, STAY_STATE, SETTLED_SINCE, ACCOUNT_CLOSED, ACCOUNT_BALANCE.
    """
    found = draft.get("settlements", reversal.reverses, Settlement)
    stay = draft.get("stays", reversal.stay, Stay)
    if found is None or stay is None or found.counts or found.struck:
        raise Refused("ALREADY_REVERSED")
    _check_untouched(draft, reversal, found, stay)
    draft.drop("settlements", reversal.number)
    draft.put(
        "settlements",
        found.number,
        replace(found, status=SettlementStatus.SETTLED, undone_at=None),
    )
    _settle_lines(draft, stay, found)
    move(draft, found.person, -found.division.account, at, found.number)
    if reversal.declared is not None:
        stay = stay.counted_as(reversal.declared)
    if reversal.reopened:
        stay = replace(stay, status=StayStatus(stay.lifecycle.after(stay.status, "settle")))
    draft.put("stays", stay.number, stay)
    return found


def _check_untouched(draft: Draft, reversal: Settlement, found: Settlement, stay: Stay) -> None:
    """Nothing may have been built on the undoing."""
    closing = reversal.reopened
    if closing and not stay.lifecycle.allows(stay.status, "settle"):
        raise Refused("STAY_STATE")
    ended = stay.ended_at or stay.begun_at
    if closing and (stay.begun_at.date(), ended.date()) != (found.begun_on, found.ended_on):
        raise Refused("STAY_STATE", "就诊时间已变更")
    _check_lines(draft.find("lines", "stay", stay.number, FeeLine), found, closing=closing)
    if _settled_since(draft, reversal):
        raise Refused("SETTLED_SINCE")
    _check_account(draft, found)


def _check_lines(lines: list[FeeLine], found: Settlement, *, closing: bool) -> None:
    """The lines are those that were settled, and no new ones wait beside them."""
    mine = [each for each in lines if each.serial in found.lines]
    waiting = [each for each in lines if not each.settlement and each.serial not in found.lines]
    changed = sum(each.amount for each in mine) != found.division.total
    taken = any(each.settlement for each in mine)
    if changed or taken or any(closing or each.refunds in found.lines for each in waiting):
        raise Refused("STAY_STATE", "费用明细已变动")


def _settled_since(draft: Draft, reversal: Settlement) -> bool:
    """Whether the person's year went on without the settlement: its price would not hold."""
    every = draft.find("settlements", "person", reversal.person, Settlement)
    later = every[[each.number for each in every].index(reversal.number) + 1 :]
    claims = draft.find("claims", "person", reversal.person, Claim)
    return any(each.counts and each.year == reversal.year for each in later) or any(
        each.year == reversal.year and each.decided_at >= reversal.settled_at for each in claims
    )


def _check_account(draft: Draft, found: Settlement) -> None:
    account = draft.get("accounts", found.person, PersonalAccount)
    if not found.division.account or account is None:
        return
    if account.closed_on is not None:
        raise Refused("ACCOUNT_CLOSED")
    if account.balance < found.division.account:
        raise Refused("ACCOUNT_BALANCE")


def _settle_lines(draft: Draft, stay: Stay, record: Settlement) -> None:
    for serial in record.lines:
        line = draft.get("lines", f"{stay.number}/{serial}", FeeLine)
        if line is not None:
            draft.put("lines", line.key, replace(line, settlement=record.number))


def negated(division: Division) -> Division:
    """Every amount with the opposite sign."""
    names = Division.__dataclass_fields__
    return Division(**{name: -getattr(division, name) for name in names})


def move(draft: Draft, person: str, amount: int, at: dt.datetime, settlement: str) -> int:
    """Debit (negative) or credit an account and return its balance; 0 writes nothing."""
    account = draft.get("accounts", person, PersonalAccount)
    account = account or PersonalAccount(person=person, balance=0, card="")
    if amount == 0:
        return account.balance
    balance = account.balance + amount
    number = f"M{at:%Y%m%d}{draft.next_number('movement'):08d}"
    draft.put("accounts", person, replace(account, balance=balance))
    movement = AccountMovement(
        number=number,
        person=person,
        at=at,
        amount=amount,
        balance=balance,
        reason="refund" if amount > 0 else "debit",
        settlement=settlement,
    )
    draft.put("movements", number, movement)
    return balance


def _release(draft: Draft, stay: Stay, found: Settlement) -> None:
    """The lines are unsettled again, and the stay is where it was before."""
    for serial in found.lines:
        line = draft.get("lines", f"{stay.number}/{serial}", FeeLine)
        if line is not None and line.settlement == found.number:
            draft.put("lines", line.key, replace(line, settlement=""))
    if stay.status is StayStatus.SETTLED:
        status = StayStatus(stay.lifecycle.after(stay.status, "undo_settlement"))
        stay = replace(stay, status=status)
    if stay.declared is not None and not standing_settlements(draft, stay):
        stay = stay.counted_as(stay.declared)
    draft.put("stays", stay.number, stay)
