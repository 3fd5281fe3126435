"""Entries and their chain.

``hash = SHA-256(previous hash ‖ RFC 8785 bytes of the entry without "hash")``; the first previous
hash is 32 zero bytes. Whoever holds the last hash can tell whether anything before it was changed,
left out or put in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from harness.clock import iso, moment
from harness.errors import HarnessError

from .canonical import canonical

ZERO: Final = "00" * 32
"""The hash before the first entry."""


#: Python lets other threads run while it hashes 2048 bytes or more; for a few microseconds' work
#: the change of threads costs more than it gains.
PIECE: Final = 2047


def link(previous: str, content: bytes) -> str:
    """Return the hash of an entry's canonical bytes behind the previous hash, both hexadecimal."""
    hashed = hashlib.sha256(bytes.fromhex(previous))
    for first in range(0, len(content), PIECE):
        hashed.update(content[first : first + PIECE])
    return hashed.hexdigest()


class BrokenChain(HarnessError):
    """A journal was changed after it was written.

    Attributes:
        n: number of the first entry that does not fit.

    """

    def __init__(self, n: int, why: str) -> None:
        """Name the first entry that does not fit."""
        super().__init__(f"the journal does not hold together at entry {n}", why=why)
        self.n = n


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        n: its number, from 1, without gaps.
        at: platform time.
        kind: ``exchange``, ``act``, ``clock``, ``fault``, ``driver``, ``step``, …
        body: plain JSON; no floats.
        hash: hexadecimal, 64 digits.

    """

    n: int
    at: datetime
    kind: str
    body: dict[str, Any]
    hash: str

    def as_json(self) -> dict[str, Any]:
        """Return the entry as it stands in an evidence file."""
        return {**self._unsealed(), "hash": self.hash}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Entry:
        """Return the entry that a line of an evidence file holds.

        Raises:
            BrokenChain: if the line is not shaped as an entry.

        """
        try:
            entry = cls(
                value["n"], moment(value["at"]), value["kind"], value["body"], value["hash"]
            )
        except (KeyError, TypeError, HarnessError) as error:
            number = value.get("n", 0) if isinstance(value, dict) else 0
            raise BrokenChain(number, f"not an entry: {error}") from None
        if entry.as_json() != value:
            raise BrokenChain(entry.n, "the entry has other members than it should")
        return entry

    def _unsealed(self) -> dict[str, Any]:
        return {"n": self.n, "at": iso(self.at), "kind": self.kind, "body": self.body}

    def sealed_after(self, previous: str) -> str:
        """Return the hash that this entry has after the previous one."""
        return link(previous, canonical(self._unsealed()))


class Journal:
    """The entries of one sandbox, in memory; only ever appended to."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Take up where earlier entries ended."""
        self._entries = list(entries)

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries, the first first."""
        return self._entries

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return self._entries[-1].hash if self._entries else ZERO

    def append(self, at: datetime, kind: str, body: dict[str, Any]) -> Entry:
        """Seal and keep one more entry."""
        entry = self.seal(at, kind, body)
        self.keep(entry)
        return entry

    def seal(self, at: datetime, kind: str, body: dict[str, Any]) -> Entry:
        """Return what the next entry would be, without keeping it."""
        draft = Entry(len(self._entries) + 1, at, kind, body, "")
        return Entry(draft.n, draft.at, kind, body, draft.sealed_after(self.head))

    def keep(self, entry: Entry) -> None:
        """Keep a sealed entry, once it is durable."""
        if entry.n != len(self._entries) + 1:
            raise BrokenChain(entry.n, "another entry was kept in between")
        self._entries.append(entry)

    def after(self, n: int) -> Sequence[Entry]:
        """Return the entries numbered above n."""
        return self._entries[max(n, 0) :]


def verify_chain(entries: Iterable[Entry]) -> str:
    """Return the hash of the last entry once every one fits the one before.

    Raises:
        BrokenChain: at the first that does not.

    """
    previous = ZERO
    for number, entry in enumerate(entries, start=1):
        if entry.n != number:
            raise BrokenChain(number, f"the entry is numbered {entry.n}")
        if entry.sealed_after(previous) != entry.hash:
            raise BrokenChain(number, "its content and its hash disagree")
        previous = entry.hash
    return previous
