"""2301 and 2204: fee lines uploaded (wire.md §5.2, §5.3)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from harness.domain.care import CareKind, FeeLine, Purpose, Stay, StayStatus
from harness.domain.institutions import ChargeItem, ItemClass, ItemKind
from harness.money import round_half_up, yuan

from ..records import ItemApproval
from ..refusals import Refused
from . import codes
from .context import (
    Answer,
    Context,
    extension_of,
    invalid,
    moment_of,
    particulars,
    required,
    scaled,
    text,
)

NO_LIMIT = "999999"
KEPT = (
    "chrg_bchno",
    "dise_codg",
    "rxno",
    "med_type",
    "bilg_dept_codg",
    "bilg_dept_name",
    "bilg_dr_codg",
    "bilg_dr_name",
    "drord_no",
    "hosp_appr_flag",
    "memo",
    "tcmdrug_used_way",
    "dscg_tkdrug_flag",
    "matn_fee_flag",
)


def upload_inpatient(ctx: Context) -> Answer:
    """2301: lines of an inpatient stay; one bad line fails the call."""
    return _upload(ctx, CareKind.INPATIENT)


def upload_outpatient(ctx: Context) -> Answer:
    """2204: lines of an outpatient visit; one bad line fails the call."""
    _check_batches(ctx)
    return _upload(ctx, CareKind.OUTPATIENT)


def _check_batches(ctx: Context) -> None:
    """One batch is for one disease, and where the dialect says so comes whole (wire.md §4.1)."""
    diseases: dict[tuple[str, str], str] = {}
    for row in ctx.request.rows("feedetail"):
        stay, batch = text(row.get("mdtrt_id")), text(row.get("chrg_bchno"))
        disease = text(row.get("dise_codg"))
        if batch and diseases.setdefault((stay, batch), disease) != disease:
            raise Refused("BATCH_DISEASE", batch)
    for (stay, batch), disease in diseases.items():
        lines = ctx.draft.find("lines", "stay", stay, FeeLine)
        known = {
            (each.particulars or {}).get("dise_codg", "") for each in lines if each.batch == batch
        }
        if known and ctx.settings.whole_batches:
            raise Refused("BATCH_INCOMPLETE", batch)
        if known - {disease}:
            raise Refused("BATCH_DISEASE", batch)


def _upload(ctx: Context, kind: CareKind) -> Answer:
    rows = ctx.request.rows("feedetail")
    if not rows:
        raise invalid("feedetail", "不能为空")
    stays: dict[str, Stay] = {}
    answers = []
    for row in rows:
        number = required(row, "mdtrt_id")
        if number not in stays:
            stays[number] = reopened(ctx, own_stay(ctx, row, kind))
        line = _line(ctx, row, stays[number])
        ctx.draft.put("lines", line.key, line)
        answers.append(_result(ctx, line))
    return Answer(output={"result": answers})


def own_stay(ctx: Context, row: dict[str, Any], kind: CareKind) -> Stay:
    """The sender's stay or visit of a row; STAY_UNKNOWN for the other kind."""
    stay = ctx.stay(row)
    if stay.kind is not kind:
        raise Refused("STAY_UNKNOWN")
    return stay


def reopened(ctx: Context, stay: Stay) -> Stay:
    """The stay, open for lines: a settled visit takes another batch, a settled stay nothing."""
    if stay.lifecycle.allows(stay.status, "charge"):
        stay = replace(stay, status=StayStatus(stay.lifecycle.after(stay.status, "charge")))
        ctx.draft.put("stays", stay.number, stay)
    if stay.status not in {StayStatus.IN_HOSPITAL, StayStatus.DISCHARGED}:
        raise Refused("STAY_STATE")
    return stay


def _line(ctx: Context, row: dict[str, Any], stay: Stay) -> FeeLine:
    serial = required(row, "feedetl_sn")
    if ctx.draft.get("lines", f"{stay.number}/{serial}", FeeLine) is not None:
        raise Refused("LINE_DUPLICATE", serial)
    code = required(row, "med_list_codg")
    item = _item(ctx, code)
    quantity, price = scaled(row, "cnt", 4), scaled(row, "pric", 6)
    amount = _amount(row, quantity, price)
    item_class = _class(row, item)
    line = FeeLine(
        stay=stay.number,
        serial=serial,
        item=item.id if item else "",
        code=code,
        own_code=text(row.get("medins_list_codg")),
        name=item.name if item else text(row.get("medins_list_name")) or code,
        item_class=item_class,
        kind=item.kind if item else ItemKind.ORDINARY,
        quantity=quantity,
        price=price,
        amount=amount,
        over_limit=_over_limit(item, item_class, quantity, amount),
        charged_at=moment_of(row, "fee_ocur_time"),
        rescue=_rescue(row, stay),
        public_health=bool(item and item.public_health),
        refunds=text(row.get("init_feedetl_sn")),
        batch=text(row.get("chrg_bchno")),
        particulars=particulars(row, *KEPT),
        approved=_approved(ctx, row, stay, item),
    )
    if amount < 0 or quantity < 0:
        _check_refund(ctx, line)
    return line


