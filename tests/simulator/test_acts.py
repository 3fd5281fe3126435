"""Acts of agency, employer, patient and other institutions, judged as messages are."""

from typing import Any

import pytest

from harness.errors import UsageError


def stay(desk: Any, person: str = "wang", **more: Any) -> Any:
    """A whole stay at the default hospital, settled."""
    with_ = {
        "person": person,
        "institution": "hh-3a",
        "admitted_at": "2025-06-01T09:00",
        "discharged_at": "2025-06-10T09:00",
        "eligible": "20000.00",
    }
    return desk.act("elsewhere", "settle_stay", **{**with_, **more})


def away(desk: Any, person: str = "wang", **more: Any) -> Any:
    """A stay in Beijing under a filing made on 6 May."""
    desk.act("agency", "file", person=person, to="bj-3a")
    return stay(desk, person, institution="bj-3a", kind="transfer", **more)


@pytest.mark.parametrize(
    ("person", "eligible", "pooled"),
    [
        ("wang", "60000.00", "50020.00"),
        ("zhao", "60000.00", "51302.00"),
        ("sun", "60000.00", "52541.00"),
    ],
)
def test_a_referred_stay_is_paid_five_points_less(
    desk: Any, person: Any, eligible: Any, pooled: Any
) -> None:
    """Worked examples of the catalogue: I03, N03, Q04."""
    assert pooled == away(desk, person, eligible=eligible)["pooled"]


@pytest.mark.parametrize(
    ("person", "institution", "kind", "pooled"),
    [
        ("wang", "hh-3a", None, "16490.00"),
        ("zhou", "hh-3a", None, "17072.00"),
        ("tang", "hh-3a", None, "16490.00"),
        ("wang", "bt-3a", "emergency", "16490.00"),
        ("wang", "zjk-3a", "emergency", "15520.00"),
    ],
)
def test_a_stay_is_priced_by_person_and_place(
    desk: Any, person: Any, institution: Any, kind: Any, pooled: Any
) -> None:
    """Local rates inside the region, five points less outside; disability, age and status."""
    reply = stay(desk, person, institution=institution, kind=kind)

    assert pooled == reply["pooled"]


@pytest.mark.parametrize(
    ("code", "person", "institution", "kind"),
    [
        ("NO_ACTIVE_FILING", "wang", "bj-3a", None),
        ("OUT_OF_CHOICE_AREA", "wang", "bt-3a", None),
        ("TIER_UNMAPPED", "wang", "hh-3x", None),
        ("DEST_NOT_DESIGNATED", "wang", "hh-nd", None),
        ("MISSING_PARAMETER", "wu", "wh", None),
        ("MISSING_PARAMETER", "qian", "hh-3a", None),
    ],
)
def test_a_stay_that_cannot_be_settled_says_why(
    desk: Any, code: Any, person: Any, institution: Any, kind: Any
) -> None:
    """No guess is made about filing, tier or another pool's figures."""
    reply = stay(desk, person, institution=institution, kind=kind)

    assert ("refused", code) == (reply["outcome"], reply.get("code"))
    assert [] == desk.platform.view(person)["stays"]


def test_the_ordinal_falls_and_comes_back_with_an_undone_settlement(desk: Any) -> None:
    """Second stay 480; undone and settled again it is 480 once more (CC-11)."""
    first = stay(desk)
    second = stay(desk, admitted_at="2025-07-01T09:00", discharged_at="2025-07-05T09:00")
    desk.act("elsewhere", "undo_settlement", stay=first["stay"], settlement=first["settlement"])
    again = desk.act("elsewhere", "settle", stay=first["stay"])

    assert ("16490.00", "16592.00") == (first["pooled"], second["pooled"])
    assert ("600.00", "16490.00") == (again["deductible"], again["pooled"])


def test_the_ceilings_of_the_year_are_kept(desk: Any) -> None:
    """300,000 at 3A: 205,000 from the pool and 77,589.79 above it (golden seeds)."""
    reply = stay(desk, eligible="300000.00")

    assert ("205000.00", "77589.79") == (reply["pooled"], reply["large_amount"])


