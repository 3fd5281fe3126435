"""Seeing on the wire whether what a card asks for has been done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harness.journal import Entry
from harness.scenario.monitors import MonitorSet
from harness.scenario.monitors.breach import content, unanswered
from harness.scenario.monitors.retries import resolves
from harness.scenario.ports import SandboxPort
from harness.scenario.record import sent_by_his
from harness.verdicts.finding import Finding


class Seen(StrEnum):
    """What a message means for a card."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"
    ELSE = "about somebody else"
    OTHER = "other"


@dataclass(slots=True)
class Awaited:
    """What a card waits for: one kind of message, about one person.

    Attributes:
        infno: its number; ``None`` where no message belongs to the card.
        numbers: the person's numbers; empty: anybody's.
        lost: the first such message whose sender got no answer.

    """

    infno: str | None
    numbers: frozenset[str] = frozenset()
    lost: Entry | None = None

    def take(self, entry: Entry) -> Seen:
        """Tell what a message of the HIS means."""
        infno = str(entry.body.get("infno"))
        if infno == self.infno:
            if not self._about(entry):
                return Seen.ELSE
            if unanswered(entry):
                self.lost = self.lost or entry
                return Seen.UNANSWERED
            return Seen.ANSWERED
        if self.lost and self.infno and resolves(self.infno, infno) and not unanswered(entry):
            return Seen.RESOLVED
        return Seen.OTHER

    def _about(self, entry: Entry) -> bool:
        return not self.numbers or bool(self.numbers & set(_leaves(content(entry))))


class Watch:
    """The journal of one sandbox, followed as it grows, with the rules that always hold."""

    def __init__(self, sandbox: SandboxPort) -> None:
        """Begin behind everything that is there; what it broke has been told before."""
        self._sandbox = sandbox
        self._monitors = MonitorSet("attended")
        self._seen = 0
        for _ in self._fed():
            pass

    def news(self) -> Iterator[tuple[Entry, list[Finding]]]:
        """Give each new message of the HIS, with the rules that it breaks."""
        for entry, findings in self._fed():
            if sent_by_his(entry):
                yield entry, findings

    def since(self, n: int) -> list[Entry]:
        """Return the messages that came behind an entry and have been followed."""
        found = self._sandbox.journal.after(n)
        return [each for each in found if each.n <= self._seen and sent_by_his(each)]

    def _fed(self) -> Iterator[tuple[Entry, list[Finding]]]:
        for entry in self._sandbox.journal.after(self._seen):
            self._seen = entry.n
            yield entry, self._monitors.feed(entry)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str):
        yield value
