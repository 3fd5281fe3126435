"""One walk over a message that puts right what clients commonly get wrong, and remarks on it.

Real clients send ``null``, empty numbers, dates with a time part and single objects for lists
(wire.md §1, §9). After the walk a service sees one form; what the walk changed stands in the
remarks, and the dialect says whether that is a note or a refusal. The walk also judges what a
schema cannot: whether a date exists, and how many decimals a JSON number has.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from . import codec
from .catalogue import kind_of
from .remarks import Remark, remark

_NULLS: Final = frozenset({"null", "NULL", "Null"})
_LONGEST: Final = 40
_DATE: Final = 10
_MOMENT: Final = 19
# Java clients write bytes with a sign, others without.
_BYTE_LOW: Final = -128
_BYTE_HIGH: Final = 255

Tidy: TypeAlias = Callable[[Any, str, list[Remark]], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to walk one object: ``None`` for a plain text field, else what tidies the field."""

    fields: Mapping[str, Tidy | None]

    def tidy(self, value: Any, at: str, found: list[Remark]) -> Any:
        """Return the object in the form that services read; remarks go into ``found``."""
        if value.__class__ is not dict:
            return value
        tidied = {}
        fields = self.fields
        for name, each in value.items():
            if each is None or (each.__class__ is str and each in _NULLS):
                found.append(remark(f"{at}/{escaped(name)}", "null", each))
                continue
            work = fields.get(name, _unknown)
            tidied[name] = each if work is None else work(each, f"{at}/{escaped(name)}", found)
        return tidied


def plan_of(schema: Mapping[str, Any]) -> Tidy:
    """Return what tidies a value of a schema whose references are resolved."""
    kind = kind_of(schema)
    if kind == "object" and "properties" in schema:
        properties = schema["properties"]
        plan = Plan({name: _work(each) for name, each in properties.items()})
        return _object_of(plan)
    if kind == "list" and "properties" in schema.get("items", {}):
        return _list_of(plan_of(schema["items"]))
    return _work(schema) or _as_it_is


def escaped(name: str) -> str:
    """Return a key as a part of a JSON Pointer, cut where it is overlong."""
    return name[:_LONGEST].replace("~", "~0").replace("/", "~1")


def _work(schema: Mapping[str, Any]) -> Tidy | None:
    match kind_of(schema):
        case "text":
            return None
        case "number":
            return _number_of(int(schema["decimals"]))
        case "date":
            return _tidy_date
        case "moment":
            return _tidy_moment
        case "serial":
            return _tidy_serial
        case "bytes":
            return _tidy_bytes
        case "json":
            return _tidy_json
        case "object" | "list" if "properties" in schema or "items" in schema:
            return plan_of(schema) if _walkable(schema) else _as_it_is
        case _:
            return _as_it_is


def _walkable(schema: Mapping[str, Any]) -> bool:
    return "properties" in schema or "properties" in schema.get("items", {})


def _object_of(plan: Plan) -> Tidy:
    def tidy(value: Any, at: str, found: list[Remark]) -> Any:
        if value.__class__ is list and len(value) == 1:
            found.append(remark(at, "list_for_object", value))
            value = value[0]
        return plan.tidy(value, at, found)

    return tidy


def _list_of(row: Tidy) -> Tidy:
    def tidy(value: Any, at: str, found: list[Remark]) -> Any:
        if value.__class__ is dict:
            value = [value]
        if value.__class__ is not list:
            return value
        return [
            row(each, f"{at}/{n}", found) if each.__class__ is dict else each
            for n, each in enumerate(value)
        ]

    return tidy


def _unknown(value: Any, at: str, found: list[Remark]) -> Any:
    found.append(remark(at, "unknown_field", value))
    return value


def _as_it_is(value: Any, _at: str, _found: list[Remark]) -> Any:
    return value


def _number_of(decimals: int) -> Tidy:
    def tidy(value: Any, at: str, found: list[Remark]) -> Any:
        if value.__class__ is str and not value.strip():
            found.append(remark(at, "empty_number", value))
            return "0"
        if value.__class__ is Decimal and not _fits(value, decimals):
            found.append(remark(at, "number", value))
            return 0
        return value

    return tidy


def _fits(value: Decimal, decimals: int) -> bool:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > _LONGEST or exponent < -_LONGEST:
        return False
    return exponent >= -decimals or value == round(value, decimals)


def _tidy_serial(value: Any, _at: str, _found: list[Remark]) -> Any:
    return str(value) if value.__class__ is int else value


def _tidy_bytes(value: Any, _at: str, _found: list[Remark]) -> Any:
    if value.__class__ is not list:
        return value
    if not all(each.__class__ is int and _BYTE_LOW <= each <= _BYTE_HIGH for each in value):
        return value
    return base64.b64encode(bytes(each % 256 for each in value)).decode()


def _tidy_json(value: Any, at: str, found: list[Remark]) -> Any:
    try:
        held = codec.decode_text(value) if value.__class__ is str and value else {}
    except codec.Undecodable:
        held = None
    if not isinstance(held, dict):
        found.append(remark(at, "form", value))
    return value


def _tidy_date(value: Any, at: str, found: list[Remark]) -> Any:
    if value.__class__ is not str or not value:
        return value
    if len(value) == _MOMENT and is_moment(value):
        found.append(remark(at, "date_with_time", value))
        return value[:_DATE]
    if not is_date(value):
        found.append(remark(at, "date", value))
    return value


def _tidy_moment(value: Any, at: str, found: list[Remark]) -> Any:
    if value.__class__ is not str or not value:
        return value
    if len(value) == _DATE and is_date(value):
        found.append(remark(at, "moment_without_time", value))
        return f"{value} 00:00:00"
    if not is_moment(value):
        found.append(remark(at, "date", value))
    return value


def is_date(text: str) -> bool:
    """Tell whether a text is a real date ``yyyy-MM-dd``."""
    if len(text) != _DATE or not text.isascii() or text[4] != "-" or text[7] != "-":
        return False
    try:
        return date.fromisoformat(text).year >= 1000
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Tell whether a text is a real moment ``yyyy-MM-dd HH:mm:ss``."""
    if len(text) != _MOMENT or not text.isascii() or text[_DATE] != " ":
        return False
    if text[13] != ":" or text[16] != ":" or text[4] != "-" or text[7] != "-":
        return False
    try:
        return datetime.fromisoformat(text).year >= 1000
    except ValueError:
        return False
