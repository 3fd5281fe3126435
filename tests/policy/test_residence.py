"""Long-term residents elsewhere: three hospitals, one pharmacy, approval first, then claims."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.policy.loading import pack
from harness.policy.residence import (
    Offsite,
    OffsiteClaim,
    OffsiteRequest,
    check_offsite_claim,
    check_offsite_request,
)
from harness.policy.rules import Rules

RULES, DAY = Rules(pack("nm-region")), date(2025, 6, 1)


def request(**changes: Any) -> OffsiteRequest:
    """Return a lawful request with something changed."""
    facts: dict[str, Any] = {
        "kind": Offsite.RESETTLED,
        "hospitals": ("a", "b", "c"),
        "pharmacies": ("p",),
    }
    return OffsiteRequest(**{**facts, **changes})


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"hospitals": ("a", "b", "c", "d")}, False),
        ({"pharmacies": ("p", "q")}, False),
        ({"employer_certificate": False}, False),
        ({"kind": Offsite.POSTED}, False),
        (
            {
                "kind": Offsite.POSTED,
                "posted_from": date(2025, 5, 1),
                "posted_until": date(2026, 5, 1),
            },
            True,
        ),
        (
            {
                "kind": Offsite.POSTED,
                "posted_from": date(2025, 5, 1),
                "posted_until": date(2026, 3, 31),
            },
            False,
        ),
    ],
)
def test_who_may_be_filed_as_living_elsewhere(*, changes: dict[str, Any], allowed: bool) -> None:
    """T02, T03."""
    assert allowed == check_offsite_request(RULES, request(**changes), DAY).allowed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"institution": "d"}, "NOT_CHOSEN_INSTITUTION"),
        ({"institution": "q", "pharmacy": True}, "NOT_CHOSEN_INSTITUTION"),
        ({"institution": "p", "pharmacy": True}, None),
        ({"approved_on": date(2025, 6, 10)}, "NOT_FILED"),
        ({"approved_on": None}, "NOT_FILED"),
        ({"direct": True}, "DIRECT_SETTLEMENT_NOT_AVAILABLE"),
        ({"documents": False}, "NOT_ALLOWED"),
    ],
)
def test_what_is_paid_elsewhere(changes: dict[str, Any], code: str | None) -> None:
    """T02, T06, T07."""
    facts: dict[str, Any] = {
        "approved_on": date(2025, 5, 1),
        "request": request(),
        "institution": "a",
        "begun_on": DAY,
    }

    assert code == check_offsite_claim(RULES, OffsiteClaim(**{**facts, **changes}), DAY).code
