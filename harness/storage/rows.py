"""Entries as rows of a table, and back."""

from __future__ import annotations

from typing import Any

import orjson

from harness.clock import iso, moment
from harness.journal import BrokenChain, Entry

from .writer import Row

__all__ = ["entry_of", "row_of"]


def row_of(sandbox: str, entry: Entry) -> Row:
    """Return an entry as a row."""
    body = orjson.dumps(entry.body).decode()
    return sandbox, entry.n, iso(entry.at), entry.kind, body, entry.hash


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Return the entry that a row (number, time, kind, body, hash) holds.

    Raises:
        BrokenChain: The row was changed into something that is no entry.
    """
    n, at, kind, body, digest = row
    try:
        content = orjson.loads(body)
        return Entry(n, moment(at), kind, content, digest)
    except (ValueError, TypeError) as error:
        raise BrokenChain(n, f"not an entry: {error}") from None
