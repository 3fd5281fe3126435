"""5202, 5204-5206, 100001 and 2306: diagnoses, fee lines, totals, policy items (wire.md §5.9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from harness.domain.care import FeeLine, Stay
from harness.domain.institutions import ChargeItem, DesignatedInstitution
from harness.domain.people import InsuredPerson
from harness.domain.settlement import Division, Settlement
from harness.money import round_half_up, yuan

from ..refusals import Refused
from ..stay_facts import year_to_date
from . import codes
from .context import Answer, Context, range_of, required, stamp, text
from .fees import NO_LIMIT, plain_number

POOLED, LARGE_AMOUNT, ELIGIBLE, STAYS = "P0001", "L0001", "E0001", "N0001"


def diagnoses(ctx: Context) -> Answer:
    """5202: the diagnoses of a visit, on admission and on discharge."""
    stay = ctx.stay(ctx.node("data"))
    person = ctx.person(ctx.node("data").get("psn_no"))
    rows = []
    for number, each in enumerate(stay.diagnoses, start=1):
        kept = each.particulars or {}
        row = {
            "diag_info_id": f"{stay.number}{number:02d}"[-30:],
            "mdtrt_id": stay.number,
            "psn_no": person.number,
            "inout_diag_type": "2" if each.on_discharge else "1",
            "diag_type": kept.get("diag_type", "1"),
            "maindiag_flag": "1" if each.main else "0",
            "diag_srt_no": each.rank,
            "diag_code": each.code,
            "diag_name": each.name or each.code,
            "adm_cond": kept.get("adm_cond", ""),
            "diag_dept": kept.get("diag_dept", "0"),
            "dise_dor_no": kept.get("dise_dor_no", "0"),
            "dise_dor_name": kept.get("dise_dor_name", "0"),
            "diag_time": kept.get("diag_time", stamp(stay.begun_at)),
        }
        rows.append({name: value for name, value in row.items() if value != ""})
    return Answer(output={"diseinfo": rows})


def fee_lines(ctx: Context) -> Answer:
    """5204: the lines of one settlement; without a number all lines of the visit."""
    node = ctx.node("data")
    stay = ctx.stay(node)
    number = text(node.get("setl_id"))
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    found = ctx.draft.get("settlements", number, Settlement) if number else None
    if number and (found is None or found.stay != stay.number):
        raise Refused("SETTLEMENT_UNKNOWN")
    chosen = [each for each in lines if found is None or each.serial in found.lines]
    return Answer(output=[_line(ctx, stay, each) for each in chosen])


def _line(ctx: Context, stay: Stay, line: FeeLine) -> dict[str, Any]:
    kept = line.particulars or {}
    split = ctx.judge.split(line)
    item = ctx.draft.get("items", line.item, ChargeItem)
    limit = item.price_limit if item else None
    shown = ("bilg_dept_codg", "bilg_dept_name", "bilg_dr_codg", "bilg_dr_name", "hosp_appr_flag")
    row = _what(line, item) | {
        "mdtrt_id": stay.number,
        "setl_id": line.settlement or "0",
        "med_type": kept.get("med_type") or stay.care_code or codes.ORDINARY_VISIT,
        "det_item_fee_sumamt": yuan(line.amount),
        "pric_uplmt_amt": NO_LIMIT if limit is None else yuan(limit),
        "fulamt_ownpay_amt": yuan(split.self_paid),
        "overlmt_amt": yuan(split.over_limit),
        "preselfpay_amt": yuan(split.upfront),
        "inscp_scp_amt": yuan(split.eligible),
        "memo": kept.get("memo", ""),
        **{name: kept.get(name, "") for name in shown},
    }
    return {name: value for name, value in row.items() if value != ""}


def _what(line: FeeLine, item: ChargeItem | None) -> dict[str, Any]:
    """The fields about an item that 5204 and 5205 share."""
    category = item.category if item else "other"
    return {
        "feedetl_sn": line.serial,
        "fee_ocur_time": stamp(line.charged_at),
        "cnt": plain_number(line.quantity, 4),
        "pric": plain_number(line.price, 6),
        "chrgitm_lv": codes.CLASS_LEVEL[item.item_class if item else line.item_class],
        "hilist_code": line.code,
        "hilist_name": line.name,
        "list_type": codes.LIST_TYPE.get(category, "201"),
        "med_list_codg": line.code,
        "medins_list_codg": line.own_code or line.code,
        "medins_list_name": line.name,
        "med_chrgitm_type": codes.CATEGORY[category],
        "prodname": line.name,
        "dosform_name": item.unit if item else "次",
    }


def medication(ctx: Context) -> Answer:
    """5205: what a person was charged in chronic visits of a period, wherever."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    begin, end = range_of(node)
    rows = [
        _medicine(ctx, person, stay, line, house)
        for stay in ctx.draft.find("stays", "person", person.id, Stay)
        if codes.is_chronic(stay.care_code)
        and (house := ctx.draft.get("institutions", stay.institution, DesignatedInstitution))
        for line in ctx.draft.find("lines", "stay", stay.number, FeeLine)
        if begin <= line.charged_at <= end
    ]
    return Answer(output={"feedetail": rows})


