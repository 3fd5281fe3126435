"""The platform's side of the wire: an HTTP request to a typed message, an answer to an HTTP reply.

Nothing here raises for what a client sent: what cannot be read is answered at once
(``GatewayRefusal``), what breaks a field rule is remarked on (``Received``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from . import codec, gateway, identity, multipart, writing
from .catalogue import TRANSACTIONS
from .checking import header_form, input_form, output_form
from .codec import Undecodable
from .dialects import Dialect
from .envelope import (
    FAILURE,
    HEADER,
    SUCCESS,
    Request,
    Response,
    moment17,
    receiver_msgid,
    refusal,
    refusal_code,
)
from .http import HttpReply, HttpRequest
from .remarks import Remark, remark, wording
from .routing import Route, route

_MSGID: Final = re.compile(r"[A-Z][0-9A-Z]{11}[0-9]{14}[0-9]{4}", re.ASCII)
_INFNO: Final = re.compile(r"[0-9A-Za-z]{1,8}", re.ASCII)
_JSON: Final = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that the gateway let through.

    Attributes:
        request: the message as a service reads it.
        notes: broken field rules that the dialect only notes.
        violations: broken field rules that the dialect refuses.
        shape: the URL shape: ``base``, ``single``, ``infno`` or ``service``.
        envelope: the envelope as received, ``input`` decoded, identity numbers masked, fractions as
            text: ready for the journal.
        digest: SHA-256 of transaction and input as received, to tell a repeated message from
            another one under the same ``msgid``.
        supported: whether the platform has this transaction.
        real_identity: whether a real-looking identity number stands in it.
        at: when it came.

    """

    request: Request
    notes: tuple[Remark, ...]
    violations: tuple[Remark, ...]
    shape: str
    envelope: dict[str, Any]
    digest: str
    supported: bool
    real_identity: bool
    at: datetime

    def refused(self) -> Response | None:
        """Return the refusal that the message earns before any service sees it, if any."""
        times = {"refmsg_time": moment17(self.at), "respond_time": moment17(self.at)}
        if self.real_identity:
            return refusal(
                "REAL_IDENTITY", "报文含有疑似真实居民身份证号，测试平台拒收；请使用模拟人员", **times
            )
        if not self.supported:
            return refusal("NOT_SUPPORTED", f"不支持交易{self.request.infno[:8]}", **times)
        if self.violations:
            return refusal("FIELD_INVALID", wording(self.violations), **times)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRefusal:
    """An answer that the gateway gave by itself; no service saw a message.

    Attributes:
        reply: the whole answer.
        code: why, or ``None`` where nothing was refused (a token was handed out).
        envelope: ``{"undecodable": reason, "length": n}`` for the journal.
        infno: the transaction, as far as path or headers name it.

    """

    reply: HttpReply
    code: str | None
    envelope: dict[str, Any]
    infno: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer on its way out.

    Attributes:
        reply: the HTTP reply.
        envelope: the envelope as sent, ``output`` as an object, amounts as text: for the journal.

    """

    reply: HttpReply
    envelope: dict[str, Any]


class ServerPort:
    """One sandbox's ear and mouth in one dialect; keeps no state of its own."""

    def __init__(
        self, dialect: Dialect, credentials: dict[str, str], limit: int = codec.BODY_LIMIT
    ) -> None:
        """Keep the dialect, its credentials and the longest body in bytes."""
        self.dialect = dialect
        self.gateway = gateway.of(dialect, credentials)
        self.limit = limit

    def receive(
        self, http: HttpRequest, at: datetime, wall: datetime | None = None
    ) -> Received | GatewayRefusal:
        """Read a request.

        Args:
            http: the request; its path begins after the sandbox's base.
            at: platform time.
            wall: real time, where it differs; a gateway's timestamp may be near either.

        """
        where = route(http.path)
        if where is None:
            return _no_such_path(http)
        if where.shape == "token":
            return self._token(http, at)
        if http.method != "POST":
            return _plain_refusal(http, 405, "METHOD_NOT_ALLOWED", "只接受POST (use POST)")
        moments = (at,) if wall is None else (at, wall)
        if (turned_away := self.gateway.admit(http, moments)) is not None:
            return _gateway_refusal(http, turned_away, where)
        try:
            return self._read(http, where, at)
        except Undecodable as error:
            return self._undecodable(http, where, at, error)

    def reply(self, received: Received, response: Response) -> HttpReply:
        """Return the HTTP reply of an answer."""
        return self.answer(received, response).reply

    def answer(self, received: Received, response: Response) -> Answer:
        """Return the HTTP reply of an answer, and the envelope as it goes out."""
        if response.stream is not None:
            headers = {"content-type": "application/octet-stream"}
            length = {"stream": len(response.stream)}
            return Answer(reply=HttpReply(headers=headers, body=response.stream), envelope=length)
        infno = received.request.infno
        sent = self._sent(infno, response, received.at)
        body = self._encoded(infno, sent)
        return Answer(reply=_json_reply(body), envelope=codec.plain(sent))

    def check_own(self, response: Response, infno: str) -> list[Remark]:
        """Return where an answer of ours breaks our own schema; each is our error.

        A refusal has no output to check.
        """
        if not response.ok or response.stream is not None or infno not in TRANSACTIONS:
            return []
        output = writing.dressed(self.dialect.name, infno, response.output)
        broken = output_form(self.dialect.name, infno).violations({} if output is None else output)
        return sorted({Remark(f"/output{each.pointer}", each.rule) for each in broken})

    def _read(self, http: HttpRequest, where: Route, at: datetime) -> Received:
        found: list[Remark] = []
        envelope = self._envelope(http, found)
        text = self.gateway.open_input(envelope)
        infno = self._infno(http, where, envelope, found)
        tidied = header_form(self.dialect.name).check(envelope, found)
        supported = infno in TRANSACTIONS and TRANSACTIONS[infno].supported
        received = envelope.get("input")
        content = self._input(infno, received, found) if infno in TRANSACTIONS else received
        request = _request(infno, tidied, content if isinstance(content, dict) else {})
        _check_header(request, found)
        real = _holds_identity(http, envelope, text)
        return self._received(request, where, envelope, found, supported, real, at)

    def _received(  # noqa: PLR0917 - one value from what was read
        self,
        request: Request,
        where: Route,
        envelope: dict[str, Any],
        found: list[Remark],
        supported: bool,  # noqa: FBT001 - a fact of the message
        real: bool,  # noqa: FBT001 - a fact of the message
        at: datetime,
    ) -> Received:
        plain = codec.plain(envelope)
        if real:
            plain = identity.mask(plain)
            found = [replace(each, pointer=identity.mask_text(each.pointer)) for each in found]
        refuses = self.dialect.fields.refuses
        return Received(
            request=request,
            notes=tuple(each for each in found if not refuses(each.rule)),
            violations=tuple(each for each in found if refuses(each.rule)),
            shape=where.shape,
            envelope=plain,
            digest=_digest(request.infno, envelope.get("input")),
            supported=supported,
            real_identity=real,
            at=at,
        )

    def _envelope(self, http: HttpRequest, found: list[Remark]) -> dict[str, Any]:
        if len(http.body) > self.limit:
            codec.decode(http.body, self.limit)
        kind = http.headers.get("content-type", "")
        if kind.lower().startswith("multipart/form-data"):
            return multipart.envelope(kind, http.body)
        if http.body.startswith(b"\xef\xbb\xbf"):
            found.append(remark("", "byte_order_mark"))
        envelope = codec.decode_object(http.body, self.limit)
        if set(envelope) == {"arg0"} and isinstance(envelope["arg0"], dict):
            if not self.dialect.wrapper:
                found.append(remark("/arg0", "unknown_field"))
            return dict(envelope["arg0"])
        return envelope

    def _infno(
        self, http: HttpRequest, where: Route, envelope: dict[str, Any], found: list[Remark]
    ) -> str:
        told = envelope.get("infno")
        named = told if isinstance(told, str) else str(told) if isinstance(told, int) else ""
        outside = where.infno or self.gateway.infno(http)
        if named and outside and named.upper() != outside.upper():
            found.append(remark("/infno", "infno", named))
        if not named and outside:
            envelope["infno"] = outside
        return (named or outside or "").strip()[:16]

    def _input(self, infno: str, received: Any, found: list[Remark]) -> Any:
        if not isinstance(received, dict):
            return {}
        received = _unwrapped(infno, received)
        content = input_form(self.dialect.name, infno).check(received, found)
        limit = self.dialect.batch_limits.get(infno)
        for name, rows in content.items() if limit else ():
            if isinstance(rows, list) and len(rows) > (limit or 0):
                found.append(remark(f"/input/{name}", "rows", rows))
        return writing.undressed(self.dialect.name, infno, content)

    def _sent(self, infno: str, response: Response, at: datetime) -> dict[str, Any]:
        text = response.err_msg
        if response.ok:
            text = text or self.dialect.success_text  # type: ignore[assignment] - null in some provinces
        elif self.dialect.error_text == "wrapped":
            text = _wrapped(text, infno)
        output = writing.dressed(self.dialect.name, infno, response.output)
        times = response.refmsg_time or moment17(at), response.respond_time or moment17(at)
        sent: dict[str, Any] = {
            "infcode": response.infcode if self.dialect.infcode == "number" else str(response.infcode),
            "inf_refmsgid": response.inf_refmsgid or receiver_msgid("", at, 0),
            "refmsg_time": times[0],
            "respond_time": times[1],
            "err_msg": text,
            "output": writing.with_extra(self.dialect, output if response.ok else None),
        }
        return sent | ({"warn_msg": response.warn_msg} if response.warn_msg else {})

    def _encoded(self, infno: str, sent: dict[str, Any]) -> bytes:
        output = sent["output"]
        written = None if output is None else codec.encode(writing.numeric(infno, output))
        return codec.encode(self.gateway.close_output(sent, written))

    def _token(self, http: HttpRequest, at: datetime) -> GatewayRefusal:
        reply, code = self.gateway.token(http, at)
        return GatewayRefusal(
            reply=reply, code=code, envelope={"undecodable": "token request", "length": len(http.body)}
        )

    def _undecodable(
        self, http: HttpRequest, where: Route, at: datetime, error: Undecodable
    ) -> GatewayRefusal:
        text = f"{error.text}；{error.hint}" if error.hint else error.text
        sent = self._sent(where.infno or "", refusal(error.code, text), at)
        return GatewayRefusal(
            reply=_json_reply(self._encoded("", sent)),
            code=error.code,
            envelope={"undecodable": error.code, "length": len(http.body)},
            infno=where.infno or self.gateway.infno(http) or "",
        )


