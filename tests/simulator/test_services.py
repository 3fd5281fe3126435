"""People, institutions, registrations, catalogues, files, reconciliation and records."""

from typing import Any

import pytest

from harness.simulator.services.files import unpacked


def test_a_person_is_found_by_identity_card_or_token(desk: Any) -> None:
    """1101 answers the same person whichever credential is shown."""
    wang = desk.world.people["wang"]
    account = desk.world.accounts["wang"]
    by_identity = desk.ask("1101", psn_name=wang.name, mdtrt_cert_no=wang.identity)
    by_card = desk.ask("1101", psn_name="", mdtrt_cert_type="03", mdtrt_cert_no=account.card)
    token = f"EC{wang.number}"
    by_token = desk.ask("1101", psn_name="", mdtrt_cert_type="01", mdtrt_cert_no=token)
    found = {each.response.node("baseinfo")["psn_no"] for each in (by_identity, by_card, by_token)}

    assert {wang.number} == found


@pytest.mark.parametrize(
    ("person", "rows"),
    [
        ("wang", [("310", "11", "1", "159900")]),
        ("luo", [("390", "11", "4", "150100"), ("310", "11", "1", "159900")]),
        ("zheng", [("390", "15", "1", "150300")]),
        ("feng", [("340", "13", "1", "159900")]),
        ("han", []),
    ],
)
def test_every_enrolment_is_shown_with_its_state(desk: Any, person: Any, rows: Any) -> None:
    """Ended, insured and missing enrolments; the pool stands in each row."""
    whom = desk.world.people[person]
    found = desk.ask("1101", certno=whom.identity, psn_name=whom.name).response.rows("insuinfo")
    names = ("insutype", "psn_type", "psn_insu_stas", "insuplc_admdvs")

    assert rows == [tuple(row[name] for name in names) for row in found]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"certno": "159901198503126999", "psn_name": ""}, "PERSON_UNKNOWN"),
        ({"psn_name": "赵秀兰"}, "PERSON_MISMATCH"),
        ({"mdtrt_cert_type": "03", "mdtrt_cert_no": "0", "psn_name": ""}, "CARD_INVALID"),
    ],
)
def test_an_unknown_or_contradictory_credential_is_refused(
    desk: Any, fields: Any, code: Any
) -> None:
    """Nobody is guessed."""
    assert code == desk.ask("1101", **fields).refusal


def test_a_lost_card_is_replaced(desk: Any) -> None:
    """The old card is invalid at once, the new one opens the same account (R20)."""
    old = desk.world.accounts["wang"].card
    reply = desk.act("agency", "replace_card", person="wang")
    new = reply["card"]
    given = {"psn_name": "", "mdtrt_cert_type": "03"}

    assert ["CARD_INVALID", None] == [
        desk.ask("1101", **given, mdtrt_cert_no=card).refusal for card in (old, new)
    ]
    assert f"S{new}" == reply["sn"]


def test_a_closed_account_pays_nothing(desk: Any) -> None:
    """The card of a deceased person is told apart from an invalid one; the heir has the money."""
    card = desk.world.accounts["wang"].card
    desk.act("agency", "close_account", person="wang", heir="lin")
    given = {"psn_name": "", "mdtrt_cert_type": "03", "mdtrt_cert_no": card}
    balances = {each["person"]: each["balance"] for each in desk.platform.view()["accounts"]}

    assert "ACCOUNT_CLOSED" == desk.ask("1101", **given).refusal
    assert ("0.00", "6000.00") == (balances["wang"], balances["lin"])


def test_an_institution_is_found_by_code_or_part_of_its_name(desk: Any) -> None:
    """1201 gives level and code; one that is not designated is not found."""
    by_code = desk.send("1201", {"medinsinfo": {"fixmedins_code": "H11010100061"}})
    by_name = desk.send("1201", {"medinsinfo": {"fixmedins_name": "北京东城"}})
    undesignated = desk.send("1201", {"medinsinfo": {"fixmedins_code": "H11010200065"}})

    assert by_code.response.output == by_name.response.output
    assert "2" == by_code.response.node("medinsinfo")["hosp_lv"]
    assert "INSTITUTION_UNKNOWN" == undesignated.refusal


