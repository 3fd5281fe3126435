"""2501, 2502 and 5304: the filing at issue, its withdrawal and its query (wire.md §5.5, §5.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from harness.clock import CHINA, iso
from harness.hospital.directory import Doctor
from harness.hospital.records import Patient, Referral, Review
from harness.wire.envelope import Response

OUT_OF_PROVINCE = "3"
AGREED = "1"
LOOK_BACK = timedelta(days=400)
REASON_LENGTH = 100
OPINION_LENGTH = 200
SUMMARY_LENGTH = 2000
CHANNELS = {"01": "HIS", "02": "WINDOW", "03": "ONLINE", "04": "APP", "05": "KIOSK", "99": "OTHER"}
GROUNDS = {
    "1": "经转诊医院检查、会诊，仍不能确诊或不能控制病情发展的疑难病症",
    "2": "转诊医院不具备诊治、抢救危重病症患者的条件",
    "3": "转诊医院缺少必需的检查、治疗项目和医疗服务设施",
    "4": "其他因病情需要",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One filing of a 5304 answer, which lists what is approved and carries no serial number."""

    person: str
    institution: str
    diagnosis: str
    referral_on: date | None
    valid_from: date | None
    valid_until: date | None
    channel: str
    filed_at: datetime | None


def filing(referral: Referral, patient: Patient) -> dict[str, Any]:
    """Return the input of 2501: the slip's own entries, and nothing that is not on the slip."""
    return {
        "refmedin": {
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "tel": referral.phone,
            "addr": patient.address,
            "insu_optins": patient.pool,
            "diag_code": referral.diagnosis.code,
            "diag_name": referral.diagnosis.name,
            "dise_cond_dscr": referral.summary[:SUMMARY_LENGTH],
            "reflin_medins_no": referral.to,
            "reflin_medins_name": referral.to_name,
            "mdtrtarea_admdvs": referral.city,
            "hosp_agre_refl_flag": AGREED,
            "refl_type": OUT_OF_PROVINCE,
            "refl_date": _day(referral.referral_on),
            "refl_rea": referral.reason[:REASON_LENGTH],
            "refl_opnn": opinion(referral)[:OPINION_LENGTH],
        }
    }


def opinion(referral: Referral) -> str:
    """Return the referral opinion: the ground of article 9 and the centre's words."""
    centre = referral.centre.opinion if referral.centre is not None else ""
    return f"{GROUNDS.get(referral.ground, '')}。{centre}"


def attributes(referral: Referral, signer: Doctor | None) -> dict[str, str]:
    """Return the slip's attributes that 2501 has no field for (schemas/wire/slip-carriage.yaml)."""
    centre = referral.centre or Review(stage="final")
    acknowledged = referral.notice.acknowledged_at
    found = {
        "slip_no": referral.slip_no,
        "heading_on": _day(referral.heading_on),
        "referral_on": _day(referral.referral_on),
        "signer_code": signer.code if signer is not None else "",
        "signer_title": signer.title if signer is not None else "",
        "review_on": _day(centre.reviewed_on),
        "review_result": centre.result,
        "seal": "yes" if centre.seal else "",
        "notice_acknowledged_at": iso(acknowledged) if acknowledged is not None else "",
        "approving_hospital": referral.hospital_code,
        "preliminary_review": referral.preliminary.result if referral.preliminary else "",
        "final_review": centre.result,
        "consultation_on": _day(referral.consultation.held_on),
    }
    return {name: value for name, value in found.items() if value}


def withdrawing(number: str, patient: Patient, reason: str) -> dict[str, Any]:
    """Return the input of 2502."""
    return {"data": {"trt_dcla_detl_sn": number, "psn_no": patient.number, "memo": reason}}


def serial(response: Response) -> str:
    """Return the filing's serial number of a 2501 answer, or an empty text."""
    return str(response.node("result").get("trt_dcla_detl_sn") or "")


def asking(patient: Patient, now: datetime) -> dict[str, Any]:
    """Return the input of 5304: this person's filings of the last thirteen months."""
    return {
        "data": {
            "psn_no": patient.number,
            "begntime": f"{now - LOOK_BACK:%Y-%m-%d} 00:00:00",
            "endtime": f"{now:%Y-%m-%d} 23:59:59",
        }
    }


def rows(response: Response) -> list[Row]:
    """Return the filings of a 5304 answer."""
    return [_row(each) for each in response.rows("refmedin")]


def _row(row: dict[str, Any]) -> Row:
    source = str(row.get("dcla_souc") or "")
    return Row(
        person=str(row.get("psn_no") or ""),
        institution=str(row.get("reflin_medins_no") or ""),
        diagnosis=str(row.get("diag_code") or ""),
        referral_on=_date(row.get("refl_date")),
        valid_from=_date(row.get("begndate")),
        valid_until=_date(row.get("enddate")),
        channel=CHANNELS.get(source, source),
        filed_at=_moment(row.get("opt_time")),
    )


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _date(value: Any) -> date | None:
    text = str(value or "")[:10]
    return date.fromisoformat(text) if text else None


def _moment(value: Any) -> datetime | None:
    text = str(value or "")
    return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None
