"""Admission and discharge: nobody is turned away, and every stay is reported as what it is.

A stay that the platform refuses goes on as self-pay, with the reason told and kept for the claim
(BMI14-A26; NM25-A4, A15). An outgoing filing never keeps a patient out of the house.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from harness.clock import moment
from harness.domain import places

from .care import Bill, Stay
from .messages import person as person_wire
from .messages import referral as filing_wire
from .messages import stays as wire
from .records import Patient
from .refusal import Refused, invalid, missing, not_allowed
from .request import Entries

if TYPE_CHECKING:
    from .hospital import Hospital

INPATIENT = "inpatient"
OPEN = frozenset({"in_hospital", "discharged"})
SPLIT_WITHIN = timedelta(hours=24)
SHAM_AFTER = timedelta(days=3)
IDLE = frozenset({"other", "consultation", "registration"})
INJURIES = ("S", "T")
EMERGENCIES = frozenset({"emergency", "rescue", "observation"})


class Wards:
    """Opens and ends stays."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def admit(self, given: dict[str, Any], user: str) -> Stay:
        """Admit a patient and report the stay.

        Raises:
            Refused: an entry is missing, somebody else's card is shown, or the person is already in
                hospital.

        """
        entries = Entries(given)
        patient = self.patient(entries, user)
        stay = self.opened(entries, patient)
        known = self._house.registry.ask(patient) or patient
        self.check_not_in_hospital(known)
        stay = self.placed(stay, known, str(given.get("kind") or ""))
        stay = self.flagged(stay)
        self.tell_emergency(stay, known)
        stay = self.keep(self.informed(stay, known))
        self._house.store.put(stay.ref, Bill(ref=stay.ref, person=stay.person))
        self._house.trail(stay.ref, "admitted", user, after=stay.purpose)
        return self._house.reporting.register(stay)

    def patient(self, entries: Entries, user: str) -> Patient:
        """Return the person whose card is shown, who must be its owner (ACC14-A13)."""
        shown = entries.value("person", "患者", lambda: next(iter(self._house.directory.cards)))
        patient = self._house.registry.patient(shown)
        self._house.registry.check_card(patient)
        bearer = str(entries.given.get("bearer") or patient.ref)
        self.check_bearer(patient, bearer, user)
        return patient

    def check_bearer(self, patient: Patient, bearer: str, user: str) -> None:
        """Refuse and record a card that is shown by somebody else (BMI14-A32)."""
        if bearer != patient.ref:
            self._house.trail(patient.ref, "impersonation", user, after=bearer)
            raise not_allowed("人、证不符，疑似冒名就医，已登记。", field="person")

    def opened(self, entries: Entries, patient: Patient) -> Stay:
        """Return the stay as entered."""
        number = self._house.store.next("stay")
        own = self._house.directory.own_id
        doctor = entries.text("physician", "首诊医师", self.a_physician)
        if self._house.directory.doctor(doctor) is None:
            raise invalid("physician", "医师不在本院名录内。")
        return Stay(
            ref=f"{own}-S{number}",
            person=patient.ref,
            form=INPATIENT,
            visit_code=self._house.visit_code(INPATIENT),
            status="in_hospital",
            begun_at=self._when(entries.given.get("at")),
            own_number=f"ZY{self._house.clock.now():%Y%m%d}{number:05d}",
            referral=str(entries.given.get("referral") or ""),
            department=self._house.drafting.department(entries),
            physician=doctor,
            indication=entries.text("indication", "入院指征", lambda: "符合入院指征"),
            diagnosis=self._house.drafting.diagnosis(entries),
            flag_reason=str(entries.given.get("reason") or ""),
            cause=str(entries.given.get("cause") or ""),
            third_party=str(entries.given.get("third_party") or ""),
        )

    def check_not_in_hospital(self, patient: Patient) -> None:
        """Refuse a second open admission (BMI14-A32)."""
        mine = [s for s in self._house.stays() if s.person == patient.ref]
        if any(s.status == "in_hospital" and s.form == INPATIENT for s in mine):
            raise Refused("ALREADY_IN_HOSPITAL", "该患者已在院，不能重复办理入院。", field="person")

    def placed(self, stay: Stay, patient: Patient, kind: str) -> Stay:
        """Return the stay with its purpose: of the emergency or the filing, not the cashier's."""
        if kind in EMERGENCIES:
            return replace(stay, purpose="emergency", category="EMERGENCY", pool=patient.pool)
        category = self.category(patient) if self.is_away(patient) else ""
        purpose = "transfer" if category == "REFERRED" else "ordinary"
        return replace(stay, purpose=purpose, category=category, pool=patient.pool)

    def tell_emergency(self, stay: Stay, patient: Patient) -> None:
        """Tell an emergency patient from elsewhere until when to file (BMI14-A25, FEE14-A10)."""
        abroad = places.is_abroad(self._house.directory.own.region)
        if stay.purpose != "emergency" or abroad or not self.is_away(patient):
            return
        last = self._house.periods.emergency_last_day(self._house.periods.day_of(stay.begun_at))
        text = (
            f"异地急诊抢救，请于{last.isoformat()}（入院后6个工作日）前（含当日）"
            "向参保地医保经办机构办理备案。"
        )
        self._house.notices.tell(stay.ref, stay.person, "EMERGENCY_FILING", text)

    def is_away(self, patient: Patient) -> bool:
        """Tell whether the patient is treated outside the region of their insurance."""
        there = self._house.directory.own.region
        return bool(patient.pool) and not there.startswith(patient.pool[:2])

    def category(self, patient: Patient) -> str:
        """Return the category of the filing that brings the patient here, or an empty text."""
        now = self._house.clock.platform_now()
        rows = self.filings(patient)
        return "REFERRED" if any(self.leads_here(row, now) for row in rows) else ""

    def filings(self, patient: Patient) -> list[filing_wire.Row]:
        """Return the patient's filings as the platform lists them now (5304)."""
        asked = filing_wire.asking(patient, self._house.clock.platform_now())
        answer = self._house.courier.send("5304", asked, pool=patient.pool)
        if not answer.ok or answer.response is None:
            return []
        return filing_wire.rows(answer.response)

    def leads_here(self, row: filing_wire.Row, now: datetime) -> bool:
        """Tell whether a filing covers care in this city today (CC-06, CC-09)."""
        target = self._house.directory.house(row.institution)
        here = self._house.directory.own.region
        if target is not None and not places.same_city(target.region, here):
            return False
        until = self.valid_until(row)
        return until is None or until >= self._house.periods.day_of(now)

    def valid_until(self, row: filing_wire.Row) -> date | None:
        """Return the last day of a filing: the platform's."""
        return row.valid_until

    def flagged(self, stay: Stay) -> Stay:
        """Flag a readmission that looks like a split stay (BMI14-A32-2)."""
        for other in self._house.stays():
            same = other.person == stay.person and other.form == INPATIENT
            if same and other.ended_at and self._follows(other, stay):
                return replace(stay, flags=(*stay.flags, "split_admission"))
        return stay

    def _follows(self, other: Stay, stay: Stay) -> bool:
        assert other.ended_at is not None
        soon = timedelta(0) <= stay.begun_at - other.ended_at <= SPLIT_WITHIN
        return soon and other.diagnosis.code[:3] == stay.diagnosis.code[:3]

    def informed(self, stay: Stay, patient: Patient) -> Stay:
        """Ask to what the patient is entitled (2001), and tell them what they are not."""
        reasons = self.entitlement(stay, patient)
        if reasons is None:
            return stay
        text = "；".join(reasons)
        if text:
            told = f"医保待遇提示：{text}。可照常就医，费用先行自付的，凭票据按规定申请报销。"
            self._house.notices.tell(stay.ref, stay.person, "ENTITLEMENT", told)
        return replace(stay, entitlement=text, entitlement_code=text.split(":")[0].strip())

    def entitlement(self, stay: Stay, patient: Patient) -> list[str] | None:
        """Return why funds do not pay, as the platform says now; None without an answer."""
        if not patient.number:
            return None
        visit = wire.visit_code(stay)
        institution = self._house.directory.own.code
        asked = person_wire.entitlement_asked(patient, institution, visit, stay.begun_at)
        answer = self._house.courier.send("2001", asked, pool=patient.pool)
        if answer.refused:
            return [answer.reason]
        if not answer.ok or answer.response is None:
            return None
        found = person_wire.entitlements(answer.response)
        return [each.reason for each in found if not each.enjoyed and each.reason]

    def discharge(self, stay: Stay, given: dict[str, Any], user: str) -> Stay:
        """Discharge a patient and report it (2402).

        Raises:
            Refused: the stay is over, or the platform refuses the discharge.

        """
        if stay.status != "in_hospital":
            raise not_allowed("该患者不在院。", ref=stay.ref)
        entries = Entries(given)
        ended_at = self._when(given.get("at"))
        if ended_at < stay.begun_at:
            raise invalid("at", "出院时间不得早于入院时间。")
        diagnosis = self._house.drafting.diagnosis(entries) if entries.has("diagnosis") else None
        ended = replace(
            stay,
            ended_at=ended_at,
            discharge_diagnosis=diagnosis or stay.diagnosis,
            flag_reason=str(given.get("reason") or stay.flag_reason),
        )
        ended = self.looked_through(self._house.reporting.ensure_registered(ended))
        self._house.reporting.report_discharge(ended)
        done = self.keep(replace(ended, status="discharged"))
        self._house.trail(stay.ref, "discharged", user, after="；".join(done.flags))
        return done

    def looked_through(self, stay: Stay) -> Stay:
        """Flag a nominal stay: days in bed on paper, nothing done (BMI14-A32-2)."""
        categories = {self._category(line.item) for line in self._house.lines(stay.ref)}
        assert stay.ended_at is not None
        long_enough = stay.ended_at - stay.begun_at >= SHAM_AFTER
        if long_enough and categories <= IDLE and "sham_stay" not in stay.flags:
            return replace(stay, flags=(*stay.flags, "sham_stay"))
        return stay

    def check_settleable(self, stay: Stay) -> None:
        """Refuse to settle a stay with an open question (BMI14-A21-4, A32)."""
        self.check_flags(stay)
        self.check_cause(stay)

    def check_flags(self, stay: Stay) -> None:
        """A flagged stay needs a reason first."""
        if stay.flags and not stay.flag_reason:
            text = f"该次住院已标记（{'、'.join(stay.flags)}），结算前须说明理由。"
            raise Refused("FIELD_MISSING", text, field="reason", ref=stay.ref)

    def check_cause(self, stay: Stay) -> None:
        """An injury needs its cause, and a third party's standing where there is one."""
        code = (stay.discharge_diagnosis or stay.diagnosis).code
        if not code.startswith(INJURIES):
            return
        if not stay.cause:
            raise missing("cause", "受伤原因")
        if stay.cause == "work":
            raise Refused(
                "NOT_PAYABLE", "工伤费用由工伤保险支付，不得由基本医疗保险支付。", ref=stay.ref
            )
        if stay.cause == "third_party":
            self.check_third_party(stay)

    def check_third_party(self, stay: Stay) -> None:
        """What a liable third party pays is not the fund's; unpaid or unknown must be declared."""
        if self._house.injuries.is_advanced(stay):
            return
        text = "应由第三人负担的费用不得由基本医疗保险支付；第三人不支付或无法确定的须先作声明。"
        raise Refused("NOT_PAYABLE", text, field="third_party", ref=stay.ref)

    def explained(self, stay: Stay, reason: str) -> Stay:
        """Return a flagged stay with the reason that was given for it."""
        return self.keep(replace(stay, flag_reason=reason))

    def keep(self, stay: Stay) -> Stay:
        """Write a stay."""
        self._house.store.put(stay.ref, stay)
        return stay

    def _category(self, item: str) -> str:
        found = self._house.directory.items.get(item)
        return found.category if found is not None else "other"

    def _when(self, given: Any) -> datetime:
        return moment(str(given)) if given else self._house.clock.now()

    def a_physician(self) -> str:
        """Return one of our physicians."""
        staff = self._house.directory.staff() or list(self._house.directory.doctors.values())
        return staff[0].id if staff else ""
