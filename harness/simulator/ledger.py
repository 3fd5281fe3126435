"""Booking and undoing settlements: lines, stay, personal account, all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from harness.domain.care import FeeLine, Stay, StayStatus
from harness.domain.people import AccountMovement, PersonalAccount
from harness.domain.settlement import SETTLEMENT, Division, Settlement, SettlementStatus

from .refusals import Refused
from .store import Draft


def standing_settlements(draft: Draft, stay: Stay) -> list[Settlement]:
    """The settlements of a stay that stand, oldest first."""
    found = draft.find("settlements", "stay", stay.number, Settlement)
    return [each for each in found if each.counts]


def book(draft: Draft, stay: Stay, record: Settlement, *, closes_stay: bool) -> None:
    """Write a settlement: its lines are settled, the account debited, the stay closed."""
    draft.put("settlements", record.number, record)
    for serial in record.lines:
        line = draft.get("lines", f"{stay.number}/{serial}", FeeLine)
        if line is not None:
            draft.put("lines", line.key, replace(line, settlement=record.number))
    if record.division.account:
        move(draft, record.person, -record.division.account, record.settled_at, record.number)
    if closes_stay:
        status = StayStatus(stay.lifecycle.after(stay.status, "settle"))
        draft.put("stays", stay.number, replace(stay, status=status))


def undo(draft: Draft, found: Settlement, at: dt.datetime, number: str) -> Settlement:
    """Undo a settlement; only the last one of a stay can go.

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
    if standing_settlements(draft, stay)[-1].number != found.number:
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
        draft.put("stays", stay.number, replace(stay, status=status))
