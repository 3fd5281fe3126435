"""One walk over a message that puts right what clients commonly get wrong, and remarks on it.

Real clients send ``null``, empty numbers, dates with a time part, names in other letter case and
single objects for lists (wire.md §1, §9). After the walk a service sees one form; what the walk
changed stands in the remarks, and the dialect says whether that is a note or a refusal. The walk
also judges what a schema cannot: whether a date exists, and how many decimals a JSON number has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from . import scalars
from .catalogue import kind_of
from .remarks import Remark, remark
from .scalars import Tidy

_NULLS: Final = frozenset({"null", "NULL", "Null"})
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How to walk one object.

    Attributes:
        fields: ``None`` for a plain text field, else what tidies the field.
        codes: the code tables of text fields.
        folded: a name without letter case and underscores to the name itself.

    """

    fields: Mapping[str, Tidy | None]
    codes: Mapping[str, str] = field(default_factory=dict)
    folded: Mapping[str, str] = field(default_factory=dict)

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
            known = name if name in fields else self._meant(name, value, at, found)
            work = fields.get(known, _unknown)
            if work is not None:
                tidied[known] = work(each, f"{at}/{escaped(name)}", found)
            # Nearly every field is a text with nothing wrong: no path is made for it.
            elif each.__class__ is str and (
                not each
                or ((len(each) > 1 or known not in self.codes) and each[0] > " " < each[-1])
            ):
                tidied[known] = each
            else:
                table = self.codes.get(known, "")
                tidied[known] = scalars.plain_text(each, f"{at}/{escaped(name)}", found, table)
        return tidied

    def _meant(self, name: str, value: dict[str, Any], at: str, found: list[Remark]) -> str:
        meant = self.folded.get(_folded(name)) if len(name) <= _LONGEST else None
        if meant is None or meant in value:
            return name
        found.append(remark(f"{at}/{escaped(name)}", "letter_case", name))
        return meant


def plan_of(schema: Mapping[str, Any]) -> Tidy:
    """Return what tidies a value of a schema whose references are resolved."""
    kind = kind_of(schema)
    if kind == "object" and "properties" in schema:
        return _object_of(_plan(schema["properties"]))
    if kind == "list" and "properties" in schema.get("items", {}):
        return _list_of(plan_of(schema["items"]))
    return _work(schema) or _as_it_is


def escaped(name: str) -> str:
    """Return a key as a part of a JSON Pointer, cut where it is overlong."""
    return name[:_LONGEST].replace("~", "~0").replace("/", "~1")


def _plan(properties: Mapping[str, Any]) -> Plan:
    return Plan(
        fields={name: _work(each) for name, each in properties.items()},
        codes={name: each["codes"] for name, each in properties.items() if "codes" in each},
        folded={_folded(name): name for name in reversed(list(properties))},
    )


def _folded(name: str) -> str:
    return name.lower().replace("_", "")


def _work(schema: Mapping[str, Any]) -> Tidy | None:
    match kind_of(schema):
        case "text":
            return None
        case "number":
            return scalars.number_of(int(schema["decimals"]))
        case "date":
            return scalars.day
        case "moment":
            return scalars.moment
        case "serial":
            return scalars.serial
        case "bytes":
            return scalars.file_bytes
        case "json":
            return scalars.json_text
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
