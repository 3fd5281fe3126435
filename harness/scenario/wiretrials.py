"""What the HIS sent, held against what it must have sent."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.journal import Entry
from harness.verdicts.verdict import Verdict
from harness.wire.carriage import carriage
from harness.wire.dialects import dialect
from harness.wire.reading import meant

from . import wording
from .model import UNSET, Wire
from .moments import duration
from .monitors.breach import succeeded
from .patterns import Difference, compare_wire
from .record import Record, Span
from .trials import Trial
from .wording import Bilingual


def of_sequence(span: Span, record: Record, sequence: Sequence[str]) -> Trial:
    """Tell whether messages were sent in an order, others in between allowed."""
    sent = record.exchanges(span.begin.n, _end(span, record))
    left = iter(sent)
    taken = [next((e for e in left if e.body["infno"] == infno), None) for infno in sequence]
    numbers = [each.body["infno"] for each in sent]
    trial = Trial(
        verdict=Verdict.PASS,
        message=wording.met(wording.both("The order of messages", "报文顺序")),
        expected=list(sequence),
        actual=numbers,
        grade="wire",
        evidence=tuple(each.n for each in taken if each),
    )
    if None not in taken:
        return trial
    message = wording.order(list(sequence), numbers)
    return replace(trial, verdict=Verdict.FAIL, message=message, evidence=_bounds(span, record))


def of_wire(wire: Wire, span: Span, record: Record) -> Trial:
    """Hold the messages of a stretch against what must have been sent."""
    return _Wired(wire, span, record).trial()


def matching(wire: Wire, entry: Entry, record: Record) -> bool:
    """Tell whether one exchange is what a ``wire`` pattern describes."""
    here = Span(entry, entry)
    judged = _Wired(wire, here, record)
    return judged.concerns(entry) and judged.difference(entry) is None


@dataclass(frozen=True, slots=True)
class _Wired:
    wire: Wire
    span: Span
    record: Record

    def trial(self) -> Trial:
        everything = self.record.exchanges(self.span.begin.n, _end(self.span, self.record))
        sent = [entry for entry in everything if self.concerns(entry)]
        if sent and not self._can_be_told():
            return Trial(verdict=Verdict.NOT_APPLICABLE, message=wording.NOT_CARRIED)
        for trial in (self._number(sent), self._content(sent), self._timely(sent)):
            if trial is not None:
                return trial
        found = self._trial(sent, wording.met(wording.message_of(self.wire.infno)))
        return replace(found, verdict=Verdict.PASS)

    def concerns(self, entry: Entry) -> bool:
        wire, body = self.wire, entry.body
        if body["infno"] != wire.infno or (wire.accepted and not succeeded(entry)):
            return False
        if wire.by and body.get("institution") not in (
            wire.by,
            self.record.institution_code(wire.by),
        ):
            return False
        return wire.where == UNSET or compare_wire(wire.where, self._input(entry)) is None

    def difference(self, entry: Entry) -> Difference | None:
        """Return how a message's content differs from the pattern."""
        pattern = self._asked()
        if pattern != UNSET and (found := compare_wire(pattern, self._input(entry))):
            return found
        if self.wire.header == UNSET:
            return None
        heading = {key: each for key, each in entry.body["request"].items() if key != "input"}
        return compare_wire(self.wire.header, heading)

    def _asked(self) -> Any:
        """Return the pattern without the attributes of the slip that this carriage leaves out."""
        pattern = self.wire.request
        if not isinstance(pattern, Mapping) or "slip" not in pattern:
            return pattern
        carried = carriage(self.record.carriage).carried
        slip = {key: each for key, each in pattern["slip"].items() if key in carried}
        rest = {key: each for key, each in pattern.items() if key != "slip"}
        return {**rest, "slip": slip} if slip else rest

    def _can_be_told(self) -> bool:
        """Tell whether anything is left to ask in this carriage."""
        return self.wire.request in (UNSET, {}) or self._asked() != {}

    def _input(self, entry: Entry) -> dict[str, Any]:
        content = entry.body["request"].get("input")
        found = dict(content) if isinstance(content, Mapping) else {}
        if not self.wire.as_sent:
            # A slip of writing that the dialect tolerates is no breach of a clause of law.
            found = meant(dialect(self.record.dialect), entry.body["infno"], found)
        if not _names_slip(self.wire):
            return found
        return {**found, "slip": carriage(self.record.carriage).read(found)}

    def _number(self, sent: Sequence[Entry]) -> Trial | None:
        wire = self.wire
        msgids = {entry.body.get("msgid") for entry in sent}
        demands = [(wire.count, len(sent)), (wire.messages, len(msgids))]
        if wire.count is None and wire.messages is None:
            demands = [({"min": 1}, len(sent))]
        for demand, actual in demands:
            low, high = _range(demand)
            if not low <= actual <= (actual if high is None else high):
                words = str(low) if low == high else f"{low}…{'' if high is None else high}"
                return self._trial(sent, wording.number(wire.infno, words, actual), actual)
        return None

    def _content(self, sent: Sequence[Entry]) -> Trial | None:
        """Every message must match, or with ``any`` one of them."""
        wrong = [(entry, found) for entry in sent if (found := self.difference(entry))]
        if not wrong or (self.wire.any and len(wrong) < len(sent)):
            return None
        entry, found = max(wrong, key=lambda each: each[1].depth)
        message = wording.differs(wording.message_of(self.wire.infno), found)
        return replace(self._trial([entry], message, found.actual), pointer=found.pointer)

    def _timely(self, sent: Sequence[Entry]) -> Trial | None:
        wire = self.wire
        if wire.within and sent:
            waited = sent[0].at - self.span.begin.at
            if waited > duration(wire.within):
                message = wording.late(wire.infno, waited.total_seconds(), wire.within)
                return self._trial(sent[:1], message, str(waited))
        gaps = [b.at - a.at for a, b in itertools.pairwise(sent)]
        if wire.gaps == "growing" and gaps != sorted(gaps):
            return self._trial(sent, wording.GAPS, [str(gap) for gap in gaps])
        return None

    def _trial(self, sent: Sequence[Entry], message: Bilingual, actual: Any = None) -> Trial:
        """Return what is broken; where nothing was sent it rests on the stretch of silence."""
        return Trial(
            verdict=Verdict.FAIL,
            message=message,
            expected=_demand(self.wire),
            actual=actual,
            grade="wire",
            evidence=tuple(e.n for e in sent) or _bounds(self.span, self.record),
        )


def _names_slip(wire: Wire) -> bool:
    return any(isinstance(each, Mapping) and "slip" in each for each in (wire.where, wire.request))


def _range(demand: Any) -> tuple[int, int | None]:
    if demand is None:
        return 0, None
    if isinstance(demand, int):
        return demand, demand
    return demand.get("min", 0), demand.get("max")


def _demand(wire: Wire) -> dict[str, Any]:
    named = ("where", "count", "messages", "within", "request", "header", "gaps")
    values = {name: getattr(wire, name) for name in named}
    return {"infno": wire.infno, **{k: v for k, v in values.items() if v not in (None, UNSET)}}


def _end(span: Span, record: Record) -> int:
    return span.end.n if span.end else record.last


def _bounds(span: Span, record: Record) -> tuple[int, ...]:
    last = span.end.n if span.end else record.last - 1
    return tuple(sorted({span.begin.n, last}))
