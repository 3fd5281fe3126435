"""Claims, conditions, items, cards, residence and premiums at the agency's window."""

from typing import Any

import pytest

STAY = {
    "person": "wang",
    "institution": "hh-3a",
    "admitted_at": "2025-03-25T09:00",
    "discharged_at": "2025-04-10T09:00",
}
SPLIT = [
    {"item": "treatment", "amount": "12000.00", "on": "2025-03-28"},
    {"item": "treatment", "amount": "8000.00", "on": "2025-04-02"},
]


def suspended(desk: Any, months: list[str]) -> str:
    """A settled stay that arrears split; its number."""
    desk.act("employer", "arrears", person="wang", months=months)
    return str(desk.act("elsewhere", "settle_stay", **STAY, lines=SPLIT)["stay"])


def test_what_arrears_held_back_is_claimed_after_payment(desk: Any) -> None:
    """6,800.00 more, once; the settlement of the hospital stays as it was (O03)."""
    stay = suspended(desk, ["2025-03"])
    unpaid = desk.act("agency", "reimburse", stay=stay)
    desk.now = "2025-06-20T14:00"
    desk.act("employer", "pay", person="wang", months=["2025-03"])
    first = desk.act("agency", "reimburse", stay=stay)
    second = desk.act("agency", "reimburse", stay=stay)
    (settled,) = desk.platform.view("wang")["settlements"]

    assert "ARREARS" == unpaid["code"]
    assert ("6800.00", "0.00", "9690.00") == (first["paid"], second["paid"], settled["pooled"])


def test_a_claim_uses_up_the_year(desk: Any) -> None:
    """What was claimed counts towards the ceiling of the next stay."""
    stay = suspended(desk, ["2025-03"])
    desk.act("employer", "pay", person="wang")
    desk.act("agency", "reimburse", stay=stay)
    later = {**STAY, "admitted_at": "2025-07-01T09:00", "discharged_at": "2025-07-09T09:00"}
    reply = desk.act("elsewhere", "settle_stay", **later, eligible="300000.00")

    assert "188510.00" == reply["pooled"]


def test_expenses_of_a_long_interruption_are_never_reimbursed(desk: Any) -> None:
    """Seven unpaid months: the claim is refused even after payment (O05)."""
    months = [f"2025-{n:02d}" for n in range(3, 10)]
    stay = suspended(desk, months)
    desk.now = "2025-10-15T10:00"
    desk.act("employer", "pay", person="wang")
    reply = desk.act("agency", "reimburse", stay=stay)

    assert "INTERRUPTION_GT_6M" == reply["code"]


@pytest.mark.parametrize(
    ("documents", "code"),
    [
        (["receipt", "diagnosis"], "CLAIM_DOCUMENTS"),
        (["receipt", "diagnosis", "employer_certificate"], None),
    ],
)
def test_a_claim_needs_its_documents(desk: Any, documents: list[str], code: str | None) -> None:
    """Receipt and diagnosis always, and what the case needs (N10)."""
    stay = desk.act("elsewhere", "admit", person="wang", institution="zjk-3a", kind="emergency")[
        "stay"
    ]
    desk.act("elsewhere", "charge", stay=stay, eligible="60000.00")
    reply = desk.act(
        "agency", "reimburse", stay=stay, documents=documents, needs=["employer_certificate"]
    )

    assert code == reply.get("code")
    assert (None if code else "50020.00") == reply.get("paid")


def resettled(desk: Any, on: str = "2025-05-06T09:00") -> str:
    """A retiree resettled in Sanya with a stay there; its number."""
    desk.now = on
    desk.act("agency", "file", person="zhao", to="sy-3a", category="RESETTLED")
    desk.act("agency", "choose", person="zhao", institutions=["sy-3a"])
    desk.now = "2025-06-10T09:00"
    where = {"person": "zhao", "institution": "sy-3a"}
    stay = desk.act("elsewhere", "admit", **where, at="2025-06-01T09:00")["stay"]
    desk.act("elsewhere", "charge", stay=stay, eligible="60000.00")
    return str(stay)


def test_who_lives_elsewhere_claims_at_the_home_rate(desk: Any) -> None:
    """No five points less, no direct settlement (T01, T07)."""
    stay = resettled(desk)
    desk.act("elsewhere", "discharge", stay=stay)
    direct = desk.act("elsewhere", "settle", stay=stay)
    reply = desk.act("agency", "reimburse", stay=stay)

    assert "DIRECT_SETTLEMENT_NOT_AVAILABLE" == direct["code"]
    assert "54272.00" == reply["paid"]


