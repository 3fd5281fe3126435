"""2401, 2402, 2404, 2405, 2201, 2203, and the queries 5201 and 5303 (wire.md §5.2, §5.4, §5.9)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from harness.hospital.care import Stay
from harness.hospital.directory import Directory
from harness.hospital.records import Diagnosis, Patient
from harness.wire.envelope import Response

CARD = "02"
IDENTITY = "01"
TRANSFER, EMERGENCY, ORDINARY = "3", "2", "1"
PURPOSES = {"ordinary": ORDINARY, "emergency": EMERGENCY, "transfer": TRANSFER}
VISITS = {"inpatient": "21", "clinic": "11", "emergency": "13", "chronic": "14", "pharmacy": "41"}
PRINTED = {"inpatient": "2101"}
"""What a dialect that keeps to the printed code table has instead (wire.md §7)."""
TRAUMA = "22"
NOBODY = "自理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One open inpatient stay of a 5303 answer."""

    number: str
    person: str
    own_number: str


def visit_code(stay: Stay) -> str:
    """Return the visit category: what the visit is, never what pays better."""
    return TRAUMA if stay.form == "inpatient" and is_injury(stay) else stay.visit_code


def is_injury(stay: Stay) -> bool:
    """Tell whether the stay has an injury cause on record."""
    return bool(stay.cause)


def admission(stay: Stay, patient: Patient, directory: Directory) -> dict[str, Any]:
    """Return the input of 2401."""
    ward = directory.ward(stay.department)
    doctor = directory.doctor(stay.physician)
    return {
        "mdtrtinfo": {
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "coner_name": NOBODY,
            "tel": patient.phone,
            "begntime": stamp(stay.begun_at),
            "mdtrt_cert_type": CARD,
            "mdtrt_cert_no": patient.certno,
            "cert_type": IDENTITY,
            "certno": patient.certno,
            "med_type": visit_code(stay),
            "ipt_no": stay.own_number,
            "medrcdno": stay.own_number,
            "atddr_no": doctor.code if doctor else "",
            "chfpdr_name": doctor.name if doctor else "",
            "adm_diag_dscr": stay.diagnosis.name,
            "adm_dept_codg": ward.code if ward else "",
            "adm_dept_name": ward.name if ward else "",
            "adm_bed": "01",
            "dscg_maindiag_code": stay.diagnosis.code,
            "dscg_maindiag_name": stay.diagnosis.name,
            "main_cond_dscr": stay.indication,
            "insuplc_admdvs": patient.pool,
            "mdtrtarea_admvs": directory.own.region,
            "exp_content": extension(stay),
        },
        "diseinfo": [
            {"psn_no": patient.number} | _diagnosis(stay, stay.diagnosis, stay.begun_at, directory)
        ],
    }


def extension(stay: Stay) -> str:
    """Return ``exp_content`` of an admission: type of stay, injury, third party (wire.md §6.2)."""
    more = {"IPT_TYPE": PURPOSES[stay.purpose]}
    if is_injury(stay):
        more["TRUM_FLAG"] = "1"
        more["REL_TTP_FLAG"] = "1" if stay.third_party else "0"
        more["INJURY_CAUSE"] = stay.cause
        more["THIRD_PARTY_STATUS"] = stay.third_party
    return json.dumps(more, ensure_ascii=False)


def discharge(stay: Stay, patient: Patient, directory: Directory) -> dict[str, Any]:
    """Return the input of 2402."""
    ward = directory.ward(stay.department)
    diagnosis = stay.discharge_diagnosis or stay.diagnosis
    ended = stay.ended_at or stay.begun_at
    row = {"mdtrt_id": stay.number, "psn_no": patient.number}
    return {
        "dscginfo": {
            "mdtrt_id": stay.number,
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "endtime": stamp(ended),
            "dscg_dept_codg": ward.code if ward else "",
            "dscg_dept_name": ward.name if ward else "",
            "dscg_way": "1",
        },
        "diseinfo": [row | _diagnosis(stay, diagnosis, ended, directory)],
    }


def cancelling(stay: Stay, patient: Patient) -> dict[str, Any]:
    """Return the input of 2404, 2405 and 2202."""
    return {"data": {"mdtrt_id": stay.number, "psn_no": patient.number}}


