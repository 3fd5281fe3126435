"""Journals in PostgreSQL, which several server processes may share.

An entry's number is part of its key, so of two processes that write the same number one is told:
`JournalConflict`. It reads what the other wrote and tries again.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import orjson
import psycopg

from harness.errors import EnvironmentFault, UsageError

from .ports import JournalConflict, JournalUnavailable
from .tables import TableStore
from .writer import Row

__all__ = ["PostgresStore"]

#: Bodies are text, not jsonb: the bytes that were hashed are the bytes that are kept.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sandboxes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    spec text NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
    sandbox text NOT NULL REFERENCES sandboxes (id) ON DELETE CASCADE,
    n bigint NOT NULL,
    at text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (sandbox, n)
);
"""
#: Two processes that start together must not create the tables at the same time.
CREATION: Final = 1599_2501


class PostgresStore(TableStore):
    """Journals in a database."""

    shared = True
    _place = "%s"

    def __init__(self, url: str) -> None:
        """Connect, and create the tables where they are missing.

        Raises:
            EnvironmentFault: The server cannot be reached or refuses.
        """
        self._dsn = url
        self.url = without_password(url)
        try:
            self._reads = psycopg.connect(url, autocommit=True)
            with self._reads.transaction():
                self._reads.execute("SELECT pg_advisory_xact_lock(%s)", (CREATION,))
                self._reads.execute(SCHEMA)
            self._writes = psycopg.connect(url)
        except psycopg.Error as error:
            raise EnvironmentFault(
                "the journal's database cannot be used",
                where=self.url,
                why=str(error).strip(),
                remedy="Start it, or choose --store sqlite:FILE.",
            ) from error
        self._reading = threading.Lock()
        super().__init__()

    def create(self, sandbox: str, spec: dict[str, Any]) -> None:
        """Keep a new sandbox."""
        text = orjson.dumps(spec).decode()
        try:
            self._do("INSERT INTO sandboxes (id, spec) VALUES (%s, %s)", (sandbox, text))
        except psycopg.errors.UniqueViolation:
            raise UsageError(f"sandbox {sandbox!r} exists already") from None
        except psycopg.Error as error:
            raise JournalUnavailable("the sandbox was not kept", why=str(error)) from error
        self._writer.reopen(sandbox)

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox and its entries."""
        self._writer.refuse(sandbox)
        self._writer.drain()
        try:
            self._do("DELETE FROM sandboxes WHERE id = %s", (sandbox,))
        except psycopg.Error as error:
            raise JournalUnavailable("the sandbox was not removed", why=str(error)) from error

    def close(self) -> None:
        """Write what is queued and disconnect."""
        self._writer.close()
        self._writes.close()
        self._reads.close()

    def _commit(self, rows: Sequence[Row]) -> None:
        if self._writes.closed:
            self._writes = psycopg.connect(self._dsn)
        try:
            with self._writes.transaction(), self._writes.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO entries VALUES (%s, %s, %s, %s, %s, %s)", list(rows)
                )
        except psycopg.errors.IntegrityError as error:
            raise JournalConflict("another process wrote first", why=str(error)) from error

    def _do(self, sql: str, values: tuple[Any, ...]) -> None:
        with self._reading:
            self._connected().execute(sql, values)

    def _page(self, sandbox: str, after: int, most: int) -> list[Any]:
        sql = (
            "SELECT n, at, kind, body, hash FROM entries"
            " WHERE sandbox = %s AND n > %s ORDER BY n LIMIT %s"
        )
        return self._read(sql, (sandbox, after, most))

    def _read(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            with self._reading:
                return self._connected().execute(sql, values).fetchall()
        except psycopg.Error as error:
            raise JournalUnavailable("the journal cannot be read", why=str(error)) from error

    def _connected(self) -> psycopg.Connection[Any]:
        """Return the reading connection, a new one where the server was restarted."""
        if self._reads.closed or self._reads.broken:
            self._reads = psycopg.connect(self._dsn, autocommit=True)
        return self._reads


def without_password(url: str) -> str:
    """Return an address that may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username or ''}@{host}"))
