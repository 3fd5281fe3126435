"""From entries to a draft: what is left out takes the lawful value, null is an empty entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from harness.clock import moment
from harness.domain import places

from .records import Consultation, Diagnosis, NoticeSigned, Patient, Referral, Review
from .refusal import invalid, missing

if TYPE_CHECKING:
    from .hospital import Hospital

DEFAULT_DIAGNOSIS = "C34.1"
DEFAULT_REASON = "经我院检查、会诊，限于技术和设备条件不能诊治，建议转往区外上级医院进一步诊治。"
DEFAULT_SUMMARY = "患者咳嗽、胸痛三月余，影像学检查提示占位性病变，需进一步明确诊断和治疗。"
DEFAULT_OPINION = "同意转诊。"
ENCOUNTERS = ("outpatient", "emergency", "inpatient", "remote")
MATERIALS = ("identity", "insurance", "diagnosis", "examination", "slip")
"""The basic materials of the first review (WH25-1-2c)."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The ``with`` of an action, read entry by entry."""

    given: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Tell whether an entry was made, be it an empty one."""
        return name in self.given

    def value(self, name: str, label: str, lawful: Callable[[], Any]) -> Any:
        """Return an entry, or the lawful value where it was left out.

        Raises:
            Refused: the entry was left empty.

        """
        if name not in self.given:
            return lawful()
        if self.given[name] in (None, "", [], {}):
            raise missing(name, label)
        return self.given[name]

    def text(self, name: str, label: str, lawful: Callable[[], str]) -> str:
        """Return a text entry that is not blank."""
        value = str(self.value(name, label, lawful)).strip()
        if not value:
            raise missing(name, label)
        return value

    def day(self, name: str, label: str, lawful: Callable[[], date]) -> date:
        """Return a date entry."""
        return as_day(self.value(name, label, lawful), name)

    def part(self, name: str, label: str) -> Entries:
        """Return a nested object's entries; an empty one is a missing entry."""
        value = self.value(name, label, dict)
        if not isinstance(value, Mapping):
            raise invalid(name, f"“{label}”的格式不正确。")
        return Entries(value)