def _request(infno: str, header: dict[str, Any], content: dict[str, Any]) -> Request:
    known = {name: _text(header.get(name)) for name in HEADER if name != "infno"}
    extra = {key: each for key, each in header.items() if key not in HEADER and key != "input"}
    return Request(infno=infno, **known, input=content, extra=extra)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _unwrapped(infno: str, received: dict[str, Any]) -> dict[str, Any]:
    # Where fields stand directly under input, some clients put them under data (wire.md §5).
    direct = all(node.name is None for node in TRANSACTIONS[infno].inputs)
    inner = received.get("data")
    return inner if direct and len(received) == 1 and isinstance(inner, dict) else received


def _check_header(request: Request, found: list[Remark]) -> None:
    if request.msgid and not (
        _MSGID.fullmatch(request.msgid) and request.msgid[:12] == request.fixmedins_code[:12]
    ):
        found.append(remark("/msgid", "msgid_form", request.msgid))
    if not request.insuplc_admdvs and _names_person(request.input):
        found.append(remark("/insuplc_admdvs", "region_missing"))


def _names_person(content: dict[str, Any]) -> bool:
    for node in content.values():
        first = node[0] if isinstance(node, list) and node else node
        if isinstance(first, dict) and first.get("psn_no"):
            return True
    return bool(content.get("psn_no"))


