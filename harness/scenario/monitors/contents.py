"""What stands in a message: its rows, what the platform answered, and what should stand there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.journal import Entry
from harness.wire.dialects import dialect
from harness.wire.reading import meant

from .breach import Breach, both, content, succeeded

Row = Mapping[str, Any]


def understood(entry: Entry, dialect_name: str) -> Entry:
    """Return an entry whose message is as the platform read it, whatever form it came in."""
    request = entry.body.get("request") if entry.kind == "exchange" else None
    if not isinstance(request, Mapping) or not isinstance(request.get("input"), Mapping):
        return entry
    read = meant(dialect(dialect_name), entry.body["infno"], dict(request["input"]))
    return replace(entry, body={**entry.body, "request": {**request, "input": read}})


def rows(entry: Entry) -> Iterator[tuple[str, Row]]:
    """Give each node of a message's input, and each row of its lists, with its JSON Pointer."""
    for name, node in content(entry).items():
        if isinstance(node, Mapping):
            yield f"/input/{name}", node
        for n, each in enumerate(node if isinstance(node, list) else ()):
            if isinstance(each, Mapping):
                yield f"/input/{name}/{n}", each


def opened(entry: Entry) -> str:
    """Return the number that the platform gave to the visit which a message opened."""
    if entry.body["infno"] not in ("2201", "2401") or not succeeded(entry):
        return ""
    return text_of(output(entry, "data"), "mdtrt_id") or text_of(
        output(entry, "result"), "mdtrt_id"
    )


def output(entry: Entry, node: str) -> Row:
    """Return a node of what the platform answered; empty if there is none."""
    answered = (entry.body.get("response") or {}).get("output")
    found = answered.get(node) if isinstance(answered, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def visit_key(entry: Entry, number: str) -> tuple[str, str]:
    """Return whose visit it is: numbers of visits are an institution's own."""
    return str(entry.body.get("institution")), number


def text_of(row: Row, name: str) -> str:
    """Return a field as text without blanks around it; empty if it is missing or no scalar."""
    found = row.get(name)
    return str(found).strip() if isinstance(found, str | int) else ""


def amount(value: Any) -> Decimal | None:
    """Return a sum in yuan, however it is written; ``None`` where there is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def other(entry: Entry, pointer: str, right: str | None, said: str, first: int = 0) -> Breach:
    """Return the breach of a field that says something else.

    Args:
        entry: the message.
        pointer: the field.
        right: what it should be; ``None``: anything that the platform knows.
        said: what it is.
        first: number of the entry that said what is right.

    """
    infno, field = entry.body["infno"], pointer.rpartition("/")[2]
    known = both("what the platform knows", "平台已有登记的值")
    if right is not None:
        before = both(" as before", "（与此前一致）") if first else both("", "")
        known = both(f"“{right}”{before['en']}", f"“{right}”{before['zh']}")
    return Breach(
        message=both(
            f"Message {infno} says “{said}” in {field}; it should be {known['en']}.",
            f"{infno}报文{field}为“{said}”，应为{known['zh']}。",
        ),
        evidence=(first, entry.n) if first else (entry.n,),
        expected=right,
        actual=said,
        pointer=pointer,
    )


def shown_otherwise(entry: Entry, pointer: str, right: str, said: str) -> Breach:
    """Return the breach of a screen that shows something else than the platform answered."""
    return Breach(
        message=both(
            f"The screen shows “{said}”, the platform answered “{right}”.",
            f"界面显示“{said}”，平台应答为“{right}”。",
        ),
        evidence=(entry.n,),
        expected=right,
        actual=said,
        pointer=pointer,
    )
