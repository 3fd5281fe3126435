"""Totals and details compared, files up and down."""

import base64
import io
import zipfile
from typing import Any

import pytest

from harness.simulator.services.files import packed, unpacked
from harness.wire.writing import dressed

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
        ({"fixmedins_setl_cnt": "0"}, "1"),
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


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, ["0", "0", "000000"]),
        ({"fixmedins_setl_cnt": "0"}, ["1", "1", "000101"]),
        ({"fixmedins_setl_cnt": "2"}, ["1", "2", "000102"]),
        ({"medfee_sumamt": "1.00"}, ["1", "3", "000103"]),
    ],
)
def test_a_total_tells_who_has_more_where_the_dialect_can(
    open_desk: Any, changed: Any, codes: Any
) -> None:
    """Hunan knows level and not level, Guangdong and Hubei four results."""
    found = []
    for name in ("plain", "tif", "sorted-sm2"):
        desk = open_desk(dialect_name=name)
        booked(desk)
        outcome = desk.ask("3201", **{**TOTALS, **changed})
        sent = dressed(name, "3201", outcome.response.output)
        found.append(sent["stmtinfo"]["stmt_rslt"])

    assert codes == found


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

    assert [("1", "金额不一致"), ("1", "平台无此结算")] == [(row[4], row[6]) for row in different]
    assert [("", "", "SETTLE", "1")] == [tuple(row[1:5]) for row in missing]
    assert ["0"] == [row[4] for row in equal]


def details(desk: Any, rows: Any) -> Any:
    """Compare rows as they are packed for the wire."""
    return compared(desk, packed("list.txt", rows))


def compared(desk: Any, content: bytes) -> Any:
    """Upload a list, compare it, download the result; a refusal's code if it cannot be read."""
    sent = {"in": base64.b64encode(content).decode(), "filename": "list.zip"}
    number = desk.ask("9101", **sent).response.output
    given = {**TOTALS, "file_qury_no": number["file_qury_no"], "cash_payamt": "0"}
    outcome = desk.ask("3202", **given)
    if outcome.refusal:
        return outcome.refusal
    told = outcome.response.node("fileinfo")
    own = desk.world.institutions[desk.institution].code
    asked = {"filename": told["filename"], "fixmedins_code": own}
    answer = desk.ask("9102", file_qury_no=told["file_qury_no"], **asked)
    return unpacked(answer.response.stream)


def zipped(**files: bytes) -> bytes:
    """An archive of files by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"harness",
        b"PK\x03\x04\x14\x00\x00\x00",
        b"\xff\xff\xff\xff",
        "结算\t".encode("gbk") * 7,
        b"1\t2\t3\tx\t0\t0\t0",
        b"1\t2\t3\t" + b"9" * 5000 + b"\t0\t0\t0",
        zipped(),
        zipped(a=b"", b=b""),
        zipped(a=b"0" * (9 * 1024 * 1024)),
        zipped(a=b"1\t2\t3\t0\t0\t0\t0\n" * 100_001),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(desk: Any, content: Any) -> None:
    """Wrong columns or amounts, broken, double or bursting archives, other encodings: no crash."""
    assert "FIELD_INVALID" == compared(desk, content)


def test_a_list_is_read_however_it_was_written(desk: Any) -> None:
    """BOM, CRLF, a folder in the archive, ``null`` and further columns: all the same list."""
    stay, number = booked(desk)
    columns = [number, stay, desk.number("wang"), "20000.00", "16490.00", "0", "0"]
    line = "\t".join(columns)
    same = [
        line.encode(),
        b"\xef\xbb\xbf" + line.encode() + b"\r\n\r\n",
        zipped(**{"list/": b"", "list/a.txt": line.encode()}),
        zipped(**{"a.txt": line.encode(), "__MACOSX/a.txt": b"x"}),
        "\t".join([*columns[:5], "null", "NULL", "more"]).encode(),
    ]
    results = [[row[4] for row in compared(desk, each)] for each in same]

    assert [["0"]] * len(same) == results
    assert ["1"] == [row[4] for row in compared(desk, zipped(a=b""))]


def test_a_settlement_named_twice_or_for_somebody_else_is_told(desk: Any) -> None:
    """The second line is nothing of ours any more; another visit is a contradiction."""
    stay, number = booked(desk)
    row = [number, stay, desk.number("wang"), "20000.00", "16490.00", "0.00", "0"]
    other = [number, "V", *row[2:]]

    assert ["", "机构重复上报"] == [each[6] for each in details(desk, [row, row])]
    assert ["就诊ID或人员编号不一致"] == [each[6] for each in details(desk, [other])]


@pytest.mark.parametrize(
    ("dialect", "codes"),
    [("plain", ["1", "1"]), ("tif", ["2", "1"]), ("sorted-sm2", ["000102", "000101"])],
)
def test_results_are_spelt_as_the_dialect_has_them(
    open_desk: Any, dialect: Any, codes: Any
) -> None:
    """In the file too, which no schema dresses."""
    desk = open_desk(dialect_name=dialect)
    booked(desk)
    unknown = ["X", "V", desk.number("wang"), "1.00", "0.00", "0.00", "0"]

    assert codes == [row[4] for row in details(desk, [unknown])]


def test_a_catalogue_is_asked_for_in_the_name_of_its_owner(desk: Any) -> None:
    """9102 with ``plc`` for what 1301 made, with the own code for what was uploaded."""
    told = desk.ask("1301", ver="v0000").response.output
    named = {"file_qury_no": told["file_qury_no"], "filename": told["filename"]}
    own = desk.world.institutions["hh-3a"].code
    refusals = [desk.ask("9102", **named, fixmedins_code=each).refusal for each in ("plc", own)]

    assert [None, "FILE_UNKNOWN"] == refusals


def test_a_file_is_fetched_by_its_owner_within_seven_days(desk: Any) -> None:
    """Another institution, and a late one, get nothing."""
    told = desk.ask("9101").response.output
    own = desk.world.institutions["hh-3a"].code
    given = {"file_qury_no": told["file_qury_no"], "fixmedins_code": own}
    known = desk.ask("9102", **given).refusal
    desk.institution = "hh-3b"
    other = desk.ask("9102", **given).refusal
    desk.institution, desk.now = "hh-3a", "2025-05-20T10:00"

    late = desk.ask("9102", **given).refusal

    assert [None, "FILE_UNKNOWN", "FILE_UNKNOWN"] == [known, other, late]
