"""Division codes (GB/T 2260, six digits): which province and which city a code means.

For the municipalities (11, 12, 31, 50) the municipality is the city (CC-09): XX0000, XX0100,
XX0200 and every district code count as one place.
"""

from __future__ import annotations

REGION = "15"
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_ABROAD = frozenset({"71", "81", "82", "99"})


def province_of(code: str) -> str:
    """The six-digit code of the province."""
    return f"{code[:2]}0000"


def city_of(code: str) -> str:
    """The six-digit code of the city; a province code stays a province code."""
    return province_of(code) if code[:2] in _MUNICIPALITIES else f"{code[:4]}00"


def is_city(code: str) -> bool:
    """Whether ``code`` names a city or a part of one, not merely a province."""
    return code[:2] in _MUNICIPALITIES or code[2:4] != "00"


def in_region(code: str) -> bool:
    """Whether the place lies in Inner Mongolia (15)."""
    return code.startswith(REGION)


def is_abroad(code: str) -> bool:
    """Hong Kong, Macao, Taiwan and foreign countries, to which no filing leads."""
    return code[:2] in _ABROAD


def same_city(one: str, other: str) -> bool:
    """Whether two codes mean one city (CC-09)."""
    return is_city(one) and is_city(other) and city_of(one) == city_of(other)


def agency_of(code: str) -> str:
    """The handling agency of a pool: the city code, or 159900 for the region-level pool."""
    return code if code[2:] == "9900" else city_of(code)
