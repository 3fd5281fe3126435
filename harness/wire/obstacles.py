"""Why a captured file is no envelope, told so that somebody can mend the capture.

The platform says in one sentence what it cannot read; who holds a file wants to know what it is
instead: empty, GBK, a page of a proxy, several messages, a recording.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import codec
from .codec import Undecodable

_HEADS: Final = (b"POST ", b"GET ", b"PUT ", b"HTTP/")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why content cannot be judged at all, by any dialect.

    Attributes:
        code: as the platform refuses it, or ``FILE_EMPTY``, ``SEVERAL_MESSAGES``.
        at: ``""`` for the whole file, ``/input`` or ``/output``.
        text: what is wrong and what to do, by language; values are not quoted.

    """

    code: str
    at: str = ""
    text: Mapping[str, str]


def of_bytes(body: bytes, error: Undecodable) -> Obstacle:
    """Return why the bytes of a file are not one JSON object."""
    kind = _kind(body)
    if kind is not None:
        return kind
    if error.code == "ENCODING_INVALID":
        return _encoding(body) or _told(error)
    if error.code == "JSON_INVALID":
        return _json(body) or _told(error)
    return _told(error)


def of_object(envelope: Mapping[str, Any]) -> Obstacle:
    """Return why a JSON object is neither a request nor an answer."""
    if "log" in envelope or {"request", "response"} & set(envelope):
        return _recording()
    if "arg0" in envelope:
        return _envelope("arg0里应是报文对象", "arg0 should hold the envelope as an object")
    if "code" in envelope and {"message", "msg"} & set(envelope):
        return _envelope(
            "这是网关自己的拒绝，不是交易应答；请核对签名、密钥和时间戳",
            "a refusal by the gateway itself, no answer of a transaction; check signature, keys "
            "and timestamp",
        )
    if "access_token" in envelope:
        return _envelope("这是令牌应答，不是交易报文", "an answer with a token, no transaction")
    return _envelope("既没有infno和input，也没有infcode", "neither infno and input, nor infcode")


def of_value(body: bytes) -> Obstacle:
    """Return why a JSON value that is no object is no envelope."""
    value = json.loads(body.removeprefix(codec.BYTE_ORDER_MARK).decode("utf-8"))
    if isinstance(value, list) and len(value) > 1:
        return _several(len(value))
    if isinstance(value, str):
        return _envelope(
            "引号内的文本不是JSON对象；应直接发送对象",
            "the text in quotes holds no JSON object; send the object itself",
        )
    return _envelope("报文应为JSON对象", "an envelope is a JSON object")


def of_cipher(name: str, *, keyed: bool) -> Obstacle:
    """Return why ``input`` or ``output`` could not be deciphered."""
    if keyed:
        zh, en = f"{name}不是该密钥的SM4密文", f"{name} is no SM4 cipher text of this key"
    else:
        zh = f"{name}疑似SM4密文，请用--key给出16字节密钥（client id）"
        en = f"{name} looks like SM4 cipher text; give its key of 16 bytes (client id) with --key"
    return Obstacle(code="CIPHER_INVALID", at=f"/{name}", text={"zh": zh, "en": en})


def _kind(body: bytes) -> Obstacle | None:
    """Return what a file is that was never meant to be one message."""
    start = body.removeprefix(codec.BYTE_ORDER_MARK).lstrip()
    if not start:
        return Obstacle(code="FILE_EMPTY", text={"zh": "文件是空的", "en": "the file is empty"})
    if start.startswith(_HEADS):
        return _no_json("含有HTTP请求行和请求头；只保留正文", "HTTP headers; keep the body alone")
    if start.startswith(b"<"):
        return _no_json(
            "这是HTML或XML，多为网关、代理的错误页", "HTML or XML, often an error page of a proxy"
        )
    lines = [each for each in start.splitlines() if each.strip()]
    if len(lines) > 1 and all(_is_object(each) for each in lines):
        return _several(len(lines))
    return None


def _encoding(body: bytes) -> Obstacle | None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
    else:
        return None
    zh, en = "不是UTF-8编码", "not UTF-8"
    if body.startswith(_UTF16):
        zh, en = "编码是UTF-16，应为UTF-8", "written in UTF-16; the interface is UTF-8"
    elif cut:
        zh, en = "文件在一个汉字中间被截断", "cut off in the middle of a character"
    elif codec.unicode(body, "charset=gbk")[1]:
        zh, en = "疑似GBK编码，应为UTF-8", "looks like GBK; the interface is UTF-8"
    return Obstacle(code="ENCODING_INVALID", text={"zh": zh, "en": en})


def _json(body: bytes) -> Obstacle | None:
    text = body.removeprefix(codec.BYTE_ORDER_MARK).decode("utf-8")
    try:
        json.loads(text)
    except RecursionError:
        return None
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        cut = getattr(error, "pos", 0) >= len(text.rstrip())
        zh, en = (
            f"第{line}行第{column}列不是合法JSON",
            f"no valid JSON at line {line}, column {column}",
        )
        return _no_json(f"{zh}，似被截断" if cut else zh, f"{en}; it seems cut off" if cut else en)
    return None


def _told(error: Undecodable) -> Obstacle:
    return Obstacle(code=error.code, text={"zh": error.text, "en": _ENGLISH[error.code]})


_ENGLISH: Final = {
    "BODY_TOO_LARGE": f"longer than {codec.BODY_LIMIT} bytes; split the batch",
    "ENCODING_INVALID": "a text holds half a surrogate pair; send whole characters",
    "ENVELOPE_MISSING": "an envelope is a JSON object",
    "JSON_INVALID": "nested too deeply, or a number that is not finite",
    "KEY_DUPLICATE": "a key stands twice in one object",
}


def _several(count: int) -> Obstacle:
    return Obstacle(
        code="SEVERAL_MESSAGES",
        text={
            "zh": f"文件含{count}条报文；请逐条检查，或用harness trace check检查整份记录",
            "en": f"{count} messages; check them one by one, or all with harness trace check",
        },
    )


def _recording() -> Obstacle:
    return Obstacle(
        code="SEVERAL_MESSAGES",
        text={
            "zh": "这是一份记录（HAR或请求与应答），请用harness trace check",
            "en": "a recording (HAR, or request and response); use harness trace check",
        },
    )


def _envelope(zh: str, en: str) -> Obstacle:
    return Obstacle(code="ENVELOPE_MISSING", text={"zh": zh, "en": en})


def _no_json(zh: str, en: str) -> Obstacle:
    return Obstacle(code="JSON_INVALID", text={"zh": zh, "en": en})


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
