"""2503-2507, 5301 and 5302: chronic conditions, designations, injuries (wire.md §5.5).

They hold at once, unless the agency decides by hand: pending ones are shown by no query.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from harness.domain.care import Stay
from harness.domain.people import InsuredPerson
from harness.domain.settlement import Settlement
from harness.domain.worldfacts import ListedCondition

from ..conditions import approved_until
from ..filing_desk import DECIDES_BY_HAND
from ..records import Registration, Switch
from ..refusals import Refused
from . import codes
from .context import (
    Answer,
    Context,
    day_of,
    extension_of,
    institution_by_code,
    particulars,
    required,
    text,
)

CHRONIC, DESIGNATION, INJURY = "chronic", "designation", "injury"
PREFIX = {CHRONIC: "C", DESIGNATION: "D", INJURY: "J"}


def register_chronic(ctx: Context) -> Answer:
    """2503: a listed condition, for the month or year that its list names (CC-30).

    ``exp_content`` may state particulars of the case (COMPLICATION, MUSCLE_STRENGTH, AFTER_SURGERY,
    NEEDS_TREATMENT, LIVER_FUNCTION); where it states none the appraising hospital answers for them.
    """
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    code = required(node, "opsp_dise_code")
    begin = day_of(node, "begndate")
    end = _end(ctx, node, code, begin)
    kept = particulars(node, "opsp_dise_name", "insutype", "diag_dr_codg", "diag_dr_name", "memo")
    return _register(ctx, CHRONIC, person, code, ctx.sender().code, begin, end, kept)


def _end(ctx: Context, node: dict[str, Any], code: str, begin: dt.date) -> dt.date:
    """The last day: of the calendar month or year, or earlier if asked for."""
    listed = [c for c in ctx.draft.all("conditions", ListedCondition) if c.code == code]
    if not listed:
        raise Refused("CHRONIC_NOT_APPROVED", "不在慢特病病种目录内")
    last = approved_until(ctx.judge.rules, listed[0], extension_of(node), begin)
    asked = day_of(node, "enddate") if text(node.get("enddate")) else last
    return min(asked, last)


def designate(ctx: Context) -> Answer:
    """2505: an institution that the person chooses (and other applications of its kind)."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    chosen = institution_by_code(ctx.draft, node.get("fixmedins_code"))
    if not chosen.designated:
        raise Refused("DEST_NOT_DESIGNATED")
    end = day_of(node, "enddate") if text(node.get("enddate")) else None
    kept = particulars(node, "fix_srt_no", "memo", "agnter_name", "agnter_rlts")
    kind, begin = required(node, "biz_appy_type"), day_of(node, "begndate")
    return _register(ctx, DESIGNATION, person, kind, chosen.code, begin, end, kept)


