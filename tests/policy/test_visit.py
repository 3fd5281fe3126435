"""Care outside the region rests on a filing approved before it, for its place, not expired."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.clock import moment
from harness.policy.destination import Destination
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.visit import Held, VisitFacts, check_visit, covering

RULES = Rules(pack("nm-region"))
CHAOYANG = Destination(region="110105", hospital="bj-3a")


def held(**changes: Any) -> Held:
    """Return a filing for Beijing, approved 2025-05-06 at ten, with something changed."""
    facts: dict[str, Any] = {
        "number": "1",
        "to": Destination(region="110000", hospital="bj-3a"),
        "approved_at": moment("2025-05-06T10:00"),
        "valid_from": date(2025, 5, 6),
        "valid_until": date(2025, 11, 6),
    }
    return Held(**{**facts, **changes})


def code(
    admitted: str,
    *filings: Held,
    discharged: str | None = None,
    at: Destination = CHAOYANG,
    **readings: str,
) -> str | None:
    """Return the code of a visit under some filings and readings."""
    chosen = {name.replace("_", "-"): option for name, option in readings.items()}
    rules = Rules(pack("nm-region"), Readings.of(chosen))
    visit = VisitFacts(
        at=at,
        admitted_at=moment(admitted),
        discharged_at=moment(discharged) if discharged else None,
        filings=filings or (held(),),
    )
    return check_visit(rules, visit).code


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("2025-05-06T08:00", "NO_ACTIVE_FILING"),
        ("2025-05-06T10:00", None),
        ("2025-05-06T20:00", None),
        ("2025-11-06T23:30", None),
        ("2025-11-07T00:10", "NO_ACTIVE_FILING"),
        ("2025-11-06T16:00+00:00", "NO_ACTIVE_FILING"),
    ],
)
def test_the_admission_lies_inside_the_validity(admitted: str, expected: str | None) -> None:
    """F01, I01, I02."""
    assert expected == code(admitted)


@pytest.mark.parametrize(
    ("region", "expected"),
    [("110101", None), ("110200", None), ("310101", "NO_ACTIVE_FILING")],
)
def test_a_municipality_is_one_city(region: str, expected: str | None) -> None:
    """H05, H06, CC-09: every district of Beijing is Beijing."""
    assert expected == code("2025-06-01T10:00", at=Destination(region=region, hospital="other"))


def test_what_a_filing_binds_is_a_reading() -> None:
    """CC-09: the named hospital only, or the whole province."""
    other = Destination(region="110101", hospital="other")
    xian, shaanxi = Destination(region="610100"), held(to=Destination(region="610300"))

    assert "NO_ACTIVE_FILING" == code("2025-06-01T10:00", at=other, CC_09="hospital")
    assert "NO_ACTIVE_FILING" == code("2025-06-01T10:00", shaanxi, at=xian)
    assert code("2025-06-01T10:00", shaanxi, at=xian, CC_09="province") is None


@pytest.mark.parametrize(
    ("option", "expected"),
    [("admission", None), ("whole_stay", "NO_ACTIVE_FILING"), ("discharge", "NO_ACTIVE_FILING")],
)
def test_a_stay_across_the_end_is_a_reading(option: str, expected: str | None) -> None:
    """F08, CC-06."""
    assert expected == code("2025-11-03T10:00", discharged="2025-11-12T10:00", CC_06=option)


@pytest.mark.parametrize(
    ("option", "admitted", "discharged", "expected"),
    [
        ("calendar_day", "2025-05-06T08:00", "2025-05-10T10:00", None),
        ("calendar_day", "2025-05-05T08:00", "2025-05-10T10:00", "NO_ACTIVE_FILING"),
        ("until_discharge", "2025-05-01T08:00", "2025-05-10T10:00", None),
        ("until_discharge", "2025-05-01T08:00", "2025-05-05T10:00", "NO_ACTIVE_FILING"),
    ],
)
def test_a_late_filing_is_a_reading(
    option: str, admitted: str, discharged: str, expected: str | None
) -> None:
    """T-15, CC-07."""
    assert expected == code(admitted, discharged=discharged, CC_07=option)


def test_pending_and_withdrawn_filings_cover_nothing() -> None:
    """F11: withdrawn at nine, admitted at eight or at ten."""
    withdrawn = held(withdrawn_at=moment("2025-06-01T09:00"))

    assert "NO_ACTIVE_FILING" == code("2025-06-01T10:00", held(approved_at=None))
    assert code("2025-06-01T08:00", withdrawn) is None
    assert "NO_ACTIVE_FILING" == code("2025-06-01T10:00", withdrawn)


def test_of_several_filings_the_latest_approved_that_covers_is_used() -> None:
    """T-17."""
    later = held(number="2", approved_at=moment("2025-06-01T10:00"), valid_from=date(2025, 6, 1))
    future = held(number="3", approved_at=moment("2025-09-01T10:00"), valid_from=date(2025, 9, 1))
    visit = VisitFacts(
        at=CHAOYANG, admitted_at=moment("2025-07-01T10:00"), filings=(held(), later, future)
    )

    found = covering(RULES, visit)

    assert found is not None
    assert "2" == found.number


def test_an_undesignated_hospital_is_never_settled_directly() -> None:
    """I10."""
    away = Destination(region="110105", designated=False)

    assert "DEST_NOT_DESIGNATED" == code("2025-06-01T10:00", at=away)
