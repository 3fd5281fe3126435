"""The referral desk as a driver sees it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

Counter = Any
Platform = Any
OpenHouse = Any
TIMEOUT = requests.exceptions.ReadTimeout("no answer")
REFUSED = requests.exceptions.ConnectTimeout("no connection")


def test_slip_is_issued_and_filed_in_one_act(counter: Counter, platform: Platform) -> None:
    """One act issues the slip, files it once, and shows number and dates."""
    reply = counter.act("refer", person="wang")
    assert reply["outcome"] == "done", reply
    assert reply["shown"]["status"] == "issued"
    assert reply["shown"]["filing"]["status"] == "filed"
    assert reply["shown"]["filing"]["valid_until"] == "2025-11-06"
    assert len(platform.sent("2501")) == 1
    sent = platform.sent("2501")[0]
    assert sent["insuplc_admdvs"] == "159900"
    assert sent["input"]["refmedin"]["refl_date"] == "2025-05-06"
    assert sent["input"]["refmedin"]["refl_type"] == "3"
    view = counter.see("referral", reply["ref"])
    assert view["usable_until"] == "2025-08-06"
    assert len(counter.see("audit", reply["ref"])) >= 9


FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"person": {"id": "wang", "name": None}}, "person.name"),
    ({"person": {"id": "wang", "sex": None}}, "person.sex"),
    ({"insurance_type": None}, "insurance_type"),
    ({"person": {"id": "wang", "certno": None}}, "person.certno"),
    ({"phone": None}, "phone"),
    ({"hospital": None}, "hospital"),
    ({"department": None}, "department"),
    ({"diagnosis": None}, "diagnosis"),
    ({"reason": None}, "reason"),
    ({"referral_on": None}, "referral_on"),
    ({"city": None}, "city"),
    ({"to": None}, "to"),
    ({"physician": None}, "physician"),
    ({"notice": None}, "notice"),
    ({"centre": None}, "centre"),
    ({"centre": {"seal": None}}, "centre.seal"),
    ({"centre": {"reviewed_on": None}}, "centre.reviewed_on"),
    ({"heading_on": None}, "heading_on"),
    ({"consultation": None}, "consultation"),
    ({"ground": None}, "ground"),
    ({"summary": None}, "summary"),
]


@pytest.mark.parametrize(("given", "field"), FIELDS)
def test_an_empty_field_is_refused_by_name_and_nothing_is_sent(
    counter: Counter, platform: Platform, given: dict[str, Any], field: str
) -> None:
    """Each mandatory entry left empty is refused, named, unnumbered and unsent."""
    reply = counter.act("refer", **given)
    assert reply["outcome"] == "refused"
    assert reply["reason"]["code"] == "FIELD_MISSING"
    assert reply["reason"]["field"] == field
    assert platform.requests == []


RULES: list[tuple[dict[str, Any], str]] = [
    ({"person": {"id": "wang", "certno": "159901198503121234"}}, "FIELD_INVALID"),
    ({"person": {"id": "wang", "name": "王建"}}, "FIELD_INVALID"),
    ({"person": {"id": "wang", "sex": "female"}}, "FIELD_INVALID"),
    ({"insurance_type": ["employee", "resident"]}, "FIELD_INVALID"),
    ({"person": "qian", "insurance_type": "employee"}, "FIELD_INVALID"),
    ({"referral_on": "2025-05-07"}, "FIELD_INVALID"),
    ({"heading_on": "2025-05-06", "centre": {"reviewed_on": "2025-05-05"}}, "FIELD_INVALID"),
    ({"consultation": {"held_on": "2025-05-07"}}, "FIELD_INVALID"),
    ({"ground": "5"}, "FIELD_INVALID"),
    ({"reason": "患者要求"}, "FIELD_INVALID"),
    ({"city": "610000", "to": "xa-3a"}, "FIELD_INVALID"),
    ({"city": "310000", "to": "bj-3a"}, "FIELD_INVALID"),
    ({"to": "bt-3a"}, "DEST_IN_REGION"),
    ({"to": "hk-x"}, "DEST_ABROAD"),
    ({"physician": "assoc-liu"}, "SIGNER_NOT_AUTHORISED"),
    ({"physician": "chief-ma"}, "SIGNER_NOT_AUTHORISED"),
    ({"physician": "chief-fan"}, "SIGNER_NOT_AUTHORISED"),
    ({"person": "han"}, "NOT_INSURED"),
    ({"person": "feng"}, "NOT_IN_SCHEME"),
    ({"person": "wu", "to": "bj-2", "justification": "专科"}, "DEST_LEVEL"),
    ({"person": "wu", "to": "bj-3n"}, "DEST_NOT_DESIGNATED"),
    ({"to": "bj-2"}, "FIELD_MISSING"),
    ({"notice": {"briefed_at": None}}, "FIELD_MISSING"),
    ({"notice": {"signer": "agent"}}, "FIELD_MISSING"),
    ({"centre": {"result": "rejected"}}, "NOT_ALLOWED"),
    ({"consultation": {"mode": "remote", "consent": "no"}}, "NOT_ALLOWED"),
]


@pytest.mark.parametrize(("given", "code"), RULES)
def test_what_the_rules_forbid_is_refused_and_never_filed(
    counter: Counter, platform: Platform, given: dict[str, Any], code: str
) -> None:
    """Each forbidden request is refused with its code, and no filing leaves."""
    reply = counter.act("refer", **given)
    assert reply["outcome"] == "refused"
    assert reply["reason"]["code"] == code
    assert platform.sent("2501") == []


@pytest.mark.parametrize(
    "given",
    [
        {"person": "yang"},
        {"person": "qian"},
        {"person": "wu", "to": "bj-3b"},
        {"to": "xa-3a"},
        {"to": "bj-2", "justification": "该院为相应专科医院"},
        {"diagnosis": "R50.9"},
        {"ground": 4, "reason": "需行本地区未开展的基因检测"},
        {"notice": {"signer": "agent", "name": "王小明"}},
        {"consultation": {"mode": "remote", "held_on": "2025-05-06"}},
    ],
)
def test_lawful_requests_are_issued_and_filed(counter: Counter, given: dict[str, Any]) -> None:
    """Whatever the rules allow leads to an issued and filed slip."""
    reply = counter.act("refer", **given)
    assert reply["outcome"] == "done", reply
    assert reply["shown"]["filing"]["status"] == "filed"


def test_a_house_that_is_not_listed_issues_nothing(
    open_house: OpenHouse, platform: Platform
) -> None:
    """A hospital off the published list refuses and sends nothing."""
    reply = open_house("hh-2x").act("refer")
    assert reply["reason"]["code"] == "APPROVER_NOT_AUTHORISED"
    assert platform.requests == []


def test_a_listed_level_two_house_issues_with_a_warning(open_house: OpenHouse) -> None:
    """Level 2 on the list is allowed, and warned about."""
    counter = open_house("hh-2l")
    reply = counter.act("refer")
    assert reply["shown"]["filing"]["status"] == "filed"
    assert counter.see("referral", reply["ref"])["warnings"] == ["LEVEL_BELOW_PRINCIPLE"]


def test_wuhai_cases_pass_two_reviews_in_two_houses(
    open_house: OpenHouse, platform: Platform
) -> None:
    """Level 2 screens and pushes, the city centre decides and files, level 2 sees the result."""
    level2 = open_house("wh-2")
    centre = open_house("wh", level2.driver)
    pushed = level2.act("refer", person="wu")
    assert pushed["shown"]["status"] == "under_review"
    assert platform.sent("2501") == []
    refused = level2.act("review", referral=pushed["ref"], stage="final")
    assert refused["reason"]["code"] == "APPROVER_NOT_AUTHORISED"
    reply = centre.act("review", referral=pushed["ref"], stage="final", members=["chief-bai"])
    assert reply["shown"]["filing"]["status"] == "filed"
    assert platform.sent("2501")[0]["fixmedins_code"] == HOUSE_WH
    assert level2.see("referral", pushed["ref"])["status"] == "issued"


HOUSE_WH = "H15030200021"


def test_the_city_centre_keeps_order_and_panel(open_house: OpenHouse) -> None:
    """No final before preliminary, no member outside the pool, no reviewer twice."""
    counter = open_house("wh")
    ref = counter.act("refer", person="wu", stop_before="review")["ref"]
    early = counter.act("review", referral=ref, stage="final")
    assert early["reason"]["code"] == "NOT_ALLOWED"
    counter.act("review", "dr-a", referral=ref, stage="preliminary")
    same = counter.act("review", "dr-a", referral=ref, stage="final")
    assert same["reason"]["field"] == "user"
    untitled = counter.act("review", "dr-b", referral=ref, stage="final", members=["attending-bo"])
    assert untitled["reason"]["field"] == "members"
    nobody = counter.act("review", "dr-b", referral=ref, stage="final", members=None)
    assert nobody["reason"]["code"] == "FIELD_MISSING"
    good = counter.act("review", "dr-b", referral=ref, stage="final", members=["assoc-jin"])
    assert good["shown"]["filing"]["status"] == "filed"


def test_a_refusal_is_shown_with_reason_and_remedy_and_not_repeated(
    counter: Counter, platform: Platform
) -> None:
    """The platform's words are shown, a problem stands on the worklist, nothing is repeated."""
    platform.answers["2501"] = "DEST_NOT_DESIGNATED: 转往医院不是定点医疗机构"
    reply = counter.act("refer")
    assert reply["shown"]["filing"]["status"] == "not_filed"
    assert reply["shown"]["filing"]["reason"]["code"] == "DEST_NOT_DESIGNATED"
    assert "定点" in reply["shown"]["filing"]["remedy"]
    again = counter.act("retry_filing", referral=reply["ref"])
    assert again["outcome"] == "refused"
    counter.clock("2025-05-08T10:00")
    assert len(platform.sent("2501")) == 1
    items = counter.see("worklist")
    assert items[0]["reason"]["code"] == "DEST_NOT_DESIGNATED"
    assert items[0]["age_hours"] == 49


