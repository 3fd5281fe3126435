"""Dates and moments as the interface writes them, and as clients write them.

The interface asks for ``yyyy-MM-dd`` and ``yyyy-MM-dd HH:mm:ss`` (wire.md §1.4). Clients send what
their language prints: ``2025/5/6 9:00:00``, ``2025-05-06T09:00:00.000Z``, ``20250506090000``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from harness.clock import CHINA

_DATE: Final = 10
_MOMENT: Final = 19
_EARLIEST: Final = 1000
_LONGEST: Final = 40
_CLOCK: Final = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ZONE: Final = r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
_SPOKEN: Final = re.compile(
    rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?:(?: +|T){_CLOCK}{_ZONE})?", re.ASCII
)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2}))?")


def is_date(text: str) -> bool:
    """Tell whether a text is a real date ``yyyy-MM-dd``."""
    if len(text) != _DATE or not text.isascii() or text[4] != "-" or text[7] != "-":
        return False
    try:
        return date.fromisoformat(text).year >= _EARLIEST
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Tell whether a text is a real moment ``yyyy-MM-dd HH:mm:ss``."""
    if len(text) != _MOMENT or not text.isascii() or text[_DATE] != " ":
        return False
    if text[13] != ":" or text[16] != ":" or text[4] != "-" or text[7] != "-":
        return False
    try:
        return datetime.fromisoformat(text).year >= _EARLIEST
    except ValueError:
        return False


def understood(text: str) -> datetime | None:
    """Return the moment in China, without a zone, that a text of another form means.

    A text without a zone is China time already, one without a time begins at midnight; fractions of
    seconds are cut off. ``None`` for what is no date.
    """
    if len(text) > _LONGEST or not text.isascii():
        return None
    found = _SPOKEN.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
        shift = _ahead(found.group(7) if found.re is _SPOKEN else None)
        moment = moment if shift is None else moment - shift + _CHINA_AHEAD
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= _EARLIEST else None


_CHINA_AHEAD: Final = CHINA.utcoffset(None) or timedelta(hours=8)


def _ahead(zone: str | None) -> timedelta | None:
    """Return how far a zone is ahead of UTC; ``None`` for no zone."""
    if not zone:
        return None
    if zone == "Z":
        return timedelta()
    digits = zone[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return ahead if zone[0] == "+" else -ahead