@pytest.mark.parametrize(
    ("lines", "pooled"),
    [
        ([("drug-a", "10000.00", []), ("drug-b", "5000.00", [])], "11815.00"),
        ([("drug-a", "10000.00", []), ("partial", "2000.00", ["approved"])], "9520.00"),
        ([("drug-a", "10000.00", []), ("partial", "2000.00", ["unapproved"])], "7990.00"),
        ([("drug-a", "10000.00", []), ("albumin", "3000.00", ["rescue"])], "10285.00"),
        ([("drug-a", "10000.00", []), ("albumin", "3000.00", [])], "7990.00"),
        ([("drug-a", "10000.00", []), ("exam-ct", "680.00", [])], "7990.00"),
        ([("drug-a", "10000.00", []), ("exam-ct", "680.00", ["approved"])], "8510.20"),
        ([("drug-a", "20000.00", []), ("drug-out", "500.00", [])], "16490.00"),
    ],
)
def test_items_are_paid_by_class_and_kind(desk: Any, lines: Any, pooled: Any) -> None:
    """Worked examples of group M."""
    rows = [{"item": item, "amount": amount, "flags": flags} for item, amount, flags in lines]

    assert pooled == stay(desk, eligible=None, lines=rows)["pooled"]


def test_a_bed_above_the_standard_is_split(desk: Any) -> None:
    """100.00 a day against 40.00: the excess is over the limit (M07)."""
    rows = [
        {"item": "drug-a", "amount": "10000.00"},
        {"item": "bed-ordinary", "quantity": 10, "price": "100.00"},
    ]
    reply = stay(desk, eligible=None, lines=rows)
    (settled,) = desk.platform.view("wang")["settlements"]

    assert ("8330.00", "2670.00", "600.00") == (
        reply["pooled"],
        reply["own_share"],
        settled["over_limit"],
    )


def test_arrears_split_a_stay_by_the_day_of_each_charge(desk: Any) -> None:
    """March unpaid: what is charged from 1 April is not paid, and the reason is told (O02)."""
    desk.act("employer", "arrears", person="wang", months=["2025-03"])
    rows = [
        {"item": "treatment", "amount": "12000.00", "on": "2025-03-28"},
        {"item": "treatment", "amount": "8000.00", "on": "2025-04-02"},
    ]
    reply = stay(
        desk,
        eligible=None,
        lines=rows,
        admitted_at="2025-03-25T09:00",
        discharged_at="2025-04-10T09:00",
    )

    assert ("9690.00", ["ARREARS"]) == (reply["pooled"], reply["reasons"])


@pytest.mark.parametrize(
    ("begin", "pooled", "reason"),
    [("2025-10-15", "0.00", "WAITING"), ("2026-10-16", "16490.00", None)],
)
def test_seven_unpaid_months_begin_a_waiting_year(
    desk: Any, begin: Any, pooled: Any, reason: Any
) -> None:
    """Paid on 15 October 2025, the waiting year ends with 15 October 2026 (O05, O06)."""
    months = [f"2025-{n:02d}" for n in range(3, 10)]
    desk.act("employer", "arrears", person="wang", months=months)
    desk.now = "2025-10-15T08:00"
    desk.act("employer", "pay", person="wang")
    desk.now = f"{begin}T20:00"
    reply = stay(
        desk,
        admitted_at=f"{begin}T09:00",
        discharged_at=f"{begin}T19:00",
    )

    assert pooled == reply["pooled"]
    assert ([reason] if reason else []) == reply["reasons"]


def test_an_unpaid_premium_suspends_the_large_amount_layer(desk: Any) -> None:
    """Above the ceiling nothing is paid, and the reason is told."""
    desk.act("employer", "miss_large_amount", person="wang", year=2025)
    reply = stay(desk, eligible="300000.00")

    assert ("0.00", ["LARGE_AMOUNT_SUSPENDED"]) == (reply["large_amount"], reply["reasons"])


def test_a_liable_employer_pays_instead_of_the_pool(desk: Any) -> None:
    """The pooled fund pays nothing while the former employer is liable (O12)."""
    desk.act("employer", "liable", person="wang", **{"from": "2025-06-01"})

    assert ("0.00", ["EMPLOYER_LIABLE"]) == tuple(
        stay(desk)[name] for name in ("pooled", "reasons")
    )


