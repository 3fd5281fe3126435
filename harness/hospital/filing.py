"""Filing on referral: the slip's filing is sent when the slip is issued, and followed to its end.

What the platform says is shown, never what we hope: a request on its way is ``sending``, a lost
answer ``unknown``, a refusal ``not_filed`` with its reason and remedy. Before any repetition the
platform is asked (5304), so that nothing is filed twice, not even beside another channel.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from . import outbox as states
from .courier import Answer
from .filing_register import EXISTS, EXPIRED, KIND, FilingRegister
from .messages import referral as wire
from .records import Errand, Patient, Referral
from .refusal import Refused, not_allowed

PENDING = "PENDING"
WRONG_POOL = "INSURED_PLACE_MISMATCH"


class Filing(FilingRegister):
    """Sends filings, and repeats what did not arrive."""

    def begin(self, referral: Referral, user: str) -> Referral:
        """Write the errand with the slip, then send it at once."""
        referral = self._keep(referral, replace(referral.filing, status="sending"))
        self._house.record(referral, "filing_queued", user)
        self.write(referral)
        return self.send_first(referral)

    def send_first(self, referral: Referral) -> Referral:
        """Send a filing that never left before."""
        return self.pursue(referral, repeated=False)

    def write(self, referral: Referral) -> Errand:
        """Write the errand of a slip's filing."""
        patient = self._patient(referral)
        return self._house.outbox.write(
            kind=KIND,
            about=referral.ref,
            person=referral.person,
            infno="2501",
            content=self.content(referral, patient) if patient.number else {},
            pool=patient.pool,
        )

    def content(self, referral: Referral, patient: Patient) -> dict[str, Any]:
        """Return what 2501 carries: the slip as issued, with its attributes on the carriage."""
        signer = self._house.directory.doctor(referral.physician)
        attributes = wire.attributes(referral, signer)
        return self._house.carriage.write(wire.filing(referral, patient), attributes)

    def pursue(self, referral: Referral, *, repeated: bool = True) -> Referral:
        """Bring a filing one step nearer to its end: ask first, then send."""
        errand = self._house.outbox.of(KIND, referral.ref)
        if errand is None or errand.state in {states.DONE, states.DROPPED} or referral.voiding:
            return self.refresh(referral)
        errand = self.completed(referral, errand)
        if errand is None:
            return self._waiting(referral, "医保平台暂不可用，备案待发。")
        if repeated:
            rows = self.ask(referral)
            if rows is None:
                return self._unanswered(referral, errand)
            row = self.match(referral, rows)
            if row is not None:
                return self.accept(referral, row, errand)
        return self.send(referral, errand)

    def completed(self, referral: Referral, errand: Errand) -> Errand | None:
        """Return the errand with its content, once the platform has told who the person is."""
        if json.loads(errand.content):
            return errand
        patient = self._house.registry.ask(self._patient(referral))
        if patient is None:
            return None
        return self._house.outbox.rewritten(errand, self.content(referral, patient), patient.pool)

    def send(self, referral: Referral, errand: Errand) -> Referral:
        """Send 2501, unless the slip has expired meanwhile (NM25-F-17)."""
        if not self.in_time(referral):
            return self.expire(referral, errand)
        self._house.record(referral, "filing_sent", "system", after=errand.msgid)
        errand, answer = self._house.outbox.send(errand)
        self._house.watch_clock()
        return self.heard(referral, errand, answer)

    def in_time(self, referral: Referral) -> bool:
        """Tell whether the slip can still be filed today, by the platform's calendar."""
        on = referral.referral_on
        return on is not None and self._house.periods.slip_usable(on, self._house.clock.today())

    def heard(self, referral: Referral, errand: Errand, answer: Answer) -> Referral:
        """Act on what came back."""
        if answer.ok and answer.response is not None and wire.serial(answer.response):
            return self.filed(
                referral, errand, wire.serial(answer.response), answer.response.warn_msg
            )
        if answer.refused:
            return self.refused(referral, errand, answer)
        if answer.ok:
            answer = replace(answer, text="医保平台应答成功但未返回备案流水号。")
        if errand.state == states.WAITING:
            return self.not_sent(referral, errand, answer)
        return self.lost(referral, errand, answer)

    def filed(self, referral: Referral, errand: Errand, number: str, warning: str) -> Referral:
        """Show what the platform made of a filing: approved, existing before, or to be decided."""
        self._house.outbox.finish(errand)
        self._house.record(referral, "filing_answered", "system", after=f"{number} {warning}")
        code = EXISTS if EXISTS in warning else ""
        state = replace(referral.filing, number=number, channel="HIS", code=code, text=warning)
        if PENDING in warning:
            return self._shown(referral, replace(state, status="pending"))
        row = self.match(referral, self.ask(referral) or [], same_city=bool(code))
        if row is not None:
            return self._shown(referral, self.from_row(state, row))
        return self._shown(referral, self.computed(state, referral))

    def refused(self, referral: Referral, errand: Errand, answer: Answer) -> Referral:
        """Show a business refusal; the same content never leaves again (DER-MSG-3)."""
        if answer.code == WRONG_POOL and not referral.filing.replaced_pool:
            return self.readdress(referral, errand)
        self._house.outbox.finish(errand, states.DROPPED)
        return self.not_filed(referral, answer.code, answer.reason)

    def readdress(self, referral: Referral, errand: Errand) -> Referral:
        """Ask anew where the person is insured, and file once more to that place (NM25-A4-2)."""
        self._house.outbox.finish(errand, states.DROPPED)
        self._house.registry.ask(self._patient(referral))
        referral = self._keep(referral, replace(referral.filing, replaced_pool=True))
        self.write(referral)
        return self.send_first(referral)

    def expire(self, referral: Referral, errand: Errand) -> Referral:
        """Give up a filing whose slip is too old; it is never re-dated (NM25-A16-5, F-11)."""
        self._house.outbox.finish(errand, states.DROPPED)
        text = "《转诊单》已超过3个月有效期，不能办理备案。"
        return self.not_filed(referral, EXPIRED, text)

    def not_sent(self, referral: Referral, errand: Errand, answer: Answer) -> Referral:
        """Keep a filing that did not leave for later; the slip stays good (NM25-A16-4)."""
        self._house.outbox.postpone(errand, answer, states.WAITING)
        return self._waiting(referral, answer.text)

    def lost(self, referral: Referral, errand: Errand, answer: Answer) -> Referral:
        """Show an unknown outcome, and find it out before anything else (DER-MSG-2)."""
        errand = self._house.outbox.postpone(errand, answer, states.UNKNOWN)
        referral = self._unknown(referral, answer.text)
        if answer.status:
            return referral
        return self.recover(referral, errand)

    def recover(self, referral: Referral, errand: Errand) -> Referral:
        """Ask the platform about a lost answer; repeat only what it does not have."""
        rows = self.ask(referral)
        if rows is None:
            return referral
        row = self.match(referral, rows)
        if row is not None:
            return self.accept(referral, row, errand)
        if errand.attempts == 1 and not errand.status:
            return self.send(referral, errand)
        self._house.outbox.keep(replace(errand, state=states.WAITING))
        return self._waiting(referral, "医保平台未收到备案，待重发。")

    def accept(self, referral: Referral, row: wire.Row, errand: Errand) -> Referral:
        """Take over what the platform has, whoever filed it; nothing is sent."""
        self._house.outbox.finish(errand)
        self._house.record(referral, "filing_found", "system", after=row.channel)
        return self._shown(referral, self.from_row(referral.filing, row))

    def retry(self, referral: Referral) -> Referral:
        """Try again because the user asks: look first, then send what may still be sent.

        Raises:
            Refused: there is no slip, it has expired, or the platform has refused this content.

        """
        if not referral.slip_no or referral.status == "void":
            raise Refused(
                "SLIP_REQUIRED", "未开具有效的《转诊单》，不能办理备案。", field="referral"
            )
        referral = self.pursue(referral)
        state = referral.filing
        if state.status == "not_filed":
            text = (
                state.text if state.code == EXPIRED else f"{state.text} 内容未变更，不得重复提交。"
            )
            raise Refused(state.code or "NOT_ALLOWED", text, ref=referral.ref)
        if state.status == "withdrawn":
            raise not_allowed("备案已撤销。", ref=referral.ref)
        return referral

    def work(self, *, resend: bool = True) -> None:
        """Take up every open filing; repetitions only when they are due."""
        for errand in self._house.outbox.open():
            if errand.kind == KIND:
                self._take_up(errand, resend=resend)

    def _take_up(self, errand: Errand, *, resend: bool) -> None:
        referral = self._house.referral(errand.about)
        if resend and self._house.outbox.is_due(errand):
            self.pursue(referral)
        elif errand.state == states.UNKNOWN and not errand.status:
            self.recover(referral, errand)

    def _unanswered(self, referral: Referral, errand: Errand) -> Referral:
        silent = Answer(outcome=self._house.no_answer, infno="5304", msgid="", text=errand.text)
        self._house.outbox.postpone(
            replace(errand, attempts=errand.attempts + 1), silent, errand.state
        )
        return self._house.referral(referral.ref)
