"""An extension: at the window, once, in the last month, same disease, with a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.clock import moment
from harness.policy.extension import Evidence, ExtensionFacts, check_extension, same_disease
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))
RECORD = Evidence(kind="discharge_record", diagnosis="C34.9")


def code(at: str, rules: Rules = RULES, **changes: Any) -> str | None:
    """Return the code of a decision about a lawful request with something changed."""
    facts: dict[str, Any] = {
        "diagnosis": "C34.1",
        "valid_until": date(2025, 11, 6),
        "approved_on": date(2025, 5, 6),
        "evidence": RECORD,
    }
    return check_extension(rules, ExtensionFacts(**{**facts, **changes}), moment(at)).code


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-10-05T23:59", "EXT_TOO_EARLY"),
        ("2025-10-06T00:00", None),
        ("2025-11-06T23:59", None),
        ("2025-11-07T00:00", "EXT_TOO_LATE"),
    ],
)
def test_the_window_is_the_last_month(at: str, expected: str | None) -> None:
    """G01 to G04."""
    assert expected == code(at)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"channel": "HIS"}, "EXT_WINDOW_ONLY"),
        ({"extensions": 1}, "EXT_ALREADY_USED"),
        ({"evidence": None}, "EXT_EVIDENCE"),
        ({"evidence": Evidence(kind="letter", diagnosis="C34.1")}, "EXT_EVIDENCE"),
        (
            {"evidence": Evidence(kind="discharge_record", diagnosis="C34.1", latest=False)},
            "EXT_EVIDENCE",
        ),
        ({"evidence": Evidence(kind="diagnosis_certificate", diagnosis="C34.1")}, None),
        (
            {"evidence": Evidence(kind="diagnosis_certificate", diagnosis="I25.1")},
            "EXT_DISEASE_MISMATCH",
        ),
    ],
)
def test_each_broken_condition_has_its_code(changes: dict[str, Any], expected: str | None) -> None:
    """G05 to G09."""
    assert expected == code("2025-10-20T10:00", **changes)


def test_same_disease_is_a_reading() -> None:
    """CC-08: category, exact code, or what the agency says."""
    day = date(2025, 10, 20)
    exact = Rules(pack("nm-region"), Readings.of({"CC-08": "exact_code"}))
    agency = Rules(pack("nm-region"), Readings.of({"CC-08": "agency"}))

    assert same_disease(RULES, "C34.1", "c34.9", day)
    assert not same_disease(exact, "C34.1", "C34.9", day)
    assert not same_disease(agency, "C34.1", "C34.1", day)
    assert same_disease(agency, "C34.1", "C78.0", day, confirmed=True)


def test_an_older_transfer_has_its_ten_days() -> None:
    """Z04: 20 April is in time, 19 April too early."""
    old = {"valid_until": date(2025, 4, 30), "approved_on": date(2025, 3, 1)}

    assert code("2025-04-20T10:00", **old) is None
    assert "EXT_TOO_EARLY" == code("2025-04-19T10:00", **old)
