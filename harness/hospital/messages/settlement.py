"""2303 to 2305, 2206 to 2208, 5203 and 2601: settlement, undoing, and the last resort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from harness import money
from harness.clock import CHINA
from harness.hospital.care import Amounts, Booking, Line, Stay
from harness.hospital.records import Patient
from harness.wire.envelope import Response

from .fees import fen
from .stays import IDENTITY, visit_code

BY_ITEM = "01"
CLEARING = {"inpatient": "21", "clinic": "11", "emergency": "13", "chronic": "14", "pharmacy": "41"}
OTHER_FUNDS = ("hifes_pay", "hifmi_pay", "maf_pay", "oth_pay", "hifdm_pay", "hosp_part_amt")
NEGATED = (
    "total", "self_paid", "over_limit", "upfront", "eligible", "deductible", "pooled",
    "large_amount", "civil_servant", "other_funds", "account", "cash", "own_share",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A settlement's answer; ``number`` and ``settled_at`` are missing in a trial."""

    person: str
    visit: str
    number: str
    settled_at: datetime | None
    message: str
    amounts: Amounts
    agency: str


SPLIT: Final = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
"""How the total divides, by the hospital's own catalogue."""


def settling(
    stay: Stay,
    patient: Patient,
    lines: list[Line],
    *,
    use_account: bool,
    region: str,
    invoice: str = "",
    batch: str = "",
) -> dict[str, Any]:
    """Return the input of 2303 or 2304, of 2206 or 2207 for a visit; an invoice makes it final."""
    splits = [line.split for line in lines]
    data = {
        "psn_no": patient.number,
        **stay.credential.on_wire(patient.certno),
        "psn_cert_type": IDENTITY,
        "certno": patient.certno,
        "psn_type": patient.kind_code,
        "psn_name": patient.name,
        "medfee_sumamt": money.yuan(sum(line.amount for line in lines)),
        "psn_setlway": BY_ITEM,
        "mdtrt_id": stay.number,
        "acct_used_flag": "1" if use_account else "0",
        "insutype": patient.scheme_code,
        "fulamt_ownpay_amt": money.yuan(sum(each.self_paid for each in splits)),
        "overlmt_selfpay": money.yuan(sum(each.over_limit for each in splits)),
        "preselfpay_amt": money.yuan(sum(each.upfront for each in splits)),
        "inscp_scp_amt": money.yuan(sum(each.eligible for each in splits)),
    }
    if invoice:
        data["invono"] = invoice
    if stay.form != "inpatient":
        # 2206 knows the person's name and kind but no split; 2207 the other way round.
        for name in ("psn_type", "psn_name") if invoice else SPLIT:
            data.pop(name)
        return {"data": data | {"med_type": visit_code(stay), "chrg_bchno": batch}}
    end = {"dscgTime": f"{stay.ended_at:%Y-%m-%d}"} if stay.ended_at else {}
    places = {"insuplc_admdvs": patient.pool, "mdtrtarea_admvs": region}
    return {"data": data | {"mid_setl_flag": "0"} | end | places}


def undoing(stay: Stay, patient: Patient, number: str) -> dict[str, Any]:
    """Return the input of 2305 or 2208."""
    return {"data": {"mdtrt_id": stay.number, "setl_id": number, "psn_no": patient.number}}


def reversing(patient: Patient, msgid: str, infno: str) -> dict[str, Any]:
    """Return the input of 2601 for a message whose outcome stayed unknown."""
    return {"data": {"psn_no": patient.number, "omsgid": msgid, "oinfno": infno}}


def asking(stay: Stay, patient: Patient, number: str) -> dict[str, Any]:
    """Return the input of 5203."""
    return {"data": {"psn_no": patient.number, "setl_id": number, "mdtrt_id": stay.number}}


def answered(response: Response) -> Answered:
    """Return what a settlement's answer says; cash is its own field, not the own share."""
    info = response.node("setlinfo")
    return Answered(
        person=str(info.get("psn_no") or ""),
        visit=str(info.get("mdtrt_id") or ""),
        number=str(info.get("setl_id") or ""),
        settled_at=_moment(info.get("setl_time")),
        message=str(info.get("medins_setl_id") or ""),
        amounts=amounts(info, response.rows("setldetail")),
        agency=str(info.get("clr_optins") or ""),
    )


def amounts(info: dict[str, Any], details: list[dict[str, Any]]) -> Amounts:
    """Return the amounts of ``setlinfo`` with the words of ``setldetail``."""
    words = (str(row.get("setl_proc_info") or "") for row in details)
    return Amounts(
        total=fen(info.get("medfee_sumamt")),
        self_paid=fen(info.get("fulamt_ownpay_amt")),
        over_limit=fen(info.get("overlmt_selfpay")),
        upfront=fen(info.get("preselfpay_amt")),
        eligible=fen(info.get("inscp_scp_amt")),
        deductible=fen(info.get("act_pay_dedc")),
        pooled=fen(info.get("hifp_pay")),
        large_amount=fen(info.get("hifob_pay")),
        civil_servant=fen(info.get("cvlserv_pay")),
        other_funds=sum(fen(info.get(name)) for name in OTHER_FUNDS),
        account=fen(info.get("acct_pay")),
        cash=fen(info.get("psn_cash_pay")),
        own_share=fen(info.get("psn_part_amt")),
        balance=fen(info.get("balc")),
        reasons=tuple(dict.fromkeys(word for word in words if word)),
    )


def negated(booked: Booking) -> Amounts:
    """Return exactly the opposite of what was booked, whatever an answer leaves null."""
    opposite = {name: -getattr(booked.amounts, name) for name in NEGATED}
    return Amounts(**opposite, balance=booked.amounts.balance + booked.amounts.account)


def adds_up(found: Amounts) -> bool:
    """Tell whether an answer's amounts make one bill (DER-MON-1)."""
    funds = found.pooled + found.large_amount + found.civil_servant + found.other_funds
    return found.total == funds + found.own_share and found.own_share == found.account + found.cash


def _moment(value: Any) -> datetime | None:
    text = str(value or "")
    return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None
