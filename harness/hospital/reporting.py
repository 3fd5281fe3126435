"""Reporting stays to the platform: admission and discharge, and what it makes of them.

A stay that the platform refuses goes on as self-pay, with the reason told and kept (NM25-A15-1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import outbox as states
from .care import Stay
from .courier import Answer
from .messages import stays as wire
from .records import Errand, Patient
from .refusal import Refused, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

WORK = "admission_unresolved"


class Reporting:
    """Sends 2401 and 2402, and finds admissions whose answer was lost."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def register(self, stay: Stay) -> Stay:
        """Report a stay to the platform (2401)."""
        patient = self._house.known(stay.person)
        if not patient.number:
            return self.unregistered(stay, "医保平台暂不可用，入院登记待发。")
        errand = self.waiting(stay) or self._house.outbox.write(
            kind="admission",
            about=stay.ref,
            person=stay.person,
            infno="2401",
            content=self.content(stay, patient),
            pool=patient.pool,
        )
        errand, answer = self._house.outbox.send(errand)
        self._house.watch_clock()
        return self.registered(stay, errand, answer)

    def waiting(self, stay: Stay) -> Errand | None:
        """Return the admission's message while its outcome is open."""
        errand = self._house.outbox.of("admission", stay.ref)
        open_still = errand is not None and errand.state in {states.WAITING, states.UNKNOWN}
        return errand if open_still else None

    def content(self, stay: Stay, patient: Patient) -> dict[str, Any]:
        """Return what 2401 carries: the stay as it is."""
        return wire.admission(stay, patient, self._house.directory)

    def registered(self, stay: Stay, errand: Errand, answer: Answer) -> Stay:
        """Act on the platform's answer to an admission."""
        number = wire.number(answer.response) if answer.ok and answer.response is not None else ""
        if number:
            self._house.outbox.finish(errand)
            self._house.worklist.resolve(WORK, stay.ref)
            return self._house.wards.keep(
                replace(stay, number=number, direct=True, code="", text="")
            )
        if answer.refused:
            self._house.outbox.finish(errand, states.DROPPED)
            return self.self_pay(stay, answer.code, answer.reason)
        self._house.outbox.postpone(errand, answer, errand.state)
        return self.unregistered(stay, answer.text)

    def self_pay(self, stay: Stay, code: str, text: str) -> Stay:
        """Go on without direct settlement, and tell the patient why (NM25-A15-1)."""
        remedy = self._house.notices.remedy(code)
        told = f"{text} {remedy} 本次就医按自费结算，医院提供票据、清单等申请报销的材料。"
        self._house.notices.tell(stay.ref, stay.person, code, told)
        return self._house.wards.keep(replace(stay, direct=False, code=code, text=text))

    def unregistered(self, stay: Stay, text: str) -> Stay:
        """Keep an admission that has not reached the platform on the worklist."""
        self._house.worklist.raise_item(WORK, stay.ref, stay.person, status="queued", text=text)
        return self._house.wards.keep(replace(stay, text=text))

    def ensure_registered(self, stay: Stay) -> Stay:
        """Return a stay that the platform knows: find it, or report it again.

        Raises:
            Refused: the platform cannot be reached.

        """
        if stay.number or not stay.direct:
            return stay
        found = self.look_up(stay)
        stay = found or self.register(stay)
        if not stay.number and stay.direct:
            raise not_allowed("医保平台暂不可用，入院登记尚未完成。", ref=stay.ref)
        return stay

    def look_up(self, stay: Stay) -> Stay | None:
        """Find a stay whose admission answer was lost, by our own number (5303)."""
        errand = self._house.outbox.of("admission", stay.ref)
        if errand is None or errand.state != states.UNKNOWN:
            return None
        patient = self._house.known(stay.person)
        asked = wire.open_asked(patient, self._house.clock.platform_now())
        answer = self._house.courier.send("5303", asked, pool=patient.pool)
        if not answer.ok or answer.response is None:
            return None
        mine = [o for o in wire.open_stays(answer.response) if o.own_number == stay.own_number]
        if not mine:
            return None
        self._house.outbox.finish(errand)
        self._house.worklist.resolve(WORK, stay.ref)
        return self._house.wards.keep(replace(stay, number=mine[0].number))

    def report_discharge(self, stay: Stay) -> None:
        """Send 2402; a repeated one that the platform has already is none to worry about."""
        if not stay.direct:
            return
        patient = self._house.known(stay.person)
        errand = self._house.outbox.write(
            kind="discharge",
            about=stay.ref,
            person=stay.person,
            infno="2402",
            content=wire.discharge(stay, patient, self._house.directory),
            pool=patient.pool,
        )
        answer = self._house.insist(errand)
        if answer.refused and answer.code != "STAY_STATE":
            raise Refused(answer.code, answer.reason, ref=stay.ref)
        if not answer.ok and not answer.refused:
            raise not_allowed("医保平台暂不可用，出院登记待发。", ref=stay.ref)