def test_an_institution_that_was_not_chosen_is_not_paid(desk: Any) -> None:
    """Another hospital of the same place is refused (T02)."""
    desk.act("agency", "choose", person="zhao", institutions=["bj-3a2"])
    stay = resettled(desk)
    registrations = desk.platform.store.items("registrations")
    for key, each in list(registrations):
        if each.institution == desk.world.institutions["sy-3a"].code:
            desk.take([{"in": "registrations", "key": key, "value": None}])

    assert "NOT_CHOSEN_INSTITUTION" == desk.act("agency", "reimburse", stay=stay)["code"]


def test_four_hospitals_are_one_too_many(desk: Any) -> None:
    """Three hospitals and one pharmacy may be chosen."""
    houses = ["bj-3a", "bj-3a2", "bj-3b", "bj-2"]

    assert "refused" == desk.act("agency", "choose", person="zhao", institutions=houses)["outcome"]


@pytest.mark.parametrize(
    ("until", "code"), [("2026-05-01", None), ("2026-03-31", "POSTING_TOO_SHORT")]
)
def test_a_posting_lasts_a_year(desk: Any, until: str, code: str | None) -> None:
    """A year by any count is enough, eleven months are not (T03)."""
    reply = desk.act("agency", "post", person="wang", until=until, **{"from": "2025-05-01"})

    assert code == reply.get("code")


