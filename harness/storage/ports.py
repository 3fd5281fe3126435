"""What a store of journals does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from harness.errors import EnvironmentFault
from harness.journal import Entry

__all__ = ["JournalConflict", "JournalUnavailable", "Kept", "Receipt", "Store"]


class JournalUnavailable(EnvironmentFault):
    """Entries could not be made durable; nobody may be told that they happened."""


class JournalConflict(JournalUnavailable):
    """Another process has written an entry of that number: read it and try again."""


class Receipt(Protocol):
    """The promise that entries will be durable."""

    def wait(self) -> None:
        """Return once they are.

        Raises:
            JournalUnavailable: They are not and never will be.
        """
        ...

    def done(self) -> bool:
        """Tell whether waiting would return, or raise, at once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A sandbox as a store has it.

    Attributes:
        id: Its name.
        spec: What it is made of, plain JSON.
    """

    id: str
    spec: dict[str, Any]


class Store(Protocol):
    """Where journals are kept. Entries of one sandbox are durable in their order or not at all."""

    #: As `harness serve --store` names it, without a password.
    url: str
    #: Another process may write to the same sandboxes.
    shared: bool

    def create(self, sandbox: str, spec: dict[str, Any]) -> None:
        """Keep a new sandbox; durable on return.

        Raises:
            UsageError: A sandbox of that name exists.
            JournalUnavailable: It could not be kept.
        """
        ...

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox and its entries; nothing happens where there is none."""
        ...

    def append(self, sandbox: str, entry: Entry) -> Receipt:
        """Queue an entry; it is durable when the receipt says so."""
        ...

    def sandboxes(self) -> list[Kept]:
        """Return every sandbox, in order of creation."""
        ...

    def find(self, sandbox: str) -> Kept | None:
        """Return one sandbox."""
        ...

    def entries(self, sandbox: str, after: int = 0, most: int | None = None) -> Iterator[Entry]:
        """Yield the durable entries numbered above `after`, at most so many.

        Raises:
            BrokenChain: An entry is not shaped as one.
            JournalUnavailable: The store cannot be read.
        """
        ...

    def reopen(self, sandbox: str) -> None:
        """Accept entries of a sandbox again, once its state was rebuilt from the durable ones."""
        ...

    def close(self) -> None:
        """Make durable what is queued and let go of the store."""
        ...
