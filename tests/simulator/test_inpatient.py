"""The inpatient chain by message: order, undoing, money identities."""

from typing import Any

import pytest

ORDER = ["2401", "2402", "2404", "2405", "2303", "2304", "2305", "2601"]


def settled(
    desk: Any, stay: Any, total: Any, infno: str = "2304", person: str = "wang", **fields: Any
) -> Any:
    """Preview or settle a stay."""
    given = {
        "psn_no": desk.number(person),
        "mdtrt_id": stay,
        "medfee_sumamt": total,
        "acct_used_flag": "0",
        "mid_setl_flag": "0",
    }
    header = fields.pop("header", None)
    return desk.ask(infno, header, **{**given, **fields})


def discharged(desk: Any, stay: Any, person: str = "wang", at: str = "2025-05-10 09:00:00") -> Any:
    """Discharge a stay."""
    return desk.ask("2402", psn_no=desk.number(person), mdtrt_id=stay, endtime=at)


@pytest.fixture
def bill(desk: Any) -> Any:
    """A discharged stay of 20,000."""
    stay = desk.admitted()
    desk.charged(stay, "12000.00", "8000.00")
    desk.now = "2025-05-10T10:00"
    discharged(desk, stay)
    return stay


def test_the_answer_of_a_settlement_keeps_the_identities(desk: Any, bill: Any) -> None:
    """Totals, funds and shares sum as wire.md §4.2 says; the rows list every payer."""
    outcome = settled(desk, bill, "20000.00", acct_used_flag="1", header={"msgid": "SETTLE-1"})
    info, rows = outcome.response.node("setlinfo"), outcome.response.rows("setldetail")
    fen = {
        k: round(float(v) * 100) for k, v in info.items() if k.endswith(("_pay", "amt", "_selfpay"))
    }
    paid = sum(round(float(row["fund_payamt"]) * 100) for row in rows)

    assert (
        fen["medfee_sumamt"] == fen["fund_pay_sumamt"] + fen["psn_part_amt"] + fen["hosp_part_amt"]
    )
    assert fen["psn_part_amt"] == fen["acct_pay"] + fen["psn_cash_pay"]
    assert paid == fen["fund_pay_sumamt"] + fen["acct_pay"] + fen["hosp_part_amt"]
    assert "SETTLE-1" == info["medins_setl_id"]
    assert ("16490.00", "3510.00", "0.00", "1490.00") == (
        info["hifp_pay"],
        info["acct_pay"],
        info["psn_cash_pay"],
        info["balc"],
    )


def test_a_preview_equals_the_settlement_and_books_nothing(desk: Any, bill: Any) -> None:
    """2303 has no number and no time, and changes neither account nor stay."""
    preview = settled(desk, bill, "20000.00", "2303", acct_used_flag="1").response.node("setlinfo")
    view = desk.platform.view("wang")
    final = settled(desk, bill, "20000.00", acct_used_flag="1").response.node("setlinfo")
    differs = {"setl_id", "setl_time", "clr_optins", "clr_way", "medins_setl_id"}

    assert {k: v for k, v in preview.items() if k not in differs} == {
        k: v for k, v in final.items() if k not in differs
    }
    assert ("discharged", [], "5000.00") == (
        view["stays"][0]["status"],
        view["settlements"],
        view["accounts"][0]["balance"],
    )


def test_an_undone_settlement_restores_everything(desk: Any, bill: Any) -> None:
    """2305 negates every amount, gives the account its money back and reopens the bill."""
    first = settled(desk, bill, "20000.00", acct_used_flag="1").response.node("setlinfo")
    undone = desk.ask("2305", mdtrt_id=bill, setl_id=first["setl_id"]).response.node("setlinfo")
    view = desk.platform.view("wang")
    again = settled(desk, bill, "20000.00").response.node("setlinfo")

    assert ("-20000.00", "-16490.00", "5000.00") == (
        undone["medfee_sumamt"],
        undone["hifp_pay"],
        undone["balc"],
    )
    assert undone["setl_id"] != first["setl_id"]
    assert ("discharged", "5000.00") == (view["stays"][0]["status"], view["accounts"][0]["balance"])
    assert "16490.00" == again["hifp_pay"]


def test_an_undoing_happens_once(desk: Any, bill: Any) -> None:
    """The second 2305 is told that it is done already."""
    number = settled(desk, bill, "20000.00").response.node("setlinfo")["setl_id"]
    given = {"mdtrt_id": bill, "setl_id": number}

    assert [None, "ALREADY_REVERSED"] == [desk.ask("2305", **given).refusal for _ in range(2)]


