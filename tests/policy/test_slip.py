"""A slip is complete, lawfully signed on its day, reviewed, and on a ground of the law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.slip import SlipFacts, approver_bound, check_slip
from harness.policy.steps import Recorder
from harness.policy.terms import SlipDates

DAY = date(2025, 5, 6)
REGION, WUHAI = Rules(pack("nm-region")), Rules(pack("wuhai"))


def slip(**changes: Any) -> SlipFacts:
    """Return a lawful slip with some facts changed."""
    facts: dict[str, Any] = {"dates": SlipDates(referral_on=DAY), "consultation_on": DAY}
    return SlipFacts(**{**facts, **changes})


def test_a_lawful_slip_is_allowed_with_its_clauses() -> None:
    """The answer rests on every condition that was met."""
    decision = check_slip(REGION, slip(), DAY)

    assert decision.allowed
    assert {"NM25-A8-1", "NM25-A9-0", "NM25-F-20"} <= set(decision.clauses)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"missing": ("phone",)}, "FIELD_MISSING"),
        ({"hospital_listed": False}, "APPROVER_NOT_AUTHORISED"),
        ({"binding_approver": True}, "APPROVER_NOT_AUTHORISED"),
        ({"ground": "5"}, "FIELD_MISSING"),
        ({"ground": None}, "FIELD_MISSING"),
        ({"reason": False}, "FIELD_MISSING"),
        ({"consultation_on": None}, "NOT_ALLOWED"),
        ({"consultation_on": date(2025, 5, 7)}, "NOT_ALLOWED"),
        ({"acknowledged": False}, "NOT_ALLOWED"),
        ({"signer_title": "associate_chief_physician"}, "SIGNER_NOT_AUTHORISED"),
        ({"signer_listed": False}, "SIGNER_NOT_AUTHORISED"),
        ({"breach_from": DAY}, "SIGNER_BARRED"),
        ({"reviews": 0}, "REVIEW_REQUIRED"),
        ({"dates": SlipDates(referral_on=date(2025, 5, 7))}, "NOT_ALLOWED"),
        (
            {"dates": SlipDates(referral_on=DAY, heading_on=DAY, reviewed_on=date(2025, 5, 5))},
            "DATE_IN_FUTURE",
        ),
    ],
)
def test_each_broken_condition_has_its_code(changes: dict[str, Any], code: str) -> None:
    """The first broken condition decides."""
    if code == "NOT_ALLOWED" and "dates" in changes:
        code, changes = "DATE_IN_FUTURE", {**changes, "consultation_on": DAY}

    decision = check_slip(REGION, slip(**changes), DAY)

    assert (False, code) == (decision.allowed, decision.code)
    assert decision.clauses


@pytest.mark.parametrize("ground", ["1", "2", "3", "4"])
def test_each_ground_suffices(ground: str) -> None:
    """A10."""
    assert check_slip(REGION, slip(ground=ground), DAY).allowed


def test_a_breach_recorded_after_the_signature_leaves_the_slip_valid() -> None:
    """NM25-A8-3 speaks of issuing."""
    assert check_slip(REGION, slip(signed_on=DAY, breach_from=date(2025, 5, 7)), DAY).allowed


def test_a_listed_hospital_below_level_3_is_warned_about() -> None:
    """原则上: the list decides, the level warns (NM25-A6-1)."""
    decision = check_slip(REGION, slip(hospital_level=2), DAY)

    assert (True, ("LEVEL_BELOW_PRINCIPLE",)) == (decision.allowed, decision.warnings)


def test_wuhai_asks_for_two_stages_by_two_people() -> None:
    """WH25-1-2: initial review below, final review at the city's centre."""
    assert "REVIEW_REQUIRED" == check_slip(WUHAI, slip(reviews=1), DAY).code
    assert "REVIEW_REQUIRED" == check_slip(WUHAI, slip(reviews=2, same_reviewer=True), DAY).code
    assert check_slip(WUHAI, slip(reviews=2), DAY).allowed


def test_no_slip_before_the_rules() -> None:
    """NM25-A24-1."""
    early = SlipDates(referral_on=date(2025, 4, 30))

    assert "RULESET_NOT_IN_FORCE" == check_slip(REGION, slip(dates=early), date(2025, 4, 30)).code


def test_whom_the_citys_approver_binds_is_a_reading() -> None:
    """CC-31: institutions in the city, or its insured wherever treated."""
    by_pool = Rules(pack("wuhai"), Readings.of({"CC-31": "pool"}))
    elsewhere = {"insured_in_city": True, "institution_in_city": False, "on": DAY}
    visitor = {"insured_in_city": False, "institution_in_city": True, "on": DAY}

    assert (False, True) == (approver_bound(WUHAI, **elsewhere), approver_bound(WUHAI, **visitor))
    assert (True, False) == (
        approver_bound(by_pool, **elsewhere),
        approver_bound(by_pool, **visitor),
    )


def test_conditions_are_recorded_up_to_the_broken_one() -> None:
    """The steps show what was looked at and what ended it."""
    decision = check_slip(REGION, slip(signer_listed=False), DAY, Recorder())

    assert ("slip.signer_listed", False) == decision.steps[-1][:2]
    assert all(step.value for step in decision.steps[:-1])
