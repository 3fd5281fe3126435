"""5101, 5102, 1301, 1312, 1318, 1319 and 1901: departments, staff, catalogues, dictionary."""

from __future__ import annotations

from typing import Any

from harness.domain.identifiers import digits
from harness.domain.institutions import ChargeItem, Department, ItemClass, Physician
from harness.money import yuan
from harness.wire.codes import tables

from ..refusals import Refused
from . import codes
from .context import Answer, Context, required, text
from .fees import plain_number
from .files import CATALOGUE_OWNER, expires_at, packed, store_file

SINCE = "2014-10-29"
VERSION = 1
"""Of the whole catalogue: the facts of a world do not change."""
DRUG_COLUMNS = 97
"""Of 1301's file (wire.md §5.1). Filled are code, generic and registered name, and begin date;
the national table has no column for class or unit, and the rest is not known here."""
LARGEST_PAGE = 1000


def departments(ctx: Context) -> Answer:
    """5101: the sender's departments."""
    ctx.sender()
    rows = [
        {
            "hosp_dept_codg": each.code,
            "hosp_dept_name": each.name,
            "begntime": f"{SINCE} 00:00:00",
            "dept_resper_name": "模拟负责人",
            "dept_resper_tel": "0471-0000000",
            "dept_med_serv_scp": each.name,
            "caty": each.code,
            "dept_estbdat": f"{SINCE} 00:00:00",
            "aprv_bed_cnt": 10,
        }
        for each in ctx.draft.all("departments", Department)
    ]
    return Answer(output={"feedetail": rows})


def staff(ctx: Context) -> Answer:
    """5102: the sender's physicians, by name or code or all of them."""
    node = ctx.node("data")
    name, code = text(node.get("prac_psn_name")), text(node.get("prac_psn_code"))
    found = ctx.draft.find("physicians", "institution", ctx.sender().id, Physician)
    rows = [
        {
            "psn_cert_type": "99",
            "certno": f"MN{digits(each.id, 10)}",
            "prac_psn_no": each.code,
            "prac_psn_code": each.code,
            "prac_psn_name": each.name,
            "prac_psn_type": "1",
            "hi_dr_flag": "1",
            "begntime": f"{SINCE} 00:00:00",
        }
        for each in found
        if name in ("", each.name) and code in ("", each.code)
    ]
    return Answer(output={"feedetail": rows})


def download(ctx: Context) -> Answer:
    """1301: what is newer than ``ver`` of the drug catalogue, as a file of owner ``plc``.

    Who holds the present version (``v0001``) already gets an empty file and ``data_cnt`` 0.
    """
    held = _version(required(ctx.node("data"), "ver"))
    rows = [_columns(each) for each in _drugs(ctx)] if held < VERSION else []
    name = f"{ctx.request.infno}_{ctx.today:%Y%m%d}.zip"
    stored = store_file(ctx, name, packed(f"{ctx.request.infno}.txt", rows), CATALOGUE_OWNER)
    return Answer(
        output={
            "file_qury_no": stored.number,
            "filename": stored.name,
            "dld_end_time": expires_at(stored).date().isoformat(),
            "data_cnt": len(rows),
        }
    )


def _version(said: str) -> int:
    """``v0000`` and whatever has no number of its own mean: nothing held yet."""
    number = said.lower().removeprefix("v")
    return int(number) if number.isascii() and number.isdigit() else 0


def _drugs(ctx: Context) -> list[ChargeItem]:
    every = ctx.draft.all("items", ChargeItem)
    return [each for each in every if codes.LIST_TYPE.get(each.category) == "101"]


def _columns(each: ChargeItem) -> list[str]:
    known = {1: each.code, 4: each.name, 8: each.name, 37: SINCE}
    return [known.get(number, "") for number in range(1, DRUG_COLUMNS + 1)]


