"""The outpatient chain by message: who pays what, in which order."""

from typing import Any

import pytest


def visit(desk: Any, person: str = "wang", care_code: str = "11", **fields: Any) -> Any:
    """Register a visit and upload its category and diagnosis."""
    begin = f"{desk.now.replace('T', ' ')}:00"
    given = {"psn_no": desk.number(person), "begntime": begin}
    stay = desk.ask("2201", **given).response.node("data")["mdtrt_id"]
    desk.ask("2203", mdtrt_id=stay, med_type=care_code, vali_flag="1", **given, **fields)
    return stay


def charged(
    desk: Any, stay: Any, amount: Any, person: str = "wang", on: str | None = None, **fields: Any
) -> Any:
    """One line of the everyday item."""
    item = desk.world.items["treatment"]
    given = {
        "mdtrt_id": stay,
        "psn_no": desk.number(person),
        "med_list_codg": item.code,
        "det_item_fee_sumamt": amount,
        "cnt": "1",
        "pric": amount,
        "fee_ocur_time": f"{on or desk.now[:10]} 10:00:00",
        "chrg_bchno": "B1",
    }
    return desk.ask("2204", **{**given, **fields})


def settled(
    desk: Any, stay: Any, total: Any, person: str = "wang", infno: str = "2207", **fields: Any
) -> Any:
    """Settle a batch."""
    given = {
        "mdtrt_id": stay,
        "psn_no": desk.number(person),
        "medfee_sumamt": total,
        "med_type": "11",
        "chrg_bchno": "B1",
        "acct_used_flag": "0",
    }
    return desk.ask(infno, **{**given, **fields})


def test_ordinary_care_is_the_accounts_and_the_insureds_own(desk: Any) -> None:
    """180.50 from an account of 5,000: nothing from the pool (R03)."""
    stay = visit(desk)
    charged(desk, stay, "180.50")
    trial = settled(desk, stay, "180.50", infno="2206", acct_used_flag="1")
    info = settled(desk, stay, "180.50", acct_used_flag="1").response.node("setlinfo")

    assert trial.response.node("setlinfo")["acct_pay"] == info["acct_pay"]
    assert ("0.00", "180.50", "0.00", "4819.50") == (
        info["hifp_pay"],
        info["acct_pay"],
        info["psn_cash_pay"],
        info["balc"],
    )


def test_a_batch_is_settled_once_and_undone_once(desk: Any) -> None:
    """A second 2207 finds nothing to settle; 2208 gives the account its money back."""
    stay = visit(desk)
    charged(desk, stay, "180.50")
    first = settled(desk, stay, "180.50", acct_used_flag="1").response.node("setlinfo")
    second = settled(desk, stay, "180.50").refusal
    undone = desk.ask("2208", mdtrt_id=stay, setl_id=first["setl_id"]).response.node("setlinfo")

    assert "STAY_STATE" == second
    assert ("-180.50", "5000.00") == (undone["acct_pay"], undone["balc"])


def test_two_batches_of_one_visit_are_two_settlements(desk: Any) -> None:
    """Each batch has its own total; the visit stays open for the next one."""
    stay = visit(desk)
    charged(desk, stay, "100.00")
    charged(desk, stay, "50.00", feedetl_sn="2", chrg_bchno="B2")
    first = settled(desk, stay, "100.00").response.node("setlinfo")
    second = settled(desk, stay, "50.00", chrg_bchno="B2").response.node("setlinfo")

    assert ("100.00", "50.00") == (first["psn_cash_pay"], second["psn_cash_pay"])


def test_a_batch_is_undone_whichever_came_first(desk: Any) -> None:
    """No fund paid, so neither rests on the other (wire.md §4.1: always allowed)."""
    stay = visit(desk)
    charged(desk, stay, "100.00")
    charged(desk, stay, "50.00", feedetl_sn="2", chrg_bchno="B2")
    first = settled(desk, stay, "100.00").response.node("setlinfo")["setl_id"]
    second = settled(desk, stay, "50.00", chrg_bchno="B2").response.node("setlinfo")["setl_id"]
    undone = desk.ask("2208", mdtrt_id=stay, setl_id=first).refusal
    again = settled(desk, stay, "100.00").response.node("setlinfo")["psn_cash_pay"]

    assert (None, "100.00") == (undone, again)
    assert desk.ask("2208", mdtrt_id=stay, setl_id=second).refusal is None


