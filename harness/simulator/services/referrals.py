"""2501, 2501A, 2502, 5304: a referral filed, withdrawn, queried (wire.md §5.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from harness.domain import places
from harness.domain.filing import Channel, Filing, FilingCategory, FilingStatus
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import Enrolment, InsuredPerson

from ..filing_desk import FilingRequest, file_referral, withdraw
from ..refusals import Refused
from ..slips import slip_of
from . import codes
from .context import Answer, Context, day_of, particulars, range_of, required, stamp, text

KEPT = (
    "tel",
    "addr",
    "dise_cond_dscr",
    "refl_rea",
    "refl_opnn",
    "refl_old_mdtrt_id",
    "refl_used_flag",
)


def file(ctx: Context) -> Answer:
    """2501 and 2501A: files the referral at once; answers the existing filing if there is one."""
    node = ctx.node("refmedin")
    person = ctx.person(required(node, "psn_no"))
    _check_insured_place(ctx, node, person.enrolment(ctx.today))
    ctx.insured(node, person)
    request = _request(ctx, node, person)
    filing, warnings = file_referral(ctx.draft, ctx.judge, request, ctx.at)
    if filing.status is FilingStatus.PENDING:
        warnings = (*warnings, "PENDING")
    return Answer(
        output={"result": {"trt_dcla_detl_sn": filing.number}},
        warning="，".join(warnings),
        refers_to=filing.number,
    )


def _request(ctx: Context, node: dict[str, Any], person: InsuredPerson) -> FilingRequest:
    _check_flags(node)
    kept = particulars(node, *KEPT)
    kept.update(opter_id=ctx.request.opter, opter_name=ctx.request.opter_name)
    return FilingRequest(
        person=person,
        issuer=ctx.sender(),
        channel=Channel.HIS,
        category=FilingCategory.REFERRED,
        region=required(node, "mdtrtarea_admdvs"),
        destination=_destination(ctx, node),
        destination_name=required(node, "reflin_medins_name"),
        diagnosis_code=required(node, "diag_code"),
        diagnosis_name=required(node, "diag_name"),
        slip=slip_of(ctx.slip, referral_on=day_of(node, "refl_date")),
        slip_fields=frozenset(ctx.slip),
        particulars=kept,
    )


def _check_flags(node: dict[str, Any]) -> None:
    if text(node.get("hosp_agre_refl_flag")) == "0":
        raise Refused("SLIP_NOT_AGREED")
    if text(node.get("refl_type")) in {"1", "2"}:
        raise Refused("DEST_IN_REGION", "refl_type应为3")


def _check_insured_place(ctx: Context, node: dict[str, Any], enrolment: Enrolment | None) -> None:
    """Both places where the place of insurance is sent must name the pool on record (C15)."""
    if enrolment is None:
        return
    for sent in (text(node.get("insu_optins")), ctx.request.insuplc_admdvs):
        if sent and not codes.names_pool(sent, enrolment.pool):
            raise Refused("INSURED_PLACE_MISMATCH")


def _destination(ctx: Context, node: dict[str, Any]) -> DesignatedInstitution:
    code = required(node, "reflin_medins_no")
    found = ctx.draft.find("institutions", "code", code, DesignatedInstitution)
    if not found:
        raise Refused("DEST_UNKNOWN")
    return found[0]


def revoke(ctx: Context) -> Answer:
    """2502: withdraws a filing that the same hospital made."""
    node = ctx.node("data")
    number = required(node, "trt_dcla_detl_sn")
    person = ctx.person(required(node, "psn_no"))
    filing = ctx.draft.get("filings", number, Filing)
    if filing is None or filing.person != person.id or filing.issuer != ctx.sender().id:
        raise Refused("FILING_UNKNOWN")
    withdraw(ctx.draft, filing, ctx.at, text(node.get("memo")))
    return Answer(refers_to=number)


def query(ctx: Context) -> Answer:
    """5304: filings in force or expired; pending, refused and withdrawn ones are not shown.

    The answer has no serial number: that is how the interface is (wire.md §5.9).
    """
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    begin, end = range_of(node)
    found = ctx.draft.find("filings", "person", person.id, Filing)
    rows = [
        _row(ctx, person, each)
        for each in found
        if each.status is FilingStatus.ACTIVE and _within(each, begin, end)
    ]
    return Answer(output={"refmedin": rows})


def _within(filing: Filing, begin: dt.datetime, end: dt.datetime) -> bool:
    """Requested, referred, or in force at some time of the range."""
    if begin <= filing.requested_at <= end:
        return True
    if filing.valid_from is None or filing.valid_until is None:
        return False
    return filing.valid_from <= end.date() and begin.date() <= filing.valid_until


def _row(ctx: Context, person: InsuredPerson, filing: Filing) -> dict[str, Any]:
    kept = filing.particulars or {}
    enrolment = person.enrolment(ctx.today)
    destination = ctx.draft.get("institutions", filing.institution or "", DesignatedInstitution)
    referred = filing.referral_on or filing.requested_at.date()
    row = codes.identity_fields(person, ctx.today) | {
        "insutype": codes.insurance_type(enrolment),
        "dcla_souc": codes.SOURCE[filing.channel],
        "tel": kept.get("tel", person.phone),
        "addr": kept.get("addr", person.address),
        "insu_optins": filing.pool,
        "emp_name": enrolment.employer if enrolment else "",
        "diag_code": filing.diagnosis_code,
        "diag_name": filing.diagnosis_name,
        "dise_cond_dscr": kept.get("dise_cond_dscr", ""),
        "reflin_medins_no": destination.code if destination else "",
        "reflin_medins_name": filing.institution_name,
        "out_flag": "0" if places.in_region(filing.region) else "1",
        "refl_date": referred.isoformat(),
        "refl_rea": kept.get("refl_rea", filing.diagnosis_name),
        "begndate": filing.valid_from.isoformat() if filing.valid_from else "",
        "enddate": filing.valid_until.isoformat() if filing.valid_until else "",
        "hosp_agre_refl_flag": "1",
        "opter_id": kept.get("opter_id", ""),
        "opter_name": kept.get("opter_name", ""),
        "opt_time": stamp(filing.requested_at),
    }
    for name in ("naty", "age"):
        row.pop(name)
    return {name: value for name, value in row.items() if value != ""}


SERVICES = {"2501": file, "2501A": file, "2502": revoke, "5304": query}
