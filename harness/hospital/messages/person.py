"""1101 and 2001: who a person is to the platform, and to what they are entitled (wire.md §5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from harness import money
from harness.hospital.credentials import Credential
from harness.hospital.records import Patient
from harness.wire.envelope import Response

SEXES = {"1": "male", "2": "female"}
EMPLOYEE = "310"
RESIDENT = "390"
SCHEMES = {EMPLOYEE: "employee", RESIDENT: "resident", "340": "exempt", "350": "exempt"}
SCHEME_CODES = {"employee": EMPLOYEE, "resident": RESIDENT}
ACTIVE = "1"
EXEMPT_KINDS = ("13", "34")
REGION = "15"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What 1101 says about the person asked for.

    ``scheme`` is empty where no insurance of the region is in force.
    """

    number: str
    name: str
    certno: str
    sex: str
    pool: str
    scheme: str
    scheme_code: str
    kind_code: str
    status: str
    groups: tuple[str, ...]
    civil_servant: bool
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One fund of a 2001 answer: whether the person enjoys it, since when, and why not."""

    fund: str
    enjoyed: bool
    since: str
    until: str
    reason: str


def asking(patient: Patient, credential: Credential | None = None) -> dict[str, Any]:
    """Return the input of 1101 by what was shown; left out, the identity document."""
    return {
        "data": {
            **(credential or Credential()).on_wire(patient.certno),
            "psn_cert_type": "01",
            "certno": patient.certno,
            "psn_name": patient.name,
        }
    }


def found(response: Response) -> Found | None:
    """Return what a 1101 answer says, or None where it names nobody."""
    base = response.node("baseinfo")
    if not base.get("psn_no"):
        return None
    row = _in_force(response.rows("insuinfo"))
    kind = str(row.get("psn_type") or "")
    return Found(
        number=str(base["psn_no"]),
        name=str(base.get("psn_name") or ""),
        certno=str(base.get("certno") or ""),
        sex=SEXES.get(str(base.get("gend") or ""), ""),
        pool=str(row.get("insuplc_admdvs") or ""),
        scheme=_scheme(row, kind),
        scheme_code=str(row.get("insutype") or ""),
        kind_code=kind,
        status=str(row.get("psn_insu_stas") or ""),
        groups=tuple(str(each.get("psn_idet_type")) for each in response.rows("idetinfo")),
        civil_servant=str(row.get("cvlserv_flag") or "0") == "1",
        balance=money.parse_yuan(str(row.get("balc") or "0")),
    )


def known(patient: Patient, answer: Found, at: datetime) -> Patient:
    """Return the patient with what the platform said."""
    return replace(
        patient,
        number=answer.number,
        pool=answer.pool,
        scheme=answer.scheme,
        scheme_code=answer.scheme_code,
        kind_code=answer.kind_code,
        status=answer.status,
        groups=answer.groups,
        civil_servant=answer.civil_servant,
        balance=answer.balance,
        asked_at=at,
    )


def entitlement_asked(
    patient: Patient, institution: str, visit: str, on: datetime
) -> dict[str, Any]:
    """Return the input of 2001 for a visit category."""
    return {
        "data": {
            "psn_no": patient.number,
            "insutype": patient.scheme_code,
            "fixmedins_code": institution,
            "med_type": visit,
            "begntime": f"{on:%Y-%m-%d %H:%M:%S}",
        }
    }


def entitlements(response: Response) -> list[Entitlement]:
    """Return the funds that a 2001 answer lists."""
    return [
        Entitlement(
            fund=str(row.get("fund_pay_type") or ""),
            enjoyed=str(row.get("trt_enjymnt_flag") or "") == "1",
            since=str(row.get("begndate") or ""),
            until=str(row.get("enddate") or ""),
            reason=str(row.get("trt_chk_rslt") or ""),
        )
        for row in response.rows("trtinfo")
    ]


def _in_force(rows: list[dict[str, Any]]) -> dict[str, Any]:
    active = [row for row in rows if str(row.get("psn_insu_stas") or ACTIVE) == ACTIVE]
    ours = [row for row in active if str(row.get("insuplc_admdvs") or "").startswith(REGION)]
    paused = [row for row in rows if str(row.get("psn_insu_stas") or "") == "2"]
    return next(iter(ours or active or paused), {})


def _scheme(row: dict[str, Any], kind: str) -> str:
    if not row:
        return ""
    if kind.startswith(EXEMPT_KINDS):
        return "exempt"
    return SCHEMES.get(str(row.get("insutype") or ""), "")
