"""Sandboxes for one run: in this process, or behind a real address."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import TracebackType
from typing import Self
from zlib import crc32

from harness.clock import Clock
from harness.storage.memory import MemoryStore
from harness.storage.ports import Store

from .background import BackgroundServer
from .sandbox import Sandbox
from .spec import Ingredients, Spec

__all__ = ["NOWHERE", "Bench"]

#: What in-process sandboxes are reached under; the name cannot be resolved (RFC 2606).
NOWHERE = "http://platform.invalid"


class Bench:
    """Opens sandboxes; unless they are kept, journals are in memory until the bench is closed.

    Attributes:
        origin: Beginning of every base URL.
        listens_at: `HOST:PORT` of its server, if it has one.
    """

    def __init__(
        self,
        *,
        listen: str | None = None,
        advertise: str | None = None,
        fixed: bool = False,
        wall: Clock | None = None,
        keep: Store | None = None,
    ) -> None:
        """Prepare; with an address, start to listen.

        Args:
            listen: `HOST:PORT` of a real server, port 0 for a free one; None: in process only.
            advertise: Address under which the HIS reaches that server, where it differs.
            fixed: Every sandbox has the same address and credentials, one at a time, and new
                people; messages about those of earlier ones are noted as stray.
            wall: The real clock; tests bring their own.
            keep: Where journals stay beyond the bench, so that a sandbox is opened again as it
                was left. Its clock follows China time: days may lie between. The bench closes it.

        Raises:
            EnvironmentFault: The address cannot be listened on.
        """
        self._keep = keep
        self.fixed = fixed
        self._wall = wall
        self._lock = threading.Lock()
        self._open: dict[str, Sandbox] = {}
        self._known: set[str] = set()
        self._keys: int | None = None
        self._server = None if listen is None else BackgroundServer(self.find, listen)
        served = NOWHERE if self._server is None else self._server.origin
        self.origin = (advertise or served).rstrip("/")
        self.listens_at = None if self._server is None else self._server.address

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
            made = self._made(wanted, f"{self.origin}/s/{name}")
            made.expect_strangers(frozenset(self._known - _numbers(made)))
            if self.fixed:
                self._known |= _numbers(made)
            made.left = lambda: self._leave(name, made)
            self._open[name] = made
            return made

    def _made(self, wanted: Spec, base_url: str) -> Sandbox:
        if self._keep is None:
            return Sandbox.create(wanted, MemoryStore(), base_url, self._wall)
        kept = self._keep.find(wanted.id)
        if kept is not None:
            return Sandbox.restore(kept, self._keep, base_url, self._wall)
        return Sandbox.create(replace(wanted, start=None), self._keep, base_url, self._wall)

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
        if self._keep is not None:
            self._keep.close()

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
