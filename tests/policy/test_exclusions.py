"""Work injury, third parties, public health and care abroad are not the fund's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.policy.exclusions import Cause, CauseFacts, ThirdParty, check_cause, is_advance
from harness.policy.loading import pack
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, None),
        ({"cause": Cause.OWN, "injury": True}, None),
        ({"cause": Cause.WORK, "injury": True}, "NOT_PAYABLE"),
        ({"cause": None, "injury": True}, "FIELD_MISSING"),
        ({"cause": None}, None),
        ({"public_health": True}, "PUBLIC_HEALTH"),
        ({"abroad": True}, "NOT_PAYABLE"),
        ({"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.PAYS}, "NOT_PAYABLE"),
        ({"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.UNPAID}, "NOT_PAYABLE"),
        (
            {"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.PAYS, "declared": True},
            "NOT_PAYABLE",
        ),
        ({"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.UNPAID, "declared": True}, None),
        ({"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.UNKNOWN, "declared": True}, None),
    ],
)
def test_who_must_pay_instead(facts: dict[str, Any], code: str | None) -> None:
    """S01 to S08."""
    assert code == check_cause(RULES, CauseFacts(**facts), date(2025, 6, 1)).code


def test_only_a_declared_open_claim_is_an_advance() -> None:
    """S03, S07: the fund pays first and may recover."""
    open_claim = {"cause": Cause.THIRD_PARTY, "third_party": ThirdParty.UNKNOWN}

    assert is_advance(CauseFacts(**open_claim, declared=True))
    assert not is_advance(CauseFacts(**open_claim))
    assert not is_advance(CauseFacts(declared=True))
