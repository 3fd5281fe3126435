"""What stores of two tables have in common: sandboxes in one, their entries in the other.

A store says how it asks and how it reads one page; the writer's thread, the receipts and the
reading page by page, so that writing goes on meanwhile, are the same for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from harness.journal import Entry

from .ports import Kept
from .rows import entry_of, row_of
from .writer import Batch, Row, Writer

__all__ = ["TableStore"]

#: Entries of one page.
PAGE: Final = 256


class TableStore(ABC):
    """Journals in two tables, written by one thread."""

    def __init__(self) -> None:
        """Start the writer; the store can be asked and written by now."""
        self._writer = Writer(self._commit, name="journal")

    def append(self, sandbox: str, entry: Entry) -> Batch:
        """Queue an entry for the writer."""
        return self._writer.add(row_of(sandbox, entry))

    def sandboxes(self) -> list[Kept]:
        """Return every sandbox."""
        return self._kept("SELECT id, spec FROM sandboxes ORDER BY number", ())

    def find(self, sandbox: str) -> Kept | None:
        """Return one sandbox."""
        sql = f"SELECT id, spec FROM sandboxes WHERE id = {self._place}"  # noqa: S608 - a mark
        return next(iter(self._kept(sql, (sandbox,))), None)

    def entries(self, sandbox: str, after: int = 0, most: int | None = None) -> Iterator[Entry]:
        """Yield entries, a page read at a time."""
        left = most
        while left is None or left > 0:
            wanted = PAGE if left is None else min(PAGE, left)
            rows = self._page(sandbox, after, wanted)
            yield from map(entry_of, rows)
            if len(rows) < wanted:
                return
            after = rows[-1][0]
            left = None if left is None else left - len(rows)

    def reopen(self, sandbox: str) -> None:
        """Accept entries of a sandbox again."""
        self._writer.reopen(sandbox)

    #: Where a value goes in a statement.
    _place: str

    @abstractmethod
    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        """Return all rows; raise `JournalUnavailable` where they cannot be read."""

    @abstractmethod
    def _page(self, sandbox: str, after: int, most: int) -> list[Any]:
        """Return rows (number, time, kind, body, hash) numbered above `after`, in order."""

    @abstractmethod
    def _commit(self, rows: Sequence[Row]) -> None:
        """Write rows in one transaction, all or none; called from the writer's thread only."""

    def _kept(self, sql: str, values: tuple[Any, ...]) -> list[Kept]:
        return [Kept(id=name, spec=orjson.loads(spec)) for name, spec in self._read(sql, values)]
