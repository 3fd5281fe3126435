"""Totals and details compared, files up and down."""

import base64
from typing import Any

import pytest

from harness.simulator.services.files import packed, unpacked

TOTALS = {
    "insutype": "310",
    "clr_type": "21",
    "setl_optins": "159900",
    "stmt_begndate": "2025-05-06",
    "stmt_enddate": "2025-05-06",
    "medfee_sumamt": "20000.00",
    "fund_pay_sumamt": "16490.00",
    "acct_pay": "0.00",
    "fixmedins_setl_cnt": "1",
}


def booked(desk: Any) -> Any:
    """One settlement of 20,000 on 6 May."""
    stay = desk.admitted()
    desk.charged(stay, "20000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    given = {"mdtrt_id": stay, "medfee_sumamt": "20000.00", "acct_used_flag": "0"}
    outcome = desk.ask("2304", {"msgid": "SETTLE"}, mid_setl_flag="0", **given)
    return stay, outcome.response.node("setlinfo")["setl_id"]


@pytest.mark.parametrize(
    ("changed", "result"),
    [
        ({}, "0"),
        ({"fund_pay_sumamt": "16490.01"}, "1"),
        ({"fixmedins_setl_cnt": "2"}, "1"),
        ({"stmt_begndate": "2025-05-07", "stmt_enddate": "2025-05-07"}, "1"),
        ({"clr_type": "11"}, "1"),
        ({"insutype": "390"}, "1"),
    ],
)
def test_totals_are_compared_by_fund_type_and_day(desk: Any, changed: Any, result: Any) -> None:
    """3201 is level only where everything is equal; the difference is told."""
    booked(desk)
    row = desk.ask("3201", **{**TOTALS, **changed}).response.node("stmtinfo")

    assert result == row["stmt_rslt"]
    assert ("平" == row["stmt_rslt_dscr"]) == (result == "0")


def test_an_undone_settlement_stands_beside_its_negative_row(desk: Any) -> None:
    """2305 leaves two rows that cancel out; excluded refunds leave none."""
    stay, number = booked(desk)
    desk.ask("2305", mdtrt_id=stay, setl_id=number)
    nothing = {"medfee_sumamt": "0", "fund_pay_sumamt": "0"}
    both = desk.ask("3201", **{**TOTALS, **nothing, "fixmedins_setl_cnt": "2"})
    none = desk.ask("3201", **{**TOTALS, **nothing, "fixmedins_setl_cnt": "0"}, refd_setl_flag="0")

    assert ["0", "0"] == [each.response.node("stmtinfo")["stmt_rslt"] for each in (both, none)]


def test_a_settlement_taken_back_by_its_message_is_in_no_reconciliation(desk: Any) -> None:
    """After 2601 both sides have nothing."""
    booked(desk)
    desk.ask("2601", omsgid="SETTLE", oinfno="2304")
    nothing = {"medfee_sumamt": "0", "fund_pay_sumamt": "0", "fixmedins_setl_cnt": "0"}

    assert "0" == desk.ask("3201", **{**TOTALS, **nothing}).response.node("stmtinfo")["stmt_rslt"]


def test_details_are_compared_settlement_by_settlement(desk: Any) -> None:
    """3202 names what is equal, different, unknown here, and unknown there with its message id."""
    stay, number = booked(desk)
    person = desk.number("wang")
    rows = [[number, stay, person, "20000.00", "16490.01", "0.00", "0"]]
    rows.append(["X", stay, person, "1.00", "0.00", "0.00", "0"])
    different = details(desk, rows)
    missing = details(desk, [])
    equal = details(desk, [[number, stay, person, "20000.00", "16490.00", "0.00", "0"]])

    assert ["1", "1"] == [row[4] for row in different]
    assert [("", "", "SETTLE", "1")] == [tuple(row[1:5]) for row in missing]
    assert ["0"] == [row[4] for row in equal]


def details(desk: Any, rows: Any) -> Any:
    """Upload a list, compare it, download the result."""
    content = base64.b64encode(packed("list.txt", rows)).decode()
    number = desk.ask("9101", **{"in": content, "filename": "list.zip"}).response.output
    given = {**TOTALS, "file_qury_no": number["file_qury_no"], "cash_payamt": "0"}
    told = desk.ask("3202", **given).response.node("fileinfo")
    answer = desk.ask("9102", file_qury_no=told["file_qury_no"], filename=told["filename"])
    return unpacked(answer.response.stream)


@pytest.mark.parametrize("content", ["aGFybmVzcw==", "UEsDBBQAAAA=", "/////w=="])
def test_a_file_that_cannot_be_read_is_refused(desk: Any, content: Any) -> None:
    """Too few columns, a broken archive and bytes that are no text have a refusal, not a crash."""
    told = desk.ask("9101", **{"in": content}).response.output
    given = {**TOTALS, "file_qury_no": told["file_qury_no"], "cash_payamt": "0"}

    assert "FIELD_INVALID" == desk.ask("3202", **given).refusal


def test_a_file_is_fetched_by_its_owner_within_seven_days(desk: Any) -> None:
    """Another institution, and a late one, get nothing."""
    told = desk.ask("9101").response.output
    given = {"file_qury_no": told["file_qury_no"]}
    desk.institution = "hh-3b"
    other = desk.ask("9102", **given).refusal
    desk.institution, desk.now = "hh-3a", "2025-05-20T10:00"

    assert ["FILE_UNKNOWN"] * 2 == [other, desk.ask("9102", **given).refusal]
