"""Journals in one SQLite file.

Write-ahead log, synchronous=FULL: a commit is on the disk before anybody hears of it. One writer
thread with a connection of its own; reads use another connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from harness.errors import EnvironmentFault, UsageError
from harness.journal import Entry

from .ports import JournalUnavailable, Kept
from .rows import entry_of, row_of
from .writer import Batch, Row, Writer

__all__ = ["SqliteStore"]

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sandboxes (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    spec TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
    sandbox TEXT NOT NULL REFERENCES sandboxes (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (sandbox, n)
) WITHOUT ROWID;
"""
INSERT: Final = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)"
CHUNK: Final = 256


class SqliteStore:
    """Journals in a file."""

    shared = False

    def __init__(self, path: str | Path) -> None:
        """Open or create the file.

        Raises:
            EnvironmentFault: It cannot be opened, is no database, or another process holds it.
        """
        self.path = Path(path)
        self.url = f"sqlite:{path}"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _claim(self.path)
            self._reads = _connect(self.path)
            self._reads.executescript(SCHEMA)
            self._writes = _connect(self.path)
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentFault(
                "the journal cannot be opened",
                where=str(self.path),
                why=str(error),
                remedy="Choose another file with --store sqlite:FILE, or --store memory:.",
            ) from error
        self._reading = threading.Lock()
        self._writer = Writer(self._commit, name="journal")

    def create(self, sandbox: str, spec: dict[str, Any]) -> None:
        """Keep a new sandbox."""
        text = orjson.dumps(spec).decode()
        try:
            self._change("INSERT INTO sandboxes (id, spec) VALUES (?, ?)", (sandbox, text))
        except sqlite3.IntegrityError:
            raise UsageError(f"sandbox {sandbox!r} exists already") from None
        except sqlite3.Error as error:
            raise JournalUnavailable("the sandbox was not kept", why=str(error)) from error
        self._writer.reopen(sandbox)

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox and its entries."""
        self._writer.refuse(sandbox)
        self._writer.drain()
        try:
            self._change("DELETE FROM sandboxes WHERE id = ?", (sandbox,))
        except sqlite3.Error as error:
            raise JournalUnavailable("the sandbox was not removed", why=str(error)) from error

    def append(self, sandbox: str, entry: Entry) -> Batch:
        """Queue an entry for the writer."""
        return self._writer.add(row_of(sandbox, entry))

    def sandboxes(self) -> list[Kept]:
        """Return every sandbox."""
        rows = self._read("SELECT id, spec FROM sandboxes ORDER BY number", ())
        return [Kept(id=each, spec=orjson.loads(spec)) for each, spec in rows]

    def find(self, sandbox: str) -> Kept | None:
        """Return one sandbox."""
        rows = self._read("SELECT id, spec FROM sandboxes WHERE id = ?", (sandbox,))
        return next((Kept(id=each, spec=orjson.loads(spec)) for each, spec in rows), None)

    def entries(self, sandbox: str, after: int = 0, most: int | None = None) -> Iterator[Entry]:
        """Yield entries, some hundred read at a time, so that writing goes on meanwhile."""
        sql = (
            "SELECT n, at, kind, body, hash FROM entries"
            " WHERE sandbox = ? AND n > ? ORDER BY n LIMIT ?"
        )
        left = most
        while left is None or left > 0:
            wanted = CHUNK if left is None else min(CHUNK, left)
            rows = self._read(sql, (sandbox, after, wanted))
            yield from map(entry_of, rows)
            if len(rows) < wanted:
                return
            after = rows[-1][0]
            left = None if left is None else left - len(rows)

    def reopen(self, sandbox: str) -> None:
        """Accept entries of a sandbox again."""
        self._writer.reopen(sandbox)

    def close(self) -> None:
        """Write what is queued and close the file."""
        self._writer.close()
        self._writes.close()
        self._reads.close()
        self._lock.close()

    def _commit(self, rows: Sequence[Row]) -> None:
        self._writes.execute("BEGIN IMMEDIATE")
        try:
            self._writes.executemany(INSERT, rows)
            self._writes.execute("COMMIT")
        except BaseException:
            if self._writes.in_transaction:
                self._writes.execute("ROLLBACK")
            raise

    def _change(self, sql: str, values: tuple[Any, ...]) -> None:
        with self._reading:
            self._reads.execute(sql, values)

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            with self._reading:
                return self._reads.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise JournalUnavailable("the journal cannot be read", why=str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _claim(path: Path) -> sqlite3.Connection:
    """Hold a lock beside the file for as long as the store is open.

    Two processes with one journal would each believe that their own memory is the state. The lock
    is SQLite's own on a file beside the journal, so it works wherever SQLite does, and a process
    that dies lets go of it.
    """
    lock = sqlite3.connect(f"{path}.lock", isolation_level=None, check_same_thread=False, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" not in str(error):
            raise
        raise EnvironmentFault(
            "another server is using this journal",
            where=str(path),
            remedy="Stop it, or choose another file with --store sqlite:FILE.",
        ) from None
    return lock
