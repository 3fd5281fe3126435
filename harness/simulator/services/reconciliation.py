"""3201 and 3202: totals and details of a period compared (wire.md §5.7).

The day of a settlement is the platform's. A settlement undone by 2208 or 2305 stands beside its
negative row; one taken back by 2601 is in neither.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.domain.care import Stay
from harness.domain.people import InsuredPerson
from harness.domain.settlement import Settlement
from harness.money import BadAmount, parse_yuan, yuan

from ..refusals import Refused
from . import codes
from .answers import clearing_type
from .context import Answer, Context, day_of, required, scaled, stamp, text
from .files import expires_at, file_of, packed, store_file, unpacked

LONGEST = 366
EQUAL, UNEQUAL = "0", "1"
COLUMNS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What one side has of a period; amounts in fen."""

    total: int
    funds: int
    account: int
    count: int


def compare_totals(ctx: Context) -> Answer:
    """3201: the sender's totals against ours, for one insurance type and clearing type."""
    node = ctx.node("data")
    required(node, "insutype")
    ours = totals_of(_settlements(ctx, node))
    theirs = Totals(
        total=scaled(node, "medfee_sumamt", 2),
        funds=scaled(node, "fund_pay_sumamt", 2),
        account=scaled(node, "acct_pay", 2),
        count=scaled(node, "fixmedins_setl_cnt", 0),
    )
    row = {
        "setl_optins": text(node.get("setl_optins")),
        "stmt_rslt": EQUAL if ours == theirs else UNEQUAL,
        "stmt_rslt_dscr": "平" if ours == theirs else _difference(ours, theirs),
    }
    return Answer(output={"stmtinfo": row})


def totals_of(records: list[Settlement]) -> Totals:
    """The sums of settlements, reversals with their negative amounts."""
    return Totals(
        total=sum(each.division.total for each in records),
        funds=sum(each.division.funds for each in records),
        account=sum(each.division.account for each in records),
        count=len(records),
    )


def _difference(ours: Totals, theirs: Totals) -> str:
    names = {"total": "医疗费总额", "funds": "基金支付", "account": "个人账户"}
    said = [
        f"{words}平台{yuan(getattr(ours, name))}机构{yuan(getattr(theirs, name))}"
        for name, words in names.items()
        if getattr(ours, name) != getattr(theirs, name)
    ]
    if ours.count != theirs.count:
        said.append(f"笔数平台{ours.count}机构{theirs.count}")
    return "；".join(said)[:200]


def _settlements(ctx: Context, node: Mapping[str, Any]) -> list[Settlement]:
    """The sender's settlements of the period that the message's filters let through."""
    first, last = day_of(node, "stmt_begndate"), day_of(node, "stmt_enddate")
    if last < first or (last - first).days > LONGEST:
        raise Refused("TIMES_ORDER")
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    house = ctx.sender().id
    found: list[Settlement] = []
    for day in days:
        key = f"{house}:{day.isoformat()}"
        found += ctx.draft.find("settlements", "day", key, Settlement)
    wanted = _filter(ctx, node)
    return [each for each in found if not each.struck and wanted(each)]


def _filter(ctx: Context, node: Mapping[str, Any]) -> Callable[[Settlement], bool]:
    insutype, clr_type = text(node.get("insutype")), text(node.get("clr_type"))
    agency = text(node.get("setl_optins"))
    flag = text(node.get("refd_setl_flag")) or text(node.get("REFD_SETL_FLAG"))

    def wanted(record: Settlement) -> bool:
        stay = ctx.draft.get("stays", record.stay, Stay)
        if insutype not in {"", codes.SCHEME_CODE.get(record.scheme, "")}:
            return False
        if stay is None or clr_type not in {"", clearing_type(stay)}:
            return False
        if agency and not codes.names_pool(agency, record.pool):
            return False
        return flag != "0" or record.counts

    return wanted


def compare_details(ctx: Context) -> Answer:
    """3202: an uploaded list against ours, settlement by settlement; the result is a file."""
    node = ctx.node("data")
    stored = file_of(ctx, required(node, "file_qury_no"))
    theirs = [_parsed(row) for row in unpacked(base64.b64decode(stored.content))]
    ours = {each.number: each for each in _settlements(ctx, node)}
    rows = [_compared(row, ours) for row in theirs]
    seen = {row["setl_id"] for row in theirs}
    rows += [_missing(ctx, each) for number, each in ours.items() if number not in seen]
    name = f"3202_{ctx.today:%Y%m%d}_{len(rows)}.zip"
    result = store_file(ctx, name, packed("result.txt", rows), ctx.sender().code)
    return Answer(
        output={
            "fileinfo": {
                "file_qury_no": result.number,
                "filename": name,
                "dld_endtime": stamp(expires_at(result)),
            }
        }
    )


def _parsed(row: list[str]) -> dict[str, Any]:
    if len(row) < COLUMNS:
        raise Refused("FIELD_INVALID", "明细文件列数不足")
    names = ("setl_id", "mdtrt_id", "psn_no", "total", "funds", "account", "refund")
    found: dict[str, Any] = dict(zip(names, row, strict=False))
    for name in ("total", "funds", "account"):
        try:
            found[name] = parse_yuan(found[name] or "0")
        except BadAmount:
            raise Refused("FIELD_INVALID", "明细文件金额") from None
    return found


def _compared(row: dict[str, Any], ours: dict[str, Settlement]) -> list[str]:
    """One row of theirs: equal, different, or unknown to us."""
    record = ours.get(row["setl_id"])
    if record is None:
        memo, msgid = "平台无此结算", ""
    else:
        same = _same(record, row)
        memo, msgid = ("" if same else "金额不一致"), record.message
    result = UNEQUAL if memo else EQUAL
    amounts = [yuan(row[name]) for name in ("total", "funds", "account")]
    head = [row["psn_no"], row["mdtrt_id"], row["setl_id"], msgid]
    return [*head, result, row["refund"] or "0", memo, *amounts]


def _same(record: Settlement, row: dict[str, Any]) -> bool:
    division = record.division
    return (division.total, division.funds, division.account) == (
        row["total"],
        row["funds"],
        row["account"],
    )


def _missing(ctx: Context, record: Settlement) -> list[str]:
    """A settlement that only we have: no numbers, but the message id that 2601 needs."""
    person = ctx.draft.get("people", record.person, InsuredPerson)
    division = record.division
    amounts = [yuan(division.total), yuan(division.funds), yuan(division.account)]
    refund = "1" if record.reverses else "0"
    number = person.number if person else ""
    return [number, "", "", record.message, UNEQUAL, refund, "机构无此结算", *amounts]


SERVICES = {"3201": compare_totals, "3202": compare_details}