@pytest.mark.parametrize(
    ("act", "with_", "flags"),
    [
        (None, {}, ["1", "1", "1"]),
        ("arrears", {"months": ["2025-03"]}, ["0", "1", "0"]),
        ("miss_large_amount", {"year": 2025}, ["1", "1", "0"]),
    ],
)
def test_the_entitlement_says_which_fund_pays_and_why_not(
    desk: Any, act: Any, with_: Any, flags: Any
) -> None:
    """2001 has one row a fund; a reason stands beside each that does not pay."""
    if act:
        desk.act("employer", act, person="wang", **with_)
    rows = desk.ask("2001", begntime="2025-05-06 10:00:00").response.rows("trtinfo")

    assert flags == [row["trt_enjymnt_flag"] for row in rows]
    assert all(bool(row["trt_chk_rslt"]) == (row["trt_enjymnt_flag"] == "0") for row in rows)


def test_signing_in_is_for_the_day(open_desk: Any) -> None:
    """Where it is enforced, nothing works before 9001, after 9002 or on the next day."""
    desk = open_desk(dialect_name="strict-hn")
    refused = desk.send("2501", desk.referral()).refusal
    number = desk.ask("9001").response.node("signinoutb")["sign_no"]
    served = desk.send("2501", desk.referral(), sign_no=number).refusal
    desk.now = "2025-05-07T09:00"
    stale = desk.send("2501", desk.referral("lin"), sign_no=number).refusal

    assert ["SIGN_IN_REQUIRED", None, "SIGN_IN_REQUIRED"] == [refused, served, stale]


def test_signing_out_ends_a_sign_in_once(desk: Any) -> None:
    """9002 needs a sign-in of the same day."""
    number = desk.ask("9001").response.node("signinoutb")["sign_no"]

    assert [None, "SIGN_IN_UNKNOWN"] == [desk.ask("9002", sign_no=number).refusal for _ in "12"]


def test_a_condition_is_registered_for_its_month_or_year(desk: Any) -> None:
    """2503 follows the list; 5301 shows it until 2504 ends it."""
    number = desk.ask(
        "2503", opsp_dise_code="M07800", begndate="2025-05-20", insu_optins="159900"
    ).response.node("result")["trt_dcla_detl_sn"]
    (shown,) = desk.ask("5301").response.rows("feedetail")
    ended = desk.ask("2504", trt_dcla_detl_sn=number, memo="x").refusal

    assert ("M07800", "2025-05-20", "2025-05-31") == (
        shown["opsp_dise_code"],
        shown["begndate"],
        shown["enddate"],
    )
    assert (None, []) == (ended, desk.ask("5301").response.rows("feedetail"))


@pytest.mark.parametrize(
    ("code", "stated", "refusal"),
    [
        ("M01600", "", None),
        ("M01600", '{"COMPLICATION": "fundus_bleeding"}', None),
        ("M01600", '{"complication": "眼底出血或渗出"}', None),
        ("M01600", '{"COMPLICATION": ""}', "CHRONIC_NOT_APPROVED"),
        ("M01600", '{"COMPLICATION": "left_heart_failure"}', "CHRONIC_NOT_APPROVED"),
        ("M04803", '{"MUSCLE_STRENGTH": "3"}', None),
        ("M04803", '{"MUSCLE_STRENGTH": 4}', "CHRONIC_NOT_APPROVED"),
        ("M04803", '{"MUSCLE_STRENGTH": "三级"}', "CHRONIC_NOT_APPROVED"),
        ("M00200", '{"LIVER_FUNCTION": "normal"}', "CHRONIC_NOT_APPROVED"),
        ("M00200", '{"LIVER_FUNCTION": "abnormal"}', None),
        ("M00200", '{"LIVER_FUNCTION": "normal", "NEEDS_TREATMENT": "1"}', None),
        ("M00200", '{"NEEDS_TREATMENT": "0"}', "CHRONIC_NOT_APPROVED"),
        ("M07800", '{"SURGERY": "x"}', None),
        ("M01600", "not JSON", None),
        ("M05400", "", "CHRONIC_NOT_APPROVED"),
    ],
)
def test_what_is_stated_of_a_case_is_looked_at(
    desk: Any, code: str, stated: str, refusal: str | None
) -> None:
    """Where nothing is stated the appraising hospital answers for it (BMI14-A33)."""
    found = desk.ask(
        "2503",
        opsp_dise_code=code,
        begndate="2025-05-20",
        insu_optins="159900",
        exp_content=stated,
    ).refusal

    assert refusal == found


