"""The one fold over the stream of a run; every other report reads what it returns.

Nothing here judges: verdicts, outcome and conclusions are what the run recorded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from harness.verdicts.verdict import Verdict

from .records import FindingRecord, RequirementRecord, RowRecord, ScenarioRecord
from .stream import STREAM, BadStream, Event

UNFINISHED: Final[Event] = {
    "event": "run_finished",
    "outcome": "invalid",
    "exit_code": 4,
    "closing": {
        "en": "The run ended before its end was recorded; nothing can be concluded. Run it again.",
        "zh": "测试运行在记录结束之前中断，不能得出结论。请重新运行。",
    },
    "conclusions": {},
    "counts": {},
    "readiness": {},
    "interrupted": True,
    "finished_at": None,
}
"""What stands for the last event where a killed run left none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run, folded.

    Attributes:
        start: the first event; what was tested, with what.
        requirements: in the order of the first event.
        scenarios: in the order of the first event, each with its rows.
        end: the last event, or `UNFINISHED`.

    """

    start: Mapping[str, Any]
    requirements: tuple[RequirementRecord, ...]
    scenarios: tuple[ScenarioRecord, ...]
    end: Mapping[str, Any]

    @classmethod
    def from_events(cls, events: Iterable[Event]) -> Self:
        """Fold a stream.

        Raises:
            BadStream: if the events are not one run in order; names the line.

        """
        folding = _Folding()
        number = 0
        for number, event in enumerate(events, start=1):
            try:
                folding.take(event)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise BadStream(
                    f"the event {event.get('event')!r} is not as it must be",
                    where=f"{STREAM}:{number}",
                    why=f"{type(error).__name__}: {error}",
                ) from error
        if folding.start is None:
            raise BadStream(
                "the stream does not begin with run_started", where=f"{STREAM}:{number}"
            )
        return cls(
            start=folding.start,
            requirements=folding.requirements(),
            scenarios=folding.scenarios(),
            end=folding.end or UNFINISHED,
        )

    @property
    def rows(self) -> Sequence[RowRecord]:
        """Every row of every scenario that was run."""
        return [row for scenario in self.scenarios for row in scenario.rows]

    @property
    def findings(self) -> Sequence[FindingRecord]:
        """Every finding, by scenario and row."""
        return [finding for row in self.rows for finding in row.findings]

    @property
    def outcome(self) -> str:
        """``conformant``, ``nonconformant``, ``incomplete`` or ``invalid``."""
        return str(self.end["outcome"])

    @property
    def scored_counts(self) -> Mapping[Verdict, int]:
        """How many scored requirements have each verdict."""
        return Counter(each.verdict for each in self.requirements if each.scored)


@dataclass
class _Folding:
    start: Event | None = None
    end: Event | None = None
    findings: dict[tuple[str, str], list[FindingRecord]] = field(default_factory=dict)
    rows: dict[tuple[str, str], Event] = field(default_factory=dict)
    results: dict[str, Event] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        kind = event["event"]
        if (self.start is None) != (kind == "run_started"):
            raise KeyError("run_started comes first, and once")
        if self.end is not None:
            raise KeyError("nothing comes after run_finished")
        match kind:
            case "run_started":
                self.start = event
            case "scenario_started":
                self.findings.setdefault((event["scenario"], event["row"]), [])
            case "finding":
                self.findings[event["scenario"], event["row"]].append(FindingRecord.of(event))
            case "scenario_finished":
                self.rows[event["scenario"], event["row"]] = event
            case "requirement":
                self.results[event["id"]] = event
            case "run_finished":
                self.end = event
            case _:
                raise KeyError("no such kind of event")

    def requirements(self) -> tuple[RequirementRecord, ...]:
        assert self.start is not None
        readings = self._readings()
        return tuple(
            RequirementRecord.of(
                each, self.results.get(each["id"]), tuple(sorted(readings.get(each["id"], ())))
            )
            for each in self.start["requirements"]
        )

    def _readings(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for findings in self.findings.values():
            for finding in findings:
                for requirement in finding.requirements:
                    found.setdefault(requirement, set()).update(finding.readings)
        return found

    def scenarios(self) -> tuple[ScenarioRecord, ...]:
        assert self.start is not None
        rows: dict[str, list[RowRecord]] = {}
        for (scenario, row), findings in sorted(self.findings.items()):
            event = self.rows.get((scenario, row))
            rows.setdefault(scenario, []).append(
                RowRecord.of(scenario, row, tuple(findings), event)
            )
        return tuple(
            ScenarioRecord.of(each, tuple(rows.get(each["id"], ())))
            for each in self.start["scenarios"]
        )
