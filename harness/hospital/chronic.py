"""Listed chronic conditions: applied for by month or year, and renewed (BMI14-A33).

What the list asks of a case is looked at before anything is sent; the term is the platform's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .care import Amounts, ChronicApproval, Stay
from .masterdata import Condition
from .messages import chronic as wire
from .records import Patient
from .refusal import Refused, missing, not_allowed
from .request import Entries

if TYPE_CHECKING:
    from .hospital import Hospital

NOT_APPROVED = "CHRONIC_NOT_APPROVED"
KIND = "chronic"
SENDING, APPROVED, REFUSED = "sending", "approved", "refused"
WORK = "chronic_application"
YES, NO = "yes", "no"
LABELS = {
    "complication": "并发症",
    "muscle_strength": "肌力分级",
    "after_surgery": "手术记录",
    "needs_treatment": "治疗需要",
    "liver_function": "肝功能",
}


class Chronic:
    """Applies for approvals, and tells when one is missing."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def apply(self, given: dict[str, Any], user: str) -> ChronicApproval:
        """Apply for the approval of a condition (2503).

        Raises:
            Refused: the condition is not of the list, the case is not what the list names, or the
                platform refuses or cannot be reached.

        """
        entries = Entries(given)
        patient = self._house.registry.must_know(self._house.drafting.patient(entries))
        condition = self.condition(entries)
        evidence = self.evidence(entries, condition)
        self.check_severity(patient, condition, evidence)
        asked = self.waiting(patient, condition) or ChronicApproval(
            ref=f"{self._house.directory.own_id}-C{self._house.store.next('chronic')}",
            person=patient.ref,
            code=condition.code,
            name=condition.name,
            evidence=evidence,
            begins=entries.day("on", "开始日期", self._house.clock.today),
        )
        self._house.trail(asked.ref, "chronic_applied", user, after=condition.code)
        return self.sent(self.keep(asked), patient)

    def waiting(self, patient: Patient, condition: Condition) -> ChronicApproval | None:
        """Return an application whose outcome is open: it is sent again, not made again."""
        return next(
            (
                each
                for each in self._house.store.all(ChronicApproval)
                if (each.person, each.code, each.status) == (patient.ref, condition.code, SENDING)
            ),
            None,
        )

    def condition(self, entries: Entries) -> Condition:
        """Return a condition of the list, by our id or by its code."""
        key = entries.text("condition", "病种", str)
        listed = self._house.directory.conditions
        found = listed.get(key) or next((c for c in listed.values() if c.code == key), None)
        if found is None:
            raise Refused(
                NOT_APPROVED, "不在门诊特殊慢性病病种目录内，不能申请。", field="condition"
            )
        return found

    def evidence(self, entries: Entries, condition: Condition) -> dict[str, str]:
        """Return the particulars of the case; left out, those that the list asks for."""
        given = entries.given.get("evidence", self.lawful(condition))
        if not given:
            return {}
        return {str(name): _text(value) for name, value in dict(given).items()}

    def lawful(self, condition: Condition) -> dict[str, str]:
        """Return what a case of the list looks like."""
        found = dict.fromkeys(condition.needs, YES)
        if "complication" in found:
            found["complication"] = condition.complications[0]
        if "muscle_strength" in found:
            found["muscle_strength"] = str(condition.muscle_strength_at_most)
        return found

    def check_severity(
        self, patient: Patient, condition: Condition, evidence: dict[str, str]
    ) -> None:
        """Refuse a case that is not as severe as the list asks, before anything is sent."""
        unmet = [need for need in condition.needs if not self.meets(condition, need, evidence)]
        if not unmet:
            return
        empty = next((need for need in unmet if not self.is_stated(need, evidence)), None)
        if empty is not None:
            raise missing(f"evidence.{empty}", LABELS.get(empty, empty))
        text = f"“{condition.name}”：{LABELS.get(unmet[0], unmet[0])}不符合病种条件，不能申请审批。"
        self._house.notices.tell(patient.ref, patient.ref, NOT_APPROVED, text)
        raise Refused(NOT_APPROVED, text, field=f"evidence.{unmet[0]}")

    def meets(self, condition: Condition, need: str, evidence: dict[str, str]) -> bool:
        """Tell whether a case has what the list asks for."""
        given = evidence.get(need, "")
        match need:
            case "complication":
                return given in condition.complications
            case "muscle_strength":
                return given.isdigit() and int(given) <= condition.muscle_strength_at_most
            case "needs_treatment" if not given:
                return evidence.get("liver_function") == "abnormal"
        return given == YES

    def is_stated(self, need: str, evidence: dict[str, str]) -> bool:
        """Tell whether somebody entered a particular, be it that there is none."""
        return need in evidence or (need == "needs_treatment" and "liver_function" in evidence)

    def sent(self, asked: ChronicApproval, patient: Patient) -> ChronicApproval:
        """Send an application; a lost answer is looked up before anybody applies again."""
        staff = self._house.directory.staff()
        errand = self._house.outbox.of(KIND, asked.ref) or self._house.outbox.write(
            kind=KIND,
            about=asked.ref,
            person=asked.person,
            infno="2503",
            content=wire.applying(
                asked,
                patient,
                self._house.directory.own,
                doctor=staff[0] if staff else None,
                today=self._house.clock.today(),
            ),
            pool=patient.pool,
        )
        answer = self._house.insist(errand)
        if answer.refused:
            self.keep(replace(asked, status=REFUSED))
            told = f"{answer.reason} {self._house.notices.remedy(answer.code)}"
            self._house.notices.tell(asked.ref, asked.person, answer.code, told)
            raise Refused(answer.code, answer.reason, ref=asked.ref)
        number = wire.number(answer.response) if answer.ok and answer.response else ""
        return self.granted(asked, patient, number)

    def granted(self, asked: ChronicApproval, patient: Patient, number: str) -> ChronicApproval:
        """Keep an approval with the platform's own term (5301), and tell the patient how long."""
        term = self.term(asked, patient)
        if not number and term is None:
            text = "医保平台暂不可用，慢特病审批结果未知，正在核实，请勿重复申请。"
            self._house.worklist.raise_item(WORK, asked.ref, asked.person, status="open", text=text)
            raise not_allowed(text, ref=asked.ref)
        self._house.worklist.resolve(WORK, asked.ref)
        since, until = (term.since, term.until) if term else ("", "")
        if until:
            text = f"“{asked.name}”门诊慢特病审批自{since}起有效，至{until}止；到期须重新办理审批。"
            self._house.notices.tell(asked.ref, asked.person, "CHRONIC_APPROVED", text)
        return self.keep(
            replace(asked, status=APPROVED, number=number, valid_from=since, valid_until=until)
        )

    def term(self, asked: ChronicApproval, patient: Patient) -> wire.Term | None:
        """Return the term that the platform has for an application, if it has one."""
        answer = self._house.courier.send("5301", wire.asking(patient), pool=patient.pool)
        if not answer.ok or answer.response is None:
            return None
        begins = asked.begins.isoformat()
        found = [
            t for t in wire.terms(answer.response) if (t.code, t.since) == (asked.code, begins)
        ]
        return found[-1] if found else None

    def informed(self, stay: Stay, amounts: Amounts) -> None:
        """Tell the patient, before anything is settled, that the approval is missing or over."""
        if stay.form == "chronic" and any(NOT_APPROVED in each for each in amounts.reasons):
            text = (
                f"“{stay.diagnosis.name}”没有有效的审批。{self._house.notices.remedy(NOT_APPROVED)}"
            )
            self._house.notices.tell(stay.ref, stay.person, NOT_APPROVED, text)

    def keep(self, asked: ChronicApproval) -> ChronicApproval:
        """Write an application."""
        self._house.store.put(asked.ref, asked)
        return asked


def _text(value: Any) -> str:
    """Return an entry as the form has it; yes and no are words."""
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value).strip()
