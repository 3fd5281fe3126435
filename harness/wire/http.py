"""What an HTTP message is to the wire: plain values, no socket."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One HTTP request.

    Attributes:
        method: upper case.
        path: the path after the sandbox's base, beginning with ``/`` or empty, without the query.
        query: the raw query string, without ``?``.
        headers: by lower-case name.
        body: as it came.

    """

    method: str = "POST"
    path: str = "/"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """One HTTP answer.

    Attributes:
        status: the HTTP status.
        headers: by lower-case name.
        body: as it goes.

    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
