"""Patterns of scenarios: compiled to JSON Schema, matched, and the first difference explained.

A pattern is a partial value. An object names the members that must match; a scalar must be equal;
in a list each element must match a different element of the actual list, in any order.
``{~KEYWORD: …}`` holds a JSON Schema keyword, or one of ours:

=============  ==================================================================================
``~absent``    true: the member is missing, null, or empty text
``~present``   true: it is there and not null and not empty
``~exactly``   a whole list in this order, each element a pattern
``~only``      a whole list in any order, each element a pattern
``~each``      every element matches the pattern
``~text``      a text with these pieces, in this order
=============  ==================================================================================

``~not``, ``~anyOf``, ``~allOf``, ``~oneOf``, ``~contains`` and ``~items`` hold patterns themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from .assignment import assignment
from .keywords import MISSING, NESTED, OWN, PLAIN, decimal, holds, nested, refuse_unknown


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a value is not as the pattern says.

    Attributes:
        pointer: JSON Pointer into the value.
        expected: what the pattern says there.
        actual: what stands there; ``None`` also where nothing does.
        missing: whether nothing stands there.
        depth: how much matched before; the bigger, the nearer.

    """

    pointer: str
    expected: Any
    actual: Any
    missing: bool = False
    depth: int = 0


def compare(pattern: Any, value: Any) -> Difference | None:
    """Return the first difference of a value from a pattern, or ``None`` if it matches.

    Raises:
        DataError: if the pattern holds a keyword that does not exist.

    """
    return _PRINTED.compare(pattern, value)


def compare_wire(pattern: Any, value: Any) -> Difference | None:
    """Return the first difference of a message from a pattern; amounts are equal as numbers.

    Raises:
        DataError: if the pattern holds a keyword that does not exist.

    """
    return _SENT.compare(pattern, value)


def matches(pattern: Any, value: Any) -> bool:
    """Tell whether a value matches a pattern."""
    return compare(pattern, value) is None


def keywords_in(pattern: Any) -> Iterator[str]:
    """Give every ``~keyword`` of a pattern, known or not."""
    if isinstance(pattern, Mapping):
        for key, each in pattern.items():
            if key.startswith("~"):
                yield key
            yield from keywords_in(each)
    elif isinstance(pattern, list):
        for each in pattern:
            yield from keywords_in(each)


def _same_as_printed(expected: Any, actual: Any) -> bool:
    return type(expected) is type(actual) and bool(expected == actual)


def _same_as_sent(expected: Any, actual: Any) -> bool:
    if _same_as_printed(expected, actual):
        return True
    number = decimal(expected) if isinstance(expected, str) and "." in expected else None
    return number is not None and _is_number(actual) and number == decimal(actual)


def _is_number(value: Any) -> bool:
    return isinstance(value, (str, int, float, Decimal)) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class _Matcher:
    same: Callable[[Any, Any], bool]

    def compare(self, pattern: Any, value: Any, at: str = "") -> Difference | None:
        if isinstance(pattern, Mapping):
            return self._object(pattern, value, at)
        if isinstance(pattern, list):
            return self._list(pattern, value, at)
        return None if self.same(pattern, value) else _difference(pattern, value, at)

    def matches(self, pattern: Any, value: Any) -> bool:
        return self.compare(pattern, value) is None

    def _object(self, pattern: Mapping[str, Any], value: Any, at: str) -> Difference | None:
        keywords = [key for key in pattern if key.startswith("~")]
        tried = (self._keyword(key, pattern[key], value, at) for key in keywords)
        broken = next((each for each in tried if each), None)
        if broken or len(keywords) == len(pattern) > 0:
            return broken
        if not isinstance(value, Mapping):
            return _difference(pattern, value, at)
        members = [key for key in pattern if key not in keywords]
        found = [self.compare(pattern[k], value.get(k, MISSING), _below(at, k)) for k in members]
        first = next((each for each in found if each), None)
        return replace(first, depth=first.depth + found.count(None)) if first else None

    def _list(self, pattern: list[Any], value: Any, at: str) -> Difference | None:
        if not isinstance(value, list):
            return _difference(pattern, value, at)
        taken = assignment(pattern, value, self.matches)
        for one, index in zip(pattern, taken, strict=True):
            if index is None:
                left = [n for n in range(len(value)) if n not in taken]
                return self._nearest(one, left, value, at)
        return None

    def _nearest(self, pattern: Any, left: list[int], value: list[Any], at: str) -> Difference:
        """Explain by the element that comes nearest among those that nothing else took."""
        tried = [self.compare(pattern, value[n], _below(at, n)) for n in left]
        found = [each for each in tried if each]
        missing = Difference(at, pattern, None, missing=True)
        return max(found, key=lambda each: each.depth, default=missing)

    def _keyword(self, keyword: str, limit: Any, value: Any, at: str) -> Difference | None:
        refuse_unknown(keyword)
        if keyword in ("~exactly", "~only", "~each"):
            return self._whole(keyword, limit, value, at)
        if keyword in OWN:
            fine = OWN[keyword](limit, value)
        elif keyword in NESTED:
            fine = nested(keyword, limit, value, self.matches)
        else:
            assert keyword in PLAIN
            fine = value != MISSING and holds(keyword, limit, value)
        return None if fine else _difference({keyword: limit}, value, at)

    def _whole(self, keyword: str, limit: Any, value: Any, at: str) -> Difference | None:
        if not isinstance(value, list):
            return _difference({keyword: limit}, value, at)
        if keyword != "~each" and len(value) != len(limit):
            return _difference({keyword: limit}, value, at)
        if keyword == "~only":
            return self._list(limit, value, at)
        wanted = limit if keyword == "~exactly" else [limit] * len(value)
        pairs = enumerate(zip(wanted, value, strict=True))
        tried = (self.compare(one, each, _below(at, n)) for n, (one, each) in pairs)
        return next((each for each in tried if each), None)


_PRINTED: Final = _Matcher(_same_as_printed)
_SENT: Final = _Matcher(_same_as_sent)


def _below(at: str, key: str | int) -> str:
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _difference(pattern: Any, value: Any, at: str) -> Difference:
    missing = isinstance(value, str) and value == MISSING
    return Difference(at, pattern, None if missing else value, missing=missing)
