"""Stays and bills as a driver sees them."""

from __future__ import annotations

from typing import Any

import pytest
import requests

Counter = Any
Platform = Any
TIMEOUT = requests.exceptions.ReadTimeout("no answer")
REFUSED = requests.exceptions.ConnectTimeout("no connection")
EVERYTHING = ("1101", "2001", "2301", "2303", "2304", "2401", "5201", "5304")


def stay(counter: Counter, quantity: int = 20000) -> str:
    """Return a discharged stay with one line."""
    ref: str = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref, lines=[{"item": "treatment", "quantity": quantity}])
    assert counter.act("discharge", stay=ref)["outcome"] == "done"
    return ref


def test_the_receipt_is_the_platforms_answer(counter: Counter, platform: Platform) -> None:
    """Amounts shown, booked and printed are the platform's; cash is not the own share."""
    ref = stay(counter)
    shown = counter.act("settle", stay=ref, use_account="yes")["shown"]
    assert (shown["pooled"], shown["own_share"], shown["account"], shown["cash"]) == (
        "16490.00", "3510.00", "1000.00", "2510.00",
    )  # fmt: skip
    bill = counter.see("bill", ref)
    assert bill["receipt"]["collected"] == "2510.00"
    assert bill["receipt"]["advance"] == "0.00"
    assert bill["estimate"]["label"].startswith("预结算")
    assert counter.see("print", ref)["fields"]["pooled"] == "16490.00"
    order = [each["infno"] for each in platform.requests if each["infno"].startswith("23")]
    assert order == ["2301", "2303", "2304"]
    again = counter.act("settle", stay=ref)
    assert again["outcome"] == "refused"


def test_nobody_is_settled_before_discharge(counter: Counter) -> None:
    """An inpatient in bed has no settlement."""
    ref = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref)
    assert counter.act("settle", stay=ref)["outcome"] == "refused"
    assert counter.act("preview", stay=ref)["outcome"] == "done"


def test_an_undone_bill_goes_back_exactly(counter: Counter) -> None:
    """Null amounts in the answer change nothing; account money goes to the account."""
    ref = stay(counter)
    counter.act("settle", stay=ref, use_account="yes")
    shown = counter.act("undo_settlement", stay=ref)["shown"]
    assert (shown["pooled"], shown["account"], shown["cash"]) == (
        "-16490.00",
        "-1000.00",
        "-2510.00",
    )
    amounts = [each["amount"] for each in counter.see("account", "wang")["movements"]]
    assert amounts == ["-1000.00", "1000.00"]
    assert counter.see("bill", ref)["status"] == "undone"


def test_one_item_goes_back_through_the_whole_bill(counter: Counter, platform: Platform) -> None:
    """A refund undoes, corrects at the platform and settles anew."""
    ref = counter.act("admit", person="wang")["ref"]
    lines = [{"item": "treatment", "quantity": 19500}, {"item": "treatment", "quantity": 500}]
    counter.act("charge", stay=ref, lines=lines)
    counter.act("discharge", stay=ref)
    counter.act("settle", stay=ref)
    shown = counter.act("refund_item", stay=ref, line=2)["shown"]
    assert (shown["total"], shown["pooled"]) == ("19500.00", "16065.00")
    assert platform.lines == {"1": "19500.00"}
    assert len(platform.sent("2305")) == 1


def test_an_unknown_settlement_is_reversed_and_made_anew(
    counter: Counter, platform: Platform
) -> None:
    """A lost answer is asked about, taken back by its own id, and settled once more."""
    ref = stay(counter)
    platform.answers["2304"] = lambda _given: (platform.answers.pop("2304"), TIMEOUT)[1]
    reply = counter.act("settle", stay=ref)
    assert reply["shown"]["status"] == "settled"
    lost, made = platform.sent("2304")
    assert platform.sent("2601")[0]["input"]["data"]["omsgid"] == lost["msgid"]
    assert made["msgid"] != lost["msgid"]
    assert len(platform.sent("5201")) == 1


def test_what_never_arrived_is_sent_again_as_it_was(counter: Counter, platform: Platform) -> None:
    """A settlement that the platform does not know leaves again under its own id."""
    ref = stay(counter)
    platform.answers["2304"] = lambda _given: (platform.answers.pop("2304"), TIMEOUT)[1]
    platform.answers["2601"] = "MESSAGE_UNKNOWN: 原报文不存在"
    assert counter.act("settle", stay=ref)["shown"]["status"] == "settled"
    one, two = platform.sent("2304")
    assert one["msgid"] == two["msgid"]
    assert one["input"] == two["input"]


def test_an_unknown_outcome_stays_unknown_until_it_is_known(
    counter: Counter, platform: Platform
) -> None:
    """While nothing can be asked nothing is guessed; the worklist tells, the day does not close."""
    ref = stay(counter)
    platform.answers = {"2304": (502, {}, "bad"), "5201": TIMEOUT}
    shown = counter.act("settle", stay=ref)["shown"]
    assert shown["status"] == "unknown"
    assert "cash" not in shown
    assert counter.act("close_day", day="2025-05-06")["outcome"] == "refused"
    counter.restart()
    assert counter.see("worklist")[0]["kind"] == "settlement_unresolved"
    platform.answers = {}
    counter.clock("2025-05-06T09:01")
    assert counter.see("bill", ref)["status"] == "settled"
    assert counter.see("worklist") == []
    assert counter.act("close_day", day="2025-05-06")["shown"]["matched"] == "yes"


