"""Judging a run again from its evidence.

The run is told once more, by the same code, with a player that hands over what the evidence says
instead of playing. Rows, findings, requirements and outcome must come out as they were recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from harness.journal import Entry
from harness.scenario.announcing import clause
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.model import Row, Scenario
from harness.scenario.rows import RowResult, Settings, evidence_file, findings_of
from harness.scenario.runner import Plan, Run
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

RUN_TIME: Final = frozenset({"tested_at"})
"""Members of the readiness that no evidence tells."""

OUTDATED: Final = 5
"""Exit code of a run in which only the baseline, which no evidence tells, was out of date."""

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


def rejudge(report: Report, evidence: Evidence, *, recorded: Recorded | None = None) -> None:
    """Return quietly if every verdict follows from the evidence.

    Raises:
        Wrong: at the first that does not, or if a row or a clause was left out.

    """
    plan = plan_of(report, recorded)
    _check_announcement(report, plan)
    unopened = not plan.scenarios and report.outcome == Outcome.INVALID
    broken = Wrong("the HIS was not initialised") if unopened else None
    run = Run(plan, _Replay(report, evidence, recorded), broken=broken)
    again = Report.from_events(event for event, _ in run.events())
    _check_rows(report, again)
    if report.end is not UNFINISHED:
        _check_requirements(report, again)
        _check_end(report, again)


def plan_of(report: Report, recorded: Recorded | None = None) -> Plan:
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


class _Replay:
    """Hands over, for each row that was to be played, what its evidence says."""

    def __init__(self, report: Report, evidence: Evidence, recorded: Recorded | None) -> None:
        self._report, self._evidence, self._recorded = report, evidence, recorded
        self._rows = {(row.scenario, row.row): row for row in report.rows if row.finished}

    def __call__(self, tasks: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
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

    def _stop(self, row: str) -> None:
        """Where a row is missing, the run was interrupted, or somebody left it out."""
        if not self._report.end["interrupted"]:
            raise _wrong("a row was left out", row)
        if self._report.end is not UNFINISHED:
            raise KeyboardInterrupt

    def _entries(self, recorded: RowRecord) -> Sequence[Entry]:
        if recorded.evidence is None:
            return ()
        expected = evidence_file(recorded.scenario, recorded.row)
        if recorded.evidence["file"] != expected:
            raise _wrong("a row names the evidence of another", recorded.evidence["file"])
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


def _check_announcement(report: Report, plan: Plan) -> None:
    known = [each for each in plan.catalogue.values() if each.id in plan.scope.requirements]
    expected = [clause(each, plan.scope) for each in known]
    announced = [dict(each.definition) for each in report.requirements]
    for was, is_ in zip(announced, expected, strict=False):
        if was != is_:
            raise _wrong("a clause is not announced as the suite has it", str(was.get("id")))
    if len(announced) != len(expected):
        raise _wrong("clauses were left out or added", f"{len(announced)}, not {len(expected)}")


def _check_rows(report: Report, again: Report) -> None:
    expected = {(row.scenario, row.row): row for row in again.rows}
    for row in report.rows:
        if not row.finished:
            continue
        name = f"{row.scenario} {row.row}"
        judged = expected.get((row.scenario, row.row))
        if judged is None:
            raise _wrong("a row was added", name)
        _check_findings(row, judged)
        if row.verdict is not judged.verdict or row.virtual_range != judged.virtual_range:
            raise _wrong("a row does not follow from its evidence", name)


def _check_findings(row: RowRecord, judged: RowRecord) -> None:
    for was, is_ in zip(row.findings, judged.findings, strict=False):
        if _bare(was) != _bare(is_):
            raise _wrong(
                f"the verdict of {was.check} does not follow from the evidence",
                f"{row.row}: recorded {was.verdict}, judged again {is_.check} {is_.verdict}",
            )
    if len(row.findings) != len(judged.findings):
        raise _wrong("findings were left out or added", f"{row.scenario} {row.row}")


def _bare(finding: FindingRecord) -> tuple[Any, ...]:
    """Everything but the baseline's excuse, which no evidence tells."""
    return (
        finding.check,
        finding.verdict,
        finding.requirements,
        finding.grade,
        finding.expected,
        finding.actual,
        finding.pointer,
        finding.message,
        finding.hint,
        finding.evidence,
        finding.blocked_by,
        finding.readings,
    )


def _check_requirements(report: Report, again: Report) -> None:
    for was, is_ in zip(report.requirements, again.requirements, strict=True):
        if was != is_:
            raise _wrong(
                f"the verdict of {was.id} does not follow from its checks",
                f"recorded {was.verdict}, judged again {is_.verdict}",
            )


def _check_end(report: Report, again: Report) -> None:
    excused = report.end["exit_code"] == OUTDATED or any(each.waived for each in report.findings)
    for name, value in again.end.items():
        told = report.end.get(name)
        if name == "finished_at" or (name in ("exit_code", "closing") and excused):
            continue
        if _lasting(told) != _lasting(value):
            raise _wrong(f"`{name}` of the run does not follow from its verdicts", f"{told}")


def _lasting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: each for name, each in value.items() if name not in RUN_TIME}
    return value


def _profiles(ids: Sequence[str]) -> tuple[Profile, ...]:
    known = profiles()
    for each in ids:
        if each not in known:
            raise _wrong("a requirement set that this suite has not", each)
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
            raise _wrong("a scenario that was not to be played", id_)
    for id_ in chosen:
        if id_ not in announced:
            raise _wrong("the run left scenarios out without saying so", id_)
    return tuple(chosen.values())


def _subject(start: Mapping[str, Any]) -> Subject:
    reply = {"capabilities": start["capabilities"], "declares": start["declares"]}
    declares = {name: each["not_applicable"] for name, each in start["declares"].items()}
    return Subject(his=start["his"], roles=tuple(start["roles"]), declares=declares, reply=reply)


def _decided(decisions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    settled = (each for decision in decisions for each in decision.get("settles", ()))
    return tuple(each["reading"] for each in settled if "reading" in each)


def _wrong(what: str, why: str) -> Wrong:
    return Wrong(what, where=STREAM, why=why)
