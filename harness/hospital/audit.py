"""The trail of every slip: events are appended and never changed (WH25-1-3e, ACC14-A14)."""

from __future__ import annotations

from datetime import datetime

from .records import AuditEvent
from .store import Store


class Audit:
    """Append-only events, numbered within the house."""

    def __init__(self, store: Store) -> None:
        """Write to a store."""
        self._store = store

    def record(
        self,
        about: str,
        event: str,
        *,
        at: datetime,
        user: str,
        before: str = "",
        after: str = "",
    ) -> None:
        """Append one event about a case."""
        number = self._store.next("audit")
        self.append(
            AuditEvent(
                n=number, about=about, at=at, user=user, event=event, before=before, after=after
            )
        )

    def append(self, event: AuditEvent) -> None:
        """Write one event under a key of its own."""
        self._store.put(f"{event.n:08d}", event)

    def trail(self, about: str) -> list[AuditEvent]:
        """Return the events of one case in order."""
        return [each for each in self._store.all(AuditEvent) if each.about == about]
