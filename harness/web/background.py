"""A real server in a thread, for a run whose HIS is another process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

from harness.errors import EnvironmentFault, UsageError

from .sandbox import Sandbox
from .server import bound, http_server
from .wire_app import WireApp

__all__ = ["BackgroundServer", "host_and_port"]


class BackgroundServer:
    """Serves sandboxes until it is closed.

    Attributes:
        address: `HOST:PORT`.
        origin: `http://HOST:PORT`.
    """

    def __init__(self, find: Callable[[str], Sandbox | None], listen: str) -> None:
        """Listen on `HOST:PORT`.

        Raises:
            EnvironmentFault: The address cannot be listened on.
            UsageError: It is no address.
        """
        host, port = host_and_port(listen)
        self._socket: socket.socket = bound(host, port)
        shown = f"[{host}]" if ":" in host else host
        self.address = f"{shown}:{self._socket.getsockname()[1]}"
        self.origin = f"http://{self.address}"
        self._server = http_server(WireApp(find))
        self._thread = threading.Thread(target=self._run, name="platform", daemon=True)
        self._thread.start()
        self._wait_until_it_serves()

    def close(self) -> None:
        """Stop; answers under way are given two seconds."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def _wait_until_it_serves(self) -> None:
        while not self._server.started:
            if not self._thread.is_alive():
                raise EnvironmentFault("the platform's server did not start", where=self.origin)
            self._thread.join(0.005)


def host_and_port(text: str) -> tuple[str, int]:
    """Read `HOST:PORT`, `:PORT` or `PORT`.

    Raises:
        UsageError: It is none of these.
    """
    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:  # the highest port
        raise UsageError(f"{text!r} is no address", remedy="Use HOST:PORT, port 0 for a free one.")
    return host.strip("[]") or "127.0.0.1", int(port)
