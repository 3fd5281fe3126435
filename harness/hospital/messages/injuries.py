"""2507: an injury, with the request that the fund pay first (wire.md §5.5)."""

from __future__ import annotations

from typing import Any

from harness.hospital.care import Stay
from harness.hospital.directory import House
from harness.hospital.records import Patient

from .stays import IDENTITY

BY_INSTITUTION = "01"
PAY_FIRST = "1"


def injury(stay: Stay, patient: Patient, own: House) -> dict[str, Any]:
    """Return the input of 2507 for one stay."""
    return {
        "data": {
            "dcla_souc": BY_INSTITUTION,
            "insutype": patient.scheme_code,
            "psn_no": patient.number,
            "psn_cert_type": IDENTITY,
            "certno": patient.certno,
            "psn_name": patient.name,
            "tel": patient.phone,
            "insu_admdvs": patient.pool,
            "fixmedins_code": own.code,
            "fixmedins_name": own.name,
            "adm_time": f"{stay.begun_at:%Y-%m-%d}",
            "trum_rea": stay.indication,
            "chk_pay_flag": PAY_FIRST,
            "begndate": f"{stay.begun_at:%Y-%m-%d}",
        }
    }
