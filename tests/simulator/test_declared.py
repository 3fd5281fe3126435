"""What is declared in ``exp_content`` decides, and must fit the category (wire.md §6.2)."""

import json
from typing import Any

import pytest

from .test_outpatient import charged, settled, visit

BEGIN = "2025-05-06 10:00:00"


@pytest.mark.parametrize(
    ("care", "said", "code"),
    [
        ("21", {}, None),
        ("21", {"IPT_TYPE": "1"}, None),
        ("21", {"ipt_type": 2}, None),
        ("21", {"IPT_TYPE": "4"}, "FIELD_INVALID"),
        ("13", {"IPT_TYPE": "2"}, None),
        ("13", {}, None),
        ("13", {"IPT_TYPE": "1"}, "FIELD_INVALID"),
        ("13", {"IPT_TYPE": "3"}, "FIELD_INVALID"),
        ("22", {"TRUM_FLAG": "1", "REL_TTP_FLAG": "0"}, None),
        ("22", {"TRUM_FLAG": "1"}, "FIELD_INVALID"),
        ("22", {"TRUM_FLAG": "x", "REL_TTP_FLAG": "0"}, "FIELD_INVALID"),
        ("21", {"REL_TTP_FLAG": "2"}, "FIELD_INVALID"),
    ],
)
def test_an_admission_declares_what_fits_it(desk: Any, care: Any, said: Any, code: Any) -> None:
    """Emergency care says so, an injury says whether somebody else pays."""
    given = {"begntime": BEGIN, "med_type": care, "exp_content": json.dumps(said)}

    assert code == desk.ask("2401", **given).refusal


@pytest.mark.parametrize(
    ("care", "flag", "code"),
    [
        ("11", "2", None),
        ("11", "4", "FIELD_INVALID"),
        ("13", "2", "FIELD_INVALID"),
        ("13", "3", None),
    ],
)
def test_a_visit_declares_what_fits_it(desk: Any, care: Any, flag: Any, code: Any) -> None:
    """2203 alike."""
    stay = desk.ask("2201", begntime=BEGIN).response.node("data")["mdtrt_id"]
    said = {"exp_content": json.dumps({"OTP_ER_REFL_FLAG": flag})}

    assert code == desk.ask("2203", mdtrt_id=stay, begntime=BEGIN, med_type=care, **said).refusal


@pytest.mark.parametrize("infno", ["2203", "2207"])
def test_a_referral_may_be_declared_with_the_settlement(desk: Any, infno: Any) -> None:
    """Examinations under a referral are paid, whether 2203 or only 2206 and 2207 say so."""
    desk.send("2501", desk.referral())
    desk.institution = "bj-3a"
    said = {"exp_content": '{"OTP_ER_REFL_FLAG":"2"}'}
    stay = visit(desk, **(said if infno == "2203" else {}))
    charged(desk, stay, "5000.00")
    more = said if infno == "2207" else {}
    trial = settled(desk, stay, "5000.00", infno="2206", **more).response.node("setlinfo")
    info = settled(desk, stay, "5000.00", **more).response.node("setlinfo")

    assert float(info["hifp_pay"]) > 0
    assert trial["hifp_pay"] == info["hifp_pay"]


@pytest.mark.parametrize(
    ("item", "flag", "own"),
    [
        ("treatment", "0", "0.00"),
        ("treatment", "1", "0.00"),
        ("treatment", "2", "100.00"),
        ("material-b", "2", "100.00"),
        ("partial", "2", "100.00"),
        ("partial", "1", "0.00"),
        ("drug-out", "1", "100.00"),
    ],
)
def test_a_line_that_the_hospital_refused_is_self_paid(
    desk: Any, item: Any, flag: Any, own: Any
) -> None:
    """``hosp_appr_flag`` 2 in answer, query and settlement; the item keeps its level."""
    stay = desk.admitted()
    row = desk.charged(stay, "100.00", item=item, hosp_appr_flag=flag).response.rows("result")[0]
    shown = desk.ask("5204", mdtrt_id=stay, setl_id="").response.rows()[0]
    given = {"mdtrt_id": stay, "medfee_sumamt": "100.00", "acct_used_flag": "0"}
    info = desk.ask("2303", **given).response.node("setlinfo")
    level = {"A": "01", "B": "02", "self_paid": "03"}[desk.world.items[item].item_class.value]

    assert [own] * 3 == [each["fulamt_ownpay_amt"] for each in (row, shown, info)]
    assert [level] * 2 == [row["chrgitm_lv"], shown["chrgitm_lv"]]
