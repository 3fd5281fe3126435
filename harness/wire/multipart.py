"""A file upload as ``multipart/form-data`` (wire.md §3.2).

The envelope is in one part, the bytes in another.
The Hunan sample names the parts ``jsonStr`` and ``file``, Jilin's client calls the second ``in``.
"""

from __future__ import annotations

import base64
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final

from . import codec
from .codec import Undecodable

_ENVELOPE: Final = frozenset({"jsonstr", "json", "arg0"})
_MOST_PARTS: Final = 8


def envelope(content_type: str, body: bytes) -> tuple[dict[str, Any], bytes | None]:
    """Return the envelope of an upload and the file beside it, if there is one.

    They are put together by ``attach`` once the envelope's input is open: it may be enciphered.

    Raises:
        Undecodable: if the body is not an upload, or its envelope cannot be read.

    """
    parts = _parts(content_type, body)
    text = next((content for name, content in parts if name.lower() in _ENVELOPE), None)
    if text is None:
        raise Undecodable("ENVELOPE_MISSING", "multipart中缺少jsonStr部分", "send jsonStr and file")
    found = codec.decode_object(text)
    content = next((each for name, each in parts if name.lower() not in _ENVELOPE), None)
    return found, content


def attach(opened: dict[str, Any], content: bytes | None) -> None:
    """Put a file into an envelope whose input is open, as Base64 in ``input.fsUploadIn.in``."""
    if content is not None and (node := _node(opened)) is not None:
        node["in"] = base64.b64encode(content).decode()


def _node(found: dict[str, Any]) -> dict[str, Any] | None:
    content = found.get("input")
    node = content.setdefault("fsUploadIn", {}) if isinstance(content, dict) else None
    return node if isinstance(node, dict) else None


def _parts(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    if "\n" in content_type or "\r" in content_type or "boundary=" not in content_type.lower():
        raise Undecodable("ENVELOPE_MISSING", "multipart缺少boundary", "name the boundary")
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    try:
        message = BytesParser(policy=HTTP).parsebytes(head + body)
        parts = list(message.iter_parts())[:_MOST_PARTS]
        return [(_name(part), _content(part)) for part in parts]
    except (MessageError, ValueError, LookupError, KeyError, IndexError, TypeError, AttributeError):
        raise Undecodable("ENVELOPE_MISSING", "multipart无法解析", "send form-data") from None


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