def _medicine(
    ctx: Context,
    person: InsuredPerson,
    stay: Stay,
    line: FeeLine,
    house: DesignatedInstitution,
) -> dict[str, Any]:
    item = ctx.draft.get("items", line.item, ChargeItem)
    return _what(line, item) | {
        "fixmedins_code": house.code,
        "fixmedins_name": house.name,
        "psn_no": person.number,
        "med_type": stay.care_code,
        "spec": item.unit if item else "次",
    }


def totals(ctx: Context) -> Answer:
    """5206: a person's totals of a year, as the next settlement would start from them.

    ``cum_ym`` (``yyyyMM``) ends them with a month; a bare year or nothing means the whole year.
    """
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    asked = text(node.get("cum_ym")) or f"{ctx.today:%Y}"
    year, until = _year_and_end(asked)
    used = year_to_date(ctx.draft, person.id, year, until=until)
    sums = {
        POOLED: used.pooled_used,
        LARGE_AMOUNT: used.large_amount_used,
        ELIGIBLE: used.eligible_used,
        STAYS: 100 * len(used.ordinals_held),
    }
    asked = asked if len(asked) == len("202505") else f"{ctx.today:%Y%m}"
    insutype = codes.insurance_type(person.enrolment(dt.date(year, 12, 31))) or "310"
    rows = [
        {
            "insutype": insutype,
            "year": str(year),
            "cum_ym": asked,
            "cum_type_code": code,
            "cum": yuan(amount),
        }
        for code, amount in sums.items()
    ]
    return Answer(output={"cuminfo": rows})


def _year_and_end(asked: str) -> tuple[int, dt.date]:
    """The year of ``yyyy`` or ``yyyyMM`` and the last day that counts; December ends no year.

    A stay that began in December belongs to its year even where it ended in the next one.
    """
    shaped = asked.isascii() and asked.isdigit() and len(asked) in {4, 6}
    year, month = (int(asked[:4]), int(asked[4:] or "12")) if shaped else (0, 0)
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise Refused("FIELD_INVALID", "cum_ym")
    if month == 12:
        return year, dt.date.max
    return year, dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def policy_items(ctx: Context) -> Answer:
    """100001: who bears what of one settlement, as policy items; they sum to it."""
    node = ctx.node("data") or ctx.request.input
    person = ctx.person(required(node, "psn_No"))
    found = ctx.draft.get("settlements", required(node, "setl_Id"), Settlement)
    if found is None or found.person != person.id or found.institution != ctx.sender().id:
        raise Refused("SETTLEMENT_UNKNOWN")
    if text(node.get("mdtrt_Id")) not in ("", found.stay):
        raise Refused("SETTLEMENT_UNKNOWN")
    whose = {"setlId": found.number, "mdtrtId": found.stay, "psnNo": person.number}
    return Answer(output=[whose | _item(*each) for each in policy_rows(found.division)])


def policy_rows(division: Division) -> list[tuple[str, str, int, int]]:
    """Code, name, own and fund amount of each item that is not nothing; fen."""
    shared = division.eligible - division.below_deductible - division.funds
    rows = (
        ("101", "全自费总金额", division.self_paid, 0),
        ("103", "超限价总金额", division.over_limit, 0),
        ("102", "先支付总金额", division.upfront, 0),
        ("S001", "本次应付起付标准", division.below_deductible, 0),
        ("C001", "统筹一段", shared, division.pooled),
        ("L001", "大额一段", 0, division.large_amount),
        ("GB01", "公务员补充第一段", 0, division.civil_servant),
    )
    return [each for each in rows if each[2] or each[3]]


def _item(code: str, name: str, own: int, fund: int) -> dict[str, Any]:
    row = {
        "polItemCode": code,
        "polItemName": name,
        "selfPayAmt": yuan(own),
        "fundPayAmt": yuan(fund),
        "polItemPaySum": yuan(own + fund),
    }
    if own + fund:
        share = round_half_up(abs(fund) * 10_000, abs(own + fund))
        row |= {
            "selfPayProp": plain_number(10_000 - share, 4),
            "fundPayProp": plain_number(share, 4),
        }
    return row


def remark(ctx: Context) -> Answer:
    """2306: a remark (the traceability code) on an uploaded line."""
    node = ctx.node("data")
    stay = ctx.stay(node)
    line = ctx.draft.get("lines", f"{stay.number}/{required(node, 'bkkp_sn')}", FeeLine)
    if line is None or line.code != required(node, "med_list_codg"):
        raise Refused("LINE_UNKNOWN")
    kept = {**(line.particulars or {}), "memo": text(node.get("memo"))}
    ctx.draft.put("lines", line.key, replace(line, particulars=kept))
    return Answer()


SERVICES = {
    "2306": remark,
    "5202": diagnoses,
    "5204": fee_lines,
    "5205": medication,
    "5206": totals,
    "100001": policy_items,
}
