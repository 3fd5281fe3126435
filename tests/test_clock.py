"""Moments in China and clocks that stand still."""

from datetime import timedelta

import pytest

from harness.clock import SystemClock, VirtualClock, iso, moment
from harness.errors import DataError, UsageError


def test_a_moment_without_offset_is_china_time() -> None:
    """What scenario authors write means the time on a wall in Hohhot."""
    assert "2025-05-06T09:00:00+08:00" == iso(moment("2025-05-06T09:00"))


def test_a_moment_elsewhere_is_shown_in_china() -> None:
    """16:30 UTC on the sixth is the seventh in China."""
    assert "2025-08-07T00:30:00+08:00" == iso(moment("2025-08-06T16:30:00Z"))


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-30", None])
def test_what_names_no_moment_is_refused(text: str) -> None:
    """A wrong date is an error, not today."""
    with pytest.raises(DataError, match="not a moment"):
        moment(text)


def test_a_virtual_clock_moves_only_forward() -> None:
    """It stands still until moved and refuses to go back."""
    clock = VirtualClock(moment("2025-05-06T09:00"))
    clock.advance(timedelta(hours=1))

    assert moment("2025-05-06T10:00") == clock.now()
    with pytest.raises(UsageError, match="cannot go back"):
        clock.set(moment("2025-05-06T09:59"))


def test_the_system_clock_tells_china_time() -> None:
    """The real clock carries the offset of China."""
    assert timedelta(hours=8) == SystemClock().now().utcoffset()
