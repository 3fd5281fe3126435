"""2401-2405: admission, discharge, change and their undoing (wire.md §4.1, §5.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.domain.care import CareKind, Diagnosis, FeeLine, Stay, StayStatus
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson

from ..refusals import Refused
from .context import Answer, Context, moment_of, particulars, required, text
from .declared import of_stay

KEPT = (
    "insutype",
    "coner_name",
    "tel",
    "mdtrt_cert_type",
    "medrcdno",
    "atddr_no",
    "chfpdr_name",
    "adm_diag_dscr",
    "adm_dept_codg",
    "adm_dept_name",
    "adm_bed",
    "dscg_maindiag_code",
    "dscg_maindiag_name",
    "main_cond_dscr",
    "dise_codg",
    "dise_name",
    "matn_type",
    "birctrl_type",
    "dscg_dept_codg",
    "dscg_dept_name",
    "dscg_bed",
    "dscg_way",
    "die_date",
    "exp_content",
)
DIAGNOSIS_KEPT = ("diag_type", "adm_cond", "diag_dept", "dise_dor_no", "dise_dor_name", "diag_time")


def admit(ctx: Context) -> Answer:
    """2401: opens a stay; refused while the person is in hospital anywhere."""
    node = ctx.node("mdtrtinfo")
    person = ctx.identified(node)
    ctx.insured(node, person)
    institution = ctx.sender()
    if open_stay(ctx, person) is not None:
        raise Refused("ALREADY_IN_HOSPITAL")
    stay = _stay(ctx, node, person, institution)
    footing = ctx.judge.visit(ctx.draft, person, institution, stay)
    stay = replace(stay, warnings=footing.warnings)
    ctx.draft.put("stays", stay.number, stay)
    return Answer(
        output={"result": {"mdtrt_id": stay.number}},
        warning="，".join(footing.warnings),
        refers_to=stay.number,
    )


def open_stay(ctx: Context, person: InsuredPerson) -> Stay | None:
    """The inpatient stay that is open now, in whatever hospital."""
    for stay in ctx.draft.find("stays", "person", person.id, Stay):
        if stay.kind is CareKind.INPATIENT and stay.status is StayStatus.IN_HOSPITAL:
            return stay
    return None


def _stay(
    ctx: Context, node: dict[str, Any], person: InsuredPerson, institution: DesignatedInstitution
) -> Stay:
    care_code = required(node, "med_type")
    said = of_stay(node, care_code)
    return Stay(
        number=f"{institution.region}{ctx.serial('stay')}",
        person=person.id,
        institution=institution.id,
        kind=CareKind.INPATIENT,
        status=StayStatus.IN_HOSPITAL,
        begun_at=moment_of(node, "begntime"),
        registered_at=ctx.at,
        care_code=care_code,
        purpose=said.purpose,
        own_number=text(node.get("ipt_no")) or text(node.get("ipt_otp_no")),
        message=ctx.request.msgid,
        declared_category=said.category,
        trauma=said.trauma,
        third_party=said.third_party,
        diagnoses=diagnoses(ctx.request.rows("diseinfo"), on_discharge=False),
        particulars=particulars(node, *KEPT),
    )


def diagnoses(rows: list[dict[str, Any]], *, on_discharge: bool) -> tuple[Diagnosis, ...]:
    """The diagnosis rows of a message."""
    return tuple(
        Diagnosis(
            rank=_rank(row, position),
            code=required(row, "diag_code"),
            name=text(row.get("diag_name")),
            main=text(row.get("maindiag_flag")) == "1",
            on_discharge=on_discharge,
            particulars=particulars(row, *DIAGNOSIS_KEPT),
        )
        for position, row in enumerate(rows, start=1)
    )


def _rank(row: dict[str, Any], position: int) -> int:
    raw = text(row.get("diag_srt_no"))
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else position


def discharge(ctx: Context) -> Answer:
    """2402: ends the stay, once."""
    node = ctx.node("dscginfo")
    stay = inpatient(ctx, node)
    if not stay.lifecycle.allows(stay.status, "discharge"):
        raise Refused("STAY_STATE", "已办理出院")
    ended_at = moment_of(node, "endtime")
    if ended_at < stay.begun_at:
        raise Refused("TIMES_ORDER")
    on_admission = tuple(each for each in stay.diagnoses if not each.on_discharge)
    done = replace(
        stay,
        status=StayStatus.DISCHARGED,
        ended_at=ended_at,
        diagnoses=on_admission + diagnoses(ctx.request.rows("diseinfo"), on_discharge=True),
        particulars={**(stay.particulars or {}), **_changed(node)},
        before_discharge=stay.particulars,
    )
    ctx.draft.put("stays", stay.number, done)
    return Answer(refers_to=stay.number)


def _changed(node: dict[str, Any]) -> dict[str, str]:
    found = particulars(node, *KEPT)
    found.pop("exp_content", None)
    return found


def inpatient(ctx: Context, node: dict[str, Any]) -> Stay:
    """The sender's inpatient stay; STAY_UNKNOWN for outpatient visits."""
    stay = ctx.stay(node)
    if stay.kind is not CareKind.INPATIENT:
        raise Refused("STAY_UNKNOWN")
    return stay


