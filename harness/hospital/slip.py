"""The rules of the slip: what must be true before it is signed, reviewed and issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from harness.domain import places

from .directory import CHIEF, Doctor, House
from .messages import institution as wire
from .records import Patient, Referral
from .refusal import Refused, invalid, missing, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

TERTIARY = 3
UNLISTED = "INSTITUTION_UNKNOWN"
TYPES = ("employee", "resident")
CONVENIENCE = ("患者意愿", "患者要求", "个人要求", "方便", "patient wish", "convenience")


class SlipRules:
    """Checks by name; each raises ``Refused`` and says which entry is at fault."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def check_issuer(self, day: date) -> None:
        """Only a hospital on the published list of that day issues slips (NM25-A6, A20, A22)."""
        if not self._house.directory.own.listed(day):
            text = "本院不在公布的转诊医院名单内，不得出具《转诊单》，请由转诊医院会诊后出具。"
            raise Refused("APPROVER_NOT_AUTHORISED", text, field="hospital")

    def issuer_warnings(self) -> tuple[str, ...]:
        """Return the warning about a listed hospital below level 3 (NM25-A6-1)."""
        below = self._house.directory.own.level < TERTIARY
        return ("LEVEL_BELOW_PRINCIPLE",) if below else ()

    def check_dates(self, referral: Referral) -> None:
        """Nothing lies in the future; consultation before heading before referral (F-01, F-11)."""
        today = self._house.clock.today()
        for name, label in (("heading_on", "填表日期"), ("referral_on", "转诊日期")):
            day = getattr(referral, name)
            if day is not None and day > today:
                raise invalid(name, f"{label}不得晚于当日。")
        if (
            referral.heading_on
            and referral.referral_on
            and referral.heading_on > referral.referral_on
        ):
            raise invalid("heading_on", "填表日期不得晚于转诊日期。")

    def check_consultation(self, referral: Referral) -> None:
        """Examination or consultation came first, and a remote one agreed (NM25-A3, A13)."""
        held_on = referral.consultation.held_on
        if held_on is None:
            raise missing("consultation", "检查、会诊记录")
        if referral.referral_on is not None and held_on > referral.referral_on:
            raise invalid("consultation.held_on", "检查、会诊记录的日期不得晚于转诊日期。")
        if not referral.consultation.consent:
            text = "三级医院会诊转诊服务中心未同意转出，不得出具《转诊单》。"
            raise not_allowed(text, field="consultation.consent")

    def check_ground(self, referral: Referral) -> None:
        """A ground of article 9 with a medical reason; mere convenience is none (NM25-A9)."""
        if referral.reason.strip("。.！! ").casefold() in CONVENIENCE:
            raise invalid("reason", "转诊原因须为医疗原因，患者意愿或方便不属于转诊指征。")

    def check_place(self, referral: Referral) -> None:
        """The place of care is a city outside the region, in the mainland (NM25-A3-3, F-12)."""
        self.check_mainland(referral.city)
        self.check_outside_region(referral.city)
        if not places.is_city(referral.city):
            raise invalid("city", "就医地须填写到城市。")

    def check_mainland(self, code: str) -> None:
        """Refuse Hong Kong, Macao, Taiwan and foreign countries (BMI14-A21, FEE14-A10)."""
        if places.is_abroad(code):
            raise Refused("DEST_ABROAD", "转往港澳台或国外不适用跨省异地就医转诊。", field="to")

    def check_outside_region(self, code: str) -> None:
        """Refuse a division code of the region."""
        if places.in_region(code):
            raise Refused(
                "DEST_IN_REGION", "转往地在自治区内，不属于跨省异地就医转诊。", field="to"
            )

    def destination(self, referral: Referral) -> House:
        """Return the receiving institution of the directory, which lies in the named city."""
        house = self._house.directory.house(referral.to)
        if house is None:
            raise Refused("DEST_UNKNOWN", "转往医院不在医保平台机构目录内。", field="to")
        self.check_mainland(house.region)
        self.check_outside_region(house.region)
        if not places.same_city(house.region, referral.city):
            raise invalid("city", "就医地与转往医院所在城市不一致。")
        return house

    def check_destination(self, house: House, patient: Patient, justification: str) -> None:
        """Tertiary and designated: a duty in Wuhai, a principle elsewhere (NM25-A11, WH25-1-4)."""
        if self.bound_by_wuhai(patient):
            if not self.is_tertiary(house):
                text = "乌海市参保人员须转往三级医保定点医疗机构。"
                raise Refused("DEST_LEVEL", text, field="to")
            if not house.designated:
                self._not_designated()
            return
        if not house.designated:
            self._not_designated()
        if not self.is_tertiary(house) and not justification:
            text = "原则上应转往三级医保定点医院；转往其他医院的须说明理由。"
            raise Refused("FIELD_MISSING", text, field="justification")

    def _not_designated(self) -> None:
        text = "转往医院不是医保定点医疗机构。"
        raise Refused("DEST_NOT_DESIGNATED", text, field="to")

    def is_tertiary(self, house: House) -> bool:
        """Tell whether an institution is of level 3, whatever its grade."""
        return house.level == TERTIARY

    def bound_by_wuhai(self, patient: Patient) -> bool:
        """Tell whether the person's pool is Wuhai (WH25-1-4), whoever treats them."""
        return self._house.registry.pool_of(patient).startswith("1503")

    def look_up(self, house: House) -> House:
        """Return the institution as the platform's directory has it now (1201)."""
        answer = self._house.courier.send("1201", wire.asking(house.code))
        if answer.code == UNLISTED:
            return replace(house, designated=False)
        if not answer.ok or answer.response is None:
            return house
        listed = wire.listed(answer.response, house.code)
        if listed is None:
            return replace(house, designated=False)
        return replace(
            house,
            name=listed.name or house.name,
            level=listed.level or house.level,
            designated=house.designated and listed.designated,
        )

    def destination_warnings(self, house: House) -> tuple[str, ...]:
        """Return the warning about a receiving hospital below level 3 (NM25-A11-1)."""
        return () if self.is_tertiary(house) else ("DEST_LEVEL",)

    def check_insurance_type(self, boxes: tuple[str, ...], patient: Patient) -> None:
        """Exactly one box, the one of the insurance in force (NM25-F-04)."""
        if len(boxes) != 1 or boxes[0] not in TYPES:
            raise invalid("insurance_type", "险种类型须且只能选择一项。")
        if patient.scheme in TYPES and boxes[0] != patient.scheme:
            raise invalid("insurance_type", "险种类型与医保平台登记的参保险种不一致。")

    def check_notice(self, referral: Referral) -> None:
        """Briefed, and the notice acknowledged, before issue (NM25-A14, F-19)."""
        notice = referral.notice
        if notice.briefed_at is None:
            raise missing("notice.briefed_at", "诊疗能力介绍")
        if notice.acknowledged_at is None:
            raise missing("notice", "政策告知书签字")
        if notice.acknowledged_at > self._house.clock.now():
            raise invalid("notice.acknowledged_at", "告知书签字时间不得晚于开具时间。")

    def signer(self, key: str) -> Doctor:
        """Return the physician who may sign at this moment (NM25-A8)."""
        doctor = self._house.directory.doctor(key)
        if doctor is None or doctor.institution != self._house.directory.own_id:
            raise invalid("physician", "签字医师不是本院医师。")
        self.check_title(doctor)
        self.check_listed(doctor)
        self.check_trust(doctor)
        return doctor

    def check_title(self, doctor: Doctor) -> None:
        """Only a chief physician signs."""
        if doctor.title != CHIEF:
            text = "转诊审批须由主任医师签字。"
            raise Refused("SIGNER_NOT_AUTHORISED", text, field="physician")

    def check_listed(self, doctor: Doctor) -> None:
        """The hospital's dated list of signers decides."""
        if not doctor.is_listed(self._house.clock.today()):
            text = "该医师当日不在本院转诊审批医师名单内。"
            raise Refused("SIGNER_NOT_AUTHORISED", text, field="physician")

    def check_trust(self, doctor: Doctor) -> None:
        """A breach of trust bars from its very moment."""
        if doctor.is_barred(self._house.clock.platform_now()):
            text = "该医师有医保失信情形，不得开具《转诊单》。"
            raise Refused("SIGNER_BARRED", text, field="physician")
