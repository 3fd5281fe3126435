"""Listed conditions, approvals by month and year, five days in rescue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.policy.approvals import (
    Approval,
    check_chronic_request,
    check_chronic_visit,
    diseases,
    late_approval_last_day,
    needs_approval,
)
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))
DAY = date(2025, 5, 20)


def test_the_list_has_six_monthly_and_fifteen_yearly_conditions() -> None:
    """P07."""
    periods = [each.period for each in diseases().values()]

    assert (6, 15) == (periods.count("month"), periods.count("year"))
    assert "CHRONIC_NOT_APPROVED" == check_chronic_request(RULES, "ASTHMA", {}, DAY).code


@pytest.mark.parametrize(
    ("code", "particulars", "allowed"),
    [
        ("DIABETES", {}, False),
        ("DIABETES", {"complication": "fundus_bleeding"}, True),
        ("DIABETES", {"complication": "left_heart_failure"}, False),
        ("HYPERTENSION_III", {}, False),
        ("HYPERTENSION_III", {"complication": "left_heart_failure"}, True),
        ("STROKE_RECOVERY", {"muscle_strength": 4}, False),
        ("STROKE_RECOVERY", {"muscle_strength": 3}, True),
        ("STROKE_RECOVERY", {"muscle_strength": "3"}, False),
        ("HEPATITIS", {"needs_treatment": False}, False),
        ("HEPATITIS", {"needs_treatment": True}, True),
        ("HEPATITIS", {"liver_function": "abnormal"}, True),
        ("HEPATITIS", {"liver_function": "normal"}, False),
        ("STROKE_RECOVERY", {"muscle_strength": True}, False),
        ("CORONARY", {}, False),
        ("CORONARY", {"after_surgery": True}, True),
        ("LUPUS", {}, True),
    ],
)
def test_a_condition_is_as_severe_as_the_list_asks(
    *, code: str, particulars: dict[str, Any], allowed: bool
) -> None:
    """P05, P06, P12."""
    assert allowed == check_chronic_request(RULES, code, particulars, DAY).allowed


@pytest.mark.parametrize(
    ("particulars", "allowed"), [({}, True), ({"complication": ""}, False), ({"other": 1}, True)]
)
def test_an_appraised_case_is_judged_by_what_is_stated(
    *, particulars: dict[str, Any], allowed: bool
) -> None:
    """A hospital answers for what it leaves out, never for what it states."""
    found = check_chronic_request(RULES, "DIABETES", particulars, DAY, appraised=True)

    assert allowed == found.allowed


def test_the_list_is_dated() -> None:
    """Before the measures of 2014 nothing is listed."""
    before = date(2014, 10, 28)

    assert "CHRONIC_NOT_APPROVED" == check_chronic_request(RULES, "LUPUS", {}, before).code


@pytest.mark.parametrize(
    ("code", "approved", "on", "allowed"),
    [
        ("URAEMIA_DIALYSIS", "2025-05-31", "2025-05-31", True),
        ("URAEMIA_DIALYSIS", "2025-05-31", "2025-06-01", False),
        ("TRANSPLANT", "2025-12-01", "2025-12-31", True),
        ("DIABETES", "2025-03-01", "2025-12-31", True),
        ("DIABETES", "2025-03-01", "2026-01-01", False),
        ("DIABETES", "2025-03-01", "2025-02-28", False),
    ],
)
def test_an_approval_holds_for_its_calendar_month_or_year(
    *, code: str, approved: str, on: str, allowed: bool
) -> None:
    """P01 to P03."""
    approvals = [Approval(code=code, approved_on=date.fromisoformat(approved))]

    found = check_chronic_visit(RULES, code, approvals, date.fromisoformat(on))

    assert allowed == found.allowed


def test_a_rolling_period_is_a_reading() -> None:
    """CC-30: a month from the approval."""
    rolling = Rules(pack("nm-region"), Readings.of({"CC-30": "rolling"}))
    approvals = [Approval(code="TRANSPLANT", approved_on=date(2025, 5, 31))]

    assert check_chronic_visit(rolling, "TRANSPLANT", approvals, date(2025, 6, 30)).allowed
    assert not check_chronic_visit(rolling, "TRANSPLANT", approvals, date(2025, 7, 1)).allowed


def test_uraemia_stands_in_both_lists_and_each_needs_its_own_approval() -> None:
    """P04."""
    yearly = [Approval(code="RENAL_FAILURE", approved_on=date(2025, 1, 5))]

    assert not check_chronic_visit(RULES, "URAEMIA_DIALYSIS", yearly, DAY).allowed
    assert check_chronic_visit(RULES, "RENAL_FAILURE", yearly, DAY).allowed


@pytest.mark.parametrize(
    ("price", "listed", "needed"),
    [(19_999, False, False), (20_000, False, True), (15_000, False, False), (18_000, True, True)],
)
def test_special_items_begin_at_200_yuan(*, price: int, listed: bool, needed: bool) -> None:
    """M10, M23."""
    assert needed == needs_approval(RULES, price, DAY, listed_treatment=listed)


def test_an_approval_after_rescue_has_five_calendar_days() -> None:
    """M05, M15: through weekends and National Day."""
    counted = Rules(pack("nm-region"), Readings.of({"CC-19": "event_counted"}))

    assert date(2025, 6, 7) == late_approval_last_day(RULES, date(2025, 6, 2))
    assert date(2025, 10, 5) == late_approval_last_day(RULES, date(2025, 9, 30))
    assert date(2025, 6, 6) == late_approval_last_day(counted, date(2025, 6, 2))
