"""More processes on the same ports, over a store that they share.

Each is a whole server. The kernel spreads connections over them; the store keeps their entries
apart: two that write the same number find out, and the later one tries again.
"""

from __future__ import annotations

import multiprocessing
from contextlib import ExitStack, closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from harness.storage.opening import open_store

from .registry import Registry
from .server import bound
from .service import Service

__all__ = ["Address", "Workers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where all processes of a server listen, and what they share."""

    host: str
    wire: int
    control: int
    store: str
    token: str


class Workers:
    """Further processes, for as long as the block lasts."""

    def __init__(self, address: Address, count: int) -> None:
        """Prepare so many."""
        self._address = address
        self._count = count
        self._running: list[tuple[multiprocessing.process.BaseProcess, Connection]] = []

    def __enter__(self) -> Self:
        """Start them."""
        context = multiprocessing.get_context("spawn")
        for _ in range(self._count):
            theirs, ours = context.Pipe(duplex=False)
            process = context.Process(target=work, args=(self._address, theirs), daemon=True)
            process.start()
            theirs.close()
            self._running.append((process, ours))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End them, in order if they can."""
        for _, line in self._running:
            line.close()
        for process, _ in self._running:
            process.join(5)
            if process.is_alive():
                process.kill()


def work(address: Address, line: Connection) -> None:
    """Serve until the parent closes its end of the line, by ending or by dying."""
    with ExitStack() as held:
        store = held.enter_context(closing(open_store(address.store)))
        registry = Registry(store, f"http://{address.host}:{address.wire}")
        registry.load()
        wire = held.enter_context(bound(address.host, address.wire, shared=True))
        control = held.enter_context(bound(address.host, address.control, shared=True))
        service = Service(registry=registry, token=address.token, wire=wire, control=control)
        service.run(lambda: None, lambda: line.poll(None))