def test_a_settlement_of_unknown_outcome_is_taken_back_by_its_message(desk: Any, bill: Any) -> None:
    """2601 by the original id, once; no negative row stays behind."""
    settled(desk, bill, "20000.00", acct_used_flag="1", header={"msgid": "LOST"})
    given = {"omsgid": "LOST", "oinfno": "2304"}
    refusals = [desk.ask("2601", **given).refusal for _ in range(2)]
    view = desk.platform.view("wang")

    assert [None, "ALREADY_REVERSED"] == refusals
    assert (["undone"], "5000.00") == (
        [each["status"] for each in view["settlements"]],
        view["accounts"][0]["balance"],
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"omsgid": "NEVER", "oinfno": "2304"}, "MESSAGE_UNKNOWN"),
        ({"omsgid": "LOST", "oinfno": "2207"}, "MESSAGE_UNKNOWN"),
        ({"omsgid": "LOST", "oinfno": "2501"}, "NOT_REVERSIBLE"),
    ],
)
def test_a_reversal_names_what_it_reverses(desk: Any, bill: Any, given: Any, code: Any) -> None:
    """An unknown message, another transaction and an irreversible one are told apart."""
    settled(desk, bill, "20000.00", header={"msgid": "LOST"})

    assert code == desk.ask("2601", **given).refusal


def test_a_dialect_may_accept_the_reversal_of_an_unknown_message(open_desk: Any) -> None:
    """Both behaviours must be survivable (wire.md §5.6)."""
    desk = open_desk(dialect_name="tif")

    assert desk.ask("2601", omsgid="NEVER", oinfno="2304").refusal is None


def test_an_admission_of_unknown_outcome_is_taken_back(desk: Any) -> None:
    """2601 cancels the stay that the message opened."""
    desk.ask("2401", {"msgid": "ADM"}, begntime="2025-05-06 10:00:00", med_type="21")
    desk.ask("2601", omsgid="ADM", oinfno="2401")

    assert "cancelled" == desk.platform.view("wang")["stays"][0]["status"]


def test_nobody_is_in_hospital_twice(desk: Any) -> None:
    """A second admission anywhere is refused while a stay is open."""
    desk.admitted()
    desk.institution = "hh-3b"

    assert "ALREADY_IN_HOSPITAL" == desk.ask("2401", begntime="2025-05-06 11:00:00").refusal


def test_a_stay_runs_in_order(desk: Any) -> None:
    """Settled before discharge, discharged twice, cancelled with fees: each is refused."""
    stay = desk.admitted()
    desk.charged(stay, "100.00")
    early = settled(desk, stay, "100.00").refusal
    with_fees = desk.ask("2404", mdtrt_id=stay).refusal
    discharged(desk, stay)
    twice = discharged(desk, stay).refusal
    settled(desk, stay, "100.00")
    reopened = desk.ask("2405", mdtrt_id=stay).refusal
    late = desk.charged(stay, "1.00").refusal

    assert ["NOT_DISCHARGED", "FEES_EXIST", "STAY_STATE", "STAY_STATE", "STAY_STATE"] == [
        early,
        with_fees,
        twice,
        reopened,
        late,
    ]


def test_a_stay_is_undone_step_by_step(desk: Any, bill: Any) -> None:
    """2305, 2405, 2302 and 2404 lead back to nothing."""
    number = settled(desk, bill, "20000.00").response.node("setlinfo")["setl_id"]
    steps = [
        desk.ask("2305", mdtrt_id=bill, setl_id=number),
        desk.ask("2405", mdtrt_id=bill),
        desk.ask("2302", mdtrt_id=bill, feedetl_sn="0000"),
        desk.ask("2404", mdtrt_id=bill),
    ]

    assert [None] * 4 == [each.refusal for each in steps]
    assert "cancelled" == desk.platform.view("wang")["stays"][0]["status"]


