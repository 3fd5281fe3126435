"""2301, 2302, 2204 and 2205: charge lines (wire.md §5.2, §5.3)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from harness import money
from harness.hospital.care import Line, Split, Stay
from harness.hospital.directory import Directory
from harness.hospital.records import Patient
from harness.wire.envelope import Response

from .stays import stamp, visit_code

QUANTITY_SCALE = 10_000
PRICE_SCALE = 1_000_000


def lines(
    chosen: list[Line], stay: Stay, patient: Patient, directory: Directory, batch: str
) -> dict[str, Any]:
    """Return the input of 2301, or of 2204 for a visit."""
    rows = [_row(line, stay, patient, directory) for line in chosen]
    if stay.form != "inpatient":
        rows = [_outpatient(row, stay, batch) for row in rows]
    return {"feedetail": rows}


def removing(chosen: list[Line], stay: Stay, patient: Patient) -> dict[str, Any]:
    """Return the input of 2302, or of 2205 for a visit."""
    rows = [
        {"feedetl_sn": str(line.serial), "mdtrt_id": stay.number, "psn_no": patient.number}
        for line in chosen
    ]
    return {"data": rows}


def removing_batch(stay: Stay, patient: Patient, batch: str) -> dict[str, Any]:
    """Return the input of 2205: one batch of a visit."""
    return {"data": {"mdtrt_id": stay.number, "chrg_bchno": batch, "psn_no": patient.number}}


def splits(response: Response) -> dict[int, Split]:
    """Return how the platform divides each line, by serial number."""
    return {int(str(row["feedetl_sn"])): _split(row) for row in response.rows("result")
            if str(row.get("feedetl_sn") or "").isdigit()}  # fmt: skip


def quantity_text(quantity: int) -> str:
    """Return a quantity with no more decimals than it has."""
    return _plain(Decimal(quantity) / QUANTITY_SCALE)


def price_text(price: int) -> str:
    """Return a unit price with at least two decimals."""
    value = Decimal(price) / PRICE_SCALE
    cents = value.quantize(Decimal("0.01"))
    return str(cents) if cents == value else _plain(value)


def _row(line: Line, stay: Stay, patient: Patient, directory: Directory) -> dict[str, Any]:
    ward = directory.ward(stay.department)
    doctor = directory.doctor(stay.physician)
    row = {
        "feedetl_sn": str(line.serial),
        "mdtrt_id": stay.number,
        "psn_no": patient.number,
        "med_type": visit_code(stay),
        "fee_ocur_time": stamp(line.at),
        "med_list_codg": line.code,
        "medins_list_codg": line.own_code,
        "det_item_fee_sumamt": money.yuan(line.amount),
        "cnt": quantity_text(line.quantity),
        "pric": price_text(line.price),
        "bilg_dept_codg": ward.code if ward else "",
        "bilg_dept_name": ward.name if ward else "",
        "bilg_dr_codg": doctor.code if doctor else "",
        "bilg_dr_name": doctor.name if doctor else "",
        "hosp_appr_flag": line.approval,
    }
    if "rescue" in line.flags:
        row["exp_content"] = json.dumps({"RESCUE_FLAG": "1"})
    elif line.kind == "blood_product":
        row["exp_content"] = json.dumps({"RESCUE_FLAG": "0"})
    return row


def _outpatient(row: dict[str, Any], stay: Stay, batch: str) -> dict[str, Any]:
    row = {**row, "chrg_bchno": batch, "rx_circ_flag": "0", "dise_codg": stay.condition}
    row.pop("med_type")
    return row


def _split(row: dict[str, Any]) -> Split:
    return Split(
        self_paid=fen(row.get("fulamt_ownpay_amt")),
        over_limit=fen(row.get("overlmt_amt")),
        upfront=fen(row.get("preselfpay_amt")),
        eligible=fen(row.get("inscp_scp_amt")),
    )


def fen(value: Any) -> int:
    """Return an amount of an answer in fen; an absent or null one is nothing."""
    return money.parse_yuan(str(value)) if value not in (None, "") else 0


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
