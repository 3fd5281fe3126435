"""Sandboxes without a socket: what a HIS in this process sends with ``requests`` is caught.

A time-out that a fault asks for is over at once; nothing waits for real.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import responses

from harness.faults.delivery import Deliver, Delivery
from harness.wire.http import HttpReply, HttpRequest

Serve = Callable[[str, HttpRequest], Delivery | None]
"""Sandbox name and request to what happens; ``None``: no such sandbox."""


class Interceptor:
    """Catches requests to one origin as long as it is open."""

    def __init__(self, origin: str, serve: Serve) -> None:
        """Begin to catch; everything else goes where it always went."""
        self._serve = serve
        self._passed = threading.Condition()
        self._mock = responses.RequestsMock(assert_all_requests_are_fired=False)
        self._mock.add_passthru(re.compile(f"(?!{re.escape(origin)}/)"))
        everywhere = re.compile(re.escape(origin) + "/.*")
        for method in ("POST", "GET", "PUT", "DELETE", "PATCH"):
            self._mock.add_callback(method, everywhere, callback=self._answer, content_type=None)
        self._mock.start()

    def close(self) -> None:
        """Let every request go again."""
        self._mock.stop(allow_assert=False)

    def _forget(self) -> None:
        """Let go of the calls that the mock keeps: the journal has them, and runs are long."""
        self._mock.calls.reset()
        for each in self._mock.registered():
            each.calls.reset()

    def _answer(self, request: Any) -> tuple[int, Mapping[str, str], bytes | Exception]:
        self._forget()
        name, http = _read(request)
        delivery = self._serve(name, http)
        if delivery is None:
            return 404, {}, b"no such sandbox"
        if not isinstance(delivery, Deliver):
            return 0, {}, _broken(delivery.how)
        if delivery.overtaken:
            self._wait(delivery.wait_ms / 1000)
        elif delivery.late or delivery.wait_ms / 1000 > _patience(request):
            return 0, {}, requests.ReadTimeout("the platform is silent")
        with self._passed:
            self._passed.notify_all()
        if delivery.cut is not None:
            return 0, {}, requests.exceptions.ChunkedEncodingError("the connection broke")
        return _written(delivery.reply)

    def _wait(self, seconds: float) -> None:
        with self._passed:
            self._passed.wait(seconds)


def _read(request: Any) -> tuple[str, HttpRequest]:
    parts = urlsplit(request.url)
    _, _, name, *rest = [*parts.path.split("/", 3), "", ""][:4]
    body = request.body or b""
    http = HttpRequest(
        method=request.method,
        path=f"/{rest[0]}" if rest and rest[0] else "",
        query=parts.query,
        headers={key.lower(): value for key, value in request.headers.items()},
        body=body if isinstance(body, bytes) else str(body).encode(),
    )
    return name, http


def _broken(how: str) -> Exception:
    if how == "reset":
        return requests.ConnectionError("the connection was reset")
    return requests.ReadTimeout("the platform is silent")


def _written(reply: HttpReply) -> tuple[int, Mapping[str, str], bytes]:
    return reply.status, reply.headers, reply.body


def _patience(request: Any) -> float:
    timeout = (getattr(request, "req_kwargs", None) or {}).get("timeout")
    read = timeout[1] if isinstance(timeout, tuple) else timeout
    return float("inf") if read is None else float(read)
