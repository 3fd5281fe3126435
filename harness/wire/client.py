"""The hospital's side of the wire: a typed message to an HTTP request, a reply to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from . import codec, gateways
from .codec import Undecodable
from .dialects import Dialect
from .envelope import FAILURE, SUCCESS, Request, Response
from .http import HttpReply, HttpRequest
from .routing import address

_OK: Final = 200
_CHINA: Final = timezone(timedelta(hours=8))
_STATUS: Final = {0: SUCCESS, -1: FAILURE, "0": SUCCESS, "-1": FAILURE}


class NotAnEnvelope(Exception):
    """A reply is not an answer of the platform: the outcome is unknown.

    Attributes:
        code: ``HTTP_STATUS``, ``GATEWAY``, ``NO_INFCODE``, or a code of ``Undecodable``.
        text: what came instead.
        status: the HTTP status.

    """

    def __init__(self, code: str, text: str, status: int) -> None:
        """Keep code, text and HTTP status."""
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.status = status


class ClientPort:
    """One hospital's mouth and ear in one dialect; it opens no socket."""

    def __init__(self, dialect: Dialect, credentials: Mapping[str, str], base_url: str) -> None:
        """Keep the dialect, the credentials and the sandbox's address."""
        self.dialect = dialect
        self.base_url = base_url.rstrip("/")
        self.gateway = gateways.of(dialect, credentials)
        self.credentials = credentials

    def url(self, http: HttpRequest) -> str:
        """Return the whole address of a request of ours."""
        return f"{self.base_url}{http.path}"

    def request(self, request: Request, token: str | None = None) -> HttpRequest:
        """Return the HTTP request of a message: its address, signed and encrypted.

        Args:
            request: the message; ``inf_time`` is also the gateway's timestamp.
            token: what ``token_request`` was answered, where the dialect has tokens.

        """
        content = codec.encode(request.input)
        envelope = self.gateway.close_input(request.header(), content)
        headers = {"content-type": f"{self.dialect.content_type}; charset=utf-8"}
        headers |= self.gateway.headers(request.infno, _moment(request.inf_time), request.msgid)
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        return HttpRequest(
            path=address(self.dialect.url, request.infno),
            headers=headers,
            body=codec.encode(envelope),
        )

    def token_request(self) -> HttpRequest | None:
        """Return the request for a token, ``None`` where the dialect has none."""
        return self.gateway.token_request()

    def token(self, http: HttpReply) -> str:
        """Return the token of the answer to ``token_request``.

        Raises:
            NotAnEnvelope: if there is none in it.

        """
        try:
            found = codec.decode_object(http.body).get("access_token")
        except Undecodable as error:
            raise NotAnEnvelope(error.code, error.text, http.status) from None
        if http.status != _OK or not isinstance(found, str):
            raise NotAnEnvelope("GATEWAY", "no access_token", http.status)
        return found

    def response(self, http: HttpReply) -> Response:
        """Return the answer that a reply carries.

        Raises:
            NotAnEnvelope: if it carries none; whether the platform acted is then unknown.

        """
        if http.status != _OK:
            raise NotAnEnvelope("HTTP_STATUS", f"HTTP {http.status}", http.status)
        if http.headers.get("content-type", "").startswith("application/octet-stream"):
            return Response(stream=http.body)
        try:
            return self._answer(codec.decode_object(http.body), http.status)
        except Undecodable as error:
            raise NotAnEnvelope(error.code, error.text, http.status) from None

    def _answer(self, envelope: dict[str, Any], status: int) -> Response:
        told = envelope.get("infcode")
        if isinstance(told, bool) or not isinstance(told, int | str) or told not in _STATUS:
            code = "GATEWAY" if "code" in envelope else "NO_INFCODE"
            raise NotAnEnvelope(code, str(envelope.get("message", ""))[:200], status)
        output = self.gateway.open_output(envelope)
        return Response(
            infcode=_STATUS[told],
            inf_refmsgid=_text(envelope, "inf_refmsgid"),
            refmsg_time=_text(envelope, "refmsg_time"),
            respond_time=_text(envelope, "respond_time"),
            err_msg=_text(envelope, "err_msg"),
            output=output if isinstance(output, dict | list) else None,
            warn_msg=_text(envelope, "warn_msg"),
        )


def _text(envelope: dict[str, Any], name: str) -> str:
    value = envelope.get(name)
    return "" if value is None else str(value)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_CHINA)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=_CHINA)
