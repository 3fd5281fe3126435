"""In-process sandboxes behind `requests`: what a HIS in Python calls, without a socket.

Whatever a fault does to the line becomes the exception that `requests` would raise. Time is
virtual: an answer that comes within the client's time-out comes at once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import requests
import responses
from requests import PreparedRequest

from harness.faults.delivery import Deliver, Delivery
from harness.wire.http import HttpReply, HttpRequest

from .bench import Bench
from .wire_app import unknown

__all__ = ["Line", "intercepted"]

Answer: TypeAlias = tuple[int, dict[str, str], bytes]
METHODS = ("POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")


@contextmanager
def intercepted(bench: Bench) -> Iterator[None]:
    """Lead every `requests` call below the bench's origin to its sandboxes, all others out."""
    line = Line(bench)
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        where = re.compile(re.escape(bench.origin) + r"(/.*)?")
        for method in METHODS:
            mock.add_callback(method, where, line.answer, content_type=None)
        for scheme in ("http://", "https://"):
            mock.add_passthru(re.compile(f"{scheme}(?!{re.escape(urlsplit(bench.origin).netloc)})"))
        yield


class Line:
    """The line between one bench and the clients of this process."""

    def __init__(self, bench: Bench) -> None:
        """Connect."""
        self._bench = bench
        self._passed = 0
        self._another = threading.Condition()

    def answer(self, request: PreparedRequest) -> Answer:
        """Answer a call.

        Raises:
            requests.RequestException: What the client would meet on a broken line.
        """
        name, http = request_of(request)
        sandbox = self._bench.find(name)
        if sandbox is None:
            return triple(unknown(name))
        delivery = sandbox.serve(http)
        reply = self._delivered(delivery, request)
        with self._another:
            self._passed += 1
            self._another.notify_all()
        return triple(reply)

    def _delivered(self, delivery: Delivery, request: PreparedRequest) -> HttpReply:
        patience = read_timeout(request)
        if not isinstance(delivery, Deliver):
            if delivery.how == "timeout":
                raise requests.ReadTimeout("the platform did not answer in time", request=request)
            raise requests.ConnectionError(
                "connection closed by the platform without an answer", request=request
            )
        if delivery.cut is not None:
            raise requests.exceptions.ChunkedEncodingError(
                f"connection broken after {delivery.cut} bytes", request=request
            )
        if delivery.overtaken:
            self._wait_for_another(delivery.wait_ms)
        elif delivery.late or (patience is not None and delivery.wait_ms > patience * 1000):
            raise requests.ReadTimeout("the platform did not answer in time", request=request)
        return delivery.reply

    def _wait_for_another(self, wait_ms: int) -> None:
        with self._another:
            passed = self._passed
            self._another.wait_for(lambda: self._passed > passed, timeout=wait_ms / 1000)


def request_of(request: PreparedRequest) -> tuple[str, HttpRequest]:
    """Return the sandbox that a call names, and the call as a value."""
    parts = urlsplit(request.url or "")
    steps = parts.path.split("/", 3)
    content: Any = request.body or b""
    http = HttpRequest(
        method=(request.method or "POST").upper(),
        path=f"/{unquote(steps[3])}" if len(steps) > 3 else "",  # "", "s", name, the rest
        query=parts.query,
        headers={key.lower(): text(value) for key, value in request.headers.items()},
        body=content.encode() if isinstance(content, str) else bytes(content),
    )
    return unquote(steps[2]) if len(steps) > 2 and steps[1] == "s" else "", http


def read_timeout(request: PreparedRequest) -> float | None:
    """Return the seconds that a client waits for an answer, None for ever."""
    told: Any = getattr(request, "req_kwargs", {}).get("timeout")
    if isinstance(told, tuple):
        told = told[1]
    return float(told) if isinstance(told, int | float) else None


def triple(reply: HttpReply) -> Answer:
    """Return a reply as `responses` takes it."""
    return reply.status, dict(reply.headers), reply.body


def text(value: str | bytes) -> str:
    """Return a header's value as text."""
    return value.decode("latin-1") if isinstance(value, bytes) else value
