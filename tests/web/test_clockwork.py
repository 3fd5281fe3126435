"""Moving a clock by what a request says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.clock import moment
from harness.errors import DataError, UsageError
from harness.web.clockwork import duration, moved, within_reach

NOON = moment("2025-05-06T12:00")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (90, 90),
        ("90s", 90),
        ("15m", 900),
        ("2h", 7200),
        ("3d", 259_200),
        ("1w", 604_800),
        ("P1DT2H", 93_600),
        ("PT30S", 30),
    ],
)
def test_durations(text: str | int, seconds: int) -> None:
    """Seconds, short forms and ISO 8601 without months are durations."""
    assert duration(text) == timedelta(seconds=seconds)
    assert moved(NOON, {"advance": text}) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "P", "PT", "1 day", "-1h", "1M", "P1M", "1.5h", "h"])
def test_no_durations(text: str) -> None:
    """Months are no duration: how long one is depends on the rule."""
    with pytest.raises(DataError):
        duration(text)


def test_a_moment() -> None:
    """A moment without offset is China's."""
    assert moved(NOON, {"now": "2025-08-06T23:00"}) == moment("2025-08-06T23:00:00+08:00")


def test_beyond_the_calendar() -> None:
    """Moves that no calendar holds are refused."""
    with pytest.raises(DataError):
        moved(NOON, {"advance": "999999999w"})
    with pytest.raises(UsageError):
        within_reach(moment("2100-01-01"))
    within_reach(NOON)
