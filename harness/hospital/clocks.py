"""The hospital's clock, and how far the platform's differs from it (DER-TIME-1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from harness.clock import CHINA, SystemClock

from .periods import Periods

MAX_SKEW = timedelta(seconds=300)


class HouseClock:
    """Our own clock; ``set`` makes it stand still until it is set again.

    The platform's clock governs validity: ``platform_now`` is our time corrected by the difference
    that the last answer showed.
    """

    def __init__(self, periods: Periods, start: datetime | None = None) -> None:
        """Begin at a moment, or run with the machine."""
        self._periods = periods
        self._system = SystemClock()
        self._set = start
        self.skew = timedelta(0)
        self.is_checked = False

    def now(self) -> datetime:
        """Return our own time."""
        return self._set if self._set is not None else self._system.now()

    def set(self, moment: datetime) -> None:
        """Set our clock; how far it is off is not known until the next answer."""
        self._set = moment.astimezone(CHINA)
        self.skew = timedelta(0)
        self.is_checked = False

    def platform_now(self) -> datetime:
        """Return the platform's time as far as we know it."""
        return self.now() + self.skew

    def heard(self, platform: datetime) -> None:
        """Take notice of the platform's time in an answer."""
        self.skew = platform - self.now()
        self.is_checked = True

    @property
    def is_wrong(self) -> bool:
        """Whether the difference is one that somebody must look at."""
        return abs(self.skew) > MAX_SKEW

    def today(self) -> date:
        """Return the calendar day that governs validity."""
        return self._periods.day_of(self.platform_now())
