"""Undoing settlements: as a whole, and booked as the exact opposite (wire.md §4.1, §4.2a)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import outbox as states
from .care import Amounts, Bill, Booking, Stay
from .courier import Answer
from .messages import settlement as wire
from .records import Errand, Patient
from .refusal import Refused, not_allowed
from .settlement_recovery import REVERSED

if TYPE_CHECKING:
    from .hospital import Hospital

UNDOING = "undoing"
UNDO_WORK = "undo_unresolved"


class Undoing:
    """Takes settlements back, and items through them."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def undo(self, stay: Stay, user: str) -> Bill:
        """Undo a settlement as a whole (2305, 2208).

        Raises:
            Refused: nothing is settled, or the platform refuses.

        """
        bill = self._house.bill(stay.ref)
        if bill.booked is None:
            raise not_allowed("该次就诊没有可撤销的结算。", ref=stay.ref)
        patient = self._house.known(stay.person)
        answer = self._house.insist(self.undoing(stay, patient, bill.booked))
        if not answer.ok and answer.code not in REVERSED:
            self.not_undone(stay, answer)
        self._house.trail(stay.ref, "settlement_undone", user, after=bill.booked.number)
        return self.undone(stay, bill, answer)

    def undoing(self, stay: Stay, patient: Patient, booked: Booking) -> Errand:
        """Return the errand that undoes a settlement: the one that waits, or a new one."""
        waiting = self._house.outbox.of(UNDOING, booked.number)
        if waiting is not None and waiting.state in {states.WAITING, states.UNKNOWN}:
            return waiting
        return self._house.outbox.write(
            kind=UNDOING,
            about=booked.number,
            person=stay.person,
            infno="2305" if stay.form == "inpatient" else "2208",
            content=wire.undoing(stay, patient, booked.number),
            pool=patient.pool,
        )

    def not_undone(self, stay: Stay, answer: Answer) -> None:
        """Leave a settlement standing that the platform has not undone."""
        self._house.worklist.raise_item(
            UNDO_WORK, stay.ref, stay.person, status="unknown", code=answer.code, text=answer.reason
        )
        if answer.refused:
            raise Refused(answer.code, answer.reason, ref=stay.ref)
        raise not_allowed("撤销结算的结果未知，本地不作退费，请稍后重试。", ref=stay.ref)

    def undone(self, stay: Stay, bill: Bill, answer: Answer) -> Bill:
        """Book the opposite of what was booked; an answer's null amounts change nothing."""
        assert bill.booked is not None
        found = wire.answered(answer.response) if answer.ok and answer.response else None
        opposite = Booking(
            number=found.number if found is not None else "",
            message=bill.booked.message,
            visit=bill.booked.visit,
            person=bill.booked.person,
            settled_at=(found.settled_at if found else None) or self._house.clock.platform_now(),
            amounts=self.opposite(bill.booked, answer),
            category=bill.booked.category,
            scheme_code=bill.booked.scheme_code,
            clearing=bill.booked.clearing,
            agency=bill.booked.agency,
            undoes=bill.booked.number,
        )
        ended = "discharged" if stay.form == "inpatient" else "in_hospital"
        self._house.wards.keep(replace(stay, status=ended))
        self._house.accounts.credited(stay, opposite)
        self._house.worklist.resolve(UNDO_WORK, stay.ref)
        return self._house.billing.keep(
            replace(
                bill,
                status="undone",
                booked=None,
                preview=None,
                collected=0,
                history=(*bill.history, opposite),
            )
        )

    def opposite(self, booked: Booking, answer: Answer) -> Amounts:  # noqa: ARG002 - an answer's nulls change nothing
        """Return what goes back: exactly what was booked, to the account what the account paid."""
        return wire.negated(booked)

    def refund_item(self, stay: Stay, which: object, user: str) -> Bill:
        """Take one line back: a settled bill is undone, corrected, settled anew (wire.md §4.1)."""
        bill = self._house.bill(stay.ref)
        settled = bill.booked is not None
        if settled:
            bill = self.undo(stay, user)
        stay = self._house.stay(stay.ref)
        self._house.charges.void(stay, [which])
        if not settled:
            return self._house.bill(stay.ref)
        return self._house.billing.settle(stay, use_account=bill.use_account, user=user)
