"""The store that forgets: for tests, and for suites whose evidence is written elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from harness.errors import UsageError
from harness.journal import Entry

from .ports import Kept

__all__ = ["MemoryStore"]


class Done:
    """The receipt of what needs no waiting."""

    def wait(self) -> None:
        """Return at once."""

    def done(self) -> bool:
        """Tell that it is."""
        return True


DONE = Done()


class MemoryStore:
    """Journals in memory."""

    url = "memory:"
    shared = False

    def __init__(self) -> None:
        """Start empty."""
        self._specs: dict[str, dict[str, Any]] = {}
        self._entries: dict[str, list[Entry]] = {}

    def create(self, sandbox: str, spec: dict[str, Any]) -> None:
        """Keep a new sandbox."""
        if sandbox in self._specs:
            raise UsageError(f"sandbox {sandbox!r} exists already")
        self._specs[sandbox] = spec
        self._entries[sandbox] = []

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox."""
        self._specs.pop(sandbox, None)
        self._entries.pop(sandbox, None)

    def append(self, sandbox: str, entry: Entry) -> Done:
        """Keep an entry; of a sandbox that was removed, nothing."""
        self._entries.get(sandbox, []).append(entry)
        return DONE

    def sandboxes(self) -> list[Kept]:
        """Return every sandbox."""
        return [Kept(id=each, spec=spec) for each, spec in self._specs.items()]

    def find(self, sandbox: str) -> Kept | None:
        """Return one sandbox."""
        spec = self._specs.get(sandbox)
        return None if spec is None else Kept(id=sandbox, spec=spec)

    def entries(self, sandbox: str, after: int = 0, most: int | None = None) -> Iterator[Entry]:
        """Yield entries from memory."""
        end = None if most is None else after + most
        yield from islice(self._entries.get(sandbox, []), max(after, 0), end)

    def reopen(self, sandbox: str) -> None:
        """Nothing was closed."""

    def close(self) -> None:
        """Nothing is held."""