def as_day(value: Any, field: str) -> date:
    """Return a date from a date or an ISO text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise invalid(field, "日期不正确。") from None


class Drafting:
    """Builds a draft referral; every mandatory entry of the annex is looked at here."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def patient(self, entries: Entries) -> Patient:
        """Return the person whose card is shown, as typed."""
        shown = entries.value("person", "患者", self._anybody)
        typed = {k: entries.given[k] for k in ("name", "certno", "sex") if entries.has(k)}
        if entries.has("phone"):
            typed["phone"] = entries.text("phone", "联系电话", str)
        return self._house.registry.patient(shown, typed)

    def draft(self, entries: Entries, patient: Patient, user: str) -> Referral:
        """Return the draft with every entry that stands above the signatures."""
        house = self._house
        today = house.clock.today()
        referral_on = entries.day("referral_on", "转诊日期", lambda: today)
        heading_on = entries.day("heading_on", "填表日期", lambda: min(today, referral_on))
        consultation = self.consultation(entries, min(today, heading_on, referral_on))
        to, city = self.destination(entries)
        return Referral(
            ref="",
            person=patient.ref,
            opened_at=house.clock.now(),
            hospital=entries.text("hospital", "转诊医院", lambda: house.approver().name),
            hospital_code=house.approver().code,
            encounter=self.encounter(entries),
            department=self.department(entries),
            diagnosis=self.diagnosis(entries),
            ground=self.ground(entries),
            reason=self.reason(entries),
            summary=self.summary(entries),
            name=patient.name,
            certno=patient.certno,
            sex=patient.sex or house.identity.sex_of(patient.certno),
            phone=patient.phone,
            heading_on=heading_on,
            referral_on=referral_on,
            consultation=consultation,
            to=to,
            city=city,
            justification=str(entries.given.get("justification") or ""),
            requested_by=user,
        )

    def encounter(self, entries: Entries) -> str:
        """Return the kind of encounter; nobody needs to have been admitted (NM25-A10)."""
        given = entries.given.get("encounter")
        kind = given.get("kind") if isinstance(given, Mapping) else given
        return str(kind or ENCOUNTERS[0])

    def department(self, entries: Entries) -> str:
        """Return a department of the house (NM25-F-08)."""
        name = entries.text("department", "就诊科室", self._a_department)
        ward = self._house.directory.ward(name)
        if ward is None:
            raise invalid("department", "就诊科室不在本院科室目录内。")
        return ward.id

    def diagnosis(self, entries: Entries) -> Diagnosis:
        """Return code and name; a provisional one is accepted (NM25-F-09)."""
        given = entries.value("diagnosis", "诊断名称", lambda: DEFAULT_DIAGNOSIS)
        names = self._house.directory.diagnoses
        if isinstance(given, Mapping):
            code = str(given.get("code") or "").strip()
            name = str(given.get("name") or names.get(code, "") or code).strip()
            if "name" in given and not given["name"]:
                raise missing("diagnosis", "诊断名称")
        else:
            code = str(given).strip()
            name = names.get(code, code)
        if not code:
            raise missing("diagnosis", "诊断名称")
        return Diagnosis(code=code, name=name)

    def ground(self, entries: Entries) -> str:
        """Return the ground of article 9, as a digit."""
        given = str(entries.value("ground", "转诊指征", lambda: "1"))
        if given not in {"1", "2", "3", "4"}:
            raise invalid("ground", "转诊指征须为第九条所列四种情形之一。")
        return given

    def reason(self, entries: Entries) -> str:
        """Return reason and opinion (NM25-F-10)."""
        return entries.text("reason", "转诊原因及意见", lambda: DEFAULT_REASON)

    def summary(self, entries: Entries) -> str:
        """Return the description of the case (REF14-A3-2)."""
        return entries.text("summary", "病情摘要", lambda: DEFAULT_SUMMARY)

    def insurance_type(self, entries: Entries, patient: Patient) -> tuple[str, ...]:
        """Return the ticked boxes; left out, the one that the platform names (NM25-F-04)."""
        if entries.has("insurance_type") and entries.given["insurance_type"] in (None, "", []):
            raise missing("insurance_type", "险种类型")
        given = entries.given.get("insurance_type", patient.scheme or "employee")
        return tuple(map(str, given)) if isinstance(given, (list, tuple)) else (str(given),)

    def consultation(self, entries: Entries, lawful: date) -> Consultation:
        """Return the examination or consultation record (NM25-A3-1)."""
        part = entries.part("consultation", "检查、会诊记录")
        members = part.given.get("members")
        consent = part.given.get("consent", part.given.get("result", "yes"))
        return Consultation(
            held_on=self._inside(part, "consultation", "held_on", "检查、会诊日期", lawful),
            mode=str(part.given.get("mode") or "on_site"),
            members=tuple(map(str, members or ())),
            consent=str(consent) not in {"no", "False", "rejected", "refused", "None"},
        )

    def notice(self, entries: Entries, patient: Patient) -> NoticeSigned:
        """Return the briefing and the signed policy notice (NM25-A14, F-19)."""
        part = entries.part("notice", "政策告知书签字")
        now = self._house.clock.now()
        signer = str(part.given.get("signer") or "self")
        acknowledged = self._when(part, "acknowledged_at", "告知书签字时间", now)
        return NoticeSigned(
            signer=signer,
            name=self._signer_name(part, signer, patient),
            acknowledged_at=acknowledged,
            briefed_at=self._when(part, "briefed_at", "诊疗能力介绍", acknowledged),
        )

    def centre(self, entries: Entries) -> Review:
        """Return the centre's opinion, date and seal as entered (NM25-F-20, F-21)."""
        part = entries.part("centre", "会诊转诊服务中心审核意见")
        today = self._house.clock.today()
        result = self._inside_text(part, "centre", "result", "审核结果", "approved")
        return Review(
            stage="final",
            result=result,
            opinion=str(
                part.given.get("opinion") or (DEFAULT_OPINION if result == "approved" else "")
            ),
            reviewer=str(part.given.get("reviewer") or "centre"),
            reviewed_on=self._inside(part, "centre", "reviewed_on", "审核日期", today),
            seal=self._inside_text(part, "centre", "seal", "中心印章", self._house.seal()),
            members=tuple(map(str, part.given.get("members") or self._house.centre.panel())),
            institution=self._house.directory.own_id,
        )

    def destination(self, entries: Entries) -> tuple[str, str]:
        """Return the receiving institution's key and the city's division code."""
        listed = self._house.directory.destinations()
        wanted = str(entries.given.get("city") or "")
        near = [each for each in listed if not wanted or places.same_city(each.region, wanted)]
        chosen = (near or listed)[0].id if listed else ""
        to = entries.text("to", "转往医院名称", lambda: chosen)
        house = self._house.directory.house(to)
        there = places.city_of(house.region) if house is not None else ""
        return to, entries.text("city", "就医地", lambda: there)

    def _signer_name(self, part: Entries, signer: str, patient: Patient) -> str:
        if "name" in part.given and not part.given["name"]:
            raise missing("notice.name", "签字人姓名")
        if signer != "self" and not part.given.get("name"):
            raise missing("notice.name", "代办人姓名")
        return str(part.given.get("name") or patient.name)

    def _when(self, part: Entries, name: str, label: str, lawful: datetime) -> datetime:
        if name in part.given and not part.given[name]:
            raise missing(f"notice.{name}", label)
        return moment(str(part.given[name])) if name in part.given else lawful

    def _inside(self, part: Entries, owner: str, name: str, label: str, lawful: date) -> date:
        if name in part.given and not part.given[name]:
            raise missing(f"{owner}.{name}", label)
        return as_day(part.given.get(name, lawful), f"{owner}.{name}")

    def _inside_text(self, part: Entries, owner: str, name: str, label: str, lawful: str) -> str:
        if name in part.given and not part.given[name]:
            raise missing(f"{owner}.{name}", label)
        return str(part.given.get(name, lawful))

    def _anybody(self) -> str:
        return next(iter(self._house.directory.cards), "")

    def _a_department(self) -> str:
        staff = self._house.directory.staff()
        return staff[0].department if staff else next(iter(self._house.directory.wards), "")
