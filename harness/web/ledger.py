"""The journal of one sandbox, backed by a store.

In memory there is only the head of the chain, so that a million filings cost no more than a
thousand; whoever wants to read asks the store.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from harness.clock import iso
from harness.journal import ZERO, BrokenChain, Entry, Journal, canonical, link
from harness.storage.ports import Receipt, Store

__all__ = ["Ledger"]


class Ledger(Journal):
    """A journal whose entries are in a store; safe for several threads.

    Attributes:
        lock: Held while an entry is made; the sandbox holds it for the whole of a request.
    """

    def __init__(self, store: Store, sandbox: str) -> None:
        """Begin an empty journal; `resume` reads on."""
        super().__init__()
        self.lock = threading.RLock()
        self._store = store
        self._sandbox = sandbox
        self._count = 0
        self._head = ZERO
        self._latest: Receipt | None = None
        self._heard: list[Callable[[Entry], None]] = []

    def __len__(self) -> int:
        """Count the entries."""
        return self._count

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self._head

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries, the first first."""
        return self.after(0)

    def after(self, n: int, most: int | None = None) -> Sequence[Entry]:
        """Return the durable entries numbered above n, at most so many."""
        self.settle()
        return list(self._store.entries(self._sandbox, max(n, 0), most))

    def settle(self) -> None:
        """Wait until everything written so far is durable.

        Raises:
            JournalUnavailable: It will not be.
        """
        if self._latest is not None:
            self._latest.wait()

    def listen(self, heard: Callable[[Entry], None]) -> None:
        """Hear of every entry from now on, under the lock."""
        self._heard.append(heard)

    def append(self, at: datetime, kind: str, body: dict[str, Any]) -> Entry:
        """Seal and keep one more entry; returns before it is durable."""
        with self.lock:
            return self.write(at, kind, body)[0]

    def write(self, at: datetime, kind: str, body: dict[str, Any]) -> tuple[Entry, Receipt]:
        """Seal and keep one more entry; the receipt tells when it is durable.

        In a store that is shared it is durable on return.

        Raises:
            JournalConflict: Another process was first; nothing was kept.
            JournalUnavailable: A shared store could not be written; nothing was kept.
        """
        entry = self.seal(at, kind, body)
        receipt = self._store.append(self._sandbox, entry)
        if self._store.shared:
            receipt.wait()
        self._latest = receipt
        self.keep(entry)
        return entry, receipt

    def seal(self, at: datetime, kind: str, body: dict[str, Any]) -> Entry:
        """Return what the next entry would be."""
        n = self._count + 1
        unsealed = {"n": n, "at": iso(at), "kind": kind, "body": body}
        # Exchanges come out of the codec, which has made text of every fraction.
        content = canonical(unsealed, vouched=kind == "exchange")
        return Entry(n, at, kind, body, link(self._head, content))

    def keep(self, entry: Entry) -> None:
        """Go on behind an entry."""
        if entry.n != self._count + 1:
            raise BrokenChain(entry.n, "another entry was kept in between")
        self._count, self._head = entry.n, entry.hash
        for heard in self._heard:
            heard(entry)

    def resume(self) -> int:
        """Go on behind whatever is durable and not known yet; return how many entries that are.

        Raises:
            BrokenChain: An entry does not fit the one before it.
        """
        before = self._count
        for entry in self._store.entries(self._sandbox, self._count):
            if self.seal(entry.at, entry.kind, entry.body) != entry:
                raise BrokenChain(entry.n, "its content and its hash disagree")
            self.keep(entry)
        return self._count - before

    def rewind(self) -> None:
        """Forget everything: a commit failed, and what is durable must be read again."""
        self._count, self._head, self._latest = 0, ZERO, None
        self._store.reopen(self._sandbox)