@pytest.mark.parametrize(("result", "shown"), [("approved", 1), ("refused", 0)])
def test_a_registration_is_shown_once_it_was_reviewed(desk: Any, result: Any, shown: Any) -> None:
    """Decided by hand it is pending first; afterwards the hospital cannot take it back."""
    desk.act("agency", "decide_by_hand", on=True)
    given = {"opsp_dise_code": "M07800", "begndate": "2025-05-01"}
    first, second = (desk.ask("2503", **given).response for _ in range(2))
    numbers = [each.node("result")["trt_dcla_detl_sn"] for each in (first, second)]
    pending = desk.ask("5301").response.rows("feedetail")
    early = desk.ask("2504", trt_dcla_detl_sn=numbers[0]).refusal
    desk.act("agency", "decide_registration", registration=numbers[1], result=result)

    assert ("PENDING", [], None) == (first.warn_msg, pending, early)
    assert shown == len(desk.ask("5301").response.rows("feedetail"))
    assert "REGISTRATION_REVIEWED" == desk.ask("2504", trt_dcla_detl_sn=numbers[1]).refusal


def test_a_registration_belongs_to_who_sent_it(desk: Any) -> None:
    """Another hospital, and one who has only the agency's number, take nothing back."""
    number = desk.ask("2503", opsp_dise_code="M07800", begndate="2025-05-01").response
    sent = number.node("result")["trt_dcla_detl_sn"]
    given = desk.act("agency", "approve_condition", person="wang", condition="diabetes")["no"]
    refusals = [desk.ask("2504", trt_dcla_detl_sn=given).refusal]
    desk.institution = "hh-3b"
    refusals.append(desk.ask("2504", trt_dcla_detl_sn=sent).refusal)

    assert ["RECORD_UNKNOWN"] * 2 == refusals


def test_a_designation_is_shown_by_its_kind(desk: Any) -> None:
    """2505, 5302 and 2506 belong together."""
    house = desk.world.institutions["hh-2a"]
    given = {"biz_appy_type": "03", "begndate": "2025-05-01", "fixmedins_code": house.code}
    number = desk.ask("2505", **given).response.node("result")["trt_dcla_detl_sn"]
    (shown,) = desk.ask("5302", biz_appy_type="03").response.rows("psnfixmedin")
    desk.ask("2506", trt_dcla_detl_sn=number, memo="x")

    assert house.name == shown["fixmedins_name"]
    assert [] == desk.ask("5302", biz_appy_type="03").response.rows("psnfixmedin")


def test_staff_and_departments_are_the_senders_own(desk: Any) -> None:
    """5102 lists the physicians of the sender only; 5101 its departments."""
    names = {
        row["prac_psn_name"]
        for row in desk.ask("5102", prac_psn_type="1").response.rows("feedetail")
    }
    desks = desk.send("5101", {"data": {}}).response.rows("feedetail")

    assert {"李慧敏", "徐凯"} <= names
    assert "白音宝力高" not in names
    assert 7 == len(desks)


def test_the_catalogue_is_downloaded_and_paged(desk: Any) -> None:
    """1301 makes a file that 9102 gives; 1312, 1318 and 1319 answer by page."""
    told = desk.ask("1301", ver="0").response.output
    stream = desk.ask(
        "9102", file_qury_no=told["file_qury_no"], filename=told["filename"], fixmedins_code="plc"
    ).response.stream
    page = {"updt_time": "2025-05-01", "page_num": "1", "page_size": "5"}
    entries = desk.ask("1312", **page).response.rows()
    limits = desk.ask("1318", **page).response.rows()
    shares = desk.ask("1319", hilist_code=desk.world.items["drug-b"].code, **page).response.rows()

    assert told["data_cnt"] == len(unpacked(stream))
    assert 5 == len(entries)
    assert ["40.00"] == [row["hilist_pric_uplmt_amt"] for row in limits]
    assert ["0.1"] == [row["selfpay_prop"] for row in shares]


def test_the_dictionary_is_the_code_table_of_the_wire(desk: Any) -> None:
    """1901 lists a table; an unknown one is refused."""
    rows = desk.ask("1901", type="refl_type", date="2025-05-06").response.rows("list")

    assert ["1", "2", "3"] == [row["value"] for row in rows]
    assert "RECORD_UNKNOWN" == desk.ask("1901", type="colour", date="2025-05-06").refusal


