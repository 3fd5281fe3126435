"""Filings by message: what is accepted, refused, answered again, shown."""

from typing import Any

import pytest


def test_a_filing_is_valid_for_six_months_from_its_approval(desk: Any) -> None:
    """A referral of 6 May 2025 is filed at once and lasts to 6 November."""
    outcome = desk.send("2501", desk.referral())
    (filing,) = desk.platform.view("wang")["filings"]

    assert outcome.response.node("result")["trt_dcla_detl_sn"] == filing["no"]
    assert ("active", "2025-05-06", "2025-11-06") == (
        filing["status"],
        filing["valid_from"],
        filing["valid_until"],
    )
    assert ("REFERRED", "HIS", "110000") == (
        filing["category"],
        filing["channel"],
        filing["city"],
    )


def test_the_same_message_twice_is_one_filing(desk: Any) -> None:
    """A repeated message gets the stored answer and changes nothing."""
    first = desk.send("2501", desk.referral(), msgid="M1")
    second = desk.send("2501", desk.referral(), msgid="M1")

    assert first.response.output == second.response.output
    assert second.changes == []
    assert second.duplicate_of is not None


def test_a_message_id_is_not_used_for_two_contents(desk: Any) -> None:
    """The same id with another content is refused and files nothing."""
    desk.send("2501", desk.referral(), msgid="M1")
    outcome = desk.send("2501", desk.referral("lin"), msgid="M1")

    assert outcome.refusal == "MSGID_REUSED"
    assert desk.platform.view("lin")["filings"] == []


def test_a_second_slip_to_the_same_city_answers_the_filing_that_stands(desk: Any) -> None:
    """One active filing to a city is kept, its validity unchanged (C11)."""
    first = desk.send("2501", desk.referral()).response.node("result")
    desk.now = "2025-06-01T09:00"
    second = desk.send("2501", desk.referral(to="bj-3a2")).response.node("result")
    filings = desk.platform.view("wang")["filings"]

    assert first == second
    assert ["2025-11-06"] == [each["valid_until"] for each in filings]


def test_another_city_is_another_filing(desk: Any) -> None:
    """A slip to Shanghai beside one to Beijing has its own six months (C12)."""
    desk.send("2501", desk.referral())
    desk.now = "2025-06-01T09:00"
    desk.send("2501", desk.referral(to="sh-3a"))
    ends = [each["valid_until"] for each in desk.platform.view("wang")["filings"]]

    assert ["2025-11-06", "2025-12-01"] == ends