def test_a_lost_answer_is_asked_about_and_not_filed_twice(
    counter: Counter, platform: Platform
) -> None:
    """A time-out after the platform filed leads to a query and no second filing."""

    def lost(given: dict[str, Any]) -> Any:
        platform.file(given["refmedin"])
        return TIMEOUT

    platform.answers["2501"] = lost
    reply = counter.act("refer")
    assert reply["shown"]["filing"]["status"] == "filed"
    assert len(platform.sent("2501")) == 1
    platform.answers["2501"] = {"result": {"trt_dcla_detl_sn": "F9"}}
    void = counter.act("void_referral", referral=reply["ref"])
    assert void["shown"]["status"] == "void"
    assert platform.sent("2502")[0]["input"]["data"]["trt_dcla_detl_sn"] == "F9"
    assert platform.sent("2501")[1]["msgid"] == platform.sent("2501")[0]["msgid"]


def test_a_request_that_never_arrived_is_repeated_under_its_id(
    counter: Counter, platform: Platform
) -> None:
    """A time-out without effect leads to a query and the same message again."""
    platform.answers["2501"] = lambda _given: (platform.answers.pop("2501"), TIMEOUT)[1]
    reply = counter.act("refer")
    assert reply["shown"]["filing"]["status"] == "filed"
    one, two = platform.sent("2501")
    assert one["msgid"] == two["msgid"]
    assert one["input"] == two["input"]


