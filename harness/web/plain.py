"""JSON that every reader understands alike: what a journal can keep (RFC 8259 sections 6 and 8)."""

from __future__ import annotations

import json
import math
from typing import Any, Final

__all__ = ["plain"]

#: Greatest integer that every reader of JSON keeps exactly.
EXACT: Final = 2**53 - 1


def plain(text: bytes) -> Any:
    """Return the value of a JSON text; 3.0 is the integer 3, as in JSON Schema.

    Raises:
        ValueError: It is no JSON, or has a number or half a character that readers lose.
        RecursionError: It is nested too deeply.
    """
    value = json.loads(text, parse_float=number, parse_int=whole, parse_constant=number)
    json.dumps(value, ensure_ascii=False).encode()  # half a character ends here
    return value


def number(text: str) -> float | int:
    """Read a number; 3.0 is the integer 3, as in JSON Schema.

    Raises:
        ValueError: It is none that JSON knows, or greater than a double.
    """
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return int(value) if value.is_integer() and abs(value) <= EXACT else value


def whole(text: str) -> int:
    """Read an integer.

    Raises:
        ValueError: Readers of JSON would not agree on it (RFC 8259 section 6).
    """
    value = int(text)
    if abs(value) > EXACT:
        raise ValueError(text)
    return value
