"""A store by its address."""

from __future__ import annotations

from harness.errors import UsageError

from .memory import MemoryStore
from .ports import Store
from .sqlite import SqliteStore

__all__ = ["DEFAULT", "open_store"]

DEFAULT = "sqlite:./harness-data/journal.sqlite3"


def open_store(url: str) -> Store:
    """Open `memory:`, `sqlite:FILE` or `postgresql://…`.

    Raises:
        UsageError: The address is none of these.
        EnvironmentFault: The file or the server cannot be used.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory" and not rest:
        return MemoryStore()
    if scheme == "sqlite" and rest:
        return SqliteStore(rest.removeprefix("//") if rest.startswith("///") else rest)
    if scheme in {"postgresql", "postgres"}:
        # Half of all uses need no database driver; loading one takes longer than they do.
        from .postgres import PostgresStore  # noqa: PLC0415

        return PostgresStore(url)
    raise UsageError(
        f"{url!r} is no store",
        remedy="Use memory:, sqlite:FILE or postgresql://USER@HOST/DATABASE.",
    )
