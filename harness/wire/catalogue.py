"""The transactions of the national interface, read from ``schemas/wire/transactions``.

Each file is a JSON Schema with two definitions, ``input`` and ``output``. Three annotations are
ours: ``key`` (``identity`` or ``money``: a message without it cannot be served), ``codes`` (a table
of ``schemas/wire/codes.yaml``) and ``decimals`` (digits after the point of a number).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from harness import resources

_FOLDER: Final = "schemas/wire/transactions"
_TYPES: Final = "harness:/wire/types.json#/$defs/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a node.

    Attributes:
        name: as the interface writes it.
        kind: ``text``, ``number``, ``date``, ``moment``, ``object``, ``list`` or ``other``.
        required: whether the interface asks for it.
        key: ``identity``, ``money`` or ``""``.
        length: greatest length of a text, else ``None``.
        codes: the code table, or ``""``.
        schema: the field's schema, references resolved.

    """

    name: str
    zh: str
    en: str
    kind: str
    required: bool
    key: str
    length: int | None
    codes: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A group of fields under ``input`` or ``output``; ``name`` is ``None`` directly under it."""

    name: str | None
    many: bool
    required: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction.

    Attributes:
        infno: its number; letters are possible (``2501A``).
        inputs: nodes of the request.
        outputs: nodes of the answer; empty for none.
        supported: false for a transaction that is known and always answered ``NOT_SUPPORTED``.
        input_schema: JSON Schema of ``input``, references resolved.
        output_schema: JSON Schema of ``output``, references resolved.

    """

    infno: str
    name_zh: str
    name_en: str
    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    supported: bool
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any]


def transaction(infno: str) -> Transaction | None:
    """Return a transaction, ``None`` if the interface has none of this number."""
    return TRANSACTIONS.get(infno)


def resolved(schema: Any) -> Any:
    """Return a copy of a schema with the field types of ``types.json`` written out."""
    if isinstance(schema, list):
        return [resolved(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: resolved(value) for key, value in schema.items() if key != "$ref"}
    if "$ref" in schema:
        found = resolved(_types()[str(schema["$ref"]).rsplit("/", 1)[-1]]) | found
    return found


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the kind of a field from its resolved schema."""
    if "decimals" in schema:
        return "number"
    if "kind" in schema:
        return str(schema["kind"])
    match schema.get("type"):
        case "object":
            return "object"
        case "array":
            return "list"
        case "string":
            return "text"
    return "other"


@cache
def _types() -> dict[str, Any]:
    types: dict[str, Any] = resources.load_json("schemas/wire/types.json")["$defs"]
    return types


def _load() -> Mapping[str, Transaction]:
    documents = {
        name.removeprefix(f"{_FOLDER}/").removesuffix(".json"): resources.load_json(name)
        for name in resources.names(_FOLDER, ".json")
    }
    for infno, variant in resources.load_yaml("schemas/wire/variants.yaml").items():
        documents[infno] = _varied(documents[variant["of"]], variant)
    found = {infno: _transaction(infno, each) for infno, each in documents.items()}
    return MappingProxyType(dict(sorted(found.items())))


def _varied(document: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
    varied = copy.deepcopy(document)
    varied["title"], varied["description"] = variant["title"], variant["description"]
    nodes = varied["$defs"]["input"]["properties"]
    for node, keys in variant.get("required", {}).items():
        nodes[node]["required"] = [*nodes[node]["required"], *keys]
        for key in keys:
            nodes[node]["properties"][key] |= {"key": "identity", "minLength": 1}
    for node, keys in variant.get("optional", {}).items():
        nodes[node]["required"] = [each for each in nodes[node]["required"] if each not in keys]
    return varied


def _transaction(infno: str, document: dict[str, Any]) -> Transaction:
    sides = {side: resolved(document["$defs"][side]) for side in ("input", "output")}
    return Transaction(
        infno=infno,
        name_zh=document["title"],
        name_en=document["description"],
        inputs=_nodes(sides["input"]),
        outputs=_nodes(sides["output"]),
        supported=document.get("supported", True),
        input_schema=sides["input"],
        output_schema=sides["output"],
    )


def _nodes(side: dict[str, Any]) -> tuple[Node, ...]:
    if side["type"] == "array":
        return (_node(None, side, required=True),)
    properties = side.get("properties", {})
    if properties and not any(_holds_fields(each) for each in properties.values()):
        return (_node(None, side, required=True),)
    required = side.get("required", ())
    return tuple(_node(name, each, required=name in required) for name, each in properties.items())


def _holds_fields(schema: dict[str, Any]) -> bool:
    return "properties" in schema or "properties" in schema.get("items", {})


def _node(name: str | None, schema: dict[str, Any], *, required: bool) -> Node:
    many = schema["type"] == "array"
    row = schema["items"] if many else schema
    needed = row.get("required", ())
    fields = tuple(
        _field(each, content, required=each in needed)
        for each, content in row["properties"].items()
    )
    return Node(name=name, many=many, required=required, fields=fields)


def _field(name: str, schema: dict[str, Any], *, required: bool) -> Field:
    return Field(
        name=name,
        zh=schema.get("title", ""),
        en=schema.get("description", ""),
        kind=kind_of(schema),
        required=required,
        key=schema.get("key", ""),
        length=schema.get("maxLength"),
        codes=schema.get("codes", ""),
        schema=schema,
    )


TRANSACTIONS: Final = _load()
"""Every transaction by its number."""