def test_revoking_nothing_reopens_nothing(desk: Any) -> None:
    """2205 ``0000`` on a settled visit; one that a second batch reopened is settled again."""
    stay = visit(desk)
    charged(desk, stay, "100.00")
    settled(desk, stay, "100.00")
    idle = desk.ask("2205", mdtrt_id=stay, chrg_bchno="0000").refusal
    states = [desk.platform.view("wang")["stays"][0]["status"]]
    for infno in ("2204", "2205"):
        if infno == "2204":
            charged(desk, stay, "50.00", feedetl_sn="2", chrg_bchno="B2")
        else:
            desk.ask(infno, mdtrt_id=stay, chrg_bchno="B2")
        states.append(desk.platform.view("wang")["stays"][0]["status"])

    assert (None, ["settled", "in_hospital", "settled"]) == (idle, states)


@pytest.mark.parametrize(
    ("dialect", "second", "code"),
    [
        ("plain", {}, None),
        ("plain", {"dise_codg": "M07800"}, "BATCH_DISEASE"),
        ("sorted-sm2", {}, "BATCH_INCOMPLETE"),
        ("sorted-sm2", {"chrg_bchno": "B2", "dise_codg": "M07800"}, None),
    ],
)
def test_a_batch_is_for_one_disease_and_may_have_to_come_whole(
    open_desk: Any, dialect: Any, second: Any, code: Any
) -> None:
    """All rows of a batch in one call, one disease for a batch (wire.md §4.1)."""
    desk = open_desk(dialect_name=dialect)
    stay = visit(desk)
    charged(desk, stay, "100.00", dise_codg="")

    assert (
        code == charged(desk, stay, "5.00", feedetl_sn="2", **{"dise_codg": "", **second}).refusal
    )


def test_a_visit_without_its_category_is_shown_all_the_same(desk: Any) -> None:
    """5201 finds what 2201 registered and nobody typed yet."""
    begin = "2025-05-06 10:00:00"
    stay = desk.ask("2201", begntime=begin).response.node("data")["mdtrt_id"]
    rows = desk.ask("5201", begntime=begin, endtime="", med_type="").response.rows("mdtrtinfo")

    assert [(stay, "11")] == [(each["mdtrt_id"], each["med_type"]) for each in rows]


def test_lines_are_revoked_by_batch(desk: Any) -> None:
    """2205 deletes a batch, ``0000`` everything; an unknown batch is refused."""
    stay = visit(desk)
    charged(desk, stay, "100.00")
    unknown = desk.ask("2205", mdtrt_id=stay, chrg_bchno="B9").refusal
    known = desk.ask("2205", mdtrt_id=stay, chrg_bchno="B1").refusal
    everything = desk.ask("2205", mdtrt_id=stay, chrg_bchno="0000").refusal
    cancelled = desk.ask("2202", mdtrt_id=stay).refusal

    assert ["LINE_UNKNOWN", None, None, None] == [unknown, known, everything, cancelled]


def test_a_visit_has_one_category_and_its_diagnosis(desk: Any) -> None:
    """A second category, and a chronic visit without 2203, are refused."""
    stay = visit(desk)
    other = desk.ask("2203", mdtrt_id=stay, med_type="14", begntime="2025-05-06 10:00:00").refusal
    begin = "2025-05-06 10:00:00"
    bare = desk.ask("2201", begntime=begin).response.node("data")["mdtrt_id"]
    charged(desk, bare, "100.00")

    assert "VISIT_TYPE" == other
    assert "DIAGNOSIS_REQUIRED" == settled(desk, bare, "100.00", med_type="14").refusal


def test_a_voided_diagnosis_is_gone(desk: Any) -> None:
    """``vali_flag`` 0 takes a diagnosis back."""
    stay = visit(desk)
    desk.ask("2203", mdtrt_id=stay, med_type="11", begntime="2025-05-06 10:00:00", vali_flag="0")

    assert [] == desk.ask("5202", mdtrt_id=stay).response.rows("diseinfo")


@pytest.mark.parametrize(
    ("approved", "amount", "pooled", "reason"),
    [(True, "2300.00", "1700.00", None), (False, "2300.00", "0.00", "CHRONIC_NOT_APPROVED")],
)
def test_a_chronic_visit_needs_its_approval(
    desk: Any, approved: Any, amount: Any, pooled: Any, reason: Any
) -> None:
    """300 once a year, then the rate of the tier (P01, P02)."""
    if approved:
        desk.act("agency", "approve_condition", person="wang", condition="dialysis")
    stay = visit(desk, care_code="14", dise_codg="M07800")
    charged(desk, stay, amount)
    outcome = settled(desk, stay, amount, med_type="14").response
    said = "".join(row["setl_proc_info"] for row in outcome.rows("setldetail"))

    assert pooled == outcome.node("setlinfo")["hifp_pay"]
    assert (reason or "") in said