def test_an_outage_leaves_slip_print_channels_and_queue(
    counter: Counter, platform: Platform
) -> None:
    """With the platform down the slip is printed, other channels told, the filing queued."""
    everything = ("9001", "1101", "1201", "2501", "5304")
    platform.answers = dict.fromkeys(everything, REFUSED)
    reply = counter.act("refer")
    assert reply["shown"]["status"] == "issued"
    assert reply["shown"]["filing"]["status"] == "sending"
    assert counter.see("print", reply["ref"])["kind"] == "slip"
    texts = [each["text"] for each in counter.see("notices", reply["ref"])]
    assert any("2025-08-06" in text and "国家医保服务平台" in text for text in texts)
    counter.restart()
    platform.answers = {}
    platform.now = "20250506180000000"
    counter.clock("2025-05-06T18:00")
    view = counter.see("referral", reply["ref"])
    assert view["filing"]["status"] == "filed"
    assert len(platform.sent("2501")) == 1
    assert counter.see("worklist") == []


def test_a_filing_made_elsewhere_is_taken_over(counter: Counter, platform: Platform) -> None:
    """A queued filing that another channel made meanwhile is found and never sent."""
    platform.answers["2501"] = REFUSED
    reply = counter.act("refer")
    sent = platform.sent("2501")[0]["input"]["refmedin"]
    platform.file(sent, dcla_souc="04", begndate="2025-05-20", enddate="2025-11-20")
    platform.answers = {}
    counter.clock("2025-05-20T12:00")
    view = counter.see("referral", reply["ref"])
    assert view["filing"]["status"] == "filed"
    assert view["filing"]["channel"] == "APP"
    assert view["filing"]["valid_until"] == "2025-11-20"
    assert len(platform.sent("2501")) == 1


