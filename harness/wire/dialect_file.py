"""A dialect of somebody's own, from a file: read, and held to the schema and to sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from harness import resources
from harness.errors import DataError
from harness.validation import schema

SCHEMA: Final = "wire/dialect.json"
CIPHERING: Final = frozenset({"oauth-sm", "sorted-sm2"})


def read(path: Path) -> dict[str, Any]:
    """Return the content of a dialect file.

    Raises:
        DataError: if it cannot be read, breaks ``schemas/wire/dialect.json`` or contradicts itself;
            names the file, the line and the field.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("the dialect cannot be read", where=str(path), why=str(error)) from None
    content = resources.load_yaml_text(text, str(path))
    for each in schema(SCHEMA).violations(content):
        raise _wrong(path, text, each.pointer, each.message)
    for pointer, why in contradictions(content):
        raise _wrong(path, text, pointer, why)
    found: dict[str, Any] = content
    return found


def contradictions(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the places of a dialect that keep the schema and cannot be, with the reason."""
    gateway = content["gateway"]
    for side in ("input", "output"):
        form = content.get(side, "object")
        if form == "sm4" and gateway not in CIPHERING:
            yield f"/{side}", f"the gateway {gateway} has no key; {_either(CIPHERING)} has"
        if gateway == "oauth-sm" and form != "sm4":
            yield f"/{side}", "the gateway oauth-sm always encrypts: say sm4"
    yield from _unknown_forms(content.get("forms", {}))
    for kind in ("required", "optional"):
        for infno, nodes in content.get(kind, {}).items():
            yield from _unknown_fields(f"/{kind}/{infno}", infno, nodes)
    for name, keywords in content.get("field_schemas", {}).items():
        try:
            Draft202012Validator.check_schema(keywords)
        except SchemaError as error:
            yield f"/field_schemas/{name}", f"no JSON Schema: {error.message}"


def _unknown_forms(forms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    tables = resources.load_yaml("schemas/wire/codes.yaml")["tables"]
    known = {name: each["forms"] for name, each in tables.items() if "forms" in each}
    for table, form in forms.items():
        if table not in known:
            yield f"/forms/{table}", f"no such table; other spellings have {', '.join(known)}"
        elif form not in known[table]:
            yield f"/forms/{table}", f"no such spelling; known are {', '.join(known[table])}"


def _unknown_fields(
    place: str, infno: str, nodes: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    from .catalogue import TRANSACTIONS  # noqa: PLC0415 - the catalogue is large, most need it not

    if infno not in TRANSACTIONS:
        yield place, "the interface has no such transaction"
        return
    known = {node.name or "input": node for node in TRANSACTIONS[infno].inputs}
    for name, fields in nodes.items():
        if name not in known:
            yield f"{place}/{name}", f"no such node; known are {', '.join(known)}"
            continue
        own = {each.name for each in known[name].fields}
        for number, each in enumerate(fields):
            if each not in own:
                yield f"{place}/{name}/{number}", f"{name} has no field {each}"


def _wrong(path: Path, text: str, pointer: str, why: str) -> DataError:
    line = resources.line_of(text, pointer)
    what = f"{pointer or 'the document'} is not as it must be"
    return DataError(what, where=f"{path}:{line}", why=why)


def _either(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))
