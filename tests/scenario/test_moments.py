"""Durations and moments as scenarios write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.clock import iso, moment
from harness.errors import DataError
from harness.scenario.moments import duration, moved

NOW = moment("2025-05-06T09:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60s", timedelta(minutes=1)),
        ("+10m", timedelta(minutes=10)),
        ("-24h", timedelta(days=-1)),
        ("500ms", timedelta(milliseconds=500)),
    ],
)
def test_duration(text: str, expected: timedelta) -> None:
    """A number and a unit, with or without a sign."""
    assert duration(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-05T10:00", "2025-10-05T10:00:00+08:00"),
        ("T23:59:59", "2025-05-06T23:59:59+08:00"),
        ("+1d", "2025-05-07T09:00:00+08:00"),
    ],
)
def test_moved(text: str, expected: str) -> None:
    """A moment, a time of the same day, or a move."""
    assert iso(moved(text, NOW)) == expected


@pytest.mark.parametrize("text", ["soon", "+5", "1 day", "T25:00"])
def test_what_is_no_time(text: str) -> None:
    """Anything else is our mistake."""
    with pytest.raises(DataError):
        moved(text, NOW) if text[0] in "+T" else duration(text)
