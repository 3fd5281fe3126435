"""Outpatient visits: registered, described, charged, pre-settled and settled as what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .care import Bill, Stay
from .courier import Answer
from .credentials import laid_down
from .masterdata import Condition
from .messages import stays as wire
from .records import Diagnosis, Patient
from .refusal import Refused, invalid, not_allowed
from .request import Entries

if TYPE_CHECKING:
    from .hospital import Hospital

FORMS = ("clinic", "emergency", "chronic", "pharmacy")
DEFAULT_LINES = ({"item": "drug-a", "quantity": 1},)


class Clinic:
    """Opens visits and settles them at once."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def visit(self, given: dict[str, Any], user: str) -> Bill:
        """Carry a visit from registration to settlement.

        Raises:
            Refused: an entry is wrong, or the platform refuses.

        """
        entries = Entries(given)
        patient = self._house.wards.patient(entries, user)
        stay = self.opened(entries, patient)
        use_account = self.uses_account(given)
        self._house.accounts.check_credential(stay, patient, user, use_account=use_account)
        known = self._house.registry.must_know(patient)
        away = self._house.wards.is_away(known) and self._house.wards.category(known)
        if away and stay.purpose == "ordinary":
            stay = replace(stay, purpose="transfer", category="REFERRED")
        stay = self._house.wards.keep(replace(stay, pool=known.pool))
        self._house.store.put(stay.ref, Bill(ref=stay.ref, person=stay.person))
        self._house.trail(stay.ref, "visited", user, after=stay.form)
        lines = given.get("lines")
        self._house.charges.add(stay, DEFAULT_LINES if lines is None else lines)
        stay = self.registered(stay, known)
        return self._house.billing.settle(stay, use_account=use_account, user=user)

    def opened(self, entries: Entries, patient: Patient) -> Stay:
        """Return the visit as entered, of its true kind (BMI14-A19-1)."""
        form = str(entries.given.get("kind") or FORMS[0])
        if form not in FORMS:
            raise invalid("kind", "就诊类别不正确。")
        number = self._house.store.next("stay")
        return Stay(
            ref=f"{self._house.directory.own_id}-V{number}",
            person=patient.ref,
            form=form,
            visit_code=self._house.visit_code(form),
            status="in_hospital",
            begun_at=self._house.clock.now(),
            own_number=f"MZ{self._house.clock.now():%Y%m%d}{number:05d}",
            purpose="emergency" if form == "emergency" else "ordinary",
            department=self._house.drafting.department(entries),
            physician=str(entries.given.get("physician") or self._house.wards.a_physician()),
            diagnosis=self.diagnosis(entries, form),
            condition=self.condition(entries, form),
            cause=str(entries.given.get("cause") or ""),
            third_party=str(entries.given.get("third_party") or ""),
            credential=laid_down(entries.given),
        )

    def diagnosis(self, entries: Entries, form: str) -> Diagnosis:
        """Return the diagnosis; of a chronic visit the listed condition."""
        condition = self.listed(entries)
        if form == "chronic" and condition is not None:
            return Diagnosis(code=condition.code, name=condition.name)
        return self._house.drafting.diagnosis(entries)

    def condition(self, entries: Entries, form: str) -> str:
        """Return the code of the listed condition of a chronic visit, or of what was entered."""
        if form != "chronic":
            return ""
        condition = self.listed(entries)
        return condition.code if condition else self._house.drafting.diagnosis(entries).code

    def listed(self, entries: Entries) -> Condition | None:
        """Return the condition of the list that was entered as the diagnosis, if it is one."""
        return self._house.directory.conditions.get(str(entries.given.get("diagnosis") or ""))

    def registered(self, stay: Stay, patient: Patient) -> Stay:
        """Register and describe a visit (2201, 2203)."""
        directory = self._house.directory
        answer = self.sent(stay, "2201", wire.registration(stay, patient, directory))
        number = wire.number(answer.response) if answer.response is not None else ""
        if not number:
            raise not_allowed("医保平台未返回就诊编号，不能结算。", ref=stay.ref)
        stay = self._house.wards.keep(replace(stay, number=number))
        self.sent(stay, "2203", wire.visit(stay, patient, directory, stay.condition))
        return stay

    def sent(self, stay: Stay, infno: str, content: dict[str, Any]) -> Answer:
        """Send one step of a registration; a refusal ends the direct settlement, not the care."""
        errand = self._house.outbox.write(
            kind=f"visit-{infno}",
            about=stay.ref,
            person=stay.person,
            infno=infno,
            content=content,
            pool=stay.pool,
        )
        answer = self._house.insist(errand)
        if answer.refused:
            self._house.reporting.self_pay(stay, answer.code, answer.reason)
            raise Refused(answer.code, answer.reason, ref=stay.ref)
        if not answer.ok:
            raise not_allowed("医保平台暂不可用，可先按自费结算。", ref=stay.ref)
        return answer

    def uses_account(self, given: dict[str, Any]) -> bool:
        """Tell whether the patient wants the account to pay; at a visit it is the rule."""
        return yes(given.get("use_account", "yes"))


def yes(value: Any) -> bool:
    """Return whether an entry means yes."""
    return value is True or str(value).lower() in {"yes", "true", "1"}