def test_the_total_is_the_sum_of_the_lines(desk: Any, bill: Any) -> None:
    """A total that is a fen off is refused, and so is a bill without lines."""
    other = settled(desk, bill, "20000.01").refusal
    desk.ask("2302", mdtrt_id=bill, feedetl_sn="0000")

    assert ("TOTAL_MISMATCH", "FEES_MISSING") == (other, settled(desk, bill, "0.00").refusal)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"det_item_fee_sumamt": "99.99"}, "LINE_AMOUNT"),
        ({"feedetl_sn": "1"}, "LINE_DUPLICATE"),
        ({"cnt": "x"}, "FIELD_INVALID"),
        ({"cnt": "-1", "det_item_fee_sumamt": "-100.00"}, "REFUND_INVALID"),
        (
            {"cnt": "-2", "det_item_fee_sumamt": "-200.00", "init_feedetl_sn": "1"},
            "REFUND_INVALID",
        ),
        (
            {"cnt": "-1", "det_item_fee_sumamt": "-100.00", "init_feedetl_sn": "1"},
            None,
        ),
    ],
)
def test_a_line_is_quantity_times_price_and_a_refund_fits_its_line(
    desk: Any, fields: Any, code: Any
) -> None:
    """One bad line refuses the call; a refund takes back no more than there was."""
    stay = desk.admitted()
    desk.charged(stay, "100.00")
    outcome = desk.charged(stay, "100.00", **fields)
    kept = len(desk.platform.store.keys("lines", "stay", stay))

    assert code == outcome.refusal
    assert (2 if code is None else 1) == kept


def test_a_refunded_line_is_priced_net(desk: Any) -> None:
    """A class-B line refunded in part pays its first payment on the rest only."""
    stay = desk.admitted()
    desk.charged(stay, "1000.00")
    line = {"item": "drug-b", "cnt": "2", "pric": "33.33", "det_item_fee_sumamt": "66.66"}
    desk.charged(stay, "66.66", **line)
    back = {**line, "cnt": "-1", "det_item_fee_sumamt": "-33.33", "init_feedetl_sn": "2"}
    desk.charged(stay, "-33.33", **back)
    discharged(desk, stay)
    info = settled(desk, stay, "1033.33").response.node("setlinfo")

    assert ("3.33", "1030.00") == (info["preselfpay_amt"], info["inscp_scp_amt"])


def test_an_unknown_item_is_self_paid(desk: Any) -> None:
    """A code outside the catalogue is class C, with a remark in the answer (M20)."""
    stay = desk.admitted()
    (row,) = desk.charged(stay, "500.00", med_list_codg="UNKNOWN").response.rows("result")

    assert ("03", "500.00", "0.00") == (
        row["chrgitm_lv"],
        row["fulamt_ownpay_amt"],
        row["inscp_scp_amt"],
    )
    assert row["memo"]


def test_interim_settlements_take_one_deductible(desk: Any) -> None:
    """A stay settled midway and at the end pays in all what it would have paid at once."""
    stay = desk.admitted()
    desk.charged(stay, "12000.00")
    middle = settled(desk, stay, "12000.00", mid_setl_flag="1").response.node("setlinfo")
    desk.charged(stay, "8000.00")
    discharged(desk, stay)
    final = settled(desk, stay, "8000.00").response.node("setlinfo")

    assert ("9690.00", "6800.00") == (middle["hifp_pay"], final["hifp_pay"])
    assert ("600.00", "0.00") == (middle["act_pay_dedc"], final["act_pay_dedc"])
    assert [1, 1] == [each["ordinal"] for each in desk.platform.view("wang")["settlements"]]