def test_a_registration_that_was_used_stays(desk: Any) -> None:
    """2504 is refused while a settlement rests on it, and possible once that is undone."""
    filed = desk.ask("2503", opsp_dise_code="M07800", begndate="2025-05-01").response
    number = filed.node("result")["trt_dcla_detl_sn"]
    stay = visit(desk, care_code="14", dise_codg="M07800")
    charged(desk, stay, "2300.00", dise_codg="M07800")
    paid = settled(desk, stay, "2300.00", med_type="14").response.node("setlinfo")["setl_id"]
    used = desk.ask("2504", trt_dcla_detl_sn=number).refusal
    desk.ask("2208", mdtrt_id=stay, setl_id=paid)

    assert "REGISTRATION_REVIEWED" == used
    assert desk.ask("2504", trt_dcla_detl_sn=number).refusal is None


def test_the_chronic_deductible_is_taken_once_a_year(desk: Any) -> None:
    """A second visit of the year pays from the first yuan, a new year begins anew (CC-29)."""
    found = []
    for now in ("2025-05-20T10:00", "2025-06-20T10:00", "2026-01-20T10:00"):
        desk.now = now
        desk.act("agency", "approve_condition", person="wang", condition="dialysis")
        stay = visit(desk, care_code="14", dise_codg="M07800")
        charged(desk, stay, "1300.00")
        info = settled(desk, stay, "1300.00", med_type="14").response.node("setlinfo")
        found.append(info["hifp_pay"])

    assert ["850.00", "1105.00", "850.00"] == found


def test_a_local_emergency_is_payable_for_three_days(desk: Any) -> None:
    """Charges of 2 to 5 June: the fourth day is the insured's own (N11)."""
    desk.now = "2025-06-02T10:00"
    stay = visit(desk, care_code="13")
    for number, day in enumerate(("02", "03", "04", "05"), start=1):
        charged(desk, stay, "1000.00", on=f"2025-06-{day}", feedetl_sn=str(number))
    info = settled(desk, stay, "4000.00", med_type="13").response.node("setlinfo")

    assert ("2040.00", "1960.00", "1000.00") == (
        info["hifp_pay"],
        info["psn_part_amt"],
        info["fulamt_ownpay_amt"],
    )


def test_examinations_under_a_referral_are_payable_for_seven_days(desk: Any) -> None:
    """70 % above the inpatient deductible, from the first examination on (N14)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    desk.institution = "bj-3a"
    found = []
    for day, amount in (("02", "2000.00"), ("08", "1000.00"), ("09", "500.00")):
        desk.now = f"2025-06-{day}T10:00"
        stay = visit(desk, exp_content='{"OTP_ER_REFL_FLAG": "2"}')
        charged(desk, stay, amount)
        found.append(settled(desk, stay, amount).response.node("setlinfo")["hifp_pay"])

    assert ["980.00", "700.00", "0.00"] == found


def test_a_visit_outside_the_region_needs_a_filing(desk: Any) -> None:
    """2203 is refused without one; with one an ordinary visit is the account's."""
    desk.institution = "bj-3a"
    begin = "2025-05-06 10:00:00"
    stay = desk.ask("2201", begntime=begin).response.node("data")["mdtrt_id"]
    given = {"mdtrt_id": stay, "med_type": "11", "begntime": begin}
    unfiled = desk.ask("2203", **given).refusal
    desk.act("agency", "file", person="wang", to="bj-3a")

    assert ["NO_ACTIVE_FILING", None] == [unfiled, desk.ask("2203", **given).refusal]


@pytest.mark.parametrize(("flag", "pooled"), [(None, "0.00"), ("1", "16490.00"), ("0", "0.00")])
def test_a_third_party_pays_unless_the_fund_advances(desk: Any, flag: Any, pooled: Any) -> None:
    """An injury with a third party is not payable; a registered advance is (S02, S03)."""
    if flag is not None:
        desk.ask("2507", chk_pay_flag=flag, begndate="2025-05-01", insu_admdvs="159900")
    more = '{"TRUM_FLAG": "1", "REL_TTP_FLAG": "1"}'
    stay = desk.admitted(med_type="22", exp_content=more)
    desk.charged(stay, "20000.00", med_type="22")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    outcome = desk.ask(
        "2304", mdtrt_id=stay, medfee_sumamt="20000.00", acct_used_flag="0", mid_setl_flag="0"
    )

    assert pooled == outcome.response.node("setlinfo")["hifp_pay"]
