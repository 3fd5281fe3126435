"""What the agency changes in its own books after a hospital has booked."""

from typing import Any

import pytest

TOTALS = {
    "insutype": "310",
    "clr_type": "21",
    "setl_optins": "159900",
    "stmt_begndate": "2025-05-06",
    "stmt_enddate": "2025-05-06",
    "medfee_sumamt": "20000.00",
    "fund_pay_sumamt": "16490.00",
    "acct_pay": "3510.00",
    "fixmedins_setl_cnt": "1",
}
NOTHING = dict.fromkeys(("medfee_sumamt", "fund_pay_sumamt", "acct_pay", "fixmedins_setl_cnt"), "0")


@pytest.fixture(name="number")
def booked(desk: Any) -> Any:
    """One settlement of 20,000 on 6 May, the own share paid from the account."""
    stay = desk.admitted()
    desk.charged(stay, "20000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    given = {"mdtrt_id": stay, "medfee_sumamt": "20000.00", "acct_used_flag": "1"}
    return desk.ask("2304", mid_setl_flag="0", **given).response.node("setlinfo")["setl_id"]


def compared(desk: Any, **changed: str) -> Any:
    """The result of 3201."""
    return desk.ask("3201", **TOTALS, **changed).response.node("stmtinfo")["stmt_rslt"]


def test_a_struck_settlement_is_in_no_reconciliation(desk: Any, number: Any) -> None:
    """Neither it nor a row against it stays, and the account has its money back."""
    before = compared(desk)
    reply = desk.act("agency", "strike_settlement", person="wang")
    after = desk.ask("3201", **{**TOTALS, **NOTHING}).response.node("stmtinfo")["stmt_rslt"]

    assert ("0", number, "0") == (before, reply["settlement"], after)
    assert "5000.00" == desk.platform.view("wang")["accounts"][0]["balance"]


def test_a_corrected_settlement_keeps_its_total(desk: Any, number: Any) -> None:
    """What no fund and no account bears is cash; the account moves with the correction."""
    reply = desk.act(
        "agency", "correct_settlement", settlement=number, pooled="16489.99", account="3500.00"
    )
    view = desk.platform.view("wang")
    record = view["settlements"][0]

    assert ("16489.99", "10.01") == (reply["funds"], reply["cash"])
    assert ("20000.00", "3500.00", "10.01") == (record["total"], record["account"], record["cash"])
    assert "1500.00" == view["accounts"][0]["balance"]
    assert "1" == compared(desk)


@pytest.mark.parametrize("act", ["strike_settlement", "correct_settlement"])
def test_only_what_stands_can_be_changed(desk: Any, number: Any, act: str) -> None:
    """A struck settlement and a person without one are refused, not an accident of ours."""
    desk.act("agency", "strike_settlement", settlement=number)
    again = desk.act("agency", act, settlement=number)
    nobody = desk.act("agency", act, person="lin")

    assert ["SETTLEMENT_UNKNOWN"] * 2 == [again.get("code"), nobody.get("code")]