def booked(desk: Any) -> Any:
    """One settlement of 20,000 on 6 May."""
    stay = desk.admitted()
    desk.charged(stay, "20000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    given = {"mdtrt_id": stay, "medfee_sumamt": "20000.00", "acct_used_flag": "0"}
    outcome = desk.ask("2304", {"msgid": "SETTLE"}, mid_setl_flag="0", **given)
    return stay, outcome.response.node("setlinfo")["setl_id"]


def test_a_settlement_list_moves_forward_only(desk: Any) -> None:
    """4101 needs a settlement; 4102 submits once."""
    stay, number = booked(desk)
    unknown = listed(desk, "X", stay)
    listed(desk, number, stay)
    row = {"psn_no": desk.number("wang"), "setl_id": number, "stas_type": "1"}
    moves = [desk.send("4102", {"data": {"stastinfo": [row]}}).refusal for _ in range(2)]

    assert "SETTLEMENT_UNKNOWN" == unknown
    assert [None, "NOT_ALLOWED"] == moves
    assert "NOT_ALLOWED" == listed(desk, number, stay)


def listed(desk: Any, number: str, stay: str, amount: str = "16490.00") -> Any:
    """Upload a settlement list; its refusal."""
    paid = {"fund_pay_type": "310100", "fund_payamt": amount}
    return desk.ask("4101", setl_id=number, mdtrt_id=stay, **paid).refusal


def test_a_settlement_list_repeats_its_settlement(desk: Any) -> None:
    """Another visit or other fund payments are refused; an undone settlement has no list."""
    stay, number = booked(desk)
    wrong = [listed(desk, number, "V"), listed(desk, number, stay, "16490.01")]
    right = listed(desk, number, stay)
    desk.ask("2305", mdtrt_id=stay, setl_id=number)
    row = {"psn_no": desk.number("wang"), "setl_id": number, "stas_type": "1"}
    late = desk.send("4102", {"data": {"stastinfo": [row]}}).refusal

    assert (["LIST_MISMATCH"] * 2, None) == (wrong, right)
    assert ["ALREADY_REVERSED"] * 2 == [late, listed(desk, number, stay)]


def test_a_mapping_names_an_item_of_the_catalogue(desk: Any) -> None:
    """3301 refuses unknown items; 3302 takes back what was mapped."""
    code = desk.world.items["drug-a"].code
    dates = {"begndate": "2025-05-01", "enddate": "2026-05-01"}
    unknown = desk.ask("3301", med_list_codg="X", **dates).refusal
    known = desk.ask("3301", med_list_codg=code, list_type="101", **dates).refusal
    kind = {"list_type": "101", "med_list_codg": code}
    back = [desk.ask("3302", **kind).refusal for _ in range(2)]

    assert ["RECORD_UNKNOWN", None, None, "RECORD_UNKNOWN"] == [unknown, known, *back]


def test_an_attribute_of_a_stay_is_kept_and_shown(desk: Any) -> None:
    """2406 and 2407 belong together."""
    stay = desk.admitted()
    desk.ask("2406", mdtrt_id=stay, ipt_psn_sp_flag="1")
    shown = desk.ask("2407", mdtrt_id=stay).response.node("IptPsnSpFlagReg")

    assert (stay, "1") == (shown["mdtrt_id"], shown["ipt_psn_sp_flag"])


def test_what_is_held_already_is_not_downloaded_again(desk: Any) -> None:
    """1301 for the present version gives an empty file; ninety-seven columns a drug else."""
    fresh, held = (desk.ask("1301", ver=each).response.output for each in ("v0000", "v0001"))
    named = {"file_qury_no": fresh["file_qury_no"], "filename": fresh["filename"]}
    rows = unpacked(desk.ask("9102", **named, fixmedins_code="plc").response.stream)

    assert {97} == {len(each) for each in rows}
    assert desk.world.items["drug-a"].code in {each[0] for each in rows}
    assert (0, "2025-05-13") == (held["data_cnt"], held["dld_end_time"])


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        ({}, []),
        ({"pric": "100.00", "sumamt": "100.00"}, ["R002"]),
        ({"pric": "100.00", "sumamt": "100.00", "ownpay_amt": "60.00"}, []),
        ({"sumamt": "41.00"}, ["R002", "R003"]),
        ({"hilist_code": "X"}, ["R001"]),
    ],
)
def test_each_rule_of_the_audit_finds_its_order(desk: Any, changed: Any, rules: Any) -> None:
    """A lawful order of the item with a price limit of 40 has no warning."""
    limited = next(i for i in desk.world.items.values() if i.price_limit == 4000)

    assert rules == [row["rule_id"] for row in audited(desk, ordered(limited.code, **changed))]


def test_an_order_repeated_on_its_day_is_told_once(desk: Any) -> None:
    """The second one is doubtful, not the first; another day is no repetition."""
    limited = next(i for i in desk.world.items.values() if i.price_limit == 4000)
    same = [ordered(limited.code, rx_id=each) for each in ("1", "2")]
    later = ordered(limited.code, rx_id="3", drord_begn_date="2025-05-07 09:00:00")
    found = audited(desk, *same, later)

    assert [("R004", "2")] == [
        (row["rule_id"], row["judge_result_detail_dtos"][0]["rx_id"]) for row in found
    ]


