"""What stands around a captured envelope: text made of it, a wrapper, a cipher."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from . import codec, obstacles, signing
from .codec import Undecodable
from .obstacles import Obstacle

REQUEST: Final = "request"
RESPONSE: Final = "response"
_KEY_LENGTH: Final = 16


def held(value: Any) -> dict[str, Any] | None:
    """Return an object, or that whose JSON was made into text once more."""
    if isinstance(value, str):
        return object_of(value) if value.strip() else None
    return value if isinstance(value, dict) else None


def side_of(envelope: dict[str, Any]) -> str:
    """Return ``request``, ``response``, or ``""`` for neither."""
    if "infcode" in envelope:
        return RESPONSE
    return REQUEST if _asks(envelope) else ""


def wrapping(value: Any, whole: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """Return what puts an envelope back into what stood around it."""

    def wrapped(envelope: dict[str, Any]) -> Any:
        inner = whole.get("arg0") if whole.keys() == {"arg0"} else None
        written: Any = _as_text(envelope, text=isinstance(inner, str))
        written = written if inner is None else {"arg0": written}
        return _as_text(written, text=isinstance(value, str))

    return wrapped


def open_content(envelope: dict[str, Any], name: str, key: str) -> Obstacle | None:
    """Put the plain content in the place of a ciphered one, or say why that cannot be done."""
    carried = envelope.get(name)
    if not isinstance(carried, str) or carried.strip()[:1] in {"", "{", "["} or not _coded(carried):
        return None
    if len(key.encode()) != _KEY_LENGTH:
        return obstacles.of_cipher(name, keyed=False)
    try:
        plain = signing.sm4_decrypt(key.encode(), base64.b64decode(carried, validate=True))
        envelope[name] = codec.decode_text(plain.decode("utf-8"))
    except (signing.BadCipher, Undecodable, ValueError):
        return obstacles.of_cipher(name, keyed=True)
    return None


def object_of(text: str) -> dict[str, Any] | None:
    """Return the object whose JSON a text holds; an empty text is an empty one."""
    try:
        held = codec.decode_text(text) if text.strip() else {}
    except Undecodable:
        return None
    return held if isinstance(held, dict) else None


def _as_text(value: Any, *, text: bool) -> Any:
    return codec.encode(value).decode() if text else value


def _asks(envelope: dict[str, Any]) -> bool:
    return "infno" in envelope or "input" in envelope


def _coded(carried: str) -> bool:
    try:
        return len(base64.b64decode(carried, validate=True)) % _KEY_LENGTH == 0
    except (binascii.Error, ValueError):
        return False
