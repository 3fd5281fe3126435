"""Moving a clock by what a control request says."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from harness.clock import moment
from harness.errors import DataError, UsageError

__all__ = ["duration", "moved", "within_reach"]

#: Years in which sandboxes may play: periods of months must end before the calendar does, and
#: before the measures of 2014 nothing is regulated.
YEARS: Final = range(2000, 2100)

DURATION: Final = re.compile(
    r"P(?:(?P<weeks>[0-9]{1,4})W)?(?:(?P<days>[0-9]{1,5})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,7})M)?(?:(?P<seconds>[0-9]{1,9})S)?)?"
)
SHORT: Final = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>[smhdw])")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moved(now: datetime, given: dict[str, Any]) -> datetime:
    """Return where `{now}` or `{advance}` puts a clock.

    Raises:
        DataError: It is no moment or no duration, or lies beyond the calendar.
    """
    if "now" in given:
        return moment(given["now"])
    try:
        return now + duration(given["advance"])
    except OverflowError:
        raise DataError("the calendar ends before that") from None


def within_reach(to: datetime) -> None:
    """Return quietly if a clock may stand there.

    Raises:
        UsageError: The year is out of reach.
    """
    if to.year not in YEARS:
        raise UsageError(
            f"a clock cannot stand in {to.year}", why=f"it runs from {YEARS[0]} to {YEARS[-1]}"
        )


def duration(given: str | int) -> timedelta:
    """Read a number of seconds, `90s`, `15m`, `2h`, `3d`, `1w`, or ISO 8601 without months.

    Raises:
        DataError: It is none of these.
    """
    if isinstance(given, int):
        return timedelta(seconds=given)
    if short := SHORT.fullmatch(given):
        return timedelta(**{UNITS[short["unit"]]: int(short["count"])})
    if (found := DURATION.fullmatch(given)) and any(found.groups()):
        return timedelta(**{name: int(value) for name, value in found.groupdict("0").items()})
    raise DataError(
        f"{given!r} is no duration", remedy='Use for example "90s", "15m", "2h", "3d" or "P1DT2H".'
    )
