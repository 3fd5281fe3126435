"""The money identities of wire.md §4.2, for every answer that shows a settlement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.money import parse_yuan
from harness.simulator.platform import Outcome

FUNDS = (
    "hifp_pay",
    "cvlserv_pay",
    "hifes_pay",
    "hifmi_pay",
    "hifob_pay",
    "maf_pay",
    "hifdm_pay",
    "oth_pay",
)
PARTS = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
SETTLED = frozenset({"2206", "2206A", "2207", "2207A", "2208", "2303", "2304", "2305", "5203"})
NOTED = frozenset({"messages", "counters"})
"""What a platform notes about a message that it refuses: that it came."""


def fen(node: Mapping[str, Any], *names: str) -> int:
    """The sum of the amounts that a node has."""
    return sum(parse_yuan(str(node[name])) for name in names if name in node)


def check(infno: str, outcome: Outcome) -> None:
    """Assert what holds of every outcome: a refusal changed nothing, every settlement sums."""
    if outcome.refusal is not None:
        assert {each["in"] for each in outcome.changes} <= NOTED, outcome.refusal
    elif infno in SETTLED:
        check_settlement(outcome.response.node("setlinfo"), outcome.response.rows("setldetail"))


def check_settlement(info: Mapping[str, Any], rows: list[dict[str, Any]]) -> None:
    """Assert the identities of one settlement, trial, undoing or query."""
    own = fen(info, "psn_pay" if "psn_pay" in info else "psn_part_amt")
    cash = fen(info, "cash_payamt", "psn_cash_pay", "pdn_cash_pay")
    account, funds = fen(info, "acct_pay"), fen(info, "fund_pay_sumamt")
    advanced, total = fen(info, "hosp_part_amt"), fen(info, "medfee_sumamt")
    found = {
        "total by payer": (total, funds + own + advanced),
        "total by kind": (total, fen(info, *PARTS)),
        "funds": (funds, fen(info, *FUNDS)),
        "fund lines": (sum(fen(each, "fund_payamt") for each in rows), funds + account + advanced),
        "own share": (own, account + cash),
    }
    unequal = {name: pair for name, pair in found.items() if pair[0] != pair[1]}

    assert {} == unequal
    assert len({each["fund_pay_type"] for each in rows}) == len(rows)
