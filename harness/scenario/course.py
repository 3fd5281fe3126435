"""Which step comes next: straight on, unless a person goes back, puts off, or comes again later.

Steps are played in *stages*: what we arrange, then the step that the HIS answers. A stage that is
played again is arranged again. What was put off, or could not be played for want of what an earlier
step would have given, is open the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.journal import Entry

from .model import Kind, Step

_ASKED = frozenset({Kind.HIS, Kind.OBSERVE, Kind.RESTART, Kind.TOGETHER, Kind.CLOCK})
POSTPONED = "postponed"


class Course:
    """The way through the steps of a row."""

    def __init__(self, steps: Sequence[Step], entries: Iterable[Entry] = ()) -> None:
        """Begin where the journal of an earlier sitting ends; without one, at the first step."""
        self._stages = _stages(steps)
        self._done, self._open, self._last = _played(entries)
        self._order = [n for n, stage in enumerate(self._stages) if not self._finished(stage)]
        self._at = 0
        self._left: list[Step] = []
        self._enter(resuming=True)

    @property
    def resumed(self) -> bool:
        """Whether anything was played before."""
        return bool(self._done or self._open)

    def next(self) -> Step | None:
        """Return the step to be played now."""
        return self._left[0] if self._left else None

    def begun(self, step: Step) -> int | None:
        """Return the entry in which a step that is still open was begun in an earlier sitting."""
        return self._open.get(step.id)

    def forward(self) -> None:
        """Go on to the next step."""
        self._open.pop(self._left.pop(0).id, None)
        if not self._left:
            self._at += 1
            self._enter()

    def back(self) -> None:
        """Go back to the stage before, or to the beginning of the first."""
        here = self._order[self._at]
        if self._at == 0 and here > 0:
            self._order.insert(0, here - 1)
        self._at = max(self._at - 1, 0)
        self._enter()

    def _enter(self, *, resuming: bool = False) -> None:
        stage = self._stages[self._order[self._at]] if self._at < len(self._order) else ()
        self._left = list(stage)
        kept = stage and stage[-1].id in self._open and stage[-1].id == self._last
        if resuming and kept:
            self._left = [stage[-1]]
        else:
            for step in stage:
                self._open.pop(step.id, None)

    def _finished(self, stage: Sequence[Step]) -> bool:
        return stage[-1].id in self._done


def _stages(steps: Sequence[Step]) -> list[tuple[Step, ...]]:
    """Return the steps, cut behind each one that the HIS or the person has a part in."""
    stages: list[tuple[Step, ...]] = []
    arranged: list[Step] = []
    for step in steps:
        arranged.append(step)
        if step.kind in _ASKED:
            stages.append(tuple(arranged))
            arranged = []
    return [*stages, tuple(arranged)] if arranged else stages


def _played(entries: Iterable[Entry]) -> tuple[set[str], dict[str, int], str]:
    """Return the steps that are finished, those that are open with their entries, and the last."""
    done: set[str] = set()
    open_: dict[str, int] = {}
    last = ""
    for entry in entries:
        if entry.kind != "step" or entry.body["phase"] not in ("begin", "end"):
            continue
        id_ = last = entry.body["id"]
        done.discard(id_)
        if entry.body["phase"] == "begin":
            open_[id_] = entry.n
            continue
        open_.pop(id_, None)
        if not entry.body.get("skipped"):
            done.add(id_)
    return done, open_, last
