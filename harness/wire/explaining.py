"""Why a schema refuses a message, as remarks: the places and rules that a reader understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.validation import Violation

from .catalogue import kind_of
from .remarks import Remark, remark

_SIZES: Final = frozenset({"minLength", "maxLength", "pattern", "not", "format"})
_ROW: Final = 2
"""Where a row's number stands in a pointer ``/node/row/field``."""
_BOUNDS: Final = frozenset({"exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum"})


def cut(value: Any, overlong: Iterable[Remark], content: Mapping[str, Any], at: str) -> None:
    """Cut texts to the length that the interface has room for; an id that is cut is another id."""
    for each in overlong:
        *path, name = each.pointer[len(at) :].split("/")[1:]
        within, schema = value, content
        for part in path:
            within, schema = _step(within, schema, part)
        text, last = _step(within, schema, name)
        if isinstance(text, str) and not last.get("key"):
            within[name] = text[: last["maxLength"]]


def _step(value: Any, schema: Mapping[str, Any], name: str) -> tuple[Any, dict[str, Any]]:
    if isinstance(value, list):
        return value[int(name)], schema.get("items", {})
    return value.get(name), schema.get("properties", {}).get(name, {})


def moved(pointer: str, places: Mapping[str, list[int]], at: str) -> str:
    """Return a pointer into a shortened list as one into the whole list."""
    parts = pointer[len(at) :].split("/", 3)
    if len(parts) > _ROW and parts[1] in places:
        parts[_ROW] = str(places[parts[1]][int(parts[_ROW])])
        return at + "/".join(parts)
    return pointer


def remarks_of(broken: Violation, content: Mapping[str, Any], value: Any, at: str) -> list[Remark]:
    """Return one broken keyword as remarks about the places it means."""
    where, there, schema = _follow(broken.pointer, content, value)
    pointer = f"{at}{where}"
    if broken.rule == "required":
        absent = [each for each in broken.limit if each not in there]
        return [_missing(f"{pointer}/{each}", schema["properties"][each]) for each in absent]
    if there == "" and broken.rule in {"minLength", "enum", "pattern"}:
        return [_missing(pointer, schema, there)]
    if broken.rule == "minItems":
        return [_missing(pointer, schema, there)]
    return [remark(pointer, _rule(broken.rule, schema), there)]


def _missing(pointer: str, schema: Mapping[str, Any], value: Any = None) -> Remark:
    return remark(pointer, "missing_key" if schema.get("key") else "missing", value)


def _rule(keyword: str, schema: Mapping[str, Any]) -> str:
    kind = kind_of(schema)
    if keyword == "type":
        return "type"
    if "codes" in schema and keyword in {"enum", "pattern", "not"}:
        return "code"
    if kind == "number" and (keyword in _SIZES or keyword in _BOUNDS):
        return "number"
    if kind in {"date", "moment"} and keyword in _SIZES:
        return "date"
    return "length" if keyword == "maxLength" else "form"


def _follow(
    pointer: str, content: Mapping[str, Any], value: Any
) -> tuple[str, Any, Mapping[str, Any]]:
    schema: Mapping[str, Any] = content
    for part in pointer.split("/")[1:]:
        value, schema = _step(value, schema, part.replace("~1", "/").replace("~0", "~"))
    return pointer, value, schema
