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
EQUAL, OURS_ALONE, THEIRS_ALONE, DIFFERENT = "0", "1", "2", "3"
"""Results of a comparison as the printed table has them; a dialect may know fewer."""
COLUMNS = 7
MOST_ROWS = 100_000
LONGEST_AMOUNT = len("-99999999999999.99")


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
        "stmt_rslt": ctx.settings.comparison[_result(ours, theirs)],
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


def _result(ours: Totals, theirs: Totals) -> str:
    """Who has more settlements; with as many on both sides their amounts differ."""
    if ours == theirs:
        return EQUAL
    if ours.count == theirs.count:
        return DIFFERENT
    return OURS_ALONE if ours.count > theirs.count else THEIRS_ALONE


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
    sent = unpacked(base64.b64decode(stored.content))
    if len(sent) > MOST_ROWS:
        raise Refused("FIELD_INVALID", f"明细文件超过{MOST_ROWS}行")
    comparison = Comparison(ctx, _settlements(ctx, node))
    rows = [comparison.row(_parsed(each)) for each in sent] + comparison.missing()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the hospital's list; amounts in fen."""

    number: str
    stay: str
    person: str
    amounts: tuple[int, int, int]
    refund: str


def _parsed(row: list[str]) -> Row:
    if len(row) < COLUMNS:
        raise Refused("FIELD_INVALID", "明细文件列数不足")
    number, stay, person, *amounts, refund = row[:COLUMNS]
    if any(len(each) > LONGEST_AMOUNT for each in amounts):
        raise Refused("FIELD_INVALID", "明细文件金额")
    try:
        total, funds, account = (parse_yuan(each or "0") for each in amounts)
    except BadAmount:
        raise Refused("FIELD_INVALID", "明细文件金额") from None
    return Row(
        number=number,
        stay=stay,
        person=person,
        amounts=(total, funds, account),
        refund=refund or "0",
    )


class Comparison:
    """Lines of the hospital's list against the platform's settlements, each taken once."""

    def __init__(self, ctx: Context, ours: list[Settlement]) -> None:
        """Begin with everything of ours still to be named."""
        self._ctx = ctx
        self._ours = {each.number: each for each in ours}
        self._left = dict(self._ours)

    def row(self, sent: Row) -> list[str]:
        """One result line for one of theirs: equal, different, or not ours (a second time)."""
        record = self._left.pop(sent.number, None)
        if record is None:
            memo = "机构重复上报" if sent.number in self._ours else "平台无此结算"
            return self._line(sent, THEIRS_ALONE, memo, "")
        memo = self._contradiction(sent, record)
        return self._line(sent, DIFFERENT if memo else EQUAL, memo, record.message)

    def missing(self) -> list[list[str]]:
        """What only we have: no numbers, but the message id that 2601 needs."""
        rows = []
        for each in self._left.values():
            refund = "1" if each.reverses else "0"
            sent = Row(
                number="", stay="", person=self._person(each), amounts=_amounts(each), refund=refund
            )
            rows.append(self._line(sent, OURS_ALONE, "机构无此结算", each.message))
        return rows

    def _contradiction(self, sent: Row, record: Settlement) -> str:
        if sent.amounts != _amounts(record):
            return "金额不一致"
        if (sent.stay, sent.person) != (record.stay, self._person(record)):
            return "就诊ID或人员编号不一致"
        return "退费标志不一致" if record.reverses and sent.refund == "0" else ""

    def _line(self, sent: Row, result: str, memo: str, msgid: str) -> list[str]:
        spelt = self._ctx.settings.comparison[result]
        head = [sent.person, sent.stay, sent.number, msgid, spelt, sent.refund, memo]
        return [*head, *(yuan(each) for each in sent.amounts)]

    def _person(self, record: Settlement) -> str:
        found = self._ctx.draft.get("people", record.person, InsuredPerson)
        return found.number if found else ""


def _amounts(record: Settlement) -> tuple[int, int, int]:
    division = record.division
    return division.total, division.funds, division.account


SERVICES = {"3201": compare_totals, "3202": compare_details}
