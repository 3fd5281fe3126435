"""Sandboxes by name, kept in one store. Each has a lock of its own; there is none for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from harness.clock import Clock
from harness.errors import UsageError
from harness.storage.ports import Kept, Store

from .sandbox import Sandbox
from .spec import Spec

__all__ = ["Registry"]

#: Longest name of a sandbox; names stand in addresses and in file names.
LONGEST = 100


class Registry:
    """The sandboxes of one server.

    Attributes:
        store: Where they are kept.
        origin: Beginning of every base URL: `http://HOST:PORT`.
    """

    def __init__(
        self,
        store: Store,
        origin: str,
        wall: Clock | None = None,
        opened: Callable[[Sandbox], None] | None = None,
    ) -> None:
        """Know nothing yet; `load` reads the store.

        Args:
            store: Where sandboxes are kept.
            origin: Beginning of every base URL.
            wall: The real clock; tests bring their own.
            opened: Hears of every sandbox, new or made again.
        """
        self._opened = opened or (lambda _: None)
        self.store = store
        self.origin = origin.rstrip("/")
        self._wall = wall
        self._open: dict[str, Sandbox] = {}

    def __iter__(self) -> Iterator[Sandbox]:
        """Yield the sandboxes in order of creation."""
        yield from list(self._open.values())

    def load(self) -> None:
        """Make every sandbox of the store again.

        Raises:
            BrokenChain: A journal was changed.
        """
        for kept in self.store.sandboxes():
            self._restored(kept)

    def base_url(self, name: str) -> str:
        """Return the address of a sandbox."""
        return f"{self.origin}/s/{quote(name, safe='')}"

    def get(self, name: str) -> Sandbox | None:
        """Return a sandbox; in a shared store also one that another process has made."""
        found = self._open.get(name)
        if found is not None or not self.store.shared:
            return found
        kept = self.store.find(name)
        return None if kept is None else self._restored(kept)

    def create(self, spec: Spec) -> Sandbox:
        """Begin a sandbox.

        Raises:
            UsageError: The name is taken, or is none.
            DataError: An ingredient does not exist.
        """
        if not spec.id or len(spec.id) > LONGEST or not spec.id.isprintable() or "/" in spec.id:
            raise UsageError(
                f"{spec.id[:LONGEST]!r} is no name for a sandbox",
                remedy=f"Use up to {LONGEST} printable characters without a slash.",
            )
        made = Sandbox.create(spec, self.store, self.base_url(spec.id), self._wall)
        self._open[spec.id] = made
        self._opened(made)
        return made

    def remove(self, name: str) -> bool:
        """End a sandbox and forget its journal; return whether there was one."""
        found = self.get(name)
        self._open.pop(name, None)
        self.store.remove(name)
        return found is not None

    def _restored(self, kept: Kept) -> Sandbox:
        made = Sandbox.restore(kept, self.store, self.base_url(kept.id), self._wall)
        self._open[kept.id] = made
        self._opened(made)
        return made
