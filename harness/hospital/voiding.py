"""Voiding a slip: its filing is withdrawn first, and a void slip is never filed afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import outbox as states
from .filing_register import KIND as FILING
from .filing_register import WORK as FILING_WORK
from .messages import referral as wire
from .records import Errand, Patient, Referral
from .refusal import Refused, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

KIND = "withdrawal"
WORK = "void_unresolved"
DEFAULT_REASON = "患者放弃转诊"


class Voiding:
    """Voids slips in the right order: platform first, then the slip."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def void(self, referral: Referral, reason: str, user: str) -> Referral:
        """Void a slip; with a filing in force only after the platform withdrew it (2502).

        Raises:
            Refused: it is void already, or the platform refuses the withdrawal.

        """
        if referral.status == "void":
            raise not_allowed("该《转诊单》已作废。", ref=referral.ref)
        if not referral.slip_no:
            return self.mark(referral, reason, user)
        marked = self._house.save(
            replace(referral, voiding=True, void_reason=reason or DEFAULT_REASON)
        )
        return self.carry_on(marked, user)

    def carry_on(self, referral: Referral, user: str = "system") -> Referral:
        """Bring a void that was asked for one step nearer to its end."""
        if not self.is_at_platform(referral):
            return self.without_filing(referral, user)
        if not referral.filing.number:
            referral = self.serial_found(referral)
        if referral.filing.status == "unknown" or not referral.filing.number:
            return self.waiting(referral)
        return self.withdraw(referral, user)

    def is_at_platform(self, referral: Referral) -> bool:
        """Tell whether the platform may hold a filing of this slip."""
        return referral.filing.status in {"filed", "pending", "unknown"}

    def without_filing(self, referral: Referral, user: str) -> Referral:
        """Void a slip whose filing never reached the platform; it will not leave any more."""
        errand = self._house.outbox.of(FILING, referral.ref)
        if errand is not None and errand.state in {states.WAITING, states.UNKNOWN}:
            self._house.outbox.finish(errand, states.DROPPED)
        return self.mark(referral, referral.void_reason, user)

    def serial_found(self, referral: Referral) -> Referral:
        """Recover a lost filing number: ask, then repeat the same message (never invent one)."""
        rows = self._house.filing.ask(referral)
        if rows is None:
            return referral
        if self._house.filing.match(referral, rows) is None:
            state = replace(referral.filing, status="none")
            return self._house.save(replace(referral, filing=state))
        return self.repeated(referral)

    def repeated(self, referral: Referral) -> Referral:
        """Send the stored filing once more under its own id: the platform repeats its answer."""
        errand = self._house.outbox.of(FILING, referral.ref)
        if errand is None:
            return referral
        errand, answer = self._house.outbox.send(errand)
        number = wire.serial(answer.response) if answer.ok and answer.response is not None else ""
        if not number:
            return referral
        self._house.outbox.finish(errand)
        state = replace(referral.filing, number=number, status="filed")
        return self._house.save(replace(referral, filing=state))

    def withdraw(self, referral: Referral, user: str) -> Referral:
        """Send 2502 and wait for the platform's word."""
        errand = self._house.outbox.of(KIND, referral.ref) or self.write(referral)
        errand, answer = self._house.outbox.send(errand)
        self._house.record(referral, "withdrawal_sent", user, after=errand.msgid)
        if answer.ok or answer.code == "FILING_NOT_ACTIVE":
            self._house.outbox.finish(errand)
            state = replace(referral.filing, status="withdrawn")
            return self.mark(replace(referral, filing=state), referral.void_reason, user)
        if answer.refused:
            return self.refused(referral, errand, answer.code, answer.reason)
        self._house.outbox.postpone(errand, answer, errand.state)
        return self.waiting(referral)

    def write(self, referral: Referral) -> Errand:
        """Write the errand of a withdrawal."""
        patient = self._house.store.get(Patient, referral.person)
        assert patient is not None
        number, reason = referral.filing.number, referral.void_reason
        return self._house.outbox.write(
            kind=KIND,
            about=referral.ref,
            person=referral.person,
            infno="2502",
            content=wire.withdrawing(number, patient, reason),
            pool=patient.pool,
        )

    def refused(self, referral: Referral, errand: Errand, code: str, text: str) -> Referral:
        """Keep the slip where the platform refuses to withdraw its filing."""
        self._house.outbox.finish(errand, states.DROPPED)
        self._house.save(replace(referral, voiding=False, void_reason=""))
        raise Refused(code, text, ref=referral.ref)

    def waiting(self, referral: Referral) -> Referral:
        """Leave a void on the worklist until the platform can be asked."""
        text = "《转诊单》作废待医保平台确认撤销备案。"
        self._house.worklist.raise_item(
            WORK, referral.ref, referral.person, status="queued", text=text
        )
        return self._house.save(referral)

    def mark(self, referral: Referral, reason: str, user: str) -> Referral:
        """Mark a slip as void; its number stays in the trail (WH25-1-3d)."""
        void = replace(referral, status="void", voiding=False, void_reason=reason or DEFAULT_REASON)
        self._house.worklist.resolve(WORK, referral.ref)
        self._house.worklist.resolve(FILING_WORK, referral.ref)
        return self._house.keep(void, "voided", user, before=referral.status, after="void")

    def work(self) -> None:
        """Take up every void that waits."""
        for item in self._house.worklist.items():
            if item.kind == WORK:
                referral = self._house.referral(item.ref)
                if referral.voiding:
                    self.carry_on(referral)
