"""Time as the platform knows it: moments in China, virtual unless somebody asks the real clock.

All moments are aware datetimes at +08:00, which China has kept without summer time since 1992; a
civil date is the date of such a moment (DER-TIME-1).
"""

from datetime import datetime, timedelta, timezone
from typing import Final, Protocol

from harness.errors import DataError, UsageError

CHINA: Final = timezone(timedelta(hours=8), "CST")
"""China Standard Time."""


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """Return the present moment in China."""
        ...


class SystemClock:
    """The real time; the only reader of the machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in China."""
        return datetime.now(CHINA)


class VirtualClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, start: datetime) -> None:
        """Start at a moment."""
        self._now = start.astimezone(CHINA)

    def now(self) -> datetime:
        """Return the present moment in China."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to a moment.

        Raises:
            UsageError: if it lies before the present one.

        """
        if moment < self._now:
            raise UsageError(
                f"the clock stands at {iso(self._now)} and cannot go back to {iso(moment)}",
                remedy="Start a new sandbox to rehearse an earlier day.",
            )
        self._now = moment.astimezone(CHINA)

    def advance(self, by: timedelta) -> None:
        """Move on by a duration.

        Raises:
            UsageError: if the duration is negative.

        """
        self.set(self._now + by)


def moment(text: str) -> datetime:
    """Return the moment that an ISO 8601 text names; without an offset it is China time.

    Raises:
        DataError: if the text names no moment.

    """
    try:
        value = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise DataError(
            f"{text!r} is not a moment", why="expected for example 2025-05-06T09:00"
        ) from None
    return value.replace(tzinfo=CHINA) if value.tzinfo is None else value.astimezone(CHINA)


def iso(value: datetime) -> str:
    """Return a moment as ``2025-05-06T09:00:00+08:00``."""
    spec = "microseconds" if value.microsecond else "seconds"
    here = value if value.tzinfo is CHINA else value.astimezone(CHINA)
    return here.isoformat(timespec=spec)
