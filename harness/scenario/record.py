"""What the journal of one row says, looked up by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.journal import Entry

NOT_SEEN = frozenset({"refused", "unsupported", "failed"})


@dataclass(frozen=True, slots=True)
class Span:
    """The entries from a step's beginning to its end.

    Attributes:
        begin: the entry that opens it.
        end: the entry that closes it; ``None`` if the run broke off inside.

    """

    begin: Entry
    end: Entry | None

    @property
    def quiet(self) -> bool:
        """Whether the HIS was seen to have nothing under way at the end."""
        return self.end is not None and self.end.body.get("quiet") is not False

    @property
    def skipped(self) -> Mapping[str, Any] | None:
        """Why the step was not played: ``{because, en, zh}``; ``None`` if it was."""
        found: Mapping[str, Any] | None = self.end.body.get("skipped") if self.end else None
        return found


class Record:
    """The journal of one row."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index the entries."""
        self.entries = tuple(entries)
        self._spans: dict[str, Span] = {}
        self._replies: dict[str, Entry] = {}
        self._looks: list[Entry] = []
        self._views: dict[str, Entry] = {}
        self.subject: Mapping[str, Any] = {}
        self.sandbox: Mapping[str, Any] = {}
        self.gap: Entry | None = None
        self.broken: Entry | None = None
        for entry in self.entries:
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        body = entry.body
        if entry.kind == "sandbox":
            self.sandbox = body
        elif entry.kind == "step":
            self._step(entry)
        elif entry.kind == "view":
            self._views[body["step"]] = entry
        elif entry.kind == "driver" and body["method"] == "act":
            self._replies[body["step"]] = entry
        elif entry.kind == "driver" and body["method"] == "observe":
            self._looks.append(entry)
        elif entry.kind == "driver" and body["method"] == "initialize":
            self.subject = body["reply"]
        elif entry.kind == "act" and (step := self._open()):
            self._replies[step] = entry

    def _step(self, entry: Entry) -> None:
        id_, phase = entry.body["id"], entry.body["phase"]
        if phase == "skipped":
            self.gap = entry
        elif phase == "broken":
            self.broken = entry
        elif phase == "begin":
            self._spans[id_] = Span(entry, None)
        else:
            self._spans[id_] = Span(self._spans[id_].begin, entry)

    def _open(self) -> str | None:
        return next((id_ for id_, span in self._spans.items() if span.end is None), None)

    def span(self, step: str) -> Span | None:
        """Return the stretch of a step, if it was begun."""
        return self._spans.get(step)

    def reply(self, step: str) -> Entry | None:
        """Return the entry that holds a step's answer: of the HIS, or of our own side."""
        return self._replies.get(step)

    def look(self, step: str, part: str) -> Entry | None:
        """Return the entry of the latest look that serves one expectation of a step."""
        for entry in reversed(self._looks):
            if entry.body["step"] == step and part in entry.body["parts"]:
                return entry
        return None

    def looks(self, view: str, after: int, until: int) -> list[Entry]:
        """Return the looks at a view between two entries."""
        return [e for e in self._looks if after < e.n < until and e.body["params"]["view"] == view]

    def view(self, step: str) -> Entry | None:
        """Return the snapshot of the platform that a step took."""
        return self._views.get(step)

    def exchanges(self, after: int, until: int) -> list[Entry]:
        """Return what the HIS sent between two entries.

        Strays of earlier sandboxes and copies that the network made are not its doing.
        """
        return [each for each in self.entries if after < each.n < until and sent_by_his(each)]

    def delivered(self, fault: str, after: int, until: int) -> Entry | None:
        """Return the exchange in which a fault really reached the HIS."""
        for entry in self.entries:
            if entry.kind == "exchange" and after < entry.n < until:
                receipts = entry.body.get("faults") or ()
                if any(each.get("id") == fault and each.get("delivered") for each in receipts):
                    return entry
        return None

    def institution_code(self, id_: str) -> str | None:
        """Return the code on the wire of an institution of the world."""
        institutions: Sequence[Any] = self.sandbox.get("institutions", ())
        return next((each.get("code") for each in institutions if each.get("id") == id_), None)

    @property
    def carriage(self) -> str:
        """Where the attributes of the slip travel in this sandbox."""
        return str(self.sandbox.get("carriage", "national"))

    @property
    def dialect(self) -> str:
        """How the platform of this sandbox writes and reads."""
        return str(self.sandbox.get("dialect", "plain"))

    @property
    def last(self) -> int:
        """A number above every entry's."""
        return self.entries[-1].n + 1 if self.entries else 1


def sent_by_his(entry: Entry) -> bool:
    """Tell whether an entry is a message that the HIS sent in this sandbox."""
    if entry.kind != "exchange" or entry.body.get("stray"):
        return False
    return not any(each.get("copy") for each in entry.body.get("faults") or ())


def seen(reply: Mapping[str, Any]) -> Any:
    """Return what an ``observe`` answer shows; ``None`` if nothing was shown."""
    if reply.get("outcome") in NOT_SEEN:
        return None
    if "shown" in reply:
        return reply["shown"]
    return {key: each for key, each in reply.items() if key != "outcome"} or None
