"""5201, 5203 and 5303: visits, settlements and who is in hospital (wire.md §5.9)."""

from __future__ import annotations

from typing import Any

from harness.domain.care import CareKind, Stay, StayStatus
from harness.domain.people import InsuredPerson
from harness.domain.settlement import Settlement, SettlementStatus
from harness.money import yuan

from ..refusals import Refused
from . import codes
from .answers import amounts, clearing_type, fund_rows, institution_of, person_of
from .context import Answer, Context, range_of, required, stamp, text

SHOWN = (
    "coner_name",
    "tel",
    "mdtrt_cert_type",
    "medrcdno",
    "atddr_no",
    "chfpdr_name",
    "adm_dept_codg",
    "adm_dept_name",
    "adm_bed",
    "dscg_maindiag_code",
    "dscg_maindiag_name",
    "dscg_dept_codg",
    "dscg_dept_name",
    "dscg_bed",
    "dscg_way",
    "main_cond_dscr",
    "dise_codg",
    "dise_name",
)


def visits(ctx: Context) -> Answer:
    """5201: the sender's visits of a person in a period; cancelled ones are left out."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    begin, end = range_of(node)
    care_code, number = text(node.get("med_type")), text(node.get("mdtrt_id"))
    rows = [
        _visit(person, stay)
        for stay in ctx.draft.find("stays", "person", person.id, Stay)
        if stay.institution == ctx.sender().id
        and stay.status is not StayStatus.CANCELLED
        and begin <= stay.begun_at <= end
        and care_code in ("", stay.care_code or codes.ORDINARY_VISIT)
        and number in ("", stay.number)
    ]
    return Answer(output={"mdtrtinfo": rows})


def _visit(person: InsuredPerson, stay: Stay) -> dict[str, Any]:
    on = stay.begun_at.date()
    enrolment = person.enrolment(on)
    ended = stay.ended_at or stay.begun_at
    kept = stay.particulars or {}
    row = codes.identity_fields(person, on) | codes.insurance_fields(person, enrolment, on)
    row |= {
        "mdtrt_id": stay.number,
        "insu_optins": enrolment.pool if enrolment else "",
        "emp_name": enrolment.employer if enrolment else "",
        "begntime": stamp(stay.begun_at),
        "endtime": stamp(ended),
        "med_type": stay.care_code or codes.ORDINARY_VISIT,
        "ipt_otp_no": stay.own_number,
        "inhosp_stas": "1" if stay.status is StayStatus.IN_HOSPITAL else "0",
        **{name: kept[name] for name in SHOWN if name in kept},
    }
    if stay.kind is CareKind.INPATIENT and stay.ended_at:
        row["ipt_days"] = (ended.date() - on).days
    return {name: value for name, value in row.items() if value != ""}


def settlement(ctx: Context) -> Answer:
    """5203: one settlement by its number, undone or not."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    found = ctx.draft.get("settlements", required(node, "setl_id"), Settlement)
    if found is None or found.person != person.id or found.institution != ctx.sender().id:
        raise Refused("SETTLEMENT_UNKNOWN")
    stay = ctx.draft.get("stays", found.stay, Stay)
    if stay is None or text(node.get("mdtrt_id")) not in ("", stay.number):
        raise Refused("SETTLEMENT_UNKNOWN")
    rows = [_settled(ctx, stay, found)]
    return Answer(output={"setlinfo": rows, "setldetail": fund_rows(found)})


def _settled(ctx: Context, stay: Stay, record: Settlement) -> dict[str, Any]:
    person, institution = person_of(ctx, record), institution_of(ctx, record)
    on = record.begun_on
    shown = amounts(record)
    for name in ("psn_part_amt", "psn_cash_pay", "hosp_part_amt", "hifdm_pay"):
        shown.pop(name)
    row = codes.identity_fields(person, on)
    row |= codes.insurance_fields(person, person.enrolment(on), on)
    row |= shown
    row |= {
        "setl_id": record.number,
        "mdtrt_id": stay.number,
        "insu_optins": record.pool,
        "pay_loc": "2",
        "fixmedins_code": institution.code,
        "fixmedins_name": institution.name,
        "hosp_lv": codes.hospital_level(institution),
        "begndate": on.isoformat(),
        "enddate": record.ended_on.isoformat(),
        "setl_time": stamp(record.settled_at),
        "med_type": record.care_code,
        "clr_type": clearing_type(stay),
        "clr_way": "1",
        "clr_optins": codes.clearing_agency(record.pool),
        "psn_pay": yuan(record.division.own_share),
        "cash_payamt": yuan(record.division.cash),
        "balc": yuan(record.balance),
        "medins_setl_id": record.message,
        "refd_setl_flag": "1" if _is_undone(record) else "0",
        "year": str(record.year),
        "invono": record.invoice,
    }
    return {name: value for name, value in row.items() if value != ""}


def _is_undone(record: Settlement) -> bool:
    return bool(record.reverses) or record.status is SettlementStatus.UNDONE


def in_hospital(ctx: Context) -> Answer:
    """5303: open inpatient stays of a person (or of the sender), admitted in a period."""
    node = ctx.node("data")
    begin, end = range_of(node)
    number = text(node.get("psn_no"))
    if number:
        found = ctx.draft.find("stays", "person", ctx.person(number).id, Stay)
    else:
        found = [s for s in ctx.draft.all("stays", Stay) if s.institution == ctx.sender().id]
    rows = [
        _open(ctx, stay)
        for stay in found
        if stay.kind is CareKind.INPATIENT
        and stay.status is StayStatus.IN_HOSPITAL
        and begin <= stay.begun_at <= end
    ]
    return Answer(output={"data": rows})


def _open(ctx: Context, stay: Stay) -> dict[str, Any]:
    person = ctx.draft.get("people", stay.person, InsuredPerson)
    if person is None:
        raise Refused("PERSON_UNKNOWN")
    on = stay.begun_at.date()
    row = codes.identity_fields(person, on)
    row.pop("naty")
    row |= {
        "mdtrt_id": stay.number,
        "insutype": codes.insurance_type(person.enrolment(on)),
        "begndate": on.isoformat(),
        "med_type": stay.care_code,
        "ipt_otp_no": stay.own_number,
        "out_flag": "0",
    }
    return {name: value for name, value in row.items() if value != ""}


SERVICES = {"5201": visits, "5203": settlement, "5303": in_hospital}
