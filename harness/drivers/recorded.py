"""A recording in the place of a HIS: nothing is played, what always holds is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from harness.journal import Entry
from harness.scenario.model import Kind, Row, Scenario, Step
from harness.scenario.monitors import MonitorSet
from harness.scenario.rows import RowResult
from harness.scenario.subject import Subject
from harness.verdicts.finding import Finding

from .trace import read_trace

RECORDED: Final = Scenario(
    id="trace/recorded",
    title={"en": "Recorded traffic keeps the rules that always hold", "zh": "既有报文符合通用规则"},
    verifies=(),
    priority="P1",
    profiles=(),
    steps=(Step(id="recorded", kind=Kind.OBSERVE),),
    rows=(Row(name="_", values={}),),
    sessions={"main": None},
)
"""Stands in a run's stream where a scenario would."""


def listener() -> Subject:
    """Return the subject of a recording: it can do nothing and show nothing."""
    reply = {"roles": [], "capabilities": {"actions": [], "views": []}, "declares": {}}
    return Subject(his={"vendor": None, "product": None, "version": None}, reply=reply)


def recorded_findings(entries: Sequence[Entry]) -> list[Finding]:
    """Return the first breach of every rule, and every rule that was kept throughout."""
    monitors = MonitorSet(RECORDED.id)
    first: dict[str, Finding] = {}
    for entry in entries:
        for finding in monitors.feed(entry):
            first.setdefault(finding.check, finding)
    return [*first.values(), *monitors.kept(first)]


def recorded_player(
    path: Path, dialect: str
) -> Callable[[Sequence[tuple[Scenario, Row]]], Iterator[RowResult]]:
    """Return what "plays" a recording.

    Raises:
        DataError: if it cannot be read.

    """
    entries = tuple(read_trace(path, dialect))

    def play(_: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
        found = tuple(recorded_findings(entries))
        yield RowResult(scenario=RECORDED.id, row="_", findings=found, entries=entries)

    return play
