"""2503 and 5301: approval of a listed chronic condition (wire.md §5.5)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from harness.hospital.care import ChronicApproval
from harness.hospital.masterdata import Doctor, House
from harness.hospital.records import Patient
from harness.wire.envelope import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An approval of a 5301 answer; ``until`` may be empty."""

    code: str
    since: str
    until: str


def applying(
    asked: ChronicApproval,
    patient: Patient,
    house: House,
    *,
    doctor: Doctor | None,
    today: date,
) -> dict[str, Any]:
    """Return the input of 2503; the end is the platform's to say."""
    return {
        "data": {
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "opsp_dise_code": asked.code,
            "opsp_dise_name": asked.name,
            "tel": patient.phone,
            "addr": patient.address,
            "insu_optins": patient.pool,
            "ide_fixmedins_no": house.code,
            "ide_fixmedins_name": house.name,
            "hosp_ide_date": today.isoformat(),
            "diag_dr_codg": doctor.code if doctor else "",
            "diag_dr_name": doctor.name if doctor else "",
            "begndate": asked.begins.isoformat(),
            "exp_content": stated(asked.evidence),
        }
    }


def stated(evidence: dict[str, str]) -> str:
    """Return ``exp_content``: the particulars of the case, or nothing."""
    if not evidence:
        return ""
    return json.dumps({name.upper(): value for name, value in evidence.items()}, ensure_ascii=False)


def number(response: Response) -> str:
    """Return the platform's number of a 2503 answer, or an empty text."""
    return str(response.node("result").get("trt_dcla_detl_sn") or "")


def asking(patient: Patient) -> dict[str, Any]:
    """Return the input of 5301."""
    return {"data": {"psn_no": patient.number}}


def terms(response: Response) -> list[Term]:
    """Return the approvals of a 5301 answer."""
    return [
        Term(
            code=str(row.get("opsp_dise_code") or ""),
            since=str(row.get("begndate") or "")[:10],
            until=str(row.get("enddate") or "")[:10],
        )
        for row in response.rows("feedetail")
    ]
