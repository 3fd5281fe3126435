"""Sandboxes for one run: in this process, or behind a real address."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import TracebackType
from typing import Self
from zlib import crc32

from harness.clock import Clock
from harness.storage.memory import MemoryStore

from .background import BackgroundServer
from .sandbox import Sandbox
from .spec import Ingredients, Spec

__all__ = ["NOWHERE", "Bench"]

#: What in-process sandboxes are reached under; the name cannot be resolved (RFC 2606).
NOWHERE = "http://platform.invalid"


class Bench:
    """Opens sandboxes; each keeps its journal in memory until the bench is closed.

    Attributes:
        origin: Beginning of every base URL.
    """

    def __init__(
        self,
        *,
        listen: str | None = None,
        advertise: str | None = None,
        fixed: bool = False,
        wall: Clock | None = None,
    ) -> None:
        """Prepare; with an address, start to listen.

        Args:
            listen: `HOST:PORT` of a real server, port 0 for a free one; None: in process only.
            advertise: Address under which the HIS reaches that server, where it differs.
            fixed: Every sandbox has the same address and credentials, one at a time, and new
                people; messages about those of earlier ones are noted as stray.
            wall: The real clock; tests bring their own.

        Raises:
            EnvironmentFault: The address cannot be listened on.
        """
        self.fixed = fixed
        self._wall = wall
        self._lock = threading.Lock()
        self._open: dict[str, Sandbox] = {}
        self._known: set[str] = set()
        self._keys: int | None = None
        self._server = None if listen is None else BackgroundServer(self.find, listen)
        served = NOWHERE if self._server is None else self._server.origin
        self.origin = (advertise or served).rstrip("/")

    def open(self, spec: Ingredients) -> Sandbox:
        """Open one.

        Raises:
            DataError: Its world, pack, dialect or carriage does not exist.
        """
        wanted = replace(Spec.of(spec), mode="in_process" if self._server is None else "http")
        with self._lock:
            if self.fixed:
                self._keys = wanted.seed if self._keys is None else self._keys
                # Late messages can be told apart only where nobody has an earlier person's number.
                new = wanted.seed * 1_000_003 + crc32(wanted.id.encode())
                wanted = replace(wanted, keys=self._keys, seed=new)
            name = "run" if self.fixed else wanted.id
            made = Sandbox.create(wanted, MemoryStore(), f"{self.origin}/s/{name}", self._wall)
            made.expect_strangers(frozenset(self._known - _numbers(made)))
            if self.fixed:
                self._known |= _numbers(made)
            made.left = lambda: self._leave(name, made)
            self._open[name] = made
            return made

    def find(self, name: str) -> Sandbox | None:
        """Return the sandbox that an address belongs to at present."""
        return self._open.get(name)

    def _leave(self, name: str, closed: Sandbox) -> None:
        """Forget a closed sandbox, unless another one has its address by now."""
        with self._lock:
            if self._open.get(name) is closed:
                del self._open[name]

    def close(self) -> None:
        """Stop listening and forget the sandboxes."""
        if self._server is not None:
            self._server.close()
        self._open.clear()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


def _numbers(sandbox: Sandbox) -> set[str]:
    people = sandbox.world()["people"]
    return {each[key] for each in people for key in ("psn_no", "certno") if each.get(key)}
