"""HTTP servers: one event loop, one signal handler, ports that say when they are taken."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from harness.errors import EnvironmentFault

__all__ = ["Protocol", "bound", "http_server"]

BACKLOG: Final = 2048
#: Seconds that an idle connection is kept; longer than the time-outs seen in real clients.
KEEP_ALIVE: Final = 75
#: Seconds in which a request must have arrived, head and body.
PATIENCE: Final = 60
_UPGRADE: Final = re.compile(rb"\nupgrade:", re.IGNORECASE)
#: Ticks of uvicorn's main loop (a tenth of a second) between two looks at slow clients.
TICKS: Final = 10


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with three additions.

    An application may break the connection, as a network does; a client that never finishes its
    request is not waited for for ever; and an offer to go on in HTTP/2 is passed over, as it may
    be (RFC 9110 §7.8): Java's client makes one with every POST, and uvicorn would drop the body.
    """

    #: Since when a request is awaited or arriving; None while one is being answered.
    since: float | None = None
    #: Whether the next bytes begin a request.
    between: bool = True

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self.since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Read on, without the offer to change the protocol."""
        super().data_received(without_upgrade(data) if self.between else data)

    def on_message_begin(self) -> None:
        """Let the application break the connection."""
        super().on_message_begin()
        self.since = self.loop.time()
        self.scope["extensions"] = {"harness.abort": {"now": self.transport.abort}}

    def on_headers_complete(self) -> None:
        """The body follows, where there is one."""
        super().on_headers_complete()
        self.between = False

    def on_message_complete(self) -> None:
        """Everything is there."""
        super().on_message_complete()
        self.since = None
        self.between = True


def without_upgrade(data: bytes) -> bytes:
    """Return a request's first bytes with its ``Upgrade`` header under a name nobody reads."""
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"\nx-offer:", head) + end + rest


class QuietServer(uvicorn.Server):
    """A server that leaves signals to whoever runs it, and slow clients alone."""

    patience: float = PATIENCE

    async def on_tick(self, counter: int) -> bool:
        """Close connections whose request does not come."""
        if counter % TICKS == 0:
            latest = asyncio.get_running_loop().time() - self.patience
            for each in list(self.server_state.connections):
                if isinstance(each, Protocol) and each.since is not None and each.since < latest:
                    each.transport.close()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Capture none."""
        yield


def bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a listening socket.

    Args:
        host: Name or address.
        port: 0 for any that is free.
        shared: Other processes listen on the same port.

    Raises:
        EnvironmentFault: The address is taken or is none of ours.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With the protocol named, the event loop turns Nagle's algorithm off for each connection;
        # else an answer, sent as head and body, waits 40 ms for an acknowledgement.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if hasattr(socket, "SO_REUSEPORT") and shared:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if hasattr(socket, "SO_REUSEADDR"):
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(BACKLOG)
        except BaseException:
            listening.close()
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"port {port} of {host} cannot be used",
            why=error.strerror or str(error),
            remedy="Choose another port, or 0 for one that is free.",
        ) from error
    return listening


def http_server(app: Any) -> uvicorn.Server:
    """Return a server for an application."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        loop="auto",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=2,
    )
    return QuietServer(config)
