"""One thread that makes entries durable.

What arrives while it is busy shares the next transaction, so a commit is as often as the disk
allows and no oftener; where there is company, it waits a moment for more. Only after the commit
does a receipt say so: an answer that waits for it never speaks of something that a power cut could
undo.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from .ports import JournalConflict, JournalUnavailable

__all__ = ["Batch", "Row", "Writer"]

#: Seconds in which others may join a transaction, if some joined the last one. A change of threads
#: and a commit for every second or third request cost more than a late answer to one.
MOMENT: Final = 0.0005

#: Sandbox, number, platform time, kind, body as JSON text, hash.
Row: TypeAlias = tuple[str, int, str, str, str, str]


class Batch:
    """Entries that share one transaction."""

    __slots__ = ("_callbacks", "_event", "error", "rows")

    def __init__(self) -> None:
        """Start without entries."""
        self.rows: list[Row] = []
        self.error: BaseException | None = None
        self._event = threading.Event()
        self._callbacks: list[Callable[[], None]] = []

    def wait(self) -> None:
        """Return once the transaction is committed.

        Raises:
            JournalUnavailable: It failed.
        """
        self._event.wait()
        self.check()

    def check(self) -> None:
        """Raise what the transaction failed with, if it is over and did."""
        if self.error is not None:
            text, why = "the journal could not be written", str(self.error)
            conflict = isinstance(self.error, JournalConflict)
            raise (JournalConflict if conflict else JournalUnavailable)(text, why=why)

    def done(self) -> bool:
        """Tell whether the transaction is over, either way."""
        return self._event.is_set()

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call back once, from whichever thread ends the transaction."""
        self._callbacks.append(callback)
        if self._event.is_set():
            self._call_back()

    def finish(self, error: BaseException | None = None) -> None:
        """Say how the transaction ended."""
        self.error = error
        self._event.set()
        self._call_back()

    def _call_back(self) -> None:
        """Call whoever is left; two threads may come here, each callback is taken by one."""
        while True:
            try:
                callback = self._callbacks.pop()
            except IndexError:
                return
            callback()


class Writer:
    """Writes batches one after the other."""

    def __init__(self, commit: Callable[[Sequence[Row]], None], *, name: str) -> None:
        """Start the thread.

        Args:
            commit: Writes rows in one transaction, all or none; called from the thread only.
            name: The thread's name.
        """
        self._commit = commit
        self._changed = threading.Condition()
        self._open = Batch()
        self._broken: set[str] = set()
        self._closing = False
        self._joined = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def add(self, row: Row) -> Batch:
        """Queue a row; rows of a sandbox whose last batch failed fail at once."""
        with self._changed:
            if self._closing or row[0] in self._broken:
                return _failed("the sandbox takes no entries: it is gone, or waits to be rebuilt")
            batch = self._open
            batch.rows.append(row)
            if len(batch.rows) == 1:
                self._changed.notify()
            return batch

    def refuse(self, sandbox: str) -> None:
        """Fail rows of a sandbox from now on: it is being removed."""
        with self._changed:
            self._broken.add(sandbox)

    def reopen(self, sandbox: str) -> None:
        """Accept rows of a sandbox again."""
        with self._changed:
            self._broken.discard(sandbox)

    def drain(self) -> None:
        """Return when everything queued so far is over."""
        with self._changed:
            batch = self._open
        if batch.rows:
            batch._event.wait()  # noqa: SLF001 - the error is for those who wait for the rows

    def close(self) -> None:
        """Write what is queued, then end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while (batch := self._next()) is not None:
            try:
                self._commit(batch.rows)
            except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear it
                self._fail(batch, error)
            else:
                batch.finish()

    def _next(self) -> Batch | None:
        with self._changed:
            while not self._open.rows and not self._closing:
                self._changed.wait()
            if not self._open.rows:
                return None
            if self._joined > 1 and not self._closing:
                self._changed.wait(MOMENT)
            batch, self._open = self._open, Batch()
            self._joined = len(batch.rows)
            return batch

    def _fail(self, batch: Batch, error: BaseException) -> None:
        """Fail a batch, and what was queued behind it: it rests on entries that are not there."""
        with self._changed:
            behind, self._open = self._open, Batch()
            self._broken.update(row[0] for row in (*batch.rows, *behind.rows))
        batch.finish(error)
        behind.finish(error)


def _failed(why: str) -> Batch:
    batch = Batch()
    batch.finish(JournalUnavailable(why))
    return batch
