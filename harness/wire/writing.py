"""How an answer's output goes onto the wire: amounts as numbers, codes as the dialect has them.

Services and journal hold amounts as text (``"12.30"``); a real platform answers with numbers
(wire.md §4.2a). Here the text becomes the number it spells, digit for digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from . import codec, codes
from .catalogue import kind_of, transaction
from .dialects import Dialect, dialect

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)

Change: TypeAlias = Callable[[str, Mapping[str, Any], Any], Any]
"""From a field's name, its schema and its value to the value that goes out."""


def numeric(infno: str, output: Any) -> Any:
    """Return output whose number fields are JSON numbers."""
    return _changed(_output_schema(infno), output, _as_number)


def dressed(name: str, infno: str, output: Any) -> Any:
    """Return output as the dialect of a name writes it: code spellings, nulls, further fields."""
    spoken = dialect(name)
    nulls = frozenset(spoken.nulls.get(infno, ()))
    if not nulls and not spoken.forms:
        return _renamed(spoken, infno, output)

    def change(field: str, schema: Mapping[str, Any], value: Any) -> Any:
        if field in nulls:
            return None
        if schema.get("codes") in spoken.forms and isinstance(value, str):
            return codes.spelt(schema["codes"], value, spoken)
        return value

    return _renamed(spoken, infno, _changed(_output_schema(infno), output, change))


def undressed(name: str, infno: str, tidied: Any) -> Any:
    """Return tidied input whose codes are spelt as in the printed tables."""
    spoken = dialect(name)
    if not _spelt_otherwise(infno):
        return tidied

    def change(_field: str, schema: Mapping[str, Any], value: Any) -> Any:
        if "codes" in schema and isinstance(value, str):
            return codes.unspelt(schema["codes"], value, spoken)
        return value

    found = transaction(infno)
    return _changed(found.input_schema if found else {}, tidied, change)


def with_extra(spoken: Dialect, output: Any) -> Any:
    """Return output with the fields beyond the schema that a dialect's platform sends."""
    if not spoken.extra_fields or not isinstance(output, dict):
        return output
    return {
        name: node | spoken.extra_fields.get(name, {}) if isinstance(node, dict) else node
        for name, node in output.items()
    }


def _changed(schema: Mapping[str, Any], value: Any, change: Change) -> Any:
    if isinstance(value, list):
        return [_changed(schema.get("items", {}), each, change) for each in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    return {
        name: _changed_field(name, known.get(name, {}), each, change)
        for name, each in value.items()
    }


def _changed_field(name: str, schema: Mapping[str, Any], value: Any, change: Change) -> Any:
    if isinstance(value, dict | list):
        return _changed(schema, value, change)
    return change(name, schema, value)


def _as_number(_field: str, schema: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, str) and kind_of(schema) == "number" and _NUMBER.fullmatch(value):
        return codec.number(value)
    return value


def _renamed(spoken: Dialect, infno: str, output: Any) -> Any:
    if infno == "9002" and spoken.sign_out_node != "sign_time" and isinstance(output, dict):
        return {spoken.sign_out_node if key == "sign_time" else key: output[key] for key in output}
    return output


def _output_schema(infno: str) -> Mapping[str, Any]:
    found = transaction(infno)
    return found.output_schema if found else {}


@cache
def _spelt_otherwise(infno: str) -> bool:
    found = transaction(infno)
    tables = [each for each, content in codes.tables().items() if "forms" in content]
    return found is not None and any(_uses(found.input_schema, each) for each in tables)


def _uses(schema: Mapping[str, Any], table: str) -> bool:
    parts = [*schema.get("properties", {}).values(), schema.get("items", {})]
    return schema.get("codes") == table or any(_uses(each, table) for each in parts if each)