def _item(ctx: Context, code: str) -> ChargeItem | None:
    found = ctx.draft.find("items", "code", code, ChargeItem)
    return found[0] if found else None


def _amount(row: dict[str, Any], quantity: int, price: int) -> int:
    """The line's amount in fen; it must be quantity times price, rounded half up."""
    amount = scaled(row, "det_item_fee_sumamt", 2)
    if price < 0 or amount != round_half_up(quantity * price, 10**8):
        raise Refused("LINE_AMOUNT", text(row.get("feedetl_sn")))
    return amount


def _class(row: dict[str, Any], item: ChargeItem | None) -> ItemClass:
    """``hosp_appr_flag`` 2 makes a line self-paid, whatever its item is (wire.md §5.2).

    Items that need an approval keep their class: the agency may still give it.
    """
    if item is None:
        return ItemClass.SELF_PAID
    unconditional = item.kind in {ItemKind.ORDINARY, ItemKind.ISOLATION_BED}
    refused = text(row.get("hosp_appr_flag")) == "2"
    return ItemClass.SELF_PAID if unconditional and refused else item.item_class


def _over_limit(item: ChargeItem | None, line: ItemClass, quantity: int, amount: int) -> int:
    """What lies above the price limit (FEE14-A9-1); a refund takes it back."""
    if item is None or item.price_limit is None or line is ItemClass.SELF_PAID:
        return 0
    payable = round_half_up(quantity * item.price_limit, 10**4)
    return max(amount - payable, 0) if amount >= 0 else min(amount - payable, 0)


def _rescue(row: dict[str, Any], stay: Stay) -> bool:
    """Used in rescue: said of the line (RESCUE_FLAG), or of the whole stay (emergency).

    Approval may follow the use, but one refused or too late counts as none (FEE14-A8).
    """
    if text(row.get("hosp_appr_flag")) == "2":
        return False
    said = text(extension_of(row).get("RESCUE_FLAG"))
    return said == "1" or (said == "" and stay.purpose is Purpose.EMERGENCY)


def _approved(
    ctx: Context, row: dict[str, Any], stay: Stay, item: ChargeItem | None
) -> bool | None:
    """The hospital's approval flag; the agency's own decision on the item stands above it."""
    if item is not None:
        for each in ctx.draft.find("approvals", "stay", stay.number, ItemApproval):
            if each.item == item.id:
                return each.accepted
    return {"1": True, "2": False}.get(text(row.get("hosp_appr_flag")))


def _check_refund(ctx: Context, line: FeeLine) -> None:
    """A negative row names a line, has its price and takes back no more than is left of it."""
    original = ctx.draft.get("lines", f"{line.stay}/{line.refunds}", FeeLine)
    if original is None or original.code != line.code or original.price != line.price:
        raise Refused("REFUND_INVALID", line.serial)
    if original.settlement:
        raise Refused("LINE_SETTLED", line.refunds)
    lines = ctx.draft.find("lines", "stay", line.stay, FeeLine)
    refunded = sum(each.quantity for each in lines if each.refunds == line.refunds)
    if line.quantity >= 0 or original.quantity + refunded + line.quantity < 0:
        raise Refused("REFUND_INVALID", line.serial)


def _result(ctx: Context, line: FeeLine) -> dict[str, Any]:
    item = ctx.draft.get("items", line.item, ChargeItem)
    split = ctx.judge.split(line)
    limit = item.price_limit if item and item.price_limit is not None else None
    return {
        "feedetl_sn": line.serial,
        "det_item_fee_sumamt": yuan(line.amount),
        "cnt": plain_number(line.quantity, 4),
        "pric": plain_number(line.price, 6),
        "pric_uplmt_amt": NO_LIMIT if limit is None else yuan(limit),
        "selfpay_prop": _proportion(split.upfront, line.amount - line.over_limit)
        if line.item_class is not ItemClass.SELF_PAID
        else "1",
        "fulamt_ownpay_amt": yuan(split.self_paid),
        "overlmt_amt": yuan(split.over_limit),
        "preselfpay_amt": yuan(split.upfront),
        "inscp_scp_amt": yuan(split.eligible),
        "chrgitm_lv": codes.CLASS_LEVEL[item.item_class if item else ItemClass.SELF_PAID],
        "med_chrgitm_type": codes.CATEGORY[item.category] if item else "14",
        "list_sp_item_flag": "1" if line.kind is ItemKind.SPECIAL else "0",
        "lmt_used_flag": "0",
        "drt_reim_flag": "0",
        "memo": "" if item else "目录编码不在医保目录内，按自费处理",
    }


def _proportion(part: int, whole: int) -> str:
    return plain_number(round_half_up(part * 10_000, whole), 4) if whole else "0"


def plain_number(value: int, places: int) -> str:
    """A whole number of the last decimal place as plain decimal text."""
    return format(Decimal(value).scaleb(-places).normalize(), "f")


SERVICES = {"2204": upload_outpatient, "2301": upload_inpatient}
