"""Placeholders take values of the row, and what steps returned."""

from __future__ import annotations

from typing import Any

import pytest

from harness.scenario.binding import Binding, Unbound, names_in

BOUND = Binding({"today": "2025-10-05", "n": 3, "empty": None}).returning(
    "referral", {"ref": "R1", "shown": {"slip_no": "S1", "list": [{"x": 1}]}}
)


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("${today}T10:00", "2025-10-05T10:00"),
        ("${n}", "3"),
        ("${empty}", None),
        ("<${empty}>", "<>"),
        ("${referral.ref}", "R1"),
        ("${referral.shown.list}", [{"x": 1}]),
        ("${referral.shown.list.0.x}", 1),
        ("${referral.slip_no}", "S1"),
        ({"${today}": ["${referral.ref}"]}, {"2025-10-05": ["R1"]}),
        (5, 5),
        ("plain", "plain"),
    ],
)
def test_fill(value: Any, filled: Any) -> None:
    """Keys, lists and texts are filled; a lone placeholder keeps its kind."""
    assert BOUND.fill(value) == filled


@pytest.mark.parametrize("value", ["${nobody.ref}", "${referral.nothing}", "${today.x}", "${zzz}"])
def test_what_has_no_value_is_told(value: str) -> None:
    """A placeholder without a value is never an empty text."""
    with pytest.raises(Unbound):
        BOUND.fill(value)


def test_names_in() -> None:
    """The first parts are found wherever they stand."""
    assert set(names_in({"${a}": ["${b.c}", {"x": "1${d}"}]})) == {"a", "b", "d"}
