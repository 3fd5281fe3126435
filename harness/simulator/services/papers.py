"""Records that are kept and shown again: mappings, settlement lists, attributes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from harness.domain.institutions import ChargeItem
from harness.domain.settlement import Settlement

from ..records import Document
from ..refusals import Refused
from .answers import ACCOUNT, payers
from .context import Answer, Context, day_of, particulars, required, scaled, text

MAPPING, LIST, ATTRIBUTE = "mapping", "settlement_list", "attribute"
LIST_MOVES = {("0", "1"), ("3", "0"), ("3", "1")}


def map_items(ctx: Context) -> Answer:
    """3301: the institution's own codes for catalogue items; an unknown item is refused."""
    rows = ctx.request.rows("data") or ctx.request.rows("catalogcompin")
    if not rows:
        raise Refused("FIELD_INVALID", "data")
    for row in rows:
        code = required(row, "med_list_codg")
        if not ctx.draft.find("items", "code", code, ChargeItem):
            raise Refused("RECORD_UNKNOWN", code[:40])
        if day_of(row, "enddate") < day_of(row, "begndate"):
            raise Refused("TIMES_ORDER")
        body = {name: text(value) for name, value in row.items()}
        _keep(ctx, MAPPING, _mapping_key(ctx, row), body)
    return Answer()


def _mapping_key(ctx: Context, row: dict[str, Any]) -> str:
    parts = (required(row, name) for name in ("fixmedins_hilist_id", "list_type", "med_list_codg"))
    return ":".join((ctx.sender().code, *parts))


def unmap_items(ctx: Context) -> Answer:
    """3302: takes mappings back."""
    for row in ctx.request.rows("data") or [ctx.request.input]:
        key = _mapping_key(ctx, row)
        if ctx.draft.get("documents", key, Document) is None:
            raise Refused("RECORD_UNKNOWN")
        ctx.draft.drop("documents", key)
    return Answer()


def _keep(ctx: Context, kind: str, key: str, body: dict[str, Any]) -> Document:
    record = Document(
        key=key, kind=kind, institution=ctx.sender().code, stored_at=ctx.at, body=body
    )
    ctx.draft.put("documents", key, record)
    return record


def upload_list(ctx: Context) -> Answer:
    """4101: the settlement list of one settlement; a submitted one is not replaced."""
    node = ctx.node("setlinfo")
    number = required(node, "setl_id")
    _check_list(ctx, node, _listed(ctx, node, number))
    status = text(node.get("stas_type")) or "0"
    if status not in {"0", "1"}:
        raise Refused("FIELD_INVALID", "stas_type")
    known = ctx.draft.get("documents", f"list:{number}", Document)
    if known is not None and known.body["status"] in {"1", "2"}:
        raise Refused("NOT_ALLOWED", "清单已提交")
    name = known.body["number"] if known else f"L{ctx.draft.next_number('settlement_list'):08d}"
    _keep(ctx, LIST, f"list:{number}", {"number": name, "status": status, "settlement": number})
    return Answer(output={"data": {"setl_list_id": name}}, refers_to=name)


def _listed(ctx: Context, node: dict[str, Any], number: str) -> Settlement:
    """The sender's settlement that a list is about; one undone needs no list any more."""
    found = ctx.draft.get("settlements", number, Settlement)
    person = ctx.person(required(node, "psn_no"))
    if found is None or found.person != person.id or found.institution != ctx.sender().id:
        raise Refused("SETTLEMENT_UNKNOWN")
    if not found.counts:
        raise Refused("ALREADY_REVERSED")
    return found


def _check_list(ctx: Context, node: dict[str, Any], settlement: Settlement) -> None:
    """The list repeats the settlement: its visit, and what each fund paid.

    The personal account is no fund, yet ``setldetail`` shows it: a list may have it or not.
    """
    if text(node.get("mdtrt_id")) != settlement.stay:
        raise Refused("LIST_MISMATCH", "mdtrt_id")
    if day_of(node, "setl_end_date") < day_of(node, "setl_begn_date"):
        raise Refused("TIMES_ORDER")
    said: Counter[str] = Counter()
    for row in ctx.request.rows("payinfo"):
        said[required(row, "fund_pay_type")] += scaled(row, "fund_payamt", 2)
    paid = Counter(dict(payers(settlement)))
    if +said not in (+paid, +Counter({fund: fen for fund, fen in paid.items() if fund != ACCOUNT})):
        raise Refused("LIST_MISMATCH", "payinfo")


def change_list(ctx: Context) -> Answer:
    """4102: 0 to 1, 3 to 0 or 1; 2 (passed) never changes (wire.md §5.8)."""
    rows = ctx.node("data").get("stastinfo") or ctx.request.rows("stastinfo")
    for row in rows if isinstance(rows, list) else [rows]:
        number, status = required(row, "setl_id"), required(row, "stas_type")
        known = ctx.draft.get("documents", f"list:{number}", Document)
        if known is None or known.institution != ctx.sender().code:
            raise Refused("RECORD_UNKNOWN")
        _listed(ctx, row, number)
        if (known.body["status"], status) not in LIST_MOVES:
            raise Refused("NOT_ALLOWED", f"清单状态{known.body['status']}不能改为{status[:3]}")
        changed = replace(known, body={**known.body, "status": status})
        ctx.draft.put("documents", known.key, changed)
    return Answer()


ATTRIBUTE_FIELDS = (
    "mdtrt_id",
    "psn_no",
    "psn_cert_type",
    "certno",
    "psn_name",
    "ipt_otp_no",
    "ipt_psn_sp_flag_type",
    "ipt_psn_sp_flag",
    "admdvs",
)


def upload_attribute(ctx: Context) -> Answer:
    """2406: a special attribute of a stay; what the message leaves out the stay says."""
    node = ctx.node("data")
    stay, person = ctx.stay(node), ctx.identified(node)
    for name in ("ipt_psn_sp_flag_type", "ipt_psn_sp_flag"):
        required(node, name)
    number = f"A{ctx.serial('attribute')}"
    body = {
        "ipt_psn_sp_flag_detl_id": number,
        "psn_cert_type": "01",
        "certno": person.identity,
        "psn_name": person.name,
        "ipt_otp_no": stay.own_number or stay.number,
        **particulars(node, *ATTRIBUTE_FIELDS),
    }
    _keep(ctx, ATTRIBUTE, number, body)
    return Answer(output={"IptPsnSpFlagRegOut": {"ipt_psn_sp_flag_detl_id": number}})


def query_attribute(ctx: Context) -> Answer:
    """2407: the latest attribute that fits; the answer has one row, as the interface has it."""
    node = ctx.node("data")
    house = ctx.sender()
    wanted = particulars(node, "ipt_psn_sp_flag_detl_id", *ATTRIBUTE_FIELDS)
    every = ctx.draft.find("documents", "kind", f"{house.code}:{ATTRIBUTE}", Document)
    found = [each for each in every if wanted.items() <= each.body.items()]
    if not found:
        raise Refused("RECORD_UNKNOWN")
    whose = {"fixmedins_code": house.code, "fixmedins_name": house.name}
    return Answer(output={"IptPsnSpFlagReg": {**found[-1].body, **whose}})


SERVICES = {
    "2406": upload_attribute,
    "2407": query_attribute,
    "3301": map_items,
    "3302": unmap_items,
    "4101": upload_list,
    "4102": change_list,
}
