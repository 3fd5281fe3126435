"""One way to write a value, so that a hash means something.

orjson writes what RFC 8785 asks for, many times faster than a program in Python, except for
numbers with a fraction and for some orders of keys; ``rfc8785`` writes those, and is the witness in
the tests for everything else.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
import rfc8785

from harness.errors import OursFault

_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_SINGLE: Final = frozenset({str, int, bool, type(None)})
#: Where keys from both of these ranges meet, UTF-8 and UTF-16 sort them differently.
_FAR: Final = tuple(bytes([first]) for first in range(0xF0, 0xF5))
_HIGH: Final = (b"\xee", b"\xef")


def canonical(value: Any, *, vouched: bool = False) -> bytes:
    """Return the RFC 8785 bytes of a JSON value.

    Args:
        value: plain JSON.
        vouched: the caller knows that there is nothing in it but dicts, lists, tuples, texts, whole
            numbers, truth values and null; looking takes half of the time.

    Raises:
        OursFault: if the value is not plain JSON, or holds an integer beyond 2**53.

    """
    if not vouched and not _is_simple(value):
        return _slowly(value)
    try:
        written = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return _slowly(value)
    far = any(each in written for each in _FAR) and any(each in written for each in _HIGH)
    return _slowly(value) if far else written


def _is_simple(value: Any) -> bool:
    kind = value.__class__
    if kind is dict:
        return all(each.__class__ is str or _is_simple(each) for each in value.values())
    if kind is list or kind is tuple:
        return all(map(_is_simple, value))
    return kind in _SINGLE


def _slowly(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError) as error:
        raise OursFault("a journal value is not plain JSON", why=str(error)) from error
