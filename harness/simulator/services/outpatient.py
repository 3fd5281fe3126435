"""2201-2203 and 2206-2208: the outpatient chain; fee lines are in ``fees`` (wire.md §5.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.domain.care import CareKind, Declaration, FeeLine, Stay, StayStatus

from ..refusals import Refused
from .answers import settlement_answer
from .context import Answer, Context, moment_of, particulars, required, text
from .declared import of_visit
from .inpatient import cancel, diagnoses
from .settling import book_settlement, chargeable, settle, undo_settlement

UNTYPED = ""
WITHOUT_DIAGNOSIS = frozenset({"11", "12", "41"})
KEPT = ("insutype", "mdtrt_cert_type", "atddr_no", "dr_name", "dept_code", "dept_name", "caty")
VISIT_KEPT = ("main_cond_dscr", "dise_codg", "dise_name", "dise_type_code")


def register(ctx: Context) -> Answer:
    """2201: opens a visit; its category comes with 2203."""
    node = ctx.node("data")
    person = ctx.identified(node)
    ctx.insured(node, person)
    house = ctx.sender()
    own_number = required(node, "ipt_otp_no")
    stay = Stay(
        number=f"{house.region}{ctx.serial('stay')}",
        person=person.id,
        institution=house.id,
        kind=CareKind.OUTPATIENT,
        status=StayStatus.IN_HOSPITAL,
        begun_at=moment_of(node, "begntime"),
        registered_at=ctx.at,
        care_code=UNTYPED,
        own_number=own_number,
        message=ctx.request.msgid,
        particulars=particulars(node, *KEPT),
        declared=Declaration(),
    )
    ctx.draft.put("stays", stay.number, stay)
    row = {"mdtrt_id": stay.number, "psn_no": person.number, "ipt_otp_no": own_number}
    return Answer(output={"data": row}, refers_to=stay.number)


def cancel_registration(ctx: Context) -> Answer:
    """2202: cancels a visit without fees."""
    stay = visit(ctx, ctx.node("data"))
    cancel(ctx, stay)
    return Answer(refers_to=stay.number)


def visit(ctx: Context, node: dict[str, Any]) -> Stay:
    """The sender's outpatient visit; STAY_UNKNOWN for inpatient stays."""
    stay = ctx.stay(node)
    if stay.kind is not CareKind.OUTPATIENT:
        raise Refused("STAY_UNKNOWN")
    return stay


def upload_visit(ctx: Context) -> Answer:
    """2203: category and diagnoses of a visit; one category a visit, ``vali_flag`` 0 voids."""
    node = ctx.node("mdtrtinfo")
    stay = visit(ctx, node)
    if stay.status is not StayStatus.IN_HOSPITAL:
        raise Refused("STAY_STATE")
    care_code = required(node, "med_type")
    if stay.care_code not in {UNTYPED, care_code}:
        raise Refused("VISIT_TYPE")
    said = of_visit(node, care_code)
    changed = replace(
        stay,
        care_code=care_code,
        begun_at=moment_of(node, "begntime"),
        purpose=said.purpose,
        trauma=said.trauma,
        third_party=said.third_party,
        diagnoses=_merged(ctx, stay),
        particulars={**(stay.particulars or {}), **particulars(node, *VISIT_KEPT)},
    )
    changed = replace(changed, declared=changed.declaration())
    footing = ctx.judge.visit(ctx.draft, ctx.person(node.get("psn_no")), ctx.sender(), changed)
    ctx.draft.put("stays", stay.number, replace(changed, warnings=footing.warnings))
    return Answer(warning="，".join(footing.warnings), refers_to=stay.number)


def _merged(ctx: Context, stay: Stay) -> Any:
    rows = ctx.request.rows("diseinfo")
    given = diagnoses(rows, on_discharge=False)
    merged = {each.rank: each for each in stay.diagnoses}
    for row, each in zip(rows, given, strict=True):
        merged[each.rank] = each
        if text(row.get("vali_flag")) == "0":
            del merged[each.rank]
    return tuple(merged[rank] for rank in sorted(merged))


def preview(ctx: Context) -> Answer:
    """2206: prices a batch; nothing is booked."""
    node = ctx.node("data")
    stay = _typed(ctx, node)
    record = settle(ctx, node, stay, ended_at=stay.begun_at)
    return Answer(output=settlement_answer(ctx, stay, record, node, trial=True))


def commit(ctx: Context) -> Answer:
    """2207: books the settlement of a batch."""
    node = ctx.node("data")
    stay = _typed(ctx, node)
    record = settle(ctx, node, stay, ended_at=stay.begun_at)
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    rest = {each.serial for each in lines if not each.settlement} - set(record.lines)
    return book_settlement(ctx, stay, record, node, final=not rest)


def _typed(ctx: Context, node: dict[str, Any]) -> Stay:
    """The visit with its category: that of 2203, which the message must not contradict.

    What kind of visit it is may be said with the settlement only (wire.md §6.2).
    """
    stay = chargeable(ctx, node, CareKind.OUTPATIENT)
    care_code = required(node, "med_type")
    if stay.care_code not in {UNTYPED, care_code}:
        raise Refused("VISIT_TYPE")
    if not stay.diagnoses and care_code not in WITHOUT_DIAGNOSIS:
        raise Refused("DIAGNOSIS_REQUIRED")
    said = of_visit(node, care_code)
    return replace(
        stay,
        care_code=care_code,
        purpose=said.purpose if said.said else stay.purpose or said.purpose,
        trauma=said.trauma or stay.trauma,
        third_party=said.third_party or stay.third_party,
    )


def revoke(ctx: Context) -> Answer:
    """2208: undoes the last settlement of a visit."""
    return undo_settlement(ctx, CareKind.OUTPATIENT)


SERVICES = {
    "2201": register,
    "2202": cancel_registration,
    "2203": upload_visit,
    "2206": preview,
    "2206A": preview,
    "2207": commit,
    "2207A": commit,
    "2208": revoke,
}
