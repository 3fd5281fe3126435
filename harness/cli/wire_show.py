"""A transaction as ``harness wire show`` and the interface page tell it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from harness.clock import moment
from harness.wire import codes
from harness.wire.catalogue import Field, Node, Transaction
from harness.wire.dialects import Dialect
from harness.wire.envelope import Request
from harness.wire.examples import example, example_output

AT: Final = moment("2025-05-06T09:00")
"""The moment of every example."""

KINDS: Final = {
    "text": "C",
    "number": "N",
    "serial": "N/C",
    "date": "D",
    "moment": "DT",
    "json": "JSON",
    "bytes": "BYTES",
    "object": "{}",
    "list": "[]",
    "other": "",
}
WORDS: Final = {
    "required": {"zh": "必填", "en": "required"},
    "key": {"zh": "关键", "en": "key"},
    "list": {"zh": "列表", "en": "list"},
    "object": {"zh": "单个对象", "en": "object"},
    "example": {"zh": "示例", "en": "Example"},
    "answer": {"zh": "应答示例", "en": "Example of an answer"},
    "unsupported": {
        "zh": "平台没有该交易背后的业务，一律答复NOT_SUPPORTED。",
        "en": "The platform has nothing behind it and always answers NOT_SUPPORTED.",
    },
    "none": {"zh": "无输出。", "en": "No output."},
    "carried": {
        "zh": "本方言中input以{form}携带，并由网关{gateway}签名；可运行的命令见harness wire curl。",
        "en": "This dialect carries input as {form} and signs through gateway {gateway}; "
        "harness wire curl prints a command that does.",
    },
}


def type_of(field: Field) -> str:
    """Return the interface's own notation of a field's type: ``C30``, ``N16,2``, ``D``, ``DT``."""
    kind = KINDS.get(field.kind, "")
    if field.kind == "number":
        whole = field.schema.get("exclusiveMaximum")
        digits = len(str(whole)) - 1 if whole else field.schema.get("maxLength", 0)
        places = int(field.schema["decimals"])
        return f"N{digits + places},{places}" if places else f"N{digits}"
    return f"{kind}{field.length}" if field.kind == "text" and field.length else kind


def tables_of(found: Transaction) -> list[str]:
    """Return the code tables that a transaction's fields use, in order of appearance."""
    used = [t for node in (*found.inputs, *found.outputs) for t in _tables(node.fields)]
    return list(dict.fromkeys(used))


def meanings(table: str, spoken: Dialect) -> dict[str, dict[str, str]]:
    """Return the codes of a table as a dialect writes them, with their meanings by language."""
    content = codes.tables()[table]
    printed = {codes.spelt(table, each, spoken): text for each, text in content["codes"].items()}
    return printed if spoken.codes == "printed" else {**printed, **content.get("also", {})}


def envelope(request: Request) -> dict[str, Any]:
    """Return the envelope of a message, input as an object."""
    return request.header() | {"input": request.input}


def as_json(found: Transaction, spoken: Dialect) -> dict[str, Any]:
    """Return everything about a transaction as one JSON value."""
    return {
        "infno": found.infno,
        "name": {"zh": found.name_zh, "en": found.name_en},
        "supported": found.supported,
        "dialect": spoken.name,
        **{
            side: [_node_json(each, asked(found.infno, side, spoken)) for each in nodes]
            for side, nodes in (("input", found.inputs), ("output", found.outputs))
        },
        "codes": {table: meanings(table, spoken) for table in tables_of(found)},
        "example": envelope(example(found.infno, AT, spoken)),
        "example_output": example_output(found.infno, AT),
    }


def lines(found: Transaction, spoken: Dialect, lang: str) -> Iterator[str]:
    """Yield a transaction as text for a terminal."""
    yield f"{found.infno}  {found.name_zh}  {found.name_en}"
    if not found.supported:
        yield WORDS["unsupported"][lang]
    for side, nodes in (("input", found.inputs), ("output", found.outputs)):
        yield ""
        if not nodes:
            yield f"{side}: {WORDS['none'][lang]}"
        for node in nodes:
            yield from _node_lines(side, node, asked(found.infno, side, spoken), lang)
    for table in tables_of(found):
        yield ""
        yield _table_line(table, spoken, lang)
    yield ""
    yield f"{WORDS['example'][lang]} ({spoken.name}):"
    yield json.dumps(envelope(example(found.infno, AT, spoken)), ensure_ascii=False, indent=2)
    if spoken.input != "object":
        yield WORDS["carried"][lang].format(form=spoken.input, gateway=spoken.gateway)


def _table_line(table: str, spoken: Dialect, lang: str) -> str:
    colon, between = ("：", "；") if lang == "zh" else (": ", "; ")
    known = meanings(table, spoken).items()
    told = between.join(f"{code} {meant[lang]}" for code, meant in known)
    return f"{table} {codes.tables()[table][lang]}{colon}{told}"


Asked = Callable[[Node, Field], bool]


def asked(infno: str, side: str, spoken: Dialect) -> Asked:
    """Return what tells whether a dialect asks for a field of a node."""

    def told(node: Node, field: Field) -> bool:
        if side != "input":
            return field.required
        return spoken.asks_for(infno, node.name, field.name, required=field.required)

    return told


def _node_lines(side: str, node: Node, needs: Asked, lang: str) -> Iterator[str]:
    place = side if node.name is None else f"{side}.{node.name}"
    marks = [WORDS["list" if node.many else "object"][lang]]
    if node.required and side == "input":
        marks.append(WORDS["required"][lang])
    yield f"{place} ({', '.join(marks)})"
    for field in node.fields:
        yield _field_line(field, needs(node, field), lang)


def _field_line(field: Field, required: bool, lang: str) -> str:
    mark = "*" if required else " "
    told = (field.zh, field.en) if lang == "zh" else (field.en, field.zh)
    more = [f"[{field.codes}]"] if field.codes else []
    if field.key:
        more.append(f"<{WORDS['key'][lang]}: {field.key}>")
    words = "  ".join([*told, *more])
    return f"  {mark} {field.name:<22} {type_of(field):<6} {words}".rstrip()


def _node_json(node: Node, needs: Asked) -> dict[str, Any]:
    return {
        "node": node.name,
        "many": node.many,
        "required": node.required,
        "fields": [_field_json(each) | {"required": needs(node, each)} for each in node.fields],
    }


def _field_json(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "zh": field.zh,
        "en": field.en,
        "type": type_of(field),
        "kind": field.kind,
        "length": field.length,
        "required": field.required,
        "key": field.key or None,
        "codes": field.codes or None,
    }


def _tables(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        if field.codes:
            yield field.codes
        yield from _inner(field.schema)


def _inner(schema: Any) -> Iterator[str]:
    for name in ("properties", "items"):
        part = schema.get(name)
        rows = part.values() if name == "properties" and part else [part] if part else []
        for each in rows:
            if "codes" in each:
                yield each["codes"]
            yield from _inner(each)