@pytest.mark.parametrize(
    "change",
    [{"setl_id": ""}, {"psn_no": "somebody"}, {"psn_cash_pay": "1.00"}, {"medfee_sumamt": "1.00"}],
)
def test_an_unsound_answer_is_not_booked(
    counter: Counter, platform: Platform, change: dict[str, str]
) -> None:
    """An answer without number, about another person, or not adding up is an unknown outcome."""
    ref = stay(counter)

    def unsound(given: dict[str, Any]) -> Any:
        answer = platform.do_2304(given)
        return {"setlinfo": answer["setlinfo"] | change}

    platform.answers = {"2304": unsound, "2601": TIMEOUT}
    assert counter.act("settle", stay=ref)["shown"]["status"] == "unknown"
    assert counter.see("bill", ref)["receipt"] is None


def test_an_outage_invents_no_amounts(counter: Counter, platform: Platform) -> None:
    """Without the platform there are no fund amounts, but a word about what can be done."""
    ref = stay(counter)
    platform.answers = dict.fromkeys(EVERYTHING, REFUSED)
    reply = counter.act("settle", stay=ref)
    assert reply["outcome"] == "refused"
    assert counter.see("bill", ref)["receipt"] is None


def test_an_interrupted_upload_is_finished_first(counter: Counter, platform: Platform) -> None:
    """Lines go up in batches; nothing is settled before all are there, none is there twice."""
    ref = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref, lines=[{"item": "lab"}] * 120)
    counter.act("discharge", stay=ref)
    calls: list[int] = []

    def second_fails(given: dict[str, Any]) -> Any:
        calls.append(len(given["feedetail"]))
        return (503, {}, "busy") if len(calls) == 2 else platform.do_2301(given)

    platform.answers["2301"] = second_fails
    assert counter.act("settle", stay=ref)["outcome"] == "refused"
    assert platform.sent("2304") == []
    assert counter.act("settle", stay=ref)["shown"]["total"] == "4800.00"
    assert calls == [50, 50, 50, 20]
    assert len(platform.lines) == 120


def test_a_refused_admission_is_no_refused_patient(counter: Counter, platform: Platform) -> None:
    """The platform's no makes a self-paying patient who is told why and gets the papers."""
    platform.answers["2401"] = "NO_ACTIVE_FILING: 就医时无有效备案"
    reply = counter.act("admit", person="wang")
    assert reply["outcome"] == "done"
    assert reply["reason"]["code"] == "NO_ACTIVE_FILING"
    ref = reply["ref"]
    counter.act("charge", stay=ref)
    counter.act("discharge", stay=ref)
    settled = counter.act("settle", stay=ref)
    assert settled["reason"]["code"] == "NO_ACTIVE_FILING"
    papers = counter.see("print", {"of": ref, "kind": "claim_documents"})
    assert papers["fields"]["reason_code"] == "NO_ACTIVE_FILING"
    assert platform.sent("2304") == []


def test_suspicious_stays_are_flagged_and_explained(counter: Counter) -> None:
    """A quick readmission is flagged and settled only with a reason; two beds are impossible."""
    first = stay(counter)
    assert counter.act("settle", stay=first)["outcome"] == "done"
    counter.clock("2025-05-06T15:00")
    second = stay(counter)
    assert counter.see("stay", second)["flags"] == ["split_admission"]
    assert counter.act("settle", stay=second)["reason"]["field"] == "reason"
    assert counter.act("settle", stay=second, reason="病情反复")["outcome"] == "done"
    counter.act("admit", person="lin")
    twice = counter.act("admit", person="lin")
    assert twice["reason"]["code"] == "ALREADY_IN_HOSPITAL"
    stranger = counter.act("admit", person="luo", bearer="zhao")
    assert stranger["outcome"] == "refused"


def test_items_are_charged_as_what_they_are(counter: Counter, platform: Platform) -> None:
    """No unmapped item, no swapped item, no isolation bed without order, no split examination."""
    ref = counter.act("admit", person="wang")["ref"]
    assert counter.act("charge", stay=ref, lines=[{"item": "nothing"}])["outcome"] == "refused"
    swapped = [{"item": "health-product", "billed_as": "drug-a"}]
    assert counter.act("charge", stay=ref, lines=swapped)["outcome"] == "refused"
    lines = [
        {"item": "bed-isolation", "flags": ["no_order"]},
        *[{"item": "exam-ct", "price": "170.00"}] * 4,
        {"item": "partial"},
        {"item": "drug-b", "flags": []},
    ]
    counter.act("charge", stay=ref, lines=lines)
    counter.act("preview", stay=ref)
    rows = platform.sent("2301")[0]["input"]["feedetail"]
    sent = [(row["medins_list_codg"], row["pric"], row["hosp_appr_flag"]) for row in rows]
    assert sent == [
        ("R-0001", "40.00", "0"),
        ("E-0001", "680.00", "2"),
        ("T-0001", "2000.00", "2"),
        ("D-0002", "50.00", "0"),
    ]


