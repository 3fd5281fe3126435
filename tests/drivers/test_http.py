"""An adapter behind a URL."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from harness.drivers.http import HttpTransport
from harness.scenario.ports import AdapterBroken

Answer = Callable[[dict[str, Any]], bytes]
Serve = Callable[[Answer], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve answers on a port of its own."""
    servers: list[HTTPServer] = []

    def started(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                body = answer(json.loads(content))
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


def answered(message: dict[str, Any], **more: Any) -> bytes:
    """Return a response to a message."""
    return json.dumps({"jsonrpc": "2.0", "id": message["id"], **more}).encode()


def test_one_post_one_answer(serve: Serve) -> None:
    """The result of the message comes back."""
    driver = HttpTransport(serve(lambda m: answered(m, result={"echo": m["params"]})))
    assert driver.call("act", {"a": 1}) == {"echo": {"a": 1}}
    driver.close()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _: b"<html>", "not JSON"),
        (lambda _: b"[]", "not a JSON-RPC response"),
        (answered, "neither result nor error"),
        (lambda m: answered(m, error={"code": 1, "message": "boom"}), "boom"),
        (lambda m: answered({"id": m["id"] + 1}, result={}), "another message"),
    ],
)
def test_garbage(serve: Serve, answer: Answer, told: str) -> None:
    """Whatever is no response to the message breaks the adapter."""
    driver = HttpTransport(serve(answer))
    with pytest.raises(AdapterBroken, match=told):
        driver.call("act", {})
    driver.close()


def test_nobody_there() -> None:
    """An address that nobody listens on is told with a remedy."""
    with pytest.raises(AdapterBroken, match="Is it running"):
        HttpTransport("http://127.0.0.1:9").call("initialize", {})


def test_silence(serve: Serve) -> None:
    """An adapter that does not answer in time is broken."""
    gate = threading.Event()

    def wait(message: dict[str, Any]) -> bytes:
        gate.wait(5)
        return answered(message, result={})

    driver = HttpTransport(serve(wait), read=0.2)
    with pytest.raises(AdapterBroken, match="no answer"):
        driver.call("act", {})
    gate.set()
    driver.close()
