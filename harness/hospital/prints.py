"""What leaves the printer: the uniform slip, receipts, and the documents of a claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from . import annex
from .directory import TITLES
from .identity import SEX_NAMES
from .records import Referral
from .refusal import invalid, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A printed document: its text, and the same entries by name."""

    kind: str
    text: str
    fields: dict[str, str]


class Prints:
    """Prints documents by kind."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house
        self.kinds: dict[str, Callable[[Referral], Document]] = {
            "slip": self.slip,
            "filing_receipt": self.filing_receipt,
        }

    def of_referral(self, referral: Referral, kind: str, user: str) -> Document:
        """Print a document about a referral and record it.

        Raises:
            Refused: there is no such document, or nothing to print yet.

        """
        if kind not in self.kinds:
            raise invalid("kind", "没有该种打印件。")
        document = self.kinds[kind](referral)
        self._house.record(referral, "printed", user, after=kind)
        return document

    def slip(self, referral: Referral) -> Document:
        """Print the annex form; the electronic number stands above its grid (WH25-1-3d)."""
        if not referral.slip_no:
            raise not_allowed("《转诊单》尚未开具，不能打印。", ref=referral.ref)
        entries = self.entries(referral)
        lines = [
            annex.TITLE,
            f"编号：{referral.slip_no}",
            self.long_day(referral.heading_on),
            *(f"{label}：{entries[label]}" for label in self.labels()),
            annex.NOTICE_TITLE,
            *self.notice(),
            f"{annex.SIGNATURE}{self.signature(referral)}",
            f"{annex.OPINION}{self.opinion(referral)}",
            self.long_day(referral.centre.reviewed_on if referral.centre else None),
        ]
        if referral.status == "void":
            lines.insert(1, "（已作废）")
        return Document(
            kind="slip",
            text="\n".join(lines),
            fields={**entries, "编号": referral.slip_no, **self.slip_fields(referral)},
        )

    def labels(self) -> tuple[str, ...]:
        """Return the thirteen labels in the order of the annex."""
        return annex.LABELS

    def notice(self) -> tuple[str, ...]:
        """Return both paragraphs of the policy notice."""
        return annex.NOTICE

    def entries(self, referral: Referral) -> dict[str, str]:
        """Return the thirteen entries by label."""
        ward = self._house.directory.ward(referral.department)
        return {
            "姓名": self.name(referral),
            "性别": SEX_NAMES.get(referral.sex, referral.sex),
            "险种类型": annex.boxes(referral.insurance_type),
            "身份证号": referral.certno,
            "联系电话": referral.phone,
            "转诊医院": referral.hospital,
            "就诊科室": ward.name if ward is not None else referral.department,
            "诊断名称": f"{referral.diagnosis.name}（{referral.diagnosis.code}）",
            "转诊原因及意见": referral.reason,
            "转诊日期": self.long_day(referral.referral_on),
            "就医地（填写转诊的城市）": referral.city_name,
            "转往医院名称": referral.to_name,
            "主任医师签字": self.signer(referral),
        }

    def name(self, referral: Referral) -> str:
        """Return the name, character for character."""
        return referral.name

    def slip_fields(self, referral: Referral) -> dict[str, str]:
        """Return the entries by our own names, for whoever reads the print by machine."""
        centre = referral.centre
        last = referral.referral_on and self._house.periods.slip_last_day(referral.referral_on)
        return {
            "title": annex.TITLE,
            "slip_no": referral.slip_no,
            "heading_on": _iso(referral.heading_on),
            "name": self.name(referral),
            "sex": referral.sex,
            "insurance_type": ",".join(referral.insurance_type),
            "certno": referral.certno,
            "phone": referral.phone,
            "hospital": referral.hospital,
            "department": self.entries(referral)["就诊科室"],
            "diagnosis": referral.diagnosis.name,
            "diagnosis_code": referral.diagnosis.code,
            "reason": referral.reason,
            "referral_on": _iso(referral.referral_on),
            "city": referral.city_name,
            "to": referral.to_name,
            "physician": self.signer(referral),
            "signer": referral.notice.signer,
            "signed_by": referral.notice.name,
            "acknowledged_on": _iso(self._acknowledged_on(referral)),
            "opinion": centre.opinion if centre else "",
            "seal": centre.seal if centre else "",
            "reviewed_on": _iso(centre.reviewed_on if centre else None),
            "usable_until": _iso(last),
        }

    def signer(self, referral: Referral) -> str:
        """Return the signing physician's name with title (NM25-F-14)."""
        doctor = self._house.directory.doctor(referral.physician)
        return f"{doctor.name}（{TITLES.get(doctor.title, doctor.title)}）" if doctor else ""

    def signature(self, referral: Referral) -> str:
        """Return who signed the notice; an agent is named as one (NM25-F-19)."""
        agent = "" if referral.notice.signer == "self" else "（代办人）"
        return f"{referral.notice.name}{agent}"

    def opinion(self, referral: Referral) -> str:
        """Return the centre's opinion with its seal (NM25-F-20)."""
        centre = referral.centre
        return f"{centre.opinion} {centre.seal}" if centre is not None else ""

    def filing_receipt(self, referral: Referral) -> Document:
        """Print the filing's number and dates; nothing is printed as filed that is not."""
        filing = referral.filing
        if filing.status != "filed":
            raise not_allowed("备案尚未通过，不能打印备案凭证。", ref=referral.ref)
        fields = {
            "slip_no": referral.slip_no,
            "no": filing.number,
            "category": filing.category,
            "channel": filing.channel,
            "name": self.name(referral),
            "city": referral.city_name,
            "to": referral.to_name,
            "valid_from": _iso(filing.valid_from),
            "valid_until": _iso(filing.valid_until),
        }
        lines = [
            "跨省异地就医备案凭证",
            f"转诊单编号：{referral.slip_no}",
            f"备案流水号：{filing.number or '（待平台补告）'}",
            "备案类别：异地转诊就医人员",
            f"姓名：{fields['name']}",
            f"就医地：{referral.city_name}  转往医院：{referral.to_name}",
            f"有效期：{fields['valid_from']}至{fields['valid_until']}（含当日）",
            "有效期内可多次就诊，在医院直接结算。",
        ]
        return Document(kind="filing_receipt", text="\n".join(lines), fields=fields)

    def long_day(self, day: date | None) -> str:
        """Return a date as the form writes it."""
        return annex.day_text(day.year, day.month, day.day) if day is not None else ""

    def _acknowledged_on(self, referral: Referral) -> date | None:
        at = referral.notice.acknowledged_at
        return self._house.periods.day_of(at) if at is not None else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