@pytest.mark.parametrize(
    ("code", "person", "to", "institution", "more"),
    [
        ("APPROVER_NOT_AUTHORISED", "wang", "bj-3a", "hh-2x", {}),
        ("APPROVER_NOT_AUTHORISED", "zheng", "bj-3a", "wh-m", {}),
        ("APPROVER_NOT_AUTHORISED", "wang", "bj-3a", "cty", {}),
        ("DEST_IN_REGION", "wang", "bt-3a", "hh-3a", {}),
        ("DEST_ABROAD", "wang", "hk-x", "hh-3a", {}),
        ("DEST_NOT_DESIGNATED", "wu", "bj-3n", "wh", {}),
        ("DEST_LEVEL", "wu", "bj-2", "wh", {}),
        ("DEST_LEVEL", "wu", "bj-2", "hh-3a", {}),
        ("DEST_CITY_MISMATCH", "wang", "bj-3a", "hh-3a", {"mdtrtarea_admdvs": "310100"}),
        ("DEST_CITY_MISMATCH", "wang", "xa-3a", "hh-3a", {"mdtrtarea_admdvs": "610000"}),
        ("INSURED_PLACE_MISMATCH", "chen", "bj-3a", "hh-3a", {"insu_optins": "150100"}),
        ("INSURANCE_TYPE_MISMATCH", "wang", "bj-3a", "hh-3a", {"insutype": "390"}),
        ("NOT_IN_SCHEME", "feng", "bj-3a", "hh-3a", {}),
        ("NOT_INSURED", "han", "bj-3a", "hh-3a", {}),
        ("SLIP_NOT_AGREED", "wang", "bj-3a", "hh-3a", {"hosp_agre_refl_flag": "0"}),
        ("SLIP_EXPIRED", "wang", "bj-3a", "hh-3a", {"refl_date": "2025-02-05"}),
        ("DATE_IN_FUTURE", "wang", "bj-3a", "hh-3a", {"refl_date": "2025-05-07"}),
        ("DEST_UNKNOWN", "wang", "bj-3a", "hh-3a", {"reflin_medins_no": "H11010199999"}),
        ("FIELD_INVALID", "wang", "bj-3a", "hh-3a", {"refl_date": "6 May"}),
        ("PERSON_UNKNOWN", "wang", "bj-3a", "hh-3a", {"psn_no": "1"}),
    ],
)
def test_a_filing_against_a_rule_is_refused_with_its_code(
    desk: Any, code: Any, person: Any, to: Any, institution: Any, more: Any
) -> None:
    """Each broken rule has its own code, and nothing is filed."""
    outcome = desk.send("2501", desk.referral(person, to, **more), institution=institution)

    assert code == outcome.refusal
    assert outcome.response.err_msg.startswith(f"{code}: ")
    assert len(outcome.response.err_msg) <= 200
    assert desk.platform.view(person)["filings"] == []


@pytest.mark.parametrize(
    ("person", "to", "institution"),
    [
        ("wu", "bj-3b", "wh"),
        ("wu", "bj-3a", "hh-3a"),
        ("qian", "xa-3a", "hh-3a"),
        ("chen", "tj-3a", "hh-3a"),
        ("wang", "bj-2", "hh-3a"),
        ("wang", "bj-3a", "hh-2l"),
    ],
)
def test_lawful_filings_of_every_pool_are_accepted(
    desk: Any, person: Any, to: Any, institution: Any
) -> None:
    """Wuhai's approver binds institutions in Wuhai only; level 2 is a matter of principle."""
    outcome = desk.send("2501", desk.referral(person, to), institution=institution)

    assert outcome.refusal is None
    assert "active" == desk.platform.view(person)["filings"][0]["status"]


def test_a_lower_level_is_filed_with_a_warning(desk: Any) -> None:
    """Outside Wuhai a level-2 destination is warned about, never refused (H04)."""
    outcome = desk.send("2501", desk.referral(to="bj-2"))

    assert "LEVEL_BELOW_PRINCIPLE" == outcome.response.warn_msg


def test_the_list_counts_at_the_moment_of_filing(desk: Any) -> None:
    """A hospital taken off the list on 1 September files on 31 August and no more (B09)."""
    desk.act("agency", "delist_hospital", institution="hh-3a", on="2025-09-01")
    desk.now = "2025-08-31T23:59"
    before = desk.send("2501", desk.referral())
    desk.now = "2025-09-01T00:00"
    after = desk.send("2501", desk.referral("lin"))

    assert (None, "APPROVER_NOT_AUTHORISED") == (before.refusal, after.refusal)


def test_a_carriage_that_carries_the_slip_demands_it(open_desk: Any) -> None:
    """Where the slip's number travels, its absence is SLIP_REQUIRED."""
    desk = open_desk(carriage_name="exp-content-draft")

    assert "SLIP_REQUIRED" == desk.send("2501", desk.referral()).refusal


@pytest.mark.parametrize(
    ("signer", "code"),
    [("chief-li", None), ("chief-ma", "SIGNER_NOT_AUTHORISED"), ("chief-gao", "SIGNER_BARRED")],
)
def test_a_carried_signer_is_judged(open_desk: Any, signer: Any, code: Any) -> None:
    """A barred chief physician has a code of his own, an unlisted one another."""
    desk = open_desk(carriage_name="exp-content-draft")
    desk.now = "2025-06-02T09:00"
    slip = {
        "slip_no": "ZZ1",
        "signer_code": desk.world.physicians[signer].code,
        "review_result": "approved",
        "seal": "yes",
    }
    content = desk.platform.carriage.write(desk.referral(), slip)

    assert code == desk.send("2501", content).refusal


