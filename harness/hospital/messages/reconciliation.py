"""3201: the day's totals against the platform's (wire.md §5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from harness import money
from harness.wire.envelope import Response

EQUAL = frozenset({"0", "000000"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Totals of one insurance type, clearing type and agency, in fen."""

    scheme_code: str
    clearing: str
    agency: str
    total: int = 0
    funds: int = 0
    account: int = 0
    count: int = 0


def totals(group: Group, day: date) -> dict[str, Any]:
    """Return the input of 3201 for one group and day."""
    return {
        "data": {
            "insutype": group.scheme_code,
            "clr_type": group.clearing,
            "setl_optins": group.agency,
            "stmt_begndate": day.isoformat(),
            "stmt_enddate": day.isoformat(),
            "medfee_sumamt": money.yuan(group.total),
            "fund_pay_sumamt": money.yuan(group.funds),
            "acct_pay": money.yuan(group.account),
            "fixmedins_setl_cnt": group.count,
            "refd_setl_flag": "1",
            "fixmedins_refd_setl_flag": "1",
        }
    }


def is_equal(response: Response) -> bool:
    """Tell whether the platform has the same totals."""
    return str(response.node("stmtinfo").get("stmt_rslt") or "") in EQUAL


def difference(response: Response) -> str:
    """Return the platform's words about a difference."""
    return str(response.node("stmtinfo").get("stmt_rslt_dscr") or "")
