"""What stands around the envelope on HTTP (wire.md §3.3): headers, signatures, encryption.

A gateway is a pair of halves. The platform's half admits a request and opens its input; the
client's half signs what it sends and opens what it gets. ``Gateway`` itself is the plain one: a
hospital's front-end machine, nothing signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from . import codec
from .dialects import Dialect
from .http import HttpReply, HttpRequest


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A request that the gateway answered itself, with the code of a refusal."""

    code: str | None
    reply: HttpReply


class Gateway:
    """The plain gateway, and what every other one inherits."""

    def __init__(self, dialect: Dialect, credentials: Mapping[str, str]) -> None:
        """Keep how the dialect writes input and output, and the keys of this sandbox."""
        self.dialect = dialect
        self.credentials = credentials

    # The platform's half.

    def admit(self, http: HttpRequest, moments: tuple[datetime, ...]) -> TurnedAway | None:  # noqa: ARG002 - a signing gateway looks at both
        """Return a refusal, or ``None`` to let the request through.

        Args:
            http: the request.
            moments: a timestamp must be near one of these.

        """
        return None

    def infno(self, http: HttpRequest) -> str | None:  # noqa: ARG002 - a signing gateway reads a header
        """Return the transaction that the headers name, if they do."""
        return None

    def open_input(self, envelope: dict[str, Any]) -> str | None:
        """Put the decoded input into the envelope; return its text where it was not plain JSON.

        Raises:
            Undecodable: if input cannot be opened, or its signature is wrong.

        """
        content = envelope.get("input")
        if self.dialect.input == "object" or not isinstance(content, str):
            return None
        text = self.opened(content)
        envelope["input"] = codec.decode_text(text) if text.strip() else {}
        return text

    def close_output(self, sent: dict[str, Any], output: bytes | None) -> dict[str, Any]:
        """Return the envelope to encode, with output as the dialect carries it.

        Args:
            sent: the envelope with output as an object.
            output: the JSON of output, ``None`` for none.

        """
        return sent | {"output": self._closed(self.dialect.output, output)}

    def sealed(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Return a written answer signed anew, where more of it is signed than its output."""
        return sent

    def token(self, http: HttpRequest, at: datetime) -> TurnedAway:  # noqa: ARG002 - only one gateway hands out tokens
        """Return the answer to a request for a token; its code is ``None`` where one is given."""
        text = "此方言不发放令牌 (this dialect has no tokens)"
        return turned_away("TOKEN_UNSUPPORTED", 404, {"code": 404, "message": text})

    # The client's half.

    def headers(self, infno: str, at: datetime, nonce: str) -> dict[str, str]:  # noqa: ARG002 - a signing gateway signs these
        """Return the headers that a client adds."""
        return {}

    def token_request(self) -> HttpRequest | None:
        """Return the request for a token, ``None`` where there are none."""
        return None

    def close_input(self, envelope: dict[str, Any], content: bytes) -> dict[str, Any]:
        """Return the envelope that a client encodes, with input as the dialect carries it."""
        return envelope | {"input": self._closed(self.dialect.input, content)}

    def open_output(self, envelope: dict[str, Any]) -> Any:
        """Return output decoded.

        Raises:
            Undecodable: if it cannot be opened, or its signature is wrong.

        """
        content = envelope.get("output")
        if self.dialect.output == "object" or not isinstance(content, str):
            return content
        text = self.opened(content)
        return codec.decode_text(text) if text.strip() else None

    # What a ciphering gateway changes.

    def opened(self, carried: str) -> str:
        """Return the JSON text that a carried input or output holds."""
        return carried

    def closed(self, content: bytes) -> str:
        """Return the carried form of a JSON text."""
        return content.decode()

    def _closed(self, form: str, content: bytes | None) -> Any:
        if content is None:
            return None
        return orjson.Fragment(content) if form == "object" else self.closed(content)


JSON_HEADERS: Final = {"content-type": "application/json; charset=utf-8"}


def turned_away(code: str | None, status: int, body: dict[str, Any]) -> TurnedAway:
    """Return a gateway's refusal with a JSON body."""
    return TurnedAway(code, HttpReply(status=status, headers=JSON_HEADERS, body=codec.encode(body)))
