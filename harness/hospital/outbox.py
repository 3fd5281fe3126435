"""Messages whose outcome must become known: written before they leave, kept until they are final.

An errand keeps its ``msgid`` and its content for life, so that a repetition is the same message
(DER-MSG-1). Repetitions wait longer each time, honour ``Retry-After``, and end after five
(DER-MSG-3); what is left then stands on the worklist.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .clocks import HouseClock
from .courier import Answer, Courier, Outcome
from .records import Errand
from .store import Store

WAITING = "waiting"
UNKNOWN = "unknown"
DONE = "done"
DROPPED = "dropped"
DELAYS = tuple(timedelta(seconds=each) for each in (2, 4, 8, 16, 32))
"""Seconds before the first to the fifth repetition."""


class Outbox:
    """Errands by id, in the order in which they were written."""

    def __init__(self, store: Store, courier: Courier, clock: HouseClock) -> None:
        """Use the house's store, line and clock."""
        self._store = store
        self._courier = courier
        self._clock = clock

    def write(
        self, *, kind: str, about: str, person: str, infno: str, content: dict[str, Any], pool: str
    ) -> Errand:
        """Write an errand that has not left yet."""
        errand = Errand(
            id=f"{kind}-{self._store.next('errand')}",
            kind=kind,
            about=about,
            person=person,
            infno=infno,
            msgid=self._courier.new_msgid(),
            pool=pool,
            content=json.dumps(content, ensure_ascii=False),
            created_at=self._clock.now(),
        )
        return self.keep(errand)

    def keep(self, errand: Errand) -> Errand:
        """Write an errand's present state."""
        self._store.put(errand.id, errand)
        return errand

    def rewritten(self, errand: Errand, content: dict[str, Any], pool: str = "") -> Errand:
        """Return an errand that never left, with its content."""
        text = json.dumps(content, ensure_ascii=False)
        return self.keep(replace(errand, content=text, pool=pool or errand.pool))

    def of(self, kind: str, about: str) -> Errand | None:
        """Return the latest errand of a kind about a case."""
        found = [e for e in self.all() if e.kind == kind and e.about == about]
        return found[-1] if found else None

    def all(self) -> list[Errand]:
        """Return all errands, oldest first."""
        return self._store.all(Errand)

    def open(self) -> list[Errand]:
        """Return the errands whose outcome is not final."""
        return [each for each in self.all() if each.state in {WAITING, UNKNOWN}]

    def is_due(self, errand: Errand) -> bool:
        """Tell whether an automatic repetition may leave now."""
        if self.is_exhausted(errand):
            return False
        return errand.not_before is None or errand.not_before <= self._clock.now()

    def is_exhausted(self, errand: Errand) -> bool:
        """Tell whether the automatic repetitions are used up."""
        return errand.attempts > len(DELAYS)

    def send(self, errand: Errand) -> tuple[Errand, Answer]:
        """Send once: the errand counts as of unknown outcome from before it leaves."""
        errand = self.keep(
            replace(errand, state=UNKNOWN, attempts=errand.attempts + 1, not_before=None)
        )
        content = json.loads(errand.content)
        answer = self._courier.send(
            errand.infno, content, pool=errand.pool, msgid=self.message_id(errand)
        )
        return self.keep(self._heard(errand, answer)), answer

    def message_id(self, errand: Errand) -> str:
        """Return the id under which an errand leaves: always the one it was written with."""
        return errand.msgid

    def finish(self, errand: Errand, state: str = DONE) -> Errand:
        """Mark an errand as final."""
        return self.keep(replace(errand, state=state, not_before=None))

    def postpone(self, errand: Errand, answer: Answer, state: str) -> Errand:
        """Put an errand off until its next repetition."""
        return self.keep(
            replace(
                errand,
                state=state,
                not_before=self.next_attempt(errand, answer),
                status=answer.status,
                text=answer.text,
            )
        )

    def next_attempt(self, errand: Errand, answer: Answer) -> datetime:
        """Return when an errand may leave again."""
        step = min(max(errand.attempts, 1), len(DELAYS)) - 1
        wait = max(DELAYS[step], timedelta(seconds=answer.retry_after or 0))
        return self._clock.now() + wait

    def _heard(self, errand: Errand, answer: Answer) -> Errand:
        state = WAITING if answer.outcome is Outcome.NOT_SENT else errand.state
        return replace(errand, state=state, status=answer.status, text=answer.reason)
