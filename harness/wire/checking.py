"""Is this message what the interface asks for, in this dialect?

``jsonschema-rs`` says yes or no; only a message that is refused is explained by ``jsonschema``.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from typing import Any, Final

from harness import resources
from harness.validation import Schema, Violation, compile_schema

from . import codes
from .catalogue import Transaction, resolved, transaction
from .dialects import DIRECT, Dialect, dialect
from .explaining import cut, moved, remarks_of
from .remarks import Remark
from .scalars import Tidy
from .tidying import plan_of

_EXPLAINED: Final = 20
"""Rows of one list that are explained; all are checked."""


class Form:
    """What one side of a transaction, or the header, must look like in a dialect."""

    def __init__(self, content: dict[str, Any], at: str) -> None:
        """Keep a resolved schema; compiled when first asked.

        Args:
            content: the schema, without references.
            at: JSON Pointer of the checked value in the envelope.

        """
        self.content = content
        self.at = at
        self.tidy: Tidy = plan_of(content)
        self._open: Schema = compile_schema(_opened(content))
        self._closed: Schema = compile_schema(content)
        self._rows = {
            name: compile_schema(_opened(each["items"]))
            for name, each in content.get("properties", {}).items()
            if "properties" in each.get("items", {})
        }

    def check(self, value: Any, found: list[Remark]) -> Any:
        """Return the value tidied; what is wrong goes into ``found``."""
        tidied = self.tidy(value, self.at, found)
        if not self._open.accepts(tidied):
            before = len(found)
            short, places = self._shortened(tidied)
            self._explain(short, places, found)
            if self.at:
                overlong = [each for each in found[before:] if each.rule == "length"]
                cut(tidied, overlong, self.content, self.at)
        return tidied

    def violations(self, value: Any) -> list[Violation]:
        """Return every way in which a value breaks the schema, unknown fields among them."""
        return [] if self._closed.accepts(value) else self._closed.violations(value)

    def _shortened(self, value: Any) -> tuple[Any, dict[str, list[int]]]:
        """Return the value with long lists cut to rows that are wrong, and where those stood.

        Explaining is slow: ten thousand wrong fee lines must not hold up everybody else.
        """
        if not isinstance(value, dict):
            return value, {}
        short, places = dict(value), {}
        for name, rows in value.items():
            if isinstance(rows, list) and len(rows) > _EXPLAINED and name in self._rows:
                accepts = self._rows[name].accepts
                wrong = (n for n, each in enumerate(rows) if not accepts(each))
                places[name] = list(islice(wrong, _EXPLAINED)) or [0]
                short[name] = [rows[n] for n in places[name]]
        return short, places

    def _explain(self, value: Any, places: dict[str, list[int]], found: list[Remark]) -> None:
        known = {(each.pointer, each.rule) for each in found}
        made = [
            replace(each, pointer=moved(each.pointer, places, self.at))
            for violation in self._open.violations(value)
            for each in remarks_of(violation, self.content, value, self.at)
        ]
        # A number where text belongs breaks the code table too; its type says it all.
        mistyped = {each.pointer for each in made if each.rule == "type"}
        for each in made:
            told = each.pointer in mistyped and each.rule != "type"
            if not told and (each.pointer, each.rule) not in known:
                known.add((each.pointer, each.rule))
                found.append(each)


@cache
def input_form(name: str, infno: str) -> Form:
    """Return what ``input`` of a transaction must look like in the dialect of a name."""
    spoken = dialect(name)
    return Form(effective(spoken, _asked(spoken, infno, _known(infno).input_schema)), "/input")


@cache
def output_form(name: str, infno: str) -> Form:
    """Return what ``output`` of a transaction looks like in the dialect of a name."""
    spoken = dialect(name)
    content = effective(spoken, _known(infno).output_schema)
    if infno == "9002" and spoken.sign_out_node != "sign_time":
        _rename(content, "sign_time", spoken.sign_out_node)
    _allow_null(content, spoken.nulls.get(infno, ()))
    return Form(content, "/output")


@cache
def header_form(name: str) -> Form:
    """Return what the request's envelope must look like in the dialect of a name."""
    envelope = resources.load_json("schemas/wire/envelope.json")["$defs"]["request"]
    return Form(effective(dialect(name), resolved(envelope)), "")


@cache
def answer_form() -> Schema:
    """Return what the response's envelope must look like in every dialect."""
    return compile_schema(_answer())


@cache
def reply_form() -> Form:
    """Return the same for an envelope that somebody captured: what is wrong becomes remarks."""
    return Form(_answer(), "")


def _answer() -> dict[str, Any]:
    envelope = resources.load_json("schemas/wire/envelope.json")["$defs"]
    content = copy.deepcopy(envelope["response"])
    for name in ("refmsg_time", "respond_time"):
        content["properties"][name] = envelope["moment17"]
    found: dict[str, Any] = resolved(content)
    return found


def _asked(spoken: Dialect, infno: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an input with the fields required that the dialect asks for."""
    found = copy.deepcopy(dict(content))
    for node in {*spoken.required.get(infno, {}), *spoken.optional.get(infno, {})}:
        place = found if node == DIRECT else found["properties"][node]
        row = place.get("items", place)
        needed = row.get("required", ())
        ask = partial(spoken.asks_for, infno, node)
        row["required"] = [e for e in row["properties"] if ask(e, required=e in needed)]
        for name in spoken.optional.get(infno, {}).get(node, ()):
            row["properties"][name].pop("minLength", None)
        for name in spoken.required.get(infno, {}).get(node, ()):
            if row["properties"][name].get("type") == "string":
                row["properties"][name]["minLength"] = 1
    return found


def effective(spoken: Dialect, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resolved schema with a dialect's code tables and further keywords in it."""
    found = copy.deepcopy(dict(content))
    _apply(found, spoken)
    return found


def _apply(content: dict[str, Any], spoken: Dialect) -> None:
    properties = content.get("properties", {})
    for name, each in properties.items():
        if "codes" in each:
            required = name in content.get("required", ())
            each |= codes.code_schema(each["codes"], spoken, required=required)  # noqa: PLW2901 - changed in place
        each |= spoken.field_schemas.get(name, {})  # noqa: PLW2901 - changed in place
        _apply(each, spoken)
    if "items" in content:
        _apply(content["items"], spoken)


def _known(infno: str) -> Transaction:
    found = transaction(infno)
    assert found is not None, infno
    return found


def _opened(content: Any) -> Any:
    # Unknown fields are remarked by the walk; the schema need not look for them again.
    if isinstance(content, list):
        return [_opened(each) for each in content]
    if not isinstance(content, dict):
        return content
    return {
        key: _opened(value)
        for key, value in content.items()
        if not (key == "additionalProperties" and value is False)
    }


def _rename(content: dict[str, Any], old: str, new: str) -> None:
    content["properties"][new] = content["properties"].pop(old)
    content["required"] = [new if each == old else each for each in content["required"]]


def _allow_null(content: Any, names: Any) -> None:
    if not names or not isinstance(content, dict):
        return
    for name, each in content.get("properties", {}).items():
        if name in names:
            kinds = each["type"] if isinstance(each["type"], list) else [each["type"]]
            each["type"] = [*kinds, "null"]
            if "enum" in each:
                each["enum"] = [*each["enum"], None]
        _allow_null(each, names)
    _allow_null(content.get("items"), names)
