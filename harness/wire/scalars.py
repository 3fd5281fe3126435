"""One value of a field put right: a number, a date, a code as clients commonly write them.

Each function takes the value, its JSON Pointer and the list that remarks go into, and returns the
value as services read it. What cannot be understood is returned as it came and remarked on, or
left to the schema.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias

from . import codec
from .codes import tables
from .dates import is_date, is_moment, understood
from .remarks import Remark, remark

_LONGEST: Final = 40
_FEW_DIGITS: Final = 20
_DATE: Final = 10
_MOMENT: Final = 19
# Java clients write bytes with a sign, others without.
_BYTE_LOW: Final = -128
_BYTE_HIGH: Final = 255
_FRACTION: Final = re.compile(r"-?[0-9]{1,15}[.][0-9]{1,24}", re.ASCII)
_NOISE: Final = 4
"""Places behind the last allowed decimal from which on a fraction is binary noise."""

Tidy: TypeAlias = Callable[[Any, str, list[Remark]], Any]


def plain_text(value: Any, at: str, found: list[Remark], table: str = "") -> Any:
    """Return a text without spaces around it; a number becomes text.

    A code that lost its leading nought regains it: many a client writes ``1`` for ``01``.

    Args:
        value: what came.
        at: its JSON Pointer.
        found: takes remarks.
        table: the field's code table, if any.

    """
    if value.__class__ is str:
        bare = value.strip()
        if len(bare) != len(value):
            found.append(remark(at, "padded", value))
        code = _as_code(bare, table)
        if code != bare:
            found.append(remark(at, "code_form", value))
        return code
    if value.__class__ is int or (value.__class__ is Decimal and _is_short(value)):
        found.append(remark(at, "number_for_text", value))
        return _as_code(format(value, "f") if value.__class__ is Decimal else str(value), table)
    return value


def _as_code(text: str, table: str) -> str:
    if not table or len(text) != 1:
        return text
    content = tables()[table]
    known = {**content["codes"], **content.get("also", {})}
    return f"0{text}" if text not in known and f"0{text}" in known else text


def number_of(decimals: int) -> Tidy:
    """Return what tidies a number of so many decimals; it stays a text if it came as one."""

    def tidy(value: Any, at: str, found: list[Remark]) -> Any:
        if value.__class__ is str:
            return _tidy_digits(value, decimals, at, found)
        if value.__class__ is not Decimal or _fits(value, decimals):
            return value
        near = _near(value, decimals)
        found.append(remark(at, "number" if near is None else "float_noise", value))
        return 0 if near is None else near

    return tidy


def _tidy_digits(value: str, decimals: int, at: str, found: list[Remark]) -> str:
    bare = value.strip()
    if not bare:
        found.append(remark(at, "empty_number", value))
        return "0"
    if len(bare) != len(value):
        found.append(remark(at, "padded", value))
    if _FRACTION.fullmatch(bare) and len(bare.rpartition(".")[2]) > decimals:
        near = _near(Decimal(bare), decimals)
        if near is not None:
            exact = near == Decimal(bare)
            found.append(remark(at, "number_form" if exact else "float_noise", value))
            return format(near, "f")
    return bare


def _fits(value: Decimal, decimals: int) -> bool:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > _LONGEST or exponent < -_LONGEST:
        return False
    return exponent >= -decimals or (_is_short(value) and value == round(value, decimals))


def _near(value: Decimal, decimals: int) -> Decimal | None:
    """Return the rounded number where the rest is only the noise of a binary fraction."""
    if not _is_short(value):
        return None
    rounded = round(value, decimals)
    return rounded if abs(value - rounded) <= Decimal(1).scaleb(-decimals - _NOISE) else None


def _is_short(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and value.adjusted() < _FEW_DIGITS and exponent > -_LONGEST


def day(value: Any, at: str, found: list[Remark]) -> Any:
    """Return a date ``yyyy-MM-dd``; a time part is cut off."""
    text = _digits_as_text(value, at, found)
    if text.__class__ is not str or not text:
        return text
    if len(text) == _MOMENT and is_moment(text):
        found.append(remark(at, "date_with_time", text))
        return text[:_DATE]
    return text if is_date(text) else _understood(text, at, found, "%Y-%m-%d")


def moment(value: Any, at: str, found: list[Remark]) -> Any:
    """Return a moment ``yyyy-MM-dd HH:mm:ss``; a bare date means its midnight."""
    text = _digits_as_text(value, at, found)
    if text.__class__ is not str or not text:
        return text
    if len(text) == _DATE and is_date(text):
        found.append(remark(at, "moment_without_time", text))
        return f"{text} 00:00:00"
    return text if is_moment(text) else _understood(text, at, found, "%Y-%m-%d %H:%M:%S")


def _digits_as_text(value: Any, at: str, found: list[Remark]) -> Any:
    if value.__class__ is int and value > 0:
        found.append(remark(at, "number_for_text", value))
        return str(value)
    if value.__class__ is str and value != (bare := value.strip()):
        found.append(remark(at, "padded", value))
        return bare
    return value


def _understood(text: str, at: str, found: list[Remark], form: str) -> str:
    meant = understood(text)
    found.append(remark(at, "date" if meant is None else "date_form", text))
    return text if meant is None else meant.strftime(form)


def serial(value: Any, _at: str, _found: list[Remark]) -> Any:
    """Return a serial number as text."""
    return str(value) if value.__class__ is int else value


def file_bytes(value: Any, _at: str, _found: list[Remark]) -> Any:
    """Return the bytes of a file as Base64."""
    if value.__class__ is not list:
        return value
    if not all(each.__class__ is int and _BYTE_LOW <= each <= _BYTE_HIGH for each in value):
        return value
    return base64.b64encode(bytes(each % 256 for each in value)).decode()


def json_text(value: Any, at: str, found: list[Remark]) -> Any:
    """Return the JSON text of an object; an object itself is written as text."""
    if value.__class__ is dict:
        found.append(remark(at, "object_for_text", value))
        return codec.encode(value).decode()
    try:
        held = codec.decode_text(value) if value.__class__ is str and value else {}
    except codec.Undecodable:
        held = None
    if not isinstance(held, dict):
        found.append(remark(at, "form", value))
    return value
