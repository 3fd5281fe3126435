"""Journals in one SQLite file.

Write-ahead log, synchronous=FULL: a commit is on the disk before anybody hears of it. One writer
thread with a connection of its own; reads use another connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from harness.errors import EnvironmentFault, UsageError

from .ports import JournalUnavailable
from .tables import TableStore
from .writer import Row

__all__ = ["SqliteStore"]

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sandboxes (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    spec TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
    key INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
);
"""
#: Changes when the tables do.
VERSION: Final = 2
#: The key of an entry is the sandbox's number times this, plus the entry's own: entries of a
#: sandbox lie together and in order, and appending one touches one page.
ROOM: Final = 2**40
#: Rows of one statement; every statement costs a change of threads.
MANY: Final = 128


class SqliteStore(TableStore):
    """Journals in a file."""

    shared = False
    _place = "?"

    def __init__(self, path: str | Path) -> None:
        """Open or create the file.

        Raises:
            EnvironmentFault: It cannot be opened, is no database, or another process holds it.
        """
        self.path = Path(path)
        self.url = f"sqlite:{path}"
        with ExitStack() as opened:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = opened.enter_context(closing(_claim(self.path)))
                self._reads = opened.enter_context(closing(_connect(self.path)))
                _prepare(self._reads, self.path)
                known = self._reads.execute("SELECT id, number FROM sandboxes").fetchall()
                self._writes = opened.enter_context(closing(_connect(self.path)))
            except (OSError, sqlite3.Error) as error:
                raise EnvironmentFault(
                    "the journal cannot be opened",
                    where=str(self.path),
                    why=str(error),
                    remedy="Choose another file with --store sqlite:FILE, or --store memory:.",
                ) from error
            self._opened = opened.pop_all()
        self._numbers: dict[str, int] = dict(known)
        self._reading = threading.Lock()
        super().__init__()

    def create(self, sandbox: str, spec: dict[str, Any]) -> None:
        """Keep a new sandbox."""
        text = orjson.dumps(spec).decode()
        sql = "INSERT INTO sandboxes (id, spec) VALUES (?, ?) RETURNING number"
        try:
            with self._reading:
                ((number,),) = self._reads.execute(sql, (sandbox, text)).fetchall()
        except sqlite3.IntegrityError:
            raise UsageError(f"sandbox {sandbox!r} exists already") from None
        except sqlite3.Error as error:
            raise JournalUnavailable("the sandbox was not kept", why=str(error)) from error
        self._numbers[sandbox] = number
        self._writer.reopen(sandbox)

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox and its entries."""
        self._writer.refuse(sandbox)
        self._writer.drain()
        number = self._numbers.pop(sandbox, None)
        if number is None:
            return
        first, end = number * ROOM, (number + 1) * ROOM
        try:
            with self._reading, self._reads as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DELETE FROM entries WHERE key >= ? AND key < ?", (first, end))
                connection.execute("DELETE FROM sandboxes WHERE number = ?", (number,))
        except sqlite3.Error as error:
            self._numbers[sandbox] = number
            raise JournalUnavailable("the sandbox was not removed", why=str(error)) from error

    def close(self) -> None:
        """Write what is queued and close the file."""
        self._writer.close()
        self._opened.close()

    def _commit(self, rows: Sequence[Row]) -> None:
        self._writes.execute("BEGIN IMMEDIATE")
        try:
            for first in range(0, len(rows), MANY):
                some = rows[first : first + MANY]
                values: list[Any] = []
                for sandbox, n, *rest in some:
                    values += (self._numbers[sandbox] * ROOM + n, *rest)
                self._writes.execute(_insertion(len(some)), values)
            self._writes.execute("COMMIT")
        except BaseException:
            if self._writes.in_transaction:
                self._writes.execute("ROLLBACK")
            raise

    def _page(self, sandbox: str, after: int, most: int) -> list[Any]:
        number = self._numbers.get(sandbox)
        if number is None:
            return []
        sql = (
            "SELECT key % ?, at, kind, body, hash FROM entries"
            " WHERE key > ? AND key < ? ORDER BY key LIMIT ?"
        )
        return self._read(sql, (ROOM, number * ROOM + after, (number + 1) * ROOM, most))

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            with self._reading:
                return self._reads.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise JournalUnavailable("the journal cannot be read", why=str(error)) from error


@cache
def _insertion(rows: int) -> str:
    """Return the statement that inserts so many rows."""
    places = ", ".join(["(?, ?, ?, ?, ?)"] * rows)
    return f"INSERT INTO entries VALUES {places}"  # noqa: S608 - question marks only


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables, or see that they are ours."""
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if version != VERSION and tables:
        raise EnvironmentFault(
            "the file is no journal of this version",
            where=str(path),
            remedy="Choose another file with --store sqlite:FILE.",
        )
    connection.executescript(SCHEMA)
    connection.execute(f"PRAGMA user_version = {VERSION}")


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