@pytest.mark.parametrize("left_out", ["psn_cert_type", "certno", "psn_name", "ipt_otp_no"])
def test_an_attribute_is_shown_whole(desk: Any, left_out: Any) -> None:
    """2407 has what 2406 left out, from the stay; without the attribute itself there is none."""
    stay = desk.admitted()
    given = {"mdtrt_id": stay, "ipt_psn_sp_flag": "1"}
    sent = desk.ask("2406", **given, **{left_out: ""}).refusal
    none = desk.ask("2406", **{**given, "ipt_psn_sp_flag": ""}).refusal

    assert (None, "FIELD_INVALID") == (sent, none)
    assert desk.ask("2407", mdtrt_id=stay).response.node("IptPsnSpFlagReg")[left_out]


def ordered(code: str, **changed: Any) -> dict[str, Any]:
    """One order of 40 yuan."""
    amounts = {"cnt": "1", "pric": "40.00", "sumamt": "40.00", "ownpay_amt": "0"}
    when = {"rx_id": "1", "drord_begn_date": "2025-05-06 09:00:00"}
    return {"hilist_code": code, "hilist_name": "某项目", **amounts, **when, **changed}


def audited(desk: Any, *orders: Any) -> Any:
    """The warnings of 3101."""
    encounter = {"mdtrt_id": "1", "fsi_order_dtos": [*orders]}
    patient = {"patn_id": "1", "fsi_encounter_dtos": [encounter]}
    return desk.send("3101", {"data": {"patient_dtos": [patient]}}).response.rows("result")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"warn_rslt_id": "JR0"}, "RECORD_UNKNOWN"),
        ({"dspo_way": "1"}, "FIELD_INVALID"),
        ({"dspo_way": "1", "dspo_way_rea": "病情需要"}, None),
        ({"dspo_way": "9"}, "FIELD_INVALID"),
    ],
)
def test_feedback_is_about_a_warning_that_was_given(desk: Any, changed: Any, code: Any) -> None:
    """3103 names a warning of the sender's own; who goes on all the same gives a reason."""
    (warning,) = audited(desk, ordered("X"))
    row = {"warn_rslt_id": warning["jr_id"], "dspo_way": "2", "dspo_way_rea": "", **changed}
    told = {"data": {"warn_type": "1", "warns": [row]}}
    refusal = desk.send("3103", told).refusal
    desk.institution = "hh-3b"

    assert code == refusal
    assert "RECORD_UNKNOWN" == desk.send("3103", told).refusal


def test_the_audit_finds_items_outside_the_catalogue(desk: Any) -> None:
    """An order that is in no catalogue and not self-paid is doubtful."""
    order = {
        "hilist_code": "X",
        "hilist_name": "某药",
        "sumamt": "80.00",
        "ownpay_amt": "0",
        "rx_id": "1",
    }
    encounter = {"mdtrt_id": "1", "fsi_order_dtos": [order, {**order, "ownpay_amt": "80.00"}]}
    patient = {"patn_id": "1", "fsi_encounter_dtos": [encounter]}
    found = desk.send("3101", {"data": {"patient_dtos": [patient]}}).response.rows("result")

    assert [("R001", "80.00")] == [(row["rule_id"], row["vola_amt"]) for row in found]


def test_a_remark_stands_on_its_line(desk: Any) -> None:
    """2306 adds the traceability code to an uploaded line."""
    stay = desk.admitted()
    desk.charged(stay, "100.00")
    code = desk.world.items["treatment"].code
    outcome = desk.ask("2306", mdtrt_id=stay, bkkp_sn="1", med_list_codg=code, memo="83900")
    (line,) = desk.send(
        "5204", {"data": {"psn_no": desk.number("wang"), "mdtrt_id": stay, "setl_id": ""}}
    ).response.rows()

    assert outcome.refusal is None
    assert "83900" == line["memo"]


def test_the_headers_number_signs_out_where_input_names_none(desk: Any) -> None:
    """9002 with the operator alone ends the sign-in under which it was sent."""
    number = desk.ask("9001").response.node("signinoutb")["sign_no"]
    content = {"signOut": {"opter_no": "1"}}
    refused = [desk.send("9002", content, sign_no=number).refusal for _ in "12"]

    assert [None, "SIGN_IN_UNKNOWN"] == refused