def test_approvals_need_the_whole_chain_and_come_in_time(counter: Counter) -> None:
    """Three people in order; five days after the use is in time, six is late."""
    ref = counter.act("admit", person="wang")["ref"]
    counter.act("charge", stay=ref, lines=[{"item": "albumin", "flags": ["rescue"]}])
    short = counter.act("request_item", stay=ref, item="albumin", approvers=["insurance_office"])
    assert short["outcome"] == "refused"
    late = counter.act("request_item", stay=ref, item="albumin", on="2025-05-12")
    assert late["shown"]["status"] == "late"
    timely = counter.act("request_item", stay=ref, item="albumin", on="2025-05-11")
    assert timely["shown"]["status"] == "approved"


def test_months_close_in_their_window(counter: Counter) -> None:
    """Not before the month is over; the fifth rolls over a weekend; later is late."""
    early = counter.act("close_month", month="2025-05")
    assert early["outcome"] == "refused"
    counter.clock("2025-07-07T09:00")
    assert counter.act("close_month", month="2025-06")["shown"]["late"] == "no"
    counter.clock("2025-07-08T09:00")
    assert counter.act("close_month", month="2025-06")["shown"]["late"] == "yes"


def test_days_left_open_are_closed_too(counter: Counter, platform: Platform) -> None:
    """An empty day in between is closed with zeros."""
    counter.act("close_day", day="2025-05-06")
    counter.clock("2025-05-08T20:00")
    counter.act("close_day", day="2025-05-08")
    days = [each["input"]["data"]["stmt_begndate"] for each in platform.sent("3201")]
    assert days == ["2025-05-06", "2025-05-07", "2025-05-08"]
    assert counter.see("day", "2025-05-07")["totals"]["count"] == 0


def test_statistics_count_everything_once(counter: Counter, platform: Platform) -> None:
    """Rejected, refused and void cases stand apart; nobody is named."""
    counter.act("refer", person="wang")
    counter.act("refer", person="lin", centre={"result": "rejected"})
    ref = counter.act("refer", person="luo")["ref"]
    counter.act("void_referral", referral=ref)
    platform.answers["2501"] = "DEST_NOT_DESIGNATED: 非定点"
    counter.act("refer", person="yang")
    shown = counter.see("statistics", "2025-05")
    names = ("requests", "final_rejected", "slips_issued", "filings_refused", "voided")
    assert [shown[name] for name in names] == [4, 1, 3, 1, 1]
    assert "王建国" not in str(shown)
    assert counter.see("statistics", "2025-07")["requests"] == 0


@pytest.mark.parametrize(
    ("cause", "third_party", "declared"),
    [
        ("third_party", "unpaid", 1),
        ("third_party", "unknown", 1),
        ("third_party", "paying", 0),
        ("third_party", None, 0),
        ("own", "unpaid", 0),
    ],
)
def test_payment_in_advance_is_asked_for_once_and_only_where_declared(
    counter: Counter, platform: Platform, cause: str, third_party: str | None, declared: int
) -> None:
    """Preview, preview and settlement make one declaration; nothing is assumed."""
    ref = counter.act("admit", person="wang", cause=cause, third_party=third_party)["ref"]
    counter.act("charge", stay=ref)
    counter.act("discharge", stay=ref, diagnosis="S82.1")
    for action in ("preview", "preview", "settle"):
        counter.act(action, stay=ref)
    sent = platform.sent("2507")

    assert ["1"] * declared == [each["input"]["data"]["chk_pay_flag"] for each in sent]


def test_a_declaration_that_is_refused_settles_nothing(
    counter: Counter, platform: Platform
) -> None:
    """The platform's reason is the reply's, and the next attempt declares anew."""
    platform.answers["2507"] = "FIELD_INVALID: 致伤原因"
    ref = counter.act("admit", person="wang", cause="third_party", third_party="unpaid")["ref"]
    counter.act("charge", stay=ref)
    counter.act("discharge", stay=ref, diagnosis="S82.1")
    refused = counter.act("settle", stay=ref)
    del platform.answers["2507"]
    again = counter.act("settle", stay=ref)

    assert ("refused", "FIELD_INVALID") == (refused["outcome"], refused["reason"]["code"])
    assert "done" == again["outcome"]
    assert 2 == len({each["msgid"] for each in platform.sent("2507")})


def test_care_abroad_has_no_day_to_file(open_house: Any) -> None:
    """A hospital in Macao tells nobody of six working days; one in Beijing does."""
    told = {}
    for house in ("mo-x", "bj-3a"):
        there = open_house(house)
        ref = there.act("admit", person="wang", kind="emergency")["ref"]
        told[house] = [each["code"] for each in there.see("notices", ref)]

    assert "EMERGENCY_FILING" not in told["mo-x"]
    assert "EMERGENCY_FILING" in told["bj-3a"]
