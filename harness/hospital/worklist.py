"""The worklist: everything without a final outcome, until it has one (DER-WRK-1, WH25-3c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .clocks import HouseClock
from .records import Problem
from .store import Store


class Worklist:
    """Open items by kind and case; raising one again renews its text, not its age."""

    def __init__(self, store: Store, clock: HouseClock) -> None:
        """Use the house's store and clock."""
        self._store = store
        self._clock = clock

    def raise_item(
        self, kind: str, ref: str, person: str, *, status: str, code: str = "", text: str = ""
    ) -> None:
        """Open an item, or renew the open one of the same kind and case."""
        old = self.find(kind, ref)
        if old is None:
            number = self._store.next("problem")
            old = Problem(
                id=f"P{number}", kind=kind, ref=ref, person=person, since=self._clock.now()
            )
        renewed = replace(old, status=status, code=code, text=text)
        self._store.put(renewed.id, renewed)

    def resolve(self, kind: str, ref: str) -> None:
        """Close the open item of a kind and case, if there is one."""
        old = self.find(kind, ref)
        if old is not None:
            self._store.put(old.id, replace(old, resolved_at=self._clock.now()))

    def find(self, kind: str, ref: str) -> Problem | None:
        """Return the open item of a kind and case."""
        found = [p for p in self.items() if p.kind == kind and p.ref == ref]
        return found[0] if found else None

    def items(self) -> list[Problem]:
        """Return the open items, oldest first."""
        return [each for each in self._store.all(Problem) if each.resolved_at is None]

    def age_hours(self, item: Problem, now: datetime) -> int:
        """Return how many full hours an item has been open."""
        return int((now - item.since).total_seconds() // 3600)
