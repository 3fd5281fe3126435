"""Bytes to JSON values and back, exactly.

In: the standard library, because orjson turns 0.10 into a float and silently keeps the last of two
equal keys. Numbers with a fraction are ``Decimal``. Out: orjson; a ``Decimal`` goes out as it is
written, with its zeros.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, NoReturn

import orjson

BODY_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of a request that are read; a hundred fee lines are about 100 KB."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.ASCII | re.IGNORECASE)
_CHINESE: Final = frozenset({"gbk", "gb2312", "gb18030", "cp936", "x-gbk"})
_DEEPEST: Final = 32
_LONGEST: Final = 64
_SAFE_INT: Final = 2**53 - 1


class Undecodable(Exception):
    """Bytes are not the JSON that the interface asks for.

    Attributes:
        code: ``BODY_TOO_LARGE``, ``ENCODING_INVALID``, ``JSON_INVALID``, ``KEY_DUPLICATE`` or
            ``ENVELOPE_MISSING``.
        text: what is wrong, without quoting the body.
        hint: what to do about it.

    """

    def __init__(self, code: str, text: str, hint: str = "") -> None:
        """Keep code, text and hint."""
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.hint = hint


def decode(body: bytes, limit: int = BODY_LIMIT) -> Any:
    """Return the JSON value of a body.

    Args:
        body: UTF-8; a byte order mark is passed over.
        limit: the longest body in bytes.

    Raises:
        Undecodable: if the body is too long, not UTF-8, not JSON, holds NaN or Infinity, names a
            key twice in one object, is nested too deeply, or holds half a surrogate pair.

    """
    check_length(body, limit)
    return decode_text(utf8(body))


def unicode(body: bytes, content_type: str) -> tuple[bytes, bool]:
    """Return a body in UTF-8, and whether it had to be turned into it.

    Only a body that is not UTF-8 and whose ``Content-Type`` names a Chinese character set is; one
    that says nothing is for ``decode`` to refuse.
    """
    named = _CHARSET.search(content_type)
    if named is None or named.group(1).lower() not in _CHINESE or _is_utf8(body):
        return body, False
    try:
        return body.decode("gb18030").encode("utf-8"), True
    except UnicodeDecodeError:
        return body, False


def utf8(body: bytes) -> str:
    """Return the text of UTF-8 bytes, without a byte order mark.

    Raises:
        Undecodable: ``ENCODING_INVALID``.

    """
    try:
        return body.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "send UTF-8"
        if _is_gbk(body):
            hint = "疑似GBK编码，请改用UTF-8 (looks like GBK; send UTF-8)"
        raise Undecodable(
            "ENCODING_INVALID", f"报文不是UTF-8编码（第{error.start}字节处）", hint
        ) from None


def check_length(body: bytes, limit: int) -> None:
    """Return quietly if a body is short enough.

    Raises:
        Undecodable: ``BODY_TOO_LARGE``.

    """
    if len(body) > limit:
        text = f"报文{len(body)}字节，超过上限{limit}字节"
        raise Undecodable("BODY_TOO_LARGE", text, "split the batch")


def decode_text(text: str) -> Any:
    """Return the JSON value of a text; the same rules as ``decode``."""
    try:
        value = _DECODER.decode(text)
    except Undecodable:
        raise
    except RecursionError:
        raise Undecodable("JSON_INVALID", "JSON嵌套过深", "flatten the message") from None
    except ValueError as error:
        where = getattr(error, "pos", None)
        place = "" if where is None else f"（第{where}个字符处）"
        raise Undecodable(
            "JSON_INVALID", f"报文不是合法JSON{place}", "send one JSON object"
        ) from None
    if text.count("{") + text.count("[") > _DEEPEST:
        _refuse_depth(value)
    if "\\u" in text or "\\U" in text:
        _refuse_half_pairs(value)
    return value


def decode_object(body: bytes, limit: int = BODY_LIMIT) -> dict[str, Any]:
    """Return the JSON object of a body.

    Raises:
        Undecodable: as ``decode``, or if the value is not an object.

    """
    value = decode(body, limit)
    if not isinstance(value, dict):
        raise _no_object()
    return value


def object_of(value: Any) -> dict[str, Any]:
    """Return an object, also one whose JSON was made into a JSON text once more.

    Raises:
        Undecodable: if it is none.

    """
    value = decode_text(value) if isinstance(value, str) else value
    if not isinstance(value, dict):
        raise _no_object()
    return value


def _no_object() -> Undecodable:
    return Undecodable("ENVELOPE_MISSING", "报文不是JSON对象", "send the envelope as one object")


def encode(value: Any, *, ordered: bool = False) -> bytes:
    """Return compact JSON in UTF-8; a ``Decimal`` becomes the number as it is written.

    Args:
        value: a JSON value whose fractions are ``Decimal``.
        ordered: whether keys are sorted.

    """
    option = orjson.OPT_SORT_KEYS if ordered else None
    try:
        return orjson.dumps(value, default=_number, option=option)
    except orjson.JSONEncodeError:
        return orjson.dumps(_fitting(value), default=_number, option=option)


def plain(value: Any) -> Any:
    """Return a value that any journal can hold: fractions and long whole numbers become text."""
    # Most values are texts: they are passed over without a call.
    if isinstance(value, dict):
        return {key: each if each.__class__ is str else plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [each if each.__class__ is str else plain(each) for each in value]
    if value is None or isinstance(value, bool | str):
        return value
    short = isinstance(value, int) and -_SAFE_INT <= value <= _SAFE_INT
    return value if short else str(value)


def number(text: str) -> Any:
    """Return a fragment that writes a decimal text as the JSON number it spells."""
    return orjson.Fragment(text)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_gbk(body: bytes) -> bool:
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Undecodable("KEY_DUPLICATE", "同一对象中字段重复", "name each key once")
    return found


def _constant(name: str) -> NoReturn:
    raise Undecodable("JSON_INVALID", f"JSON中不允许{name}", "send a finite number")


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise Undecodable("JSON_INVALID", f"JSON嵌套超过{_DEEPEST}层", "flatten the message")


def _refuse_half_pairs(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        raise Undecodable(
            "ENCODING_INVALID", "字符串含有不成对的代理码位", "send whole characters"
        ) from None


def _number(value: Any) -> Any:
    if isinstance(value, Decimal) and value.is_finite():
        near = abs(value.adjusted()) < _LONGEST
        return orjson.Fragment(format(value, "f") if near else str(value))
    raise TypeError(f"a {type(value).__name__} has no place in a message")


def _fitting(value: Any) -> Any:
    # orjson writes no whole number beyond 64 bits; a fragment of its digits it does.
    match value:
        case dict():
            return {key: _fitting(each) for key, each in value.items()}
        case list():
            return [_fitting(each) for each in value]
        case int() if not -(2**63) <= value < 2**64:
            return orjson.Fragment(str(value))
        case _:
            return value


_DECODER: Final = json.JSONDecoder(
    parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object, strict=True
)