def change(ctx: Context) -> Answer:
    """2403: changes an open stay; a diagnosis with a known rank is replaced, else added."""
    node = ctx.node("adminfo")
    stay = inpatient(ctx, node)
    if stay.status is not StayStatus.IN_HOSPITAL:
        raise Refused("STAY_STATE")
    changed = _with_changes(ctx, node, stay)
    person, institution = ctx.person(node.get("psn_no")), ctx.sender()
    footing = ctx.judge.visit(ctx.draft, person, institution, changed)
    changed = replace(changed, warnings=footing.warnings)
    ctx.draft.put("stays", stay.number, changed)
    return Answer(warning="，".join(footing.warnings), refers_to=stay.number)


def _with_changes(ctx: Context, node: dict[str, Any], stay: Stay) -> Stay:
    care_code = required(node, "med_type")
    said = of_stay(node, care_code)
    given = {
        each.rank: each for each in diagnoses(ctx.request.rows("diseinfo"), on_discharge=False)
    }
    merged = {each.rank: each for each in stay.diagnoses} | given
    return replace(
        stay,
        begun_at=moment_of(node, "begntime"),
        care_code=care_code,
        purpose=said.purpose if said.said else stay.purpose,
        own_number=text(node.get("ipt_otp_no")) or stay.own_number,
        trauma=said.trauma or stay.trauma,
        third_party=said.third_party or stay.third_party,
        diagnoses=tuple(merged[rank] for rank in sorted(merged)),
        particulars={**(stay.particulars or {}), **particulars(node, *KEPT)},
    )


def cancel_admission(ctx: Context) -> Answer:
    """2404: cancels a stay without fees."""
    stay = inpatient(ctx, ctx.node("data"))
    cancel(ctx, stay)
    return Answer(refers_to=stay.number)


def cancel(ctx: Context, stay: Stay) -> None:
    """Cancel a stay or visit that is open and has no fee line left."""
    if not stay.lifecycle.allows(stay.status, "cancel"):
        raise Refused("STAY_STATE")
    if ctx.draft.find("lines", "stay", stay.number, FeeLine):
        raise Refused("FEES_EXIST")
    ctx.draft.put("stays", stay.number, replace(stay, status=StayStatus.CANCELLED))


def undo_discharge(ctx: Context) -> Answer:
    """2405: reopens a discharged stay that is not settled."""
    node = ctx.node("data")
    stay = inpatient(ctx, node)
    if not stay.lifecycle.allows(stay.status, "undo_discharge"):
        raise Refused("STAY_STATE")
    if open_stay(ctx, ctx.person(node.get("psn_no"))) is not None:
        raise Refused("ALREADY_IN_HOSPITAL")
    kept = tuple(each for each in stay.diagnoses if not each.on_discharge)
    reopened = replace(
        stay,
        status=StayStatus.IN_HOSPITAL,
        ended_at=None,
        diagnoses=kept,
        particulars=stay.before_discharge,
        before_discharge=None,
    )
    ctx.draft.put("stays", stay.number, reopened)
    return Answer(refers_to=stay.number)


SERVICES = {
    "2401": admit,
    "2402": discharge,
    "2403": change,
    "2404": cancel_admission,
    "2405": undo_discharge,
}