def test_a_contradiction_with_the_filing_is_flagged_then_refused(desk: Any) -> None:
    """IPT_TYPE 1 under a referral: flagged on admission, corrected by 2403, then settled (I19)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    desk.institution = "bj-3a"
    more = '{"IPT_TYPE": "1"}'
    admission = desk.ask(
        "2401", begntime="2025-05-06 11:00:00", med_type="21", exp_content=more
    ).response
    stay = admission.node("result")["mdtrt_id"]
    desk.charged(stay, "20000.00")
    before = settled(desk, stay, "20000.00", "2303").refusal
    desk.ask(
        "2403",
        mdtrt_id=stay,
        begntime="2025-05-06 11:00:00",
        med_type="21",
        exp_content='{"IPT_TYPE": "3"}',
    )
    after = settled(desk, stay, "20000.00", "2303").response.node("setlinfo")

    assert ("CATEGORY_MISMATCH", "CATEGORY_MISMATCH") == (admission.warn_msg, before)
    assert "15520.00" == after["hifp_pay"]


def test_the_hospital_finds_its_stays_and_settlements(desk: Any, bill: Any) -> None:
    """5201, 5303, 5203, 5202, 5204, 5206 and 100001 show what was booked."""
    number = settled(desk, bill, "20000.00").response.node("setlinfo")["setl_id"]
    period = {"begntime": "2025-05-01 00:00:00", "endtime": "2025-05-31"}
    visits = desk.ask("5201", med_type="21", **period).response.rows("mdtrtinfo")
    still = desk.ask("5303", **period).response.rows("data")
    record = desk.ask("5203", setl_id=number, mdtrt_id=bill).response.node("setlinfo")
    causes = desk.ask("5202", mdtrt_id=bill).response.rows("diseinfo")
    lines = desk.ask("5204", setl_id=number, mdtrt_id=bill).response.rows()
    sums = desk.ask("5206", cum_ym="202505").response.rows("cuminfo")
    asked = {"psn_No": desk.number("wang"), "setl_Id": number, "mdtrt_Id": bill}
    items = desk.send("100001", asked).response.rows()

    assert [bill] == [each["mdtrt_id"] for each in visits]
    assert [] == still
    assert ("16490.00", "3510.00", "0") == (
        record["hifp_pay"],
        record["psn_pay"],
        record["refd_setl_flag"],
    )
    assert {"1", "2"} == {each["inout_diag_type"] for each in causes}
    assert ["12000.00", "8000.00"] == [each["det_item_fee_sumamt"] for each in lines]
    assert "16490.00" in {each["cum"] for each in sums}
    assert [("S001", "600.00", "0.00"), ("C001", "2910.00", "16490.00")] == [
        (each["polItemCode"], each["selfPayAmt"], each["fundPayAmt"]) for each in items
    ]


@pytest.mark.parametrize(
    ("month", "pooled"),
    [("202504", "0.00"), ("202505", "16490.00"), ("2025", "16490.00"), ("", "16490.00")],
)
def test_a_years_totals_are_those_of_what_stands(
    desk: Any, bill: Any, month: Any, pooled: Any
) -> None:
    """5206 up to a month or of a year; what is undone is in none."""
    number = settled(desk, bill, "20000.00").response.node("setlinfo")["setl_id"]
    booked = sums_of(desk, month)
    desk.ask("2305", mdtrt_id=bill, setl_id=number)

    assert pooled == booked["P0001"]
    assert {"0.00"} == set(sums_of(desk, month).values())


@pytest.mark.parametrize(
    "month", ["0", "000012", "202513", "202500", "２０２５０５", "20251", "-20255"]
)
def test_a_month_that_is_none_is_refused(desk: Any, month: Any) -> None:
    """Neither a year 0 nor a thirteenth month brings the platform down."""
    assert "FIELD_INVALID" == desk.ask("5206", cum_ym=month).refusal


def sums_of(desk: Any, month: str) -> dict[str, str]:
    """The totals of 5206 by their code."""
    rows = desk.ask("5206", cum_ym=month).response.rows("cuminfo")
    return {each["cum_type_code"]: each["cum"] for each in rows}


def test_another_hospital_sees_nothing_of_it(desk: Any, bill: Any) -> None:
    """A stay belongs to the institution that reported it."""
    desk.institution = "hh-3b"

    assert "STAY_UNKNOWN" == settled(desk, bill, "20000.00", "2303").refusal
    assert "STAY_UNKNOWN" == desk.ask("5202", mdtrt_id=bill).refusal


def test_another_hospital_learns_nothing_of_a_settlement(desk: Any, bill: Any) -> None:
    """5203, 5204 and 100001 are for who settled."""
    number = settled(desk, bill, "20000.00").response.node("setlinfo")["setl_id"]
    desk.institution = "hh-3b"
    named = {"psn_No": desk.number("wang"), "setl_Id": number, "mdtrt_Id": bill}
    refusals = [desk.ask(each, setl_id=number, mdtrt_id=bill).refusal for each in ("5203", "5204")]

    assert ["SETTLEMENT_UNKNOWN", "STAY_UNKNOWN"] == refusals
    assert "SETTLEMENT_UNKNOWN" == desk.send("100001", named).refusal


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"certno": "159901195508200505"}, "PERSON_MISMATCH"),
        ({"mdtrt_cert_no": "159901195508200505"}, "PERSON_MISMATCH"),
        ({"insutype": "390"}, "INSURANCE_TYPE_MISMATCH"),
        ({"insutype": "31001"}, None),
    ],
)
def test_a_message_does_not_contradict_itself_about_the_person(
    desk: Any, fields: dict[str, str], code: str | None
) -> None:
    """Identity and insurance type belong to the person number; a province may add digits."""
    given = {"begntime": "2025-05-06 10:00:00", "med_type": "21"}

    assert code == desk.ask("2401", **given, **fields).refusal
