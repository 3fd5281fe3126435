"""A filing is accepted for a lawful place, on a fresh slip, before care."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.clock import moment
from harness.policy.destination import Destination
from harness.policy.filing import FilingFacts, check_filing, emergency_last_day
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.terms import SlipDates

REGION, WUHAI = Rules(pack("nm-region")), Rules(pack("wuhai"))
BEIJING = Destination(region="110000", hospital="bj-3a", hospital_region="110105", level=3)
SLIP = SlipDates(referral_on=date(2025, 5, 6))


def filing(**changes: Any) -> FilingFacts:
    """Return a lawful filing with some facts changed."""
    facts: dict[str, Any] = {
        "category": "REFERRED",
        "channel": "HIS",
        "to": BEIJING,
        "slip": SLIP,
    }
    return FilingFacts(**{**facts, **changes})


def code(rules: Rules, at: str, **changes: Any) -> str | None:
    """Return the code of a decision, None if allowed."""
    return check_filing(rules, filing(**changes), moment(at)).code


def to(**changes: Any) -> Destination:
    """Return Beijing with something changed."""
    facts: dict[str, Any] = {"region": "110100", "hospital": "h", "level": 3}
    return Destination(**{**facts, **changes})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-05-06T10:00", None),
        ("2025-08-06T23:59:59+08:00", None),
        ("2025-08-06T15:59:59+00:00", None),
        ("2025-08-07T00:00:00+08:00", "SLIP_EXPIRED"),
        ("2025-08-06T16:00:00+00:00", "SLIP_EXPIRED"),
        ("2025-05-05T23:59:59", "DATE_IN_FUTURE"),
    ],
)
def test_a_slip_can_be_used_until_midnight_in_china(at: str, expected: str | None) -> None:
    """E01, E02: the date in UTC does not count."""
    assert expected == code(REGION, at)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"insured": False}, "NOT_INSURED"),
        ({"in_scheme": False}, "NOT_IN_SCHEME"),
        ({"slip": None}, "SLIP_REQUIRED"),
        ({"slip_of_person": False}, "SLIP_OF_ANOTHER_PERSON"),
        ({"channel": "IM_APP", "identity_shown": False}, "ID_REQUIRED"),
        ({"channel": "HIS", "identity_shown": False}, None),
        ({"to": to(region="150200")}, "DEST_IN_REGION"),
        ({"to": to(hospital_region="150200")}, "DEST_IN_REGION"),
        ({"to": to(region="810000")}, "DEST_ABROAD"),
        ({"to": to(region="710100")}, "DEST_ABROAD"),
        ({"to": to(region="610000")}, "DEST_CITY_MISMATCH"),
        ({"to": to(hospital_region="310115")}, "DEST_CITY_MISMATCH"),
        ({"to": to(designated=False)}, "DEST_NOT_DESIGNATED"),
        ({"to": to(region="610100")}, None),
        ({"admitted_at": moment("2025-05-06T08:00")}, "NO_ACTIVE_FILING"),
        ({"admitted_at": moment("2025-05-06T20:00")}, None),
    ],
)
def test_each_broken_condition_has_its_code(changes: dict[str, Any], expected: str | None) -> None:
    """D03, D04, H03, H07, A17 to A19, I01, I02."""
    assert expected == code(REGION, "2025-05-06T10:00", **changes)


def test_level_2_is_refused_in_wuhai_and_warned_about_in_the_region() -> None:
    """H02, H04: WH25-1-4 is absolute, NM25-A11 is 原则上."""
    second = {"to": to(level=2)}
    decision = check_filing(REGION, filing(**second), moment("2025-05-06T10:00"))

    assert "DEST_LEVEL" == code(WUHAI, "2025-05-06T10:00", **second)
    assert (True, ("LEVEL_BELOW_PRINCIPLE",)) == (decision.allowed, decision.warnings)


@pytest.mark.parametrize(
    ("option", "at", "expected"),
    [
        ("moment", "2025-05-06T10:00", "NO_ACTIVE_FILING"),
        ("calendar_day", "2025-05-06T10:00", None),
        ("calendar_day", "2025-05-07T10:00", "NO_ACTIVE_FILING"),
        ("until_discharge", "2025-05-09T10:00", None),
        ("until_discharge", "2025-05-12T10:00", "NO_ACTIVE_FILING"),
    ],
)
def test_before_care_is_a_reading(option: str, at: str, expected: str | None) -> None:
    """CC-07: the moment, the day, or until discharge."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-07": option}))
    care = {
        "admitted_at": moment("2025-05-06T08:00"),
        "discharged_at": moment("2025-05-10T12:00"),
    }

    assert expected == code(rules, at, **care)


@pytest.mark.parametrize(
    ("admitted", "last"),
    [("2025-06-10", "2025-06-18"), ("2025-09-26", "2025-10-11")],
)
def test_an_emergency_is_filed_within_six_working_days(admitted: str, last: str) -> None:
    """N08, N09: the official calendar with its make-up workdays."""
    day = date.fromisoformat(admitted)

    assert date.fromisoformat(last) == emergency_last_day(REGION, day)


def test_the_day_of_admission_may_count_by_another_reading() -> None:
    """CC-19."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-19": "event_counted"}))

    assert date(2025, 6, 17) == emergency_last_day(rules, date(2025, 6, 10))


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2025-06-18T23:59", None), ("2025-06-19T00:00", "EMERGENCY_FILING_LATE")],
)
def test_an_emergency_needs_no_slip_but_haste(at: str, expected: str | None) -> None:
    """BMI14-A25-1; level and slip do not matter."""
    changes = {
        "category": "EMERGENCY",
        "slip": None,
        "to": to(level=1),
        "admitted_at": moment("2025-06-10T08:00"),
    }

    assert expected == code(REGION, at, **changes)


def test_until_april_2025_only_three_cities() -> None:
    """Z01: Xi'an was not open before NM25."""
    early = SlipDates(referral_on=date(2025, 4, 20))

    assert "OUT_OF_CHOICE_AREA" == code(
        REGION, "2025-04-20T10:00", slip=early, to=to(region="610100")
    )
    assert code(REGION, "2025-04-30T23:59", slip=early) is None
