"""The hospital's own store: encoded records by kind and key, written before anything else happens.

Nothing is cached: what was not written is gone after ``restart``, as in a crashed process.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

T = TypeVar("T")


class Vault(Protocol):
    """Where encoded records survive: a table of kind, key and bytes."""

    def write(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value durably."""
        ...

    def read(self, kind: str, key: str) -> bytes | None:
        """Return a value, or None."""
        ...

    def all(self, kind: str) -> list[bytes]:
        """Return all values of a kind in the order of first writing."""
        ...

    def erase(self, kind: str, key: str) -> None:
        """Forget a value."""
        ...


class MemoryVault:
    """A vault in memory; it outlives the hospital object that uses it, so ``restart`` finds it."""

    def __init__(self) -> None:
        """Begin empty."""
        self._kinds: dict[str, dict[str, bytes]] = {}

    def write(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value."""
        self._kinds.setdefault(kind, {})[key] = value

    def read(self, kind: str, key: str) -> bytes | None:
        """Return a value, or None."""
        return self._kinds.get(kind, {}).get(key)

    def all(self, kind: str) -> list[bytes]:
        """Return all values of a kind in the order of first writing."""
        return list(self._kinds.get(kind, {}).values())

    def erase(self, kind: str, key: str) -> None:
        """Forget a value."""
        self._kinds.get(kind, {}).pop(key, None)


class FileVault:
    """A vault in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open or create the file."""
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute(
            "create table if not exists record (n integer primary key autoincrement,"
            " kind text, key text, value blob, unique (kind, key))"
        )

    def write(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value durably."""
        self._run(
            "insert into record (kind, key, value) values (?, ?, ?)"
            " on conflict (kind, key) do update set value = excluded.value",
            kind, key, value,
        )  # fmt: skip

    def read(self, kind: str, key: str) -> bytes | None:
        """Return a value, or None."""
        rows = self._run("select value from record where kind = ? and key = ?", kind, key)
        return rows[0] if rows else None

    def all(self, kind: str) -> list[bytes]:
        """Return all values of a kind in the order of first writing."""
        return self._run("select value from record where kind = ? order by n", kind)

    def erase(self, kind: str, key: str) -> None:
        """Forget a value."""
        self._run("delete from record where kind = ? and key = ?", kind, key)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _run(self, statement: str, *values: object) -> list[bytes]:
        with self._lock:
            return [row[0] for row in self._connection.execute(statement, values)]


class Store:
    """Typed records over a vault; the kind is the record's class."""

    def __init__(self, vault: Vault) -> None:
        """Use a vault."""
        self._vault = vault

    def put(self, key: str, record: object) -> None:
        """Write a record, replacing the one with its key."""
        self._vault.write(type(record).__name__, key, msgspec.json.encode(record))

    def get(self, kind: type[T], key: str) -> T | None:
        """Return a record, or None."""
        value = self._vault.read(kind.__name__, key)
        return None if value is None else msgspec.json.decode(value, type=kind)

    def all(self, kind: type[T]) -> list[T]:
        """Return all records of a kind, oldest first."""
        return [msgspec.json.decode(each, type=kind) for each in self._vault.all(kind.__name__)]

    def erase(self, kind: type[object], key: str) -> None:
        """Forget a record; only for working records, never for the trail."""
        self._vault.erase(kind.__name__, key)

    def next(self, counter: str) -> int:
        """Return the next number of a counter, from 1, never the same twice."""
        value = self._vault.read("counter", counter)
        number = 1 if value is None else int(value) + 1
        self._vault.write("counter", counter, str(number).encode())
        return number