def register_injury(ctx: Context) -> Answer:
    """2507: an accident; ``chk_pay_flag`` 1 asks the fund to pay in advance (BMI14-A30)."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    end = day_of(node, "enddate") if text(node.get("enddate")) else None
    kept = particulars(node, "trum_site", "trum_rea", "trum_time", "adm_time", "memo")
    flag, begin = required(node, "chk_pay_flag"), day_of(node, "begndate")
    return _register(ctx, INJURY, person, flag, ctx.sender().code, begin, end, kept)


def _register(
    ctx: Context,
    kind: str,
    person: InsuredPerson,
    code: str,
    institution: str,
    begin: dt.date,
    end: dt.date | None,
    kept: dict[str, str],
) -> Answer:
    if end is not None and end < begin:
        raise Refused("TIMES_ORDER")
    switch = ctx.draft.get("switches", DECIDES_BY_HAND, Switch)
    pending = switch is not None and switch.on
    number = f"{PREFIX[kind]}{ctx.serial('registration')}"
    record = Registration(
        number=number,
        kind=kind,
        person=person.id,
        code=code,
        institution=institution,
        valid_from=begin,
        valid_until=end,
        registered_at=ctx.at,
        particulars=kept,
        registered_by=ctx.sender().code,
        decision="pending" if pending else "approved",
    )
    ctx.draft.put("registrations", number, record)
    return Answer(
        output={"result": {"trt_dcla_detl_sn": number}},
        warning="PENDING" if pending else "",
        refers_to=number,
    )


def withdraw_chronic(ctx: Context) -> Answer:
    """2504: takes back the registration of a condition that nobody reviewed or used yet."""
    return _withdraw(ctx, CHRONIC)


def withdraw_designation(ctx: Context) -> Answer:
    """2506: takes back a designation that nobody reviewed yet."""
    return _withdraw(ctx, DESIGNATION)


def _withdraw(ctx: Context, kind: str) -> Answer:
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    number = required(node, "trt_dcla_detl_sn")
    found = ctx.draft.get("registrations", number, Registration)
    if found is None or found.kind != kind or found.person != person.id or found.withdrawn_at:
        raise Refused("RECORD_UNKNOWN")
    if found.registered_by != ctx.sender().code:
        raise Refused("RECORD_UNKNOWN")
    if found.by_hand or _is_used(ctx, found):
        raise Refused("REGISTRATION_REVIEWED")
    ctx.draft.put("registrations", number, replace(found, withdrawn_at=ctx.at))
    return Answer(refers_to=number)


def _is_used(ctx: Context, found: Registration) -> bool:
    """A settlement that stands rests on the registration: that is as good as a review."""
    if found.kind != CHRONIC:
        return False
    for each in ctx.draft.find("settlements", "person", found.person, Settlement):
        stay = ctx.draft.get("stays", each.stay, Stay)
        named = (stay.particulars or {}).get("dise_codg", "") if stay else ""
        chronic = each.counts and each.visit_kind == CHRONIC and found.holds(each.begun_on)
        if chronic and named in ("", found.code):
            return True
    return False


def chronic_query(ctx: Context) -> Answer:
    """5301: the person's conditions in force or to come."""
    rows = [
        _dated(each)
        | {
            "opsp_dise_code": each.code,
            "opsp_dise_name": (each.particulars or {}).get("opsp_dise_name", each.code),
        }
        for each in _standing(ctx, CHRONIC)
        if each.valid_until is None or each.valid_until >= ctx.today
    ]
    return Answer(output={"feedetail": rows})


def designation_query(ctx: Context) -> Answer:
    """5302: the person's designations of one kind of application."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    kind = required(node, "biz_appy_type")
    rows = []
    for order, each in enumerate(_standing(ctx, DESIGNATION), start=1):
        if each.code != kind:
            continue
        house = institution_by_code(ctx.draft, each.institution)
        kept = each.particulars or {}
        row = _dated(each) | {
            "psn_no": person.number,
            "insutype": codes.insurance_type(person.enrolment(ctx.today)),
            "fix_srt_no": kept.get("fix_srt_no", str(order)),
            "fixmedins_code": house.code,
            "fixmedins_name": house.name,
            "memo": kept.get("memo", ""),
        }
        rows.append({name: value for name, value in row.items() if value != ""})
    return Answer(output={"psnfixmedin": rows})


def _standing(ctx: Context, kind: str) -> list[Registration]:
    person = ctx.person(required(ctx.node("data"), "psn_no"))
    found = ctx.draft.find("registrations", "person", person.id, Registration)
    return [each for each in found if each.kind == kind and each.stands]


def _dated(each: Registration) -> dict[str, Any]:
    row = {"begndate": each.valid_from.isoformat()}
    if each.valid_until is not None:
        row["enddate"] = each.valid_until.isoformat()
    return row


SERVICES = {
    "2503": register_chronic,
    "2504": withdraw_chronic,
    "2505": designate,
    "2506": withdraw_designation,
    "2507": register_injury,
    "5301": chronic_query,
    "5302": designation_query,
}
