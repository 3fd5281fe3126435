"""Durations and moments as scenarios write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from harness.clock import moment
from harness.errors import DataError

_MOVE: Final = re.compile(r"([+-])([0-9]+)(ms|s|m|h|d)")
_UNITS: Final = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """Return a duration as scenarios write it, for example ``60s``.

    Raises:
        DataError: if the text is no duration.

    """
    found = _MOVE.fullmatch(text if text[:1] in "+-" else f"+{text}")
    if found is None:
        raise DataError(f"{text!r} is not a duration", why="expected for example 60s, 10m or 1d")
    sign = -1 if found[1] == "-" else 1
    return sign * timedelta(**{_UNITS[found[3]]: int(found[2])})


def moved(text: str, now: datetime) -> datetime:
    """Return where ``2025-10-05T10:00``, ``T10:00`` or ``+60s`` leads from a moment.

    Raises:
        DataError: if the text is none of these.

    """
    if text[:1] in ("+", "-"):
        return now + duration(text)
    return moment(f"{now.date()}{text}" if text.startswith("T") else text)
