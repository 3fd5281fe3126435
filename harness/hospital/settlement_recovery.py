"""What becomes of a settlement whose answer was lost (DER-MSG-2).

The visit is asked about, the lost message is taken back by its own id (2601), and only then the
bill is settled anew; what never arrived is sent again as the very same message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import outbox as states
from .care import Bill, Stay
from .courier import Answer
from .messages import settlement as wire
from .messages import stays as visits
from .records import Errand
from .refusal import Refused

if TYPE_CHECKING:
    from .hospital import Hospital

KIND = "settlement"
REVERSAL = "reversal"
WORK = "settlement_unresolved"
NEVER_ARRIVED = frozenset({"MESSAGE_UNKNOWN"})
REVERSED = frozenset({"ALREADY_REVERSED"})
ATTEMPTS = 5


class SettlementRecovery:
    """Finds out about lost settlements."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def lost(self, stay: Stay, bill: Bill, errand: Errand, answer: Answer) -> Bill:
        """Keep an unknown outcome as unknown, and find it out."""
        errand = self._house.outbox.postpone(errand, answer, states.UNKNOWN)
        bill = self._house.billing.keep(replace(bill, status="unknown", text=answer.text))
        self._house.worklist.raise_item(
            WORK, stay.ref, stay.person, status="unknown", text=answer.text
        )
        return bill if answer.status else self.recover(stay, bill, errand)

    def recover(self, stay: Stay, bill: Bill, errand: Errand) -> Bill:
        """Ask about the visit, then take the lost message back by its id, then settle anew."""
        if not self.visit_known(stay):
            return bill
        answer = self.reverse(stay, errand)
        if not (answer.ok or answer.code in NEVER_ARRIVED | REVERSED):
            status = "refused" if answer.refused else "unknown"
            self._house.worklist.raise_item(
                WORK, stay.ref, stay.person, status=status, code=answer.code, text=answer.reason
            )
            return bill
        if answer.code in NEVER_ARRIVED:
            return self.repeat(stay, bill, errand)
        self._house.outbox.finish(errand, states.DROPPED)
        self._house.trail(stay.ref, "settlement_reversed", "system", after=errand.msgid)
        bill = self._house.billing.keep(replace(bill, status="open", text="", resettle=True))
        return self.again(self._house.stay(stay.ref), bill)

    def repeat(self, stay: Stay, bill: Bill, errand: Errand) -> Bill:
        """Send a settlement that never arrived once more, as the very same message."""
        if self._house.outbox.is_exhausted(errand):
            return bill
        errand, answer = self._house.outbox.send(errand)
        if answer.ok or answer.refused:
            return self._house.billing.heard(stay, bill, errand, answer)
        self._house.outbox.postpone(errand, answer, states.UNKNOWN)
        return bill

    def visit_known(self, stay: Stay) -> bool:
        """Ask the platform about the visit (5201); without an answer nothing further is tried."""
        patient = self._house.known(stay.person)
        asked = visits.visits_asked(stay, patient)
        return self._house.courier.send("5201", asked, pool=patient.pool).ok

    def reverse(self, stay: Stay, lost: Errand) -> Answer:
        """Send 2601 for a message whose outcome is unknown, always under one id."""
        patient = self._house.known(stay.person)
        errand = self.reversal_of(lost) or self._house.outbox.write(
            kind=REVERSAL,
            about=lost.id,
            person=stay.person,
            infno="2601",
            content=wire.reversing(patient, lost.msgid, lost.infno),
            pool=patient.pool,
        )
        return self._house.insist(errand)

    def reversal_of(self, lost: Errand) -> Errand | None:
        """Return the reversal that was written for a message."""
        return self._house.outbox.of(REVERSAL, lost.id)

    def again(self, stay: Stay, bill: Bill) -> Bill:
        """Settle a bill anew whose lost settlement was taken back."""
        if bill.attempts >= ATTEMPTS:
            return bill
        try:
            return self._house.billing.settle(stay, use_account=bill.use_account, user="system")
        except Refused as refused:
            return self._house.billing.keep(
                replace(self._house.bill(stay.ref), code=refused.code, text=refused.text)
            )

    def work(self) -> None:
        """Take up every settlement of unknown outcome that waits."""
        for errand in self._house.outbox.open():
            waited = errand.not_before is None or self._house.outbox.is_due(errand)
            if errand.kind == KIND and (waited or not errand.status):
                self.resumed(errand)

    def resumed(self, errand: Errand) -> None:
        """Find out about one settlement whose outcome is unknown."""
        stay, bill = self._house.stay(errand.about), self._house.bill(errand.about)
        if bill.booked is None:
            self.recover(stay, self._house.billing.keep(replace(bill, status="unknown")), errand)