@pytest.mark.parametrize(
    ("now", "accepted"), [("2025-10-05T23:00", True), ("2025-10-06T00:30", False)]
)
def test_a_critical_patient_is_examined_first(desk: Any, now: str, accepted: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Five calendar days run through National Day (M15)."""
    desk.now = "2025-09-30T10:00"
    stay = desk.admitted()
    desk.charged(stay, "680.00", item="exam-ct")
    desk.now = now
    reply = desk.act("agency", "approve_item", stay=stay, item="exam-ct", used_on="2025-09-30")
    (line,) = desk.platform.store.items("lines")

    assert accepted == reply["accepted"]
    assert accepted == line[1].approved


def test_an_approval_by_the_agency_stands_above_the_hospitals_flag(desk: Any) -> None:
    """A line uploaded after the agency's decision takes it over."""
    stay = desk.admitted()
    desk.act("agency", "approve_item", stay=stay, item="exam-ct", used_on="2025-05-06")
    desk.charged(stay, "680.00", item="exam-ct", hosp_appr_flag="2")
    (line,) = desk.platform.store.items("lines")

    assert line[1].approved is True


def test_a_lost_card_opens_nothing(desk: Any) -> None:
    """Until it is replaced."""
    card = desk.act("agency", "lose_card", person="wang")["card"]
    given = {"psn_name": "", "mdtrt_cert_type": "03", "mdtrt_cert_no": card}

    assert "CARD_INVALID" == desk.ask("1101", **given).refusal


def test_a_closed_account_does_not_pay_and_does_not_fall_back(desk: Any) -> None:
    """The settlement is refused; the hospital asks again without the account (R05)."""
    stay = desk.admitted()
    desk.charged(stay, "1000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    desk.act("agency", "close_account", person="wang")
    given = {"mdtrt_id": stay, "medfee_sumamt": "1000.00", "mid_setl_flag": "0"}
    used = desk.ask("2304", acct_used_flag="1", **given).refusal
    unused = desk.ask("2304", acct_used_flag="0", **given).refusal

    assert ("ACCOUNT_CLOSED", None) == (used, unused)


def test_a_replaced_card_does_not_pay(desk: Any) -> None:
    """The number of the old card is refused at settlement (R20)."""
    old = desk.world.accounts["wang"].card
    desk.act("agency", "replace_card", person="wang")
    stay = desk.admitted()
    desk.charged(stay, "1000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    outcome = desk.ask(
        "2304",
        mdtrt_id=stay,
        medfee_sumamt="1000.00",
        mid_setl_flag="0",
        acct_used_flag="1",
        mdtrt_cert_type="03",
        mdtrt_cert_no=old,
    )

    assert "CARD_INVALID" == outcome.refusal


@pytest.mark.parametrize(
    ("with_", "fee", "total"),
    [
        ({"arrears": "1320.00", "days_late": 45}, "29.70", "1349.70"),
        ({"arrears": "1320.00"}, "0.00", "1320.00"),
        ({"arrears": "1320.00", "days_late": 1}, "0.66", "1320.66"),
    ],
)
def test_a_late_fee_runs_by_the_day(desk: Any, with_: dict[str, Any], fee: str, total: str) -> None:
    """Half a thousandth a day (O07, O14)."""
    reply = desk.act("agency", "quote_arrears", **with_)

    assert (fee, total) == (reply["late_fee"], reply["total"])


def test_back_payment_is_quoted_by_month(desk: Any) -> None:
    """Six months of a base of 6,000 cost 1,980.00 (O04)."""
    months = [f"2025-{n:02d}" for n in range(3, 9)]
    desk.act("employer", "arrears", person="wang", months=months)

    reply = desk.act("agency", "quote_arrears", person="wang", base="6000.00")

    assert ("1980.00", 6) == (reply["contribution"], reply["months"])


@pytest.mark.parametrize(
    ("registered", "pooled"), [("2025-06-30", "16490.00"), ("2025-07-01", "0.00")]
)
def test_a_transfer_is_registered_within_thirty_days(
    desk: Any, registered: str, pooled: str
) -> None:
    """A day later the former employer is liable (O15)."""
    desk.act(
        "employer",
        "register_transfer",
        person="wang",
        ended_on="2025-05-31",
        registered_on=registered,
    )
    at = {"admitted_at": "2025-07-02T09:00", "discharged_at": "2025-07-05T09:00"}
    reply = desk.act(
        "elsewhere", "settle_stay", person="wang", institution="hh-3a", eligible="20000.00", **at
    )

    assert pooled == reply["pooled"]


@pytest.mark.parametrize(("paid", "large"), [(None, "77589.79"), ("50.00", "0.00")])
def test_who_joins_during_the_year_pays_the_whole_premium(
    desk: Any, paid: str | None, large: str
) -> None:
    """The premium is not pro-rated, and a part of it covers nothing (L14, L19)."""
    desk.now = "2025-07-10T09:00"
    desk.act("employer", "enrol", person="han", on="2025-07-10")
    desk.act("employer", "miss_large_amount", person="han", year=2025)
    desk.act("employer", "pay_large_amount", person="han", year=2025, amount=paid)
    at = {"admitted_at": "2025-08-02T09:00", "discharged_at": "2025-08-05T09:00"}
    reply = desk.act(
        "elsewhere", "settle_stay", person="han", institution="hh-3a", eligible="300000.00", **at
    )

    assert large == reply["large_amount"]


def test_who_has_left_is_not_insured(desk: Any) -> None:
    """From the day on nothing is filed and nothing settled."""
    desk.act("employer", "leave", person="wang", on="2025-05-06")

    assert "NOT_INSURED" == desk.send("2501", desk.referral()).refusal


def test_retirement_during_the_year_changes_the_rates(desk: Any) -> None:
    """Status on admission decides (CC-32)."""
    desk.act("employer", "retire", person="wang", on="2025-06-01")
    at = {"admitted_at": "2025-06-01T09:00", "discharged_at": "2025-06-05T09:00"}
    reply = desk.act(
        "elsewhere", "settle_stay", person="wang", institution="hh-3a", eligible="20000.00", **at
    )

    assert "17072.00" == reply["pooled"]


def test_lists_and_designations_change_by_act(desk: Any) -> None:
    """A hospital put on the list may file; one without designation is no destination."""
    desk.act("agency", "list_hospital", institution="hh-3b", on="2025-05-01")
    desk.act("agency", "designate", institution="bj-3a", designated=False)
    listed = desk.send("2501", desk.referral(to="sh-3a"), institution="hh-3b").refusal
    undesignated = desk.send("2501", desk.referral("lin")).refusal

    assert (None, "DEST_NOT_DESIGNATED") == (listed, undesignated)


def test_a_breach_is_published_by_the_agency(desk: Any) -> None:
    """From the moment named the physician is barred."""
    reply = desk.act("agency", "breach", physician="chief-li", **{"from": "2025-05-06T10:00"})

    assert "2025-05-06T10:00:00+08:00" == reply["from"]
    assert desk.platform.store.get("physicians", "chief-li").breach_from is not None


def test_a_credit_raises_the_balance(desk: Any) -> None:
    """By the amount."""
    assert (
        "5100.50" == desk.act("agency", "credit_account", person="wang", amount="100.50")["balance"]
    )


@pytest.mark.parametrize(
    ("condition", "evidence", "until"),
    [
        ("hepatitis", {"needs_treatment": True}, "2025-12-31"),
        ("hepatitis", {"needs_treatment": False, "liver_function": "normal"}, None),
        ("transplant", {}, "2025-05-31"),
    ],
)
def test_the_window_looks_at_the_evidence(
    desk: Any, condition: str, evidence: dict[str, Any], until: str | None
) -> None:
    """What the hospital may not apply for is not approved at the window either."""
    desk.now = "2025-05-20T10:00"
    reply = desk.act(
        "agency", "approve_condition", person="wang", condition=condition, evidence=evidence
    )

    assert until == reply.get("valid_until")
    assert (until is None) == (reply.get("code") == "CHRONIC_NOT_APPROVED")
