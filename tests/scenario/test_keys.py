"""What a view is looked at for, where a scenario does not say."""

from __future__ import annotations

from typing import Any

import pytest

from harness.clock import moment
from harness.scenario.binding import Unbound
from harness.scenario.keys import default_key, remembered
from harness.scenario.model import UNSET

NOW = moment("2025-05-06T09:00")
RECENT = {"referral": "R1", "stay": "S1", "person": "wang"}


@pytest.mark.parametrize(
    ("view", "key", "expected"),
    [
        ("referral", UNSET, "R1"),
        ("bill", UNSET, "S1"),
        ("account", UNSET, "wang"),
        ("day", UNSET, "2025-05-06"),
        ("month", UNSET, "2025-05"),
        ("worklist", UNSET, None),
        ("notices", UNSET, "R1"),
        ("referral", "R9", "R9"),
        ("print", UNSET, {"of": "R1", "kind": "slip"}),
        (
            "print",
            {"of": UNSET, "kind": "settlement_receipt"},
            {"of": "S1", "kind": "settlement_receipt"},
        ),
        ("print", {"of": "R9", "kind": "slip"}, {"of": "R9", "kind": "slip"}),
    ],
)
def test_default_key(view: str, key: Any, expected: Any) -> None:
    """The latest of its kind is meant, or what the scenario says."""
    assert default_key(view, key, recent=RECENT, now=NOW) == expected


def test_nothing_made_nothing_seen() -> None:
    """A view of something that was never made has no key."""
    with pytest.raises(Unbound):
        default_key("referral", UNSET, recent={}, now=NOW)


def test_remembered() -> None:
    """An action's own keys and its reference are what later views are about."""
    used = remembered({}, "refer", {"person": {"id": "wang"}}, {"ref": "R1"})
    used = remembered(used, "admit", {"person": "zhao", "referral": None}, {"ref": "S1"})
    assert used == {"person": "zhao", "referral": "R1", "stay": "S1"}
