"""A sandbox's journal and state, kept together.

The state follows from the journal. Where a commit fails the state is made again from what is
durable; where another process was first, what it wrote is taken over and the step tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from harness.clock import Clock, SystemClock
from harness.journal import Entry, Journal
from harness.storage.ports import JournalConflict, JournalUnavailable, Receipt, Store

from .assembly import Parts, assemble
from .ledger import Ledger
from .spec import Spec
from .state import State

__all__ = ["Keeping"]

#: How often a step is tried again because another process wrote first.
ATTEMPTS = 50

Result = TypeVar("Result")


class Keeping:
    """What a sandbox is made of, what has happened, and what follows from it.

    Attributes:
        id: Its name.
        base_url: Where it is reached.
        credentials: What a hospital needs in order to be let in.
        journal: Everything that happened.
        ledger: The same, with what only its owner needs.
        spec: What it is made of.
        institution: World id of the institution that is driven first.
        left: Called when the sandbox is closed.
    """

    def __init__(self, spec: Spec, store: Store, base_url: str, wall: Clock | None = None) -> None:
        """Put the parts together; `create` and `restore` also fill the journal."""
        self.spec = spec
        self.id = spec.id
        self.base_url = base_url
        self._wall = wall or SystemClock()
        self._parts: Parts = assemble(spec, base_url)
        self.credentials = self._parts.credentials
        self.ledger = Ledger(store, spec.id)
        self.journal: Journal = self.ledger
        self._store = store
        self._state: State = self._parts.state()
        self._generation = 0
        self._strangers: frozenset[str] = frozenset()
        self.institution = spec.institution or self._parts.world.institution
        self.left: Callable[[], None] = nothing
        self.ledger.listen(self._fold)

    def now(self) -> datetime:
        """Return platform time: where the clock was set, else China's, never before the latest."""
        if self._state.stands_at is not None:
            return self._state.stands_at
        real = self._wall.now()
        real = real.replace(microsecond=real.microsecond // 1000 * 1000)
        return max(real, self._state.latest or real)

    def attempt(self, step: Callable[[], Result]) -> Result:
        """Take a step that writes; again, where another process was first.

        Raises:
            JournalUnavailable: The journal takes nothing.
        """
        with self.ledger.lock:
            for _ in range(ATTEMPTS):
                try:
                    return step()
                except JournalConflict:
                    self.catch_up()
        raise JournalUnavailable("too many other processes write to this sandbox")

    def settle(self) -> None:
        """Wait until everything written so far is durable.

        Raises:
            JournalUnavailable: It will not be; the state has been made again without it.
        """
        generation = self._generation
        try:
            self.ledger.settle()
        except JournalUnavailable:
            with suppress(JournalUnavailable):
                self.recover(generation)
            raise

    def recover(self, generation: int) -> None:
        """Make the state again from what is durable, unless that has been done since.

        Raises:
            JournalUnavailable: Nothing can be read either; the next request tries again.
        """
        with self.ledger.lock:
            if generation != self._generation:
                return
            self._state = self._parts.state()
            self.ledger.rewind()
            self.ledger.resume()
            self._generation += 1

    def catch_up(self) -> None:
        """Take over what other processes have written to a shared store."""
        if self._store.shared:
            with self.ledger.lock:
                self._store.reopen(self.id)
                self.ledger.resume()

    def _write(self, kind: str, body: dict[str, Any], at: datetime | None = None) -> Receipt:
        with self.ledger.lock:
            return self.ledger.write(at or self.now(), kind, body)[1]

    def _fold(self, entry: Entry) -> None:
        self._state.fold(entry)


def nothing() -> None:
    """Do nothing."""
