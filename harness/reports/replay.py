"""A run told once more: its plan, and a player that hands over evidence instead of playing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from harness.journal import Entry
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.model import Row, Scenario
from harness.scenario.rows import RowResult, Settings, evidence_file, findings_of
from harness.scenario.runner import Plan
from harness.scenario.selection import of_profiles, select
from harness.scenario.subject import Subject
from harness.verdicts.catalogue import Profile, profiles, requirements
from harness.verdicts.finding import Finding
from harness.verdicts.ledger import Scope
from harness.verdicts.outcome import Outcome
from harness.verdicts.verdict import Verdict

from .evidence import Evidence
from .fold import UNFINISHED, Report
from .records import FindingRecord, RowRecord
from .stream import STREAM
from .wrong import Wrong

HEAD: Final = ("suite", "his", "hospital", "in_service_on", "selection", "reproduce")
"""Members of the first event that are taken over as they are."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands where a scenario would, when a recording was judged instead of a HIS.

    Attributes:
        scenario: under which the recording is told.
        judge: from its entries to findings.

    """

    scenario: Scenario
    judge: Callable[[Sequence[Entry]], list[Finding]]


def plan_of(report: Report, recorded: Recorded | None) -> Plan:
    """Return what the run set out to do, as far as its verdicts hang on it.

    Raises:
        Wrong: if it names a profile or a scenario that this suite has not.

    """
    start = report.start
    measured = _profiles(start["profiles"])
    playable = of_profiles(shipped(), measured, start["mode"])
    chosen = select(playable, start["selection"] or (), requirements())
    subject = _subject(start)
    return Plan(
        scenarios=_played(report, chosen, recorded),
        catalogue=requirements(),
        scope=Scope(
            as_of=date.fromisoformat(start["as_of"]),
            profiles=measured,
            mode=start["mode"],
            checks=verifying(playable.values()),
            selected=verifying(chosen.values()) if start["selection"] else None,
            declared={k: v for k, v in subject.declares.items() if k in requirements()},
        ),
        settings=Settings(
            pack=start["pack"],
            dialect=start["dialect"],
            carriage=start["carriage"],
            readings=start["readings"],
            decisions=tuple(start["decisions"]),
            decided=_decided(start["decisions"]),
            seed=start["seed"],
            mode=start["mode"],
        ),
        subject=subject,
        head={name: start.get(name) for name in HEAD},
    )


class Replay:
    """Hands over, for each row that was to be played, what its evidence says."""

    def __init__(self, report: Report, evidence: Evidence, recorded: Recorded | None) -> None:
        """Take the rows that were finished."""
        self._report, self._evidence, self._recorded = report, evidence, recorded
        self._rows = {(row.scenario, row.row): row for row in report.rows if row.finished}

    def __call__(self, tasks: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
        """Give the result of each row, judged again.

        Raises:
            Wrong: if a row was left out or names the evidence of another.
            KeyboardInterrupt: where the run was interrupted.

        """
        for scenario, row in tasks:
            recorded = self._rows.get((scenario.id, row.name))
            if recorded is None:
                self._stop(f"{scenario.id} {row.name}")
                return
            entries = self._entries(recorded)
            yield RowResult(
                scenario=scenario.id,
                row=row.name,
                findings=tuple(self._findings(scenario, row, recorded, entries)),
                entries=tuple(entries),
                elapsed_ms=recorded.elapsed_ms,
            )
        if self._report.end["interrupted"] and self._report.end is not UNFINISHED:
            raise KeyboardInterrupt

    def _stop(self, row: str) -> None:
        """Where a row is missing, the run was interrupted, or somebody left it out."""
        if not self._report.end["interrupted"]:
            raise wrong("a row was left out", row)
        if self._report.end is not UNFINISHED:
            raise KeyboardInterrupt

    def _entries(self, recorded: RowRecord) -> Sequence[Entry]:
        if recorded.evidence is None:
            return ()
        expected = evidence_file(recorded.scenario, recorded.row)
        if recorded.evidence["file"] != expected:
            raise wrong("a row names the evidence of another", recorded.evidence["file"])
        return self._evidence.entries(expected)

    def _findings(
        self, scenario: Scenario, row: Row, recorded: RowRecord, entries: Sequence[Entry]
    ) -> list[Finding]:
        fault = f"{scenario.id}#run"
        if [(each.check, each.verdict) for each in recorded.findings] == [(fault, Verdict.ERROR)]:
            return [_as_recorded(recorded.findings[0])]
        if self._recorded and scenario is self._recorded.scenario:
            return self._recorded.judge(entries)
        start = self._report.start
        decided = _decided(start["decisions"])
        return findings_of(scenario, row, entries, mode=start["mode"], decided=decided)


def _as_recorded(finding: FindingRecord) -> Finding:
    """Take over a fault of ours: nothing tells it but the run, and it speaks for nobody."""
    return Finding(
        check=finding.check,
        verdict=finding.verdict,
        message=finding.message,
        requirements=finding.requirements,
    )


def _profiles(ids: Sequence[str]) -> tuple[Profile, ...]:
    known = profiles()
    for each in ids:
        if each not in known:
            raise wrong("a requirement set that this suite has not", each)
    return tuple(known[each] for each in ids)


def _played(
    report: Report, chosen: Mapping[str, Scenario], recorded: Recorded | None
) -> tuple[Scenario, ...]:
    """Return what was announced, which must be what was to be played."""
    announced = [each.id for each in report.scenarios]
    if recorded and announced == [recorded.scenario.id]:
        return (recorded.scenario,)
    if not announced and report.outcome == Outcome.INVALID:
        return ()
    for id_ in announced:
        if id_ not in chosen:
            raise wrong("a scenario that was not to be played", id_)
    for id_ in chosen:
        if id_ not in announced:
            raise wrong("the run left scenarios out without saying so", id_)
    return tuple(chosen.values())


def _subject(start: Mapping[str, Any]) -> Subject:
    reply = {"capabilities": start["capabilities"], "declares": start["declares"]}
    declares = {name: each["not_applicable"] for name, each in start["declares"].items()}
    return Subject(his=start["his"], roles=tuple(start["roles"]), declares=declares, reply=reply)


def _decided(decisions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    settled = (each for decision in decisions for each in decision.get("settles", ()))
    return tuple(each["reading"] for each in settled if "reading" in each)


def wrong(what: str, why: str) -> Wrong:
    """Return what is wrong with the stream."""
    return Wrong(what, where=STREAM, why=why)
