"""From an HTTP body to a message: decode, name the transaction, check every field, remark."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from . import codec, identity, multipart, writing
from .carriage import Carriage
from .catalogue import TRANSACTIONS
from .checking import header_form, input_form
from .dialects import Dialect
from .envelope import HEADER, Request
from .gateway import Gateway
from .http import HttpRequest
from .received import Received
from .remarks import Remark, remark
from .routing import Route

_MSGID: Final = re.compile(r"[A-Z][0-9A-Z]{11}[0-9]{14}[0-9]{4}", re.ASCII)
_CODE: Final = 12
_NAMED: Final = tuple(name for name in HEADER if name != "infno")
_OWN: Final = frozenset({*HEADER, "input"})
_LONGEST_INFNO: Final = 16
_MOST: Final = 100
"""Remarks of one kind that are kept of one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """What a platform reads with.

    Attributes:
        gateway: opens ``input``.
        limit: the longest body in bytes.
        carriage: whose own field is not unknown.

    """

    gateway: Gateway
    limit: int = codec.BODY_LIMIT
    carriage: Carriage | None = None


def read(http: HttpRequest, where: Route, at: datetime, ear: Ear) -> Received:
    """Return the message of a request that the gateway admitted.

    Args:
        http: the request.
        where: what its path means.
        at: platform time.
        ear: what it is read with.

    Raises:
        Undecodable: if body or input cannot be read at all.

    """
    spoken, found = ear.gateway.dialect, list[Remark]()
    if where.shape == "other":
        found.append(remark("", "path"))
    envelope, attached = _envelope(http, spoken, ear.limit, found)
    _rename(envelope, "input", found)
    opened = ear.gateway.open_input(envelope)
    _rename(envelope, "infno", found)
    infno = _infno(envelope, where.infno or ear.gateway.infno(http), found)
    if isinstance(envelope.get("input"), str):
        envelope["input"] = _object_in(envelope["input"], found)
    if envelope.get("input"):
        envelope["input"] = _noded(infno, envelope["input"], found)
    multipart.attach(envelope, attached)
    header = header_form(spoken.name).check(envelope, found)
    request = _request(infno, header, _input(spoken, infno, envelope.get("input"), found))
    _check_header(request, found)
    found = [each for each in found if not _carried(ear.carriage, infno, each)]
    if real := _holds_identity(http.body, opened, envelope):
        found = [replace(each, pointer=identity.mask_text(each.pointer)) for each in found]
    known, kept = TRANSACTIONS.get(infno), codec.plain(envelope)
    return Received(
        request=request,
        notes=tuple(each for each in found if not spoken.fields.refuses(each.rule))[:_MOST],
        violations=tuple(each for each in found if spoken.fields.refuses(each.rule))[:_MOST],
        shape=where.shape,
        envelope=identity.mask(kept) if real else kept,
        digest=_digest(infno, kept.get("input")),
        supported=known is not None and known.supported,
        real_identity=real,
        at=at,
    )


def _carried(carriage: Carriage | None, infno: str, each: Remark) -> bool:
    known = carriage is not None and carriage.allows(infno, each.pointer)
    return each.rule == "unknown_field" and known


def _envelope(
    http: HttpRequest, spoken: Dialect, limit: int, found: list[Remark]
) -> tuple[dict[str, Any], bytes | None]:
    codec.check_length(http.body, limit)
    kind = http.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return multipart.envelope(kind, http.body)
    body, declared = codec.unicode(http.body, kind)
    if declared:
        found.append(remark("", "charset"))
    if body.startswith(codec.BYTE_ORDER_MARK):
        found.append(remark("", "byte_order_mark"))
    envelope = _object_of("", codec.decode(body, 2 * limit), found)
    if envelope.keys() == {"arg0"}:
        inner = _object_of("/arg0", envelope["arg0"], found)
        if not spoken.wrapper:
            found.append(remark("/arg0", "unknown_field"))
        return inner, None
    return envelope, None


def _object_of(pointer: str, value: Any, found: list[Remark]) -> dict[str, Any]:
    if isinstance(value, str):
        found.append(remark(pointer, "text_for_object"))
    return codec.object_of(value)


def _rename(envelope: dict[str, Any], name: str, found: list[Remark]) -> None:
    """Put a field under its own name, where it came in other letters: ``Input`` for ``input``."""
    other = None if name in envelope else next((k for k in envelope if k.lower() == name), None)
    if other is not None:
        found.append(remark(f"/{other}", "letter_case", other))
        envelope[name] = envelope.pop(other)


