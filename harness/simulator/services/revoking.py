"""2302 and 2205: unsettled fee lines deleted again (wire.md §5.2, §5.3)."""

from __future__ import annotations

from dataclasses import replace

from harness.domain.care import CareKind, FeeLine, StayStatus

from ..refusals import Refused
from .context import Answer, Context, required
from .fees import own_stay, reopened

EVERYTHING = "0000"


def revoke_inpatient(ctx: Context) -> Answer:
    """2302: deletes unsettled lines of a stay; ``0000`` all of them."""
    named: dict[str, list[FeeLine]] = {}
    for row in ctx.request.rows("data"):
        stay = reopened(ctx, own_stay(ctx, row, CareKind.INPATIENT))
        serial = required(row, "feedetl_sn")
        lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
        chosen = [each for each in lines if serial in (EVERYTHING, each.serial)]
        _check_droppable(chosen, everything=serial == EVERYTHING)
        known = named.setdefault(stay.number, [])
        known += [each for each in chosen if not each.settlement and each not in known]
    for chosen in named.values():
        _drop(ctx, chosen)
    return Answer()


def revoke_outpatient(ctx: Context) -> Answer:
    """2205: deletes one batch of unsettled lines; ``0000`` all of them.

    A visit that its last open batch had reopened is settled again.
    """
    row = ctx.node("data")
    stay = own_stay(ctx, row, CareKind.OUTPATIENT)
    if stay.status is StayStatus.CANCELLED:
        raise Refused("STAY_STATE", "已撤销")
    batch = required(row, "chrg_bchno")
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    chosen = [each for each in lines if batch in (EVERYTHING, each.batch)]
    _check_droppable(chosen, everything=batch == EVERYTHING)
    _drop(ctx, [each for each in chosen if not each.settlement])
    left = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    if stay.status is StayStatus.IN_HOSPITAL and left and all(e.settlement for e in left):
        status = StayStatus(stay.lifecycle.after(stay.status, "settle"))
        ctx.draft.put("stays", stay.number, replace(stay, status=status))
    return Answer()


def _check_droppable(chosen: list[FeeLine], *, everything: bool) -> None:
    """``everything`` passes over settled lines and finds nothing without complaint."""
    if everything:
        return
    if not chosen:
        raise Refused("LINE_UNKNOWN")
    for line in chosen:
        if line.settlement:
            raise Refused("LINE_SETTLED", line.serial)


def _drop(ctx: Context, chosen: list[FeeLine]) -> None:
    """Delete lines of a stay; a refund does not stay behind without its line."""
    keys = {line.serial for line in chosen}
    for line in chosen:
        others = ctx.draft.find("lines", "stay", line.stay, FeeLine)
        if any(each.refunds == line.serial and each.serial not in keys for each in others):
            raise Refused("REFUND_INVALID", line.serial)
    for line in chosen:
        ctx.draft.drop("lines", line.key)


SERVICES = {"2205": revoke_outpatient, "2302": revoke_inpatient}