def registration(stay: Stay, patient: Patient, directory: Directory) -> dict[str, Any]:
    """Return the input of 2201."""
    ward = directory.ward(stay.department)
    doctor = directory.doctor(stay.physician)
    return {
        "data": {
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "begntime": stamp(stay.begun_at),
            **stay.credential.on_wire(patient.certno),
            "psn_cert_type": IDENTITY,
            "certno": patient.certno,
            "psn_type": patient.kind_code,
            "psn_name": patient.name,
            "ipt_otp_no": stay.own_number,
            "atddr_no": doctor.code if doctor else "",
            "dr_name": doctor.name if doctor else "",
            "dept_code": ward.code if ward else "",
            "dept_name": ward.name if ward else "",
            "caty": ward.code if ward else "",
        }
    }


def visit(stay: Stay, patient: Patient, directory: Directory, condition: str) -> dict[str, Any]:
    """Return the input of 2203; ``condition`` is the code of a listed chronic condition."""
    more = {"OTP_ER_REFL_FLAG": "1"} if stay.purpose == "emergency" else {}
    if stay.purpose == "transfer":
        more = {"OTP_ER_REFL_FLAG": "2"}
    row = _diagnosis(stay, stay.diagnosis, stay.begun_at, directory)
    row.pop("maindiag_flag")
    return {
        "mdtrtinfo": {
            "mdtrt_id": stay.number,
            "psn_no": patient.number,
            "med_type": visit_code(stay),
            "begntime": stamp(stay.begun_at),
            "dise_codg": condition or stay.diagnosis.code,
            "dise_name": stay.diagnosis.name,
            "exp_content": json.dumps(more) if more else "",
        },
        "diseinfo": [row | {"vali_flag": "1"}],
    }


def number(response: Response) -> str:
    """Return the platform's number of a 2401 or 2201 answer, or an empty text."""
    return str(
        response.node("result").get("mdtrt_id") or response.node("data").get("mdtrt_id") or ""
    )


def open_asked(patient: Patient, now: datetime) -> dict[str, Any]:
    """Return the input of 5303: who is in hospital, admitted within the last year."""
    return {
        "data": {
            "psn_no": patient.number,
            "begntime": f"{now - timedelta(days=366):%Y-%m-%d} 00:00:00",
            "endtime": f"{now:%Y-%m-%d} 23:59:59",
        }
    }


def open_stays(response: Response) -> list[Open]:
    """Return the stays of a 5303 answer."""
    return [
        Open(
            number=str(row.get("mdtrt_id") or ""),
            person=str(row.get("psn_no") or ""),
            own_number=str(row.get("ipt_otp_no") or ""),
        )
        for row in response.rows("data")
    ]


def visits_asked(stay: Stay, patient: Patient) -> dict[str, Any]:
    """Return the input of 5201 for one stay's day."""
    return {
        "data": {
            "psn_no": patient.number,
            "begntime": f"{stay.begun_at:%Y-%m-%d} 00:00:00",
            "endtime": f"{stay.begun_at:%Y-%m-%d} 23:59:59",
            "med_type": visit_code(stay),
            "mdtrt_id": stay.number,
        }
    }


def found_visit(response: Response, stay: Stay) -> str:
    """Return the platform's number of our own visit in a 5201 answer, or an empty text."""
    for row in response.rows("mdtrtinfo"):
        if str(row.get("ipt_otp_no") or "") == stay.own_number:
            return str(row.get("mdtrt_id") or "")
    return ""


def stamp(at: datetime) -> str:
    """Return a moment as the interface writes it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _diagnosis(
    stay: Stay, diagnosis: Diagnosis, at: datetime, directory: Directory
) -> dict[str, Any]:
    ward = directory.ward(stay.department)
    doctor = directory.doctor(stay.physician)
    return {
        "diag_type": "1",
        "maindiag_flag": "1",
        "diag_srt_no": 1,
        "diag_code": diagnosis.code,
        "diag_name": diagnosis.name,
        "diag_dept": ward.name if ward else "",
        "dise_dor_no": doctor.code if doctor else "",
        "dise_dor_name": doctor.name if doctor else "",
        "diag_time": stamp(at),
    }