def test_a_queued_filing_expires_with_its_slip(counter: Counter, platform: Platform) -> None:
    """After the slip's last day the queue sends nothing and says why."""
    platform.answers["2501"] = REFUSED
    reply = counter.act("refer")
    platform.answers = {}
    platform.now = "20250807080000000"
    counter.clock("2025-08-07T08:00")
    assert len(platform.sent("2501")) == 1
    view = counter.see("referral", reply["ref"])
    assert view["filing"]["reason"]["code"] == "SLIP_EXPIRED"
    again = counter.act("retry_filing", referral=reply["ref"])
    assert again["reason"]["code"] == "SLIP_EXPIRED"


def test_the_platforms_clock_decides_about_expiry(counter: Counter, platform: Platform) -> None:
    """A clock that runs ahead of the platform's does not expire a slip, and is reported."""
    platform.answers["2501"] = REFUSED
    reply = counter.act("refer")
    platform.answers = {}
    platform.now = "20250806230000000"
    counter.clock("2025-08-07T01:00")
    view = counter.see("referral", reply["ref"])
    assert view["filing"]["status"] == "filed"
    assert "clock_skew" in {each["kind"] for each in counter.see("worklist")}


def test_repetitions_wait_and_end(counter: Counter, platform: Platform) -> None:
    """503 is repeated with growing gaps under one id, five times, then left to the worklist."""
    platform.answers["2501"] = (503, {"retry-after": "30"}, "busy")
    reply = counter.act("refer")
    counter.clock("2025-05-06T09:00:29")
    assert len(platform.sent("2501")) == 1
    for minute in range(1, 20):
        counter.clock(f"2025-05-06T09:{minute:02d}")
    assert len(platform.sent("2501")) == 6
    assert len({each["msgid"] for each in platform.sent("2501")}) == 1
    assert counter.see("worklist")[0]["ref"] == reply["ref"]


def test_extension_is_advised_inside_its_window_and_nothing_is_sent(
    counter: Counter, platform: Platform
) -> None:
    """From 6 October to 6 November the window is offered; the house itself files nothing."""
    reply = counter.act("refer")
    for day, offered in (("2025-10-05", "no"), ("2025-10-06", "yes"), ("2025-11-06", "yes")):
        platform.now = day.replace("-", "") + "090000000"
        counter.clock(f"{day}T09:00")
        shown = counter.act("ask_extension", referral=reply["ref"])["shown"]["extension"]
        assert (shown["offered"], shown["from"], shown["until"]) == (
            offered, "2025-10-06", "2025-11-06",
        )  # fmt: skip
    platform.filings[0]["enddate"] = "2026-05-06"
    shown = counter.see("referral", reply["ref"])
    assert shown["filing"]["valid_until"] == "2026-05-06"
    assert shown["extension"]["offered"] == "no"
    assert len(platform.sent("2501")) == 1


def test_a_withdrawn_filing_is_not_shown_as_filed(counter: Counter, platform: Platform) -> None:
    """A filing that the platform no longer lists is shown as withdrawn."""
    reply = counter.act("refer")
    platform.filings.clear()
    assert counter.see("referral", reply["ref"])["filing"]["status"] == "withdrawn"


def test_a_pending_filing_is_shown_as_pending(counter: Counter, platform: Platform) -> None:
    """A filing that the agency has yet to decide is neither filed nor refused."""
    platform.answers["2501"] = {"result": {"trt_dcla_detl_sn": "F1"}, "warn": "PENDING"}
    reply = counter.act("refer")
    assert reply["shown"]["filing"]["status"] == "pending"


def test_numbers_are_never_used_again(counter: Counter) -> None:
    """Slip numbers differ, a voided one does not come back, a double click makes one slip."""
    one = counter.act("refer", person="wang")
    twice = counter.act("refer", person="wang")
    assert one["shown"]["slip_no"] == twice["shown"]["slip_no"]
    counter.act("void_referral", referral=one["ref"])
    two = counter.act("refer", person="wang")
    assert two["shown"]["slip_no"] != one["shown"]["slip_no"]


def test_strangers_may_not_look(counter: Counter) -> None:
    """A user who takes no part is refused, and the trail tells."""
    ref = counter.act("refer")["ref"]
    assert counter.see("referral", ref, user="pharmacist")["outcome"] == "refused"
    assert counter.see("audit", ref)[-1]["event"] == "access_refused"


def test_unknown_actions_and_views_are_unsupported(counter: Counter) -> None:
    """What the house does not have is unsupported, not refused."""
    assert counter.act("dance")["outcome"] == "unsupported"
    assert counter.see("dance")["outcome"] == "unsupported"