def catalogue(ctx: Context) -> Answer:
    """1312: the insurance catalogue, a page of it."""
    rows = [_entry(each) for each in _matching(ctx)]
    return Answer(output=_page(ctx, rows))


def _matching(ctx: Context) -> list[ChargeItem]:
    node = ctx.node("data")
    code, name = text(node.get("hilist_code")), text(node.get("hilist_name"))
    kind, level = text(node.get("list_type")), text(node.get("chrgitm_lv"))
    return [
        each
        for each in ctx.draft.all("items", ChargeItem)
        if code in ("", each.code)
        and name in each.name
        and kind in ("", codes.LIST_TYPE.get(each.category, "201"))
        and level in ("", codes.CLASS_LEVEL[each.item_class])
    ]


def _entry(each: ChargeItem) -> dict[str, Any]:
    return _common(each) | {
        "hilist_name": each.name,
        "med_chrgitm_type": codes.CATEGORY[each.category],
        "chrgitm_lv": codes.CLASS_LEVEL[each.item_class],
        "lmt_used_flag": "0",
        "list_type": codes.LIST_TYPE.get(each.category, "201"),
        "med_use_flag": "1",
        "matn_used_flag": "0",
        "hilist_use_type": "1",
        "lmt_cpnd_type": "0",
    }


def _common(each: ChargeItem) -> dict[str, Any]:
    return {
        "hilist_code": each.code,
        "insu_admdvs": "150000",
        "begndate": SINCE,
        "vali_flag": "1",
        "rid": f"R{digits(each.id, 12)}",
        "updt_time": SINCE,
        "crte_time": SINCE,
    }


def _page(ctx: Context, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = ctx.node("data")
    number, size = _count(node, "page_num"), _count(node, "page_size")
    return rows[(number - 1) * size : number * size]


def _count(node: dict[str, Any], name: str) -> int:
    raw = required(node, name)
    if not (raw.isascii() and raw.isdigit()) or not 1 <= int(raw) <= LARGEST_PAGE:
        raise Refused("FIELD_INVALID", name)
    return int(raw)


def price_limits(ctx: Context) -> Answer:
    """1318: price limits, a page of them."""
    rows = [
        _common(each)
        | {
            "hilist_lmtpric_type": "101",
            "overlmt_dspo_way": "1",
            "hilist_pric_uplmt_amt": yuan(each.price_limit),
        }
        for each in _matching(ctx)
        if each.price_limit is not None
    ]
    return Answer(output=_page(ctx, rows))


def proportions(ctx: Context) -> Answer:
    """1319: first payments, a page of them: class A 0, class B 0.1, self-paid 1."""
    class_b = ctx.judge.first_payments(ctx.today)[0]
    shares = {ItemClass.A: 0, ItemClass.B: class_b, ItemClass.SELF_PAID: 10_000}
    rows = [
        _common(each)
        | {
            "selfpay_prop_psn_type": "0",
            "selfpay_prop_type": "10",
            "selfpay_prop": plain_number(shares[each.item_class], 4),
        }
        for each in _matching(ctx)
    ]
    return Answer(output=_page(ctx, rows))


def dictionary(ctx: Context) -> Answer:
    """1901: one code table; an unknown one is refused."""
    kind = required(ctx.node("data"), "type")
    table = tables().get(kind) or tables().get(kind.lower())
    if table is None:
        raise Refused("RECORD_UNKNOWN", kind[:30])
    rows = [
        {
            "type": kind,
            "label": meaning["zh"],
            "value": value,
            "parentValue": "0",
            "sort": order,
            "valiFlag": "1",
            "createUser": "platform",
            "createDate": SINCE,
            "version": "1",
        }
        for order, (value, meaning) in enumerate(table["codes"].items(), start=1)
    ]
    return Answer(output={"list": rows})


SERVICES = {
    "1301": download,
    "1312": catalogue,
    "1318": price_limits,
    "1319": proportions,
    "1901": dictionary,
    "5101": departments,
    "5102": staff,
}
