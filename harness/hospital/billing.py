"""Bills: uploaded, pre-settled, settled; what is booked is the platform's answer (DER-AMT-1).

An unknown outcome is no outcome: the bill waits, the message is reversed by its own id (2601), and
only then the bill is settled anew (DER-MSG-2). Nothing is ever guessed, and nothing settled twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import outbox as states
from .care import Amounts, Bill, Booking, Line, Stay
from .courier import Answer
from .messages import settlement as wire
from .records import Errand
from .refusal import Refused, not_allowed
from .settlement_recovery import KIND, WORK

if TYPE_CHECKING:
    from .hospital import Hospital


class Billing:
    """Settles stays and visits."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def preview(self, stay: Stay, *, use_account: bool) -> Bill:
        """Upload what is new and pre-settle; nothing is booked.

        Raises:
            Refused: the bill is settled or of unknown outcome, lines are missing, or the platform
                refuses.

        """
        stay, bill = self.ready(stay)
        self._house.charges.upload(stay)
        answer = self.tried(stay, use_account=use_account)
        if answer.refused:
            raise self.not_direct(stay, bill, answer)
        if not answer.ok or answer.response is None:
            raise self.unavailable(stay, bill, answer.text)
        found = wire.answered(answer.response)
        if found.person != self._house.known(stay.person).number:
            raise not_allowed("医保平台应答与患者不符，未采用。", ref=stay.ref)
        self._house.chronic.informed(stay, found.amounts)
        shown = self.divided(stay, found.amounts)
        return self.keep(
            replace(
                bill,
                status="previewed",
                preview=shown,
                use_account=use_account,
                code="",
                text="",
            )
        )

    def divided(self, stay: Stay, amounts: Amounts) -> Amounts:  # noqa: ARG002 - the stay changes nothing
        """Return who bears what: the platform's answer, whatever the house may think of it."""
        return amounts

    def ready(self, stay: Stay) -> tuple[Stay, Bill]:
        """Return stay and bill, if anything may be settled at all."""
        bill = self._house.bill(stay.ref)
        if bill.status == "settled":
            raise not_allowed("该次就诊已结算。", ref=stay.ref)
        if bill.status == "unknown":
            raise not_allowed("结算结果未知，正在核实，请勿重复结算。", ref=stay.ref)
        self._house.wards.check_settleable(stay)
        stay = self._house.reporting.ensure_registered(stay)
        if not stay.direct:
            raise Refused(stay.code or "NOT_ALLOWED", f"{stay.text} 本次按自费结算。", ref=stay.ref)
        self._house.injuries.declare(stay)
        self.fresh(stay)
        return stay, bill

    def fresh(self, stay: Stay) -> None:
        """Ask anew who the person is and to what they are entitled; nothing is cached."""
        patient = self._house.registry.current(self._house.known(stay.person))
        self._house.wards.keep(self._house.wards.informed(stay, patient))

    def tried(self, stay: Stay, *, use_account: bool) -> Answer:
        """Send the trial settlement."""
        infno = "2303" if stay.form == "inpatient" else "2206"
        content = self.content(stay, use_account=use_account)
        pool = self._house.known(stay.person).pool
        return self._house.courier.send(infno, content, pool=pool)

    def content(self, stay: Stay, *, use_account: bool, invoice: str = "") -> dict[str, object]:
        """Return what a settlement carries."""
        patient = self._house.known(stay.person)
        return wire.settling(
            stay,
            patient,
            self.counted(stay),
            use_account=use_account and self._house.accounts.may_pay(stay, patient),
            region=self._house.directory.own.region,
            invoice=invoice,
            batch=self._house.charges.batch(stay),
        )

    def counted(self, stay: Stay) -> list[Line]:
        """Return the lines that make up the bill."""
        return self._house.lines(stay.ref)

    def settle(self, stay: Stay, *, use_account: bool, user: str) -> Bill:
        """Pre-settle and settle.

        Raises:
            Refused: see ``preview``; an inpatient is not discharged; or the platform refuses.

        """
        self.check_discharged(stay)
        shown = self._house.bill(stay.ref).preview
        bill = self.preview(stay, use_account=use_account)
        self.told_changes(stay, shown, bill.preview)
        errand = self.write(stay, use_account=use_account)
        bill = self.keep(replace(bill, status="settling", attempts=bill.attempts + 1))
        errand, answer = self._house.outbox.send(errand)
        self._house.watch_clock()
        self._house.trail(stay.ref, "settlement_sent", user, after=errand.msgid)
        return self.heard(self._house.stay(stay.ref), bill, errand, answer)

    def check_discharged(self, stay: Stay) -> None:
        """An inpatient is settled after discharge."""
        if stay.form == "inpatient" and stay.status == "in_hospital":
            raise not_allowed("患者尚未办理出院，不能结算。", ref=stay.ref)

    def told_changes(self, stay: Stay, shown: Amounts | None, now: Amounts | None) -> None:
        """Tell the patient where the pre-settlement changed since it was shown."""
        if shown is not None and now is not None and shown.own_share != now.own_share:
            text = "预结算结果已变化，以医保平台本次结算结果为准，请确认。"
            self._house.notices.tell(stay.ref, stay.person, "AMOUNT_CHANGED", text)

    def write(self, stay: Stay, *, use_account: bool) -> Errand:
        """Write the errand of a settlement before it leaves."""
        patient = self._house.known(stay.person)
        invoice = f"FP{self._house.store.next('invoice'):08d}"
        return self._house.outbox.write(
            kind=KIND,
            about=stay.ref,
            person=stay.person,
            infno="2304" if stay.form == "inpatient" else "2207",
            content=self.content(stay, use_account=use_account, invoice=invoice),
            pool=patient.pool,
        )

    def heard(self, stay: Stay, bill: Bill, errand: Errand, answer: Answer) -> Bill:
        """Act on the platform's answer to a settlement."""
        if answer.refused:
            self._house.outbox.finish(errand, states.DROPPED)
            raise self.not_direct(stay, replace(bill, status="previewed"), answer)
        if answer.ok and answer.response is not None:
            found = wire.answered(answer.response)
            if self.is_sound(stay, found):
                self._house.outbox.finish(errand)
                return self.book(stay, bill, found)
            answer = replace(answer, text="医保平台应答不完整或不一致，按结果未知处理。")
        if errand.state == states.WAITING:
            self._house.outbox.finish(errand, states.DROPPED)
            self.keep(replace(bill, status="previewed"))
            raise self.unavailable(stay, bill, answer.text)
        return self._house.recovery.lost(stay, bill, errand, answer)

    def is_sound(self, stay: Stay, found: wire.Answered) -> bool:
        """Tell whether an answer can be booked: complete, ours, and adding up (DER-MSG-5)."""
        ours = found.person == self._house.known(stay.person).number
        same = found.visit in {"", stay.number}
        total = sum(line.amount for line in self.counted(stay))
        adds = wire.adds_up(found.amounts) and found.amounts.total == total
        return bool(found.number) and ours and same and adds

    def book(self, stay: Stay, bill: Bill, found: wire.Answered) -> Bill:
        """Book what the platform settled, to the fen."""
        booking = Booking(
            number=found.number,
            message=found.message,
            visit=stay.number,
            person=found.person,
            settled_at=found.settled_at or self._house.clock.platform_now(),
            amounts=self.divided(stay, found.amounts),
            category=stay.category,
            scheme_code=self._house.known(stay.person).scheme_code,
            clearing=wire.CLEARING[stay.form],
            agency=found.agency,
        )
        self._house.wards.keep(replace(stay, status="settled"))
        self._house.accounts.debited(stay, booking)
        self._house.worklist.resolve(WORK, stay.ref)
        self._house.trail(stay.ref, "settled", "system", after=booking.number)
        return self.keep(
            replace(
                bill,
                status="settled",
                booked=booking,
                history=(*bill.history, booking),
                collected=self.collect(booking),
                resettle=False,
                attempts=0,
                code="",
                text="",
            )
        )

    def collect(self, booking: Booking) -> int:
        """Return the cash to collect: the platform's cash, not the whole own share."""
        return booking.amounts.cash

    def not_direct(self, stay: Stay, bill: Bill, answer: Answer) -> Refused:
        """Keep a refusal of the platform with the bill, and tell what is left to do."""
        self.keep(replace(bill, code=answer.code, text=answer.reason))
        remedy = self._house.notices.remedy(answer.code)
        told = f"{answer.reason} {remedy} 如按自费结算，医院提供发票、清单等申请报销的材料。"
        self._house.notices.tell(stay.ref, stay.person, answer.code, told)
        return Refused(answer.code, answer.reason, ref=stay.ref)

    def unavailable(self, stay: Stay, bill: Bill, text: str) -> Refused:
        """Invent nothing while the platform cannot be reached (DER-AMT-1)."""
        told = "医保平台暂不可用，无法计算医保支付金额；可等候、预交押金或先按自费结算后报销。"
        self._house.notices.tell(stay.ref, stay.person, "PLATFORM_DOWN", told)
        self._house.worklist.raise_item(WORK, stay.ref, stay.person, status="queued", text=text)
        self.keep(replace(bill, text=told))
        return not_allowed(told, ref=stay.ref)

    def keep(self, bill: Bill) -> Bill:
        """Write a bill."""
        self._house.store.put(bill.ref, bill)
        return bill