def _holds_identity(http: HttpRequest, envelope: dict[str, Any], opened: str | None) -> bool:
    raw = http.body.decode("utf-8", "replace")
    if identity.find(raw) or (opened is not None and identity.find(opened)):
        return True
    # A number may be spelt with escapes, or stand in text that is JSON itself.
    return "\\" in raw and identity.found_in(envelope)


def _digest(infno: str, content: Any) -> str:
    written = codec.encode(_ordered(codec.plain(content)))
    return hashlib.sha256(infno.encode() + b"\n" + written).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _wrapped(text: str, infno: str) -> str:
    code = refusal_code(text) or ""
    tail = f"[fsi_{infno or '0000'}]"
    return f"FSI-{text}"[: 200 - len(tail)] + tail if code else text


def _json_reply(body: bytes, status: int = 200) -> HttpReply:
    return HttpReply(status=status, headers={"content-type": _JSON}, body=body)


def _plain_refusal(http: HttpRequest, status: int, code: str, text: str) -> GatewayRefusal:
    body = codec.encode({"code": status, "message": f"{code}: {text}"})
    return GatewayRefusal(
        reply=_json_reply(body, status),
        code=code,
        envelope={"undecodable": code, "length": len(http.body)},
    )


def _gateway_refusal(http: HttpRequest, turned_away: gateway.TurnedAway, where: Route) -> GatewayRefusal:
    return GatewayRefusal(
        reply=turned_away.reply,
        code=turned_away.code,
        envelope={"undecodable": turned_away.code, "length": len(http.body)},
        infno=where.infno or "",
    )


def _no_such_path(http: HttpRequest) -> GatewayRefusal:
    text = "没有这个地址；请POST到沙箱基地址、基地址/交易编号，或…/fsi/api/rsfComIfsService/callService"
    return _plain_refusal(http, 404, "PATH_UNKNOWN", text)


__all__ = ["FAILURE", "SUCCESS", "Answer", "GatewayRefusal", "Received", "ServerPort"]