def _infno(envelope: dict[str, Any], outside: str | None, found: list[Remark]) -> str:
    told = _text(envelope.get("infno"))
    if told and outside and told.upper() != outside.upper():
        found.append(remark("/infno", "infno", told))
    if not told and outside:
        envelope["infno"] = outside
    return (told or outside or "").strip()[:_LONGEST_INFNO]


def _input(spoken: Dialect, infno: str, received: Any, found: list[Remark]) -> dict[str, Any]:
    if not isinstance(received, dict):
        return {}
    if infno not in TRANSACTIONS:
        return received
    content = input_form(spoken.name, infno).check(_unwrapped(infno, received), found)
    limit = spoken.batch_limits.get(infno)
    for name, rows in content.items():
        if limit and isinstance(rows, list) and len(rows) > limit:
            found.append(remark(f"/input/{name}", "rows", rows))
    dressed: dict[str, Any] = writing.undressed(spoken.name, infno, content)
    return dressed


def meant(spoken: Dialect, infno: str, received: Any) -> dict[str, Any]:
    """Return an input as services read it: tidied, with the national codes; not judged.

    Args:
        spoken: the dialect.
        infno: the transaction; the input of an unknown one is returned as it is.
        received: ``input`` as it stands in an envelope, opened.

    """
    if not isinstance(received, dict) or infno not in TRANSACTIONS:
        return received if isinstance(received, dict) else {}
    tidied = input_form(spoken.name, infno).tidy(_unwrapped(infno, received), "", [])
    found: dict[str, Any] = writing.undressed(spoken.name, infno, tidied)
    return found


def _object_in(text: str, found: list[Remark]) -> Any:
    """Return the object whose JSON a text holds, else the text itself (wire.md §2.3)."""
    try:
        held = codec.decode_text(text)
    except codec.Undecodable:
        held = None
    found.append(remark("/input", "text_for_object" if isinstance(held, dict) else "type", text))
    return held if isinstance(held, dict) else text


def _noded(infno: str, received: Any, found: list[Remark]) -> Any:
    """Return input with its fields under their node, where a client left it out or has ``data``.

    Only where the transaction has one node can it be meant; rows may stand for the list they are.
    """
    nodes = TRANSACTIONS[infno].inputs if infno in TRANSACTIONS else ()
    name = nodes[0].name if len(nodes) == 1 else None
    if name is None or (isinstance(received, dict) and name.lower() in _lower(received)):
        return received
    only = isinstance(received, dict) and set(received) == {"data"}
    content = received["data"] if only else received
    rows = content if isinstance(content, list) and nodes[0].many else [content]
    own = {each.name.lower() for each in nodes[0].fields}
    if not rows or not all(isinstance(row, dict) and own & _lower(row) for row in rows):
        return received
    found.append(remark("/input", "node", received))
    return {name: content}


def _lower(row: dict[str, Any]) -> set[str]:
    return {key.lower() for key in row}


def _unwrapped(infno: str, received: dict[str, Any]) -> dict[str, Any]:
    # Where fields stand directly under input, some clients put them under data (wire.md §5).
    direct = all(node.name is None for node in TRANSACTIONS[infno].inputs)
    inner = received.get("data")
    return inner if direct and len(received) == 1 and isinstance(inner, dict) else received


def _request(infno: str, header: dict[str, Any], content: dict[str, Any]) -> Request:
    known = {name: _text(header[name]) for name in _NAMED if name in header}
    extra = {name: each for name, each in header.items() if name not in _OWN}
    return Request(infno=infno, **known, input=content, extra=extra)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _check_header(request: Request, found: list[Remark]) -> None:
    """Remark on what no schema of one field can say (wire.md §1.9, §2.1)."""
    own = request.fixmedins_code[:_CODE]
    if request.msgid and not (_MSGID.fullmatch(request.msgid) and request.msgid[:_CODE] == own):
        found.append(remark("/msgid", "msgid_form", request.msgid))
    if not request.insuplc_admdvs and _names_person(request.input):
        found.append(remark("/insuplc_admdvs", "region_missing"))


def _names_person(content: dict[str, Any]) -> bool:
    firsts = (each[0] if isinstance(each, list) and each else each for each in content.values())
    return bool(content.get("psn_no")) or any(
        isinstance(each, dict) and bool(each.get("psn_no")) for each in firsts
    )


def _holds_identity(body: bytes, opened: str | None, envelope: dict[str, Any]) -> bool:
    if identity.found_in_bytes(body) or (opened is not None and identity.find(opened)):
        return True
    # A number may be spelt with escapes.
    return (b"\\" in body or "\\" in (opened or "")) and identity.found_in(envelope)


def _digest(infno: str, content: Any) -> str:
    written = codec.encode(content, ordered=True)
    return hashlib.sha256(infno.encode("utf-8", "replace") + b"\n" + written).hexdigest()
