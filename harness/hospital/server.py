"""The reference hospital as a server: JSON-RPC 2.0 over HTTP ``POST /``, on the loopback only."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from harness.errors import EnvironmentFault

from .driver import ReferenceDriver

LOOPBACK: Final = "127.0.0.1"
TICK_SECONDS: Final = 1.0
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INTERNAL = -32700, -32600, -32601, -32603
MAX_BODY: Final = 32 * 1024 * 1024


def answer(driver: ReferenceDriver, body: bytes) -> dict[str, Any]:
    """Return the JSON-RPC answer to one message; what breaks is an error, never a refusal."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return _error(None, PARSE_ERROR, "not JSON")
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        return _error(None, INVALID_REQUEST, "not a JSON-RPC request")
    number, params = message.get("id"), message.get("params") or {}
    try:
        result = driver.call(message["method"], params)
    except ValueError as error:
        return _error(number, METHOD_NOT_FOUND, str(error))
    except Exception as error:  # noqa: BLE001 - an adapter that breaks says so and lives on
        return _error(number, INTERNAL, f"{type(error).__name__}: {error}")
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _error(number: Any, code: int, text: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": text}}


class HospitalServer:
    """Serves one driver; a ticker takes up what is due while clocks run by themselves."""

    def __init__(self, driver: ReferenceDriver, port: int, host: str = LOOPBACK) -> None:
        """Bind the address.

        Raises:
            EnvironmentFault: the address cannot be bound.

        """
        self.driver = driver
        try:
            self._server = ThreadingHTTPServer((host, port), _handler(driver))
        except OSError as error:
            raise EnvironmentFault(
                f"cannot listen on {host}:{port}", why=str(error), remedy="Choose another --port."
            ) from None
        self._server.daemon_threads = True
        self._stopped = threading.Event()

    @property
    def url(self) -> str:
        """The address."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def serve(self) -> None:
        """Serve until ``stop``."""
        threading.Thread(target=self._tick, daemon=True).start()
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Stop serving."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _tick(self) -> None:
        while not self._stopped.wait(TICK_SECONDS):
            self.driver.tick()


def _handler(driver: ReferenceDriver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One request, one JSON-RPC message."""

        protocol_version = "HTTP/1.1"
        # Head and body in one packet: two would wait for each other's acknowledgement.
        wbufsize = -1

        def do_POST(self) -> None:
            """Answer a message."""
            length = int(self.headers.get("content-length") or 0)
            found = answer(driver, self.rfile.read(min(length, MAX_BODY)))
            content = json.dumps(found, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            """Log nothing: a log could name patients."""

    return Handler