def test_a_filing_decided_by_hand_is_pending_until_decided(desk: Any) -> None:
    """A pending filing is not shown by 5304; its term runs from the decision."""
    desk.act("agency", "decide_by_hand", on=True)
    number = desk.send("2501", desk.referral()).response.node("result")["trt_dcla_detl_sn"]
    asked = {"data": {"psn_no": desk.number("wang"), "begntime": "2025-05-01 00:00:00"}}
    hidden = desk.send("5304", asked).response.rows("refmedin")
    desk.now = "2025-05-08T09:00"
    desk.act("agency", "decide", filing=number, result="approved")
    (shown,) = desk.send("5304", asked).response.rows("refmedin")

    assert [] == hidden
    assert ("2025-05-08", "2025-11-08") == (shown["begndate"], shown["enddate"])


def test_a_refused_filing_can_be_filed_again(desk: Any) -> None:
    """After a refusal by the agency nothing stands, and a new message files anew."""
    desk.act("agency", "decide_by_hand", on=True)
    number = desk.send("2501", desk.referral()).response.node("result")["trt_dcla_detl_sn"]
    desk.act("agency", "decide", filing=number, result="refused", reason="材料不全")
    desk.act("agency", "decide_by_hand", on=False)
    desk.send("2501", desk.referral())
    states = [each["status"] for each in desk.platform.view("wang")["filings"]]

    assert ["refused", "active"] == states


def test_the_query_shows_no_serial_number(desk: Any) -> None:
    """5304 names the hospital, the dates and the source, and no serial number (wire.md §5.9)."""
    desk.send("2501", desk.referral())
    asked = {"data": {"psn_no": desk.number("wang"), "begntime": "2025-05-06 00:00:00"}}
    (row,) = desk.send("5304", asked).response.rows("refmedin")

    assert "trt_dcla_detl_sn" not in row
    assert ("01", "2025-05-06", "1") == (row["dcla_souc"], row["refl_date"], row["out_flag"])


def test_a_withdrawal_ends_the_filing_once(desk: Any) -> None:
    """2502 withdraws by number; a second one is refused."""
    number = desk.send("2501", desk.referral()).response.node("result")["trt_dcla_detl_sn"]
    asked = {"data": {"trt_dcla_detl_sn": number, "psn_no": desk.number("wang"), "memo": "作废"}}
    first, second = desk.send("2502", asked), desk.send("2502", asked)

    assert (None, "FILING_NOT_ACTIVE") == (first.refusal, second.refusal)
    assert "withdrawn" == desk.platform.view("wang")["filings"][0]["status"]


def test_another_hospital_cannot_withdraw_it(desk: Any) -> None:
    """A filing is withdrawn by the hospital that made it."""
    number = desk.send("2501", desk.referral()).response.node("result")["trt_dcla_detl_sn"]
    asked = {"data": {"trt_dcla_detl_sn": number, "psn_no": desk.number("wang")}}

    assert "FILING_UNKNOWN" == desk.send("2502", asked, institution="bt-3a").refusal


def test_a_message_refused_for_its_header_may_come_again_under_its_id(open_desk: Any) -> None:
    """After signing in, the same message with the same id is served."""
    desk = open_desk(dialect_name="strict-hn")
    refused = desk.send("2501", desk.referral(), msgid="M1").refusal
    number = desk.ask("9001").response.node("signinoutb")["sign_no"]
    served = desk.send("2501", desk.referral(), msgid="M1", sign_no=number).refusal

    assert ("SIGN_IN_REQUIRED", None) == (refused, served)
