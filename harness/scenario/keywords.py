"""The ``~keywords`` of patterns: JSON Schema's own, and ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from harness.errors import DataError
from harness.validation import Schema, compile_schema

MISSING: Final = "\x00missing"
"""Stands for a member that is not there."""

NESTED: Final = frozenset({"~not", "~contains", "~items", "~anyOf", "~allOf", "~oneOf"})
"""Keywords that hold patterns."""

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "~minimum": lambda value, limit: bool(value >= limit),
    "~maximum": lambda value, limit: bool(value <= limit),
    "~exclusiveMinimum": lambda value, limit: bool(value > limit),
    "~exclusiveMaximum": lambda value, limit: bool(value < limit),
}

_FOR_TEXTS: Final = frozenset({"~pattern", "~minLength", "~maxLength"})
_FOR_LISTS: Final = frozenset({"~minItems", "~maxItems", "~uniqueItems"})
_FOR_OBJECTS: Final = frozenset({"~minProperties", "~maxProperties", "~required"})

PLAIN: Final = frozenset(
    {"~type", "~const", "~enum", *_COMPARISONS, *_FOR_TEXTS, *_FOR_LISTS, *_FOR_OBJECTS}
)
"""Keywords that hold plain values, with JSON Schema's meaning."""


def nested(keyword: str, limit: Any, value: Any, fits: Callable[[Any, Any], bool]) -> bool:
    """Tell whether a value keeps a keyword that holds patterns."""
    match keyword:
        case "~not":
            return not fits(limit, value)
        case "~contains":
            return isinstance(value, list) and any(fits(limit, each) for each in value)
        case "~items":
            return isinstance(value, list) and all(fits(limit, each) for each in value)
        case "~anyOf":
            return any(fits(each, value) for each in limit)
        case "~allOf":
            return all(fits(each, value) for each in limit)
        case _:
            return sum(fits(each, value) for each in limit) == 1


def holds(keyword: str, limit: Any, value: Any) -> bool:
    """Tell whether a value keeps a plain keyword.

    Other than in JSON Schema a keyword for texts, lists or objects never passes on something else,
    and bounds also hold for amounts, dates and moments that are written as texts.
    """
    if keyword in _COMPARISONS:
        return _bounded(keyword, limit, value)
    kind = _kind_of(keyword)
    fits = kind is None or isinstance(value, kind)
    return fits and _schema(json.dumps({keyword[1:]: limit}, sort_keys=True)).accepts(value)


def _kind_of(keyword: str) -> type | None:
    if keyword in _FOR_TEXTS:
        return str
    if keyword in _FOR_LISTS:
        return list
    return dict if keyword in _FOR_OBJECTS else None


def _bounded(keyword: str, limit: Any, value: Any) -> bool:
    left, right = _comparable(value), _comparable(limit)
    if left is None or type(left) is not type(right):
        return False
    return _COMPARISONS[keyword](left, right)


def _comparable(value: Any) -> Decimal | str | None:
    if value is None or isinstance(value, (bool, list, Mapping)):
        return None
    number = decimal(value)
    return str(value) if number is None else number


def decimal(value: Any) -> Decimal | None:
    """Return the number that a value is or writes, or ``None``."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=4096)
def _schema(text: str) -> Schema:
    return compile_schema(json.loads(text))


def _absent(limit: Any, value: Any) -> bool:
    return (value is None or value in (MISSING, "")) is limit


def _present(limit: Any, value: Any) -> bool:
    return (value is not None and value not in (MISSING, "", [], {})) is limit


def _text(limit: Any, value: Any) -> bool:
    start = 0
    for piece in [limit] if isinstance(limit, str) else limit:
        start = value.find(piece, start) if isinstance(value, str) and start >= 0 else -1
        if start < 0:
            return False
        start += len(piece)
    return bool(value != MISSING)


OWN: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "~absent": _absent,
    "~present": _present,
    "~text": _text,
}
"""Our keywords that look at one value."""

KEYWORDS: Final = tuple(sorted({*OWN, *NESTED, *PLAIN, "~exactly", "~only", "~each"}))
"""Every keyword that a pattern may hold."""


def refuse_unknown(keyword: str) -> None:
    """Return quietly if a keyword exists.

    Raises:
        DataError: naming those that do, if it does not.

    """
    if keyword not in KEYWORDS:
        raise DataError(
            f"no pattern keyword {keyword}", remedy=f"There are: {', '.join(KEYWORDS)}."
        )
