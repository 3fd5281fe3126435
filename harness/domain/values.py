"""Frozen domain values to plain JSON values and back (msgspec)."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def plain(value: Any) -> Any:
    """The JSON shape of a domain value: dates and moments as ISO text, enums as their text."""
    return msgspec.to_builtins(value)


def restore(data: Any, kind: type[T]) -> T:
    """The domain value of type ``kind`` from its JSON shape.

    Raises:
        msgspec.ValidationError: the shape does not fit.
    """
    return msgspec.convert(data, kind)
