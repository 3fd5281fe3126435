"""Judging a run again from its evidence.

The run is told once more, by the same code, with a player that hands over what the evidence says
instead of playing. Rows, findings, requirements and outcome must come out as they were recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from harness.scenario.announcing import clause
from harness.scenario.runner import Plan, Run
from harness.verdicts.outcome import Outcome

from .evidence import Evidence
from .fold import UNFINISHED, Report
from .records import FindingRecord, RowRecord
from .replay import Recorded, Replay, plan_of, wrong
from .wrong import Wrong

RUN_TIME: Final = frozenset({"tested_at"})
"""Members of the readiness that no evidence tells."""

OUTDATED: Final = 5
"""Exit code of a run in which only the baseline, which no evidence tells, was out of date."""


def rejudge(report: Report, evidence: Evidence, *, recorded: Recorded | None = None) -> None:
    """Return quietly if every verdict follows from the evidence.

    Raises:
        Wrong: at the first that does not, or if a row or a clause was left out.

    """
    plan = plan_of(report, recorded)
    _check_announcement(report, plan)
    unopened = not plan.scenarios and report.outcome == Outcome.INVALID
    broken = Wrong("the HIS was not initialised") if unopened else None
    run = Run(plan, Replay(report, evidence, recorded), broken=broken)
    again = Report.from_events(event for event, _ in run.events())
    _check_rows(report, again)
    if report.end is not UNFINISHED:
        _check_requirements(report, again)
        _check_end(report, again)


def _check_announcement(report: Report, plan: Plan) -> None:
    known = [each for each in plan.catalogue.values() if each.id in plan.scope.requirements]
    expected = [clause(each, plan.scope) for each in known]
    announced = [dict(each.definition) for each in report.requirements]
    for was, is_ in zip(announced, expected, strict=False):
        if was != is_:
            raise wrong("a clause is not announced as the suite has it", str(was.get("id")))
    if len(announced) != len(expected):
        raise wrong("clauses were left out or added", f"{len(announced)}, not {len(expected)}")


def _check_rows(report: Report, again: Report) -> None:
    expected = {(row.scenario, row.row): row for row in again.rows}
    for row in report.rows:
        if not row.finished:
            continue
        name = f"{row.scenario} {row.row}"
        judged = expected.get((row.scenario, row.row))
        if judged is None:
            raise wrong("a row was added", name)
        _check_findings(row, judged)
        if row.verdict is not judged.verdict or row.virtual_range != judged.virtual_range:
            raise wrong("a row does not follow from its evidence", name)


def _check_findings(row: RowRecord, judged: RowRecord) -> None:
    for was, is_ in zip(row.findings, judged.findings, strict=False):
        if _bare(was) != _bare(is_):
            raise wrong(
                f"the verdict of {was.check} does not follow from the evidence",
                f"{row.row}: recorded {was.verdict}, judged again {is_.check} {is_.verdict}",
            )
    if len(row.findings) != len(judged.findings):
        raise wrong("findings were left out or added", f"{row.scenario} {row.row}")


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
            raise wrong(
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
            raise wrong(f"`{name}` of the run does not follow from its verdicts", f"{told}")


def _lasting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: each for name, each in value.items() if name not in RUN_TIME}
    return value
