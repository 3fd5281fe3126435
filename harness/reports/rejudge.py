"""Judging a run again from its evidence.

The run is told once more, by the same code, with a player that hands over what the evidence says
instead of playing. Rows, findings, requirements and outcome must come out as they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from harness.journal import Entry
from harness.scenario.announcing import clause
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.model import Row, Scenario
from harness.scenario.rows import RowResult, Settings, evidence_file, findings_of
from harness.scenario.runner import Plan, Run
from harness.scenario.selection import of_profiles
from harness.scenario.subject import Subject
from harness.verdicts.catalogue import Profile, profiles, requirements
from harness.verdicts.finding import Finding
from harness.verdicts.ledger import Scope
from harness.verdicts.verdict import Verdict

from .evidence import Evidence
from .fold import UNFINISHED, Report
from .records import FindingRecord, RowRecord
from .stream import STREAM
from .wrong import Wrong

RUN_TIME: Final = frozenset({"tested_at"})
"""Members of the readiness that no evidence tells."""


def rejudge(report: Report, evidence: Evidence) -> None:
    """Return quietly if every verdict follows from the evidence.

    Raises:
        Wrong: at the first that does not, or if a row or a clause was left out.

    """
    plan = plan_of(report)
    _check_announcement(report, plan)
    run = Run(plan, _Replay(report, evidence))
    again = Report.from_events(event for event, _ in run.events())
    _check_rows(report, again)
    if report.end is not UNFINISHED:
        _check_requirements(report, again)
        _check_end(report, again)


def plan_of(report: Report) -> Plan:
    """Return what the run set out to do, as far as its verdicts hang on it.

    Raises:
        Wrong: if it names a profile or a scenario that this suite has not.

    """
    start = report.start
    measured = _profiles(start["profiles"])
    playable = of_profiles(shipped(), measured, start["mode"])
    played = tuple(_scenario(each.id, playable) for each in report.scenarios)
    selected = None if start["selection"] is None else verifying(played)
    if selected is None and len(played) != len(playable):
        missing = sorted(playable.keys() - {each.id for each in played})
        raise _wrong("the run left scenarios out without saying so", ", ".join(missing[:5]))
    return Plan(
        scenarios=played,
        catalogue=requirements(),
        scope=Scope(
            as_of=date.fromisoformat(start["as_of"]),
            profiles=measured,
            mode=start["mode"],
            checks=verifying(playable.values()),
            selected=selected,
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
        subject=_subject(start),
        head={name: start.get(name) for name in ("suite", "his", "hospital", "selection")}
        | {"reproduce": start["reproduce"]},
    )


class _Replay:
    """Hands over, for each row that was to be played, what its evidence says."""

    def __init__(self, report: Report, evidence: Evidence) -> None:
        self._report, self._evidence = report, evidence
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
    waived = any(each.waived for each in report.findings)
    for name, value in again.end.items():
        told = report.end.get(name)
        if name == "finished_at" or (name in ("exit_code", "closing") and waived):
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


def _scenario(id_: str, playable: Mapping[str, Scenario]) -> Scenario:
    if id_ not in playable:
        raise _wrong("a scenario that these requirement sets have not", id_)
    return playable[id_]


def _subject(start: Mapping[str, Any]) -> Subject:
    reply = {"capabilities": start["capabilities"], "declares": start["declares"]}
    return Subject(his=start["his"], roles=tuple(start["roles"]), reply=reply)


def _decided(decisions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    settled = (each for decision in decisions for each in decision.get("settles", ()))
    return tuple(each["reading"] for each in settled if "reading" in each)


def _wrong(what: str, why: str) -> Wrong:
    return Wrong(what, where=STREAM, why=why)
