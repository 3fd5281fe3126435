"""The plan of a run is read from its first event, and a recording is judged by its own judge."""

from pathlib import Path
from types import ModuleType

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.reports.evidence import Evidence
from harness.reports.fold import Report
from harness.reports.replay import Recorded, Replay, plan_of
from harness.reports.wrong import Wrong
from harness.scenario.loading import shipped
from harness.scenario.model import Kind, Row, Scenario, Step
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

RECORDED = Scenario(
    id="trace/recorded",
    title={"en": "recorded", "zh": "既有报文"},
    verifies=(),
    priority="P1",
    profiles=(),
    steps=(Step(id="recorded", kind=Kind.OBSERVE),),
    rows=(Row(name="_", values={}),),
    sessions={"main": None},
)


def judge(entries: object) -> list[Finding]:
    """Find one thing."""
    assert entries
    message = {"en": "kept", "zh": "符合"}
    return [
        Finding(check="m#x.y", verdict=Verdict.PASS, grade="wire", evidence=(1,), message=message)
    ]


def report(builder: ModuleType, **changes: object) -> Report:
    """Return a run that only began."""
    return Report.from_events([builder.START | changes])


def test_a_selection_is_resolved_as_the_run_did(builder: ModuleType) -> None:
    """Selectors mean the scenarios that they meant then."""
    chosen = [id_ for id_ in shipped() if id_ == "filing/onestop-happy"]
    announced = [{"id": id_, "title": {}, "rows": ["_"]} for id_ in chosen]
    plan = plan_of(report(builder, selection=["onestop-happy"], scenarios=announced), None)

    assert [each.id for each in plan.scenarios] == chosen
    assert plan.scope.selected is not None


def test_declared_exceptions_are_part_of_the_plan(builder: ModuleType) -> None:
    """A clause that was declared not applicable is so again."""
    declares = {"NM25-A12-1": {"not_applicable": "no"}, "account": {"not_applicable": "no"}}
    announced = [{"id": "trace/recorded", "title": {}, "rows": ["_"]}]
    told = report(builder, declares=declares, scenarios=announced)
    plan = plan_of(told, Recorded(RECORDED, judge))

    assert plan.subject.declares["account"] == "no"
    assert plan.scenarios == (RECORDED,)


def test_a_recording_is_judged_by_its_own_judge(builder: ModuleType, tmp_path: Path) -> None:
    """Its entries come from the file that the run names."""
    journal = Journal()
    journal.append(moment("2025-05-06T09:00"), "exchange", {"status": 200})
    run = builder.RunBuilder(tmp_path)
    run.events[0]["scenarios"] = [{"id": RECORDED.id, "title": {}, "rows": ["_"]}]
    run.row(RECORDED.id, "_", "pass", [])
    told = Report.from_events(run.events)
    recorded = Recorded(RECORDED, judge)
    (result,) = Replay(told, Evidence(tmp_path), recorded)([(RECORDED, RECORDED.rows[0])])

    assert [each.check for each in result.findings] == ["m#x.y"]
    assert len(result.entries) == 2


def test_a_recording_without_a_judge_is_unknown(builder: ModuleType) -> None:
    """What cannot be judged again does not hold."""
    announced = [{"id": RECORDED.id, "title": {}, "rows": ["_"]}]

    with pytest.raises(Wrong, match="not to be played"):
        plan_of(report(builder, scenarios=announced), None)
