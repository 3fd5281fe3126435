"""The platform's side of the wire: an HTTP request to a typed message, an answer to an HTTP reply.

Nothing here raises for what a client sent: what cannot be read is answered at once
(``GatewayRefusal``), what breaks a field rule is remarked on (``Received``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from harness.validation import Violation

from . import codec, gateway, gateways, writing
from .carriage import Carriage
from .catalogue import TRANSACTIONS
from .checking import answer_form, output_form
from .codec import Undecodable
from .dialects import Dialect
from .envelope import Response, moment17, receiver_msgid, refusal, wrapped
from .gateway import TurnedAway
from .http import HttpReply, HttpRequest
from .reading import Ear, read
from .received import Answer, GatewayRefusal, Received
from .remarks import Remark
from .routing import Route, route

_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
_STREAM: Final = {"content-type": "application/octet-stream"}


class ServerPort:
    """One sandbox's ear and mouth in one dialect; keeps nothing between two calls."""

    def __init__(
        self,
        dialect: Dialect,
        credentials: Mapping[str, str],
        carriage: Carriage | None = None,
        limit: int = codec.BODY_LIMIT,
    ) -> None:
        """Keep the dialect, its credentials, the carriage and the longest body in bytes."""
        self.dialect = dialect
        self.gateway = gateways.of(dialect, credentials)
        self._ear = Ear(gateway=self.gateway, limit=limit, carriage=carriage)

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
        if where.shape == "other" and not self._tries_elsewhere(http):
            return _turned_away(http, where, _NO_SUCH_PATH)
        if http.method != "POST":
            return _turned_away(http, where, _NOT_POST)
        moments = (at,) if wall is None else (at, wall)
        if where.shape == "token":
            return _turned_away(http, where, self.gateway.token(http, at))
        if (refused := self.gateway.admit(http, moments)) is not None:
            return _turned_away(http, where, refused)
        try:
            received = read(http, where, at, self._ear)
        except Undecodable as error:
            away = _NO_SUCH_PATH if where.shape == "other" else self._undecodable(error, at)
            return _turned_away(http, where, away)
        if where.shape == "other" and received.request.infno not in TRANSACTIONS:
            return _turned_away(http, where, _NO_SUCH_PATH)
        return received

    def _tries_elsewhere(self, http: HttpRequest) -> bool:
        # A message may come to an address that is not public; a probe or a browser may not.
        return http.method == "POST" and bool(http.body) and not self.dialect.fields.refuses("path")

    def reply(self, received: Received, response: Response) -> HttpReply:
        """Return the HTTP reply of an answer."""
        return self.answer(received, response).reply

    def answer(self, received: Received, response: Response) -> Answer:
        """Return the HTTP reply of an answer, the envelope, and what is wrong with it."""
        if response.stream is not None:
            reply = HttpReply(headers=_STREAM, body=response.stream)
            return Answer(reply=reply, envelope={"stream": len(response.stream)})
        infno = received.request.infno
        output = self._output(infno, response)
        sent = self._sent(infno, response, received.at, output)
        reply = HttpReply(headers=gateway.JSON_HEADERS, body=self._encoded(infno, sent))
        broken = self._broken(infno, response, sent, output)
        return Answer(reply=reply, envelope=codec.plain(sent), broken=broken)

    def check_own(self, response: Response, infno: str) -> list[Remark]:
        """Return where an answer of ours breaks our own schema; each is our error.

        A refusal has no output to check. Rules are JSON Schema keywords; values are not quoted.
        """
        if response.stream is not None:
            return []
        output = self._output(infno, response)
        sent = self._sent(infno, response, _ANY_TIME, output)
        return list(self._broken(infno, response, sent, output))

    def _broken(
        self, infno: str, response: Response, sent: dict[str, Any], output: Any
    ) -> tuple[Remark, ...]:
        form, inside = answer_form(), list[Violation]()
        around = [] if form.accepts(sent) else form.violations(sent)
        if response.ok and infno in TRANSACTIONS:
            inner = output_form(self.dialect.name, infno)
            inside = inner.violations({} if output is None else output)
        if not around and not inside:
            return ()
        found = {Remark(each.pointer, each.rule) for each in around}
        found |= {Remark(f"/output{each.pointer}", each.rule) for each in inside}
        return tuple(sorted(found))

    def _output(self, infno: str, response: Response) -> Any:
        return writing.dressed(self.dialect.name, infno, response.output) if response.ok else None

    def _sent(self, infno: str, response: Response, at: datetime, output: Any) -> dict[str, Any]:
        spoken = self.dialect
        sent = {
            "infcode": response.infcode if spoken.infcode == "number" else str(response.infcode),
            "inf_refmsgid": response.inf_refmsgid or receiver_msgid("", at, 0),
            "refmsg_time": response.refmsg_time or moment17(at),
            "respond_time": response.respond_time or moment17(at),
            "err_msg": self._text(infno, response),
            "output": writing.with_extra(spoken, output),
        }
        return sent | ({"warn_msg": response.warn_msg} if response.warn_msg else {})

    def _text(self, infno: str, response: Response) -> str | None:
        if response.ok:
            return response.err_msg or self.dialect.success_text
        if self.dialect.error_text == "wrapped":
            return wrapped(response.err_msg, infno)
        return response.err_msg

    def _encoded(self, infno: str, sent: dict[str, Any]) -> bytes:
        output = sent["output"]
        written = None if output is None else codec.encode(writing.numeric(infno, output))
        return codec.encode(self.gateway.close_output(sent, written))

    def _undecodable(self, error: Undecodable, at: datetime) -> TurnedAway:
        text = f"{error.text}；{error.hint}" if error.hint else error.text
        body = self._encoded("", self._sent("", refusal(error.code, text), at, None))
        return TurnedAway(error.code, HttpReply(headers=gateway.JSON_HEADERS, body=body))


def _turned_away(http: HttpRequest, where: Route, away: TurnedAway) -> GatewayRefusal:
    return GatewayRefusal(
        reply=away.reply,
        code=away.code,
        envelope={_kind(http, away): away.code or "granted", "length": len(http.body)},
        infno=where.infno or "",
    )


def _kind(http: HttpRequest, away: TurnedAway) -> str:
    # A token asked for and a probe by GET or HEAD are no messages that somebody spoilt.
    if away.code is None:
        return "token"
    return "undecodable" if http.method == "POST" else "probe"


def _http_refusal(code: str, status: int, text: str) -> TurnedAway:
    return gateway.turned_away(code, status, {"code": status, "message": f"{code}: {text}"})


_NO_SUCH_PATH: Final = _http_refusal(
    "PATH_UNKNOWN",
    404,
    "没有这个地址；请POST到沙箱基地址、基地址/交易编号，或…/fsi/api/rsfComIfsService/callService "
    "(no such path; POST to the sandbox's base, base/INFNO or …/callService)",
)
_NOT_POST: Final = _http_refusal("METHOD_NOT_ALLOWED", 405, "只接受POST (use POST)")

__all__ = ["Answer", "GatewayRefusal", "Received", "ServerPort"]