def test_the_exempt_are_billed_to_their_own_funding(desk: Any) -> None:
    """A retired veteran cadre has no pool and no account (Q05)."""
    reply = stay(desk, "feng")

    assert ("0.00", ["EXEMPT_ORIGINAL_FUNDING"]) == (reply["pooled"], reply["reasons"])


def test_the_account_pays_the_share_but_nothing_out_of_the_catalogue(desk: Any) -> None:
    """Balance 10,000: 3,510 from the account, the 500 outside the catalogue in cash (R04)."""
    desk.act("agency", "set_balance", person="wang", amount="10000.00")
    rows = [
        {"item": "drug-a", "amount": "20000.00"},
        {"item": "drug-out", "amount": "500.00"},
    ]
    reply = stay(desk, eligible=None, lines=rows, use_account="yes")

    assert ("3510.00", "500.00") == (reply["account"], reply["cash"])


def test_the_account_does_not_pay_above_both_ceilings(desk: Any) -> None:
    """With both ceilings used up only the deductible may be debited (R04)."""
    stay(desk, eligible="400000.00")
    desk.act("agency", "set_balance", person="wang", amount="10000.00")
    reply = stay(
        desk,
        eligible="20480.00",
        use_account="yes",
        admitted_at="2025-07-01T09:00",
        discharged_at="2025-07-05T09:00",
    )

    assert ("0.00", "480.00", "20000.00") == (reply["pooled"], reply["account"], reply["cash"])


def test_a_contradicting_category_is_refused_at_settlement(desk: Any) -> None:
    """A filing of another category than declared, and ordinary care under a referral (I16, I19)."""
    desk.act("agency", "file", person="wang", to="bj-3a")
    declared = stay(desk, institution="bj-3a", category="LONG_TERM")
    ordinary = stay(desk, institution="bj-3a", kind="ordinary")

    assert ("CATEGORY_MISMATCH", "CATEGORY_MISMATCH") == (declared["code"], ordinary["code"])


def test_a_probe_is_a_message_of_ours(desk: Any) -> None:
    """The services answer it as they answer anybody."""
    reply = desk.act("probe", "send", infno="2501", input=desk.referral(), institution="cty")

    assert ("refused", "APPROVER_NOT_AUTHORISED") == (reply["outcome"], reply["code"])


@pytest.mark.parametrize(
    ("by", "act", "with_"),
    [
        ("agency", "fly", {}),
        ("nobody", "file", {}),
        ("agency", "file", {"person": "nobody", "to": "bj-3a"}),
        ("agency", "file", {"person": "wang"}),
        ("agency", "file", {"person": "wang", "to": "nowhere"}),
        ("agency", "extend", {"person": "wang"}),
        ("employer", "arrears", {"person": "wang", "months": ["soon"]}),
        ("agency", "set_balance", {"person": "wang", "amount": "much"}),
        ("elsewhere", "settle_stay", {"person": "wang", "institution": "hh-3a"}),
    ],
)
def test_an_act_that_makes_no_sense_is_the_callers_mistake(
    desk: Any, by: Any, act: Any, with_: Any
) -> None:
    """It is no refusal of the platform, and changes nothing."""
    with pytest.raises(UsageError):
        desk.act(by, act, **with_)
    assert [] == desk.changes


def test_years_that_are_missing_keep_a_person_active(desk: Any) -> None:
    """200 of 240 months: 40 x 6,000 x 7 % first, nothing of it to the account (BMI14-A7-4)."""
    early = desk.act("employer", "retire", person="lin", months=12)
    short = desk.act("employer", "retire", person="tang", months=200)
    quoted = desk.act("employer", "quote_retirement", person="tang", months=200, wage="6000.00")
    paid = desk.act("employer", "retire", person="tang", months=200, made_up=True)

    assert ["accepted", "refused", "accepted"] == [each["outcome"] for each in (early, short, paid)]
    assert (40, "16800.00", "0.00") == (quoted["short"], quoted["lump_sum"], quoted["credited"])
