"""One fold; it records and never judges."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from harness.reports.fold import Report
from harness.reports.stream import BadStream, read_stream
from harness.verdicts.verdict import Verdict


@pytest.fixture(name="events")
def events_fixture(a_run: Path) -> list[dict]:
    """Return the events of a run."""
    return read_stream(a_run / "run.ndjson")


def test_findings_belong_to_their_rows(events: list[dict]) -> None:
    """Every finding of the stream is in the row it was made in."""
    report = Report.from_events(events)
    rows = [(row.scenario, row.row, len(row.findings)) for row in report.rows]

    assert rows == [
        ("filing/onestop-happy", "_", 1),
        ("extension/ext-window-first-day", "today=2025-10-05,offered=no", 1),
        ("extension/ext-window-first-day", "today=2025-10-06,offered=yes", 1),
        ("robustness/answer-lost", "_", 5),
    ]


def test_rows_may_be_played_at_the_same_time(events: list[dict]) -> None:
    """The order in which rows were played by several jobs makes no difference."""
    first, *middle, last = events
    ranks = {"scenario_started": 0, "finding": 1, "scenario_finished": 2, "requirement": 3}
    mixed = sorted(middle, key=lambda event: ranks[event["event"]])

    assert Report.from_events([first, *mixed, last]) == Report.from_events(events)


def test_a_requirement_keeps_the_verdict_of_the_stream(events: list[dict]) -> None:
    """The fold repeats a verdict even where findings would add up to another."""
    for event in events:
        if event["event"] == "requirement":
            event["verdict"] = "inconclusive"

    report = Report.from_events(events)

    assert {each.verdict for each in report.requirements} == {Verdict.INCONCLUSIVE}


def test_a_requirement_rests_on_the_readings_of_its_findings(events: list[dict]) -> None:
    """The readings of all findings of a requirement are gathered."""
    report = Report.from_events(events)
    found = {each.id: each.readings for each in report.requirements if each.readings}

    assert found == {"NM25-A17-6": ("CC-05",), "NM25-A17-3": ("CC-09",)}


def test_a_run_that_was_killed_is_invalid(events: list[dict]) -> None:
    """Without its last event a run concludes nothing, and what was not reached says so."""
    report = Report.from_events(events[:3])

    assert report.outcome == "invalid"
    assert report.end["interrupted"]
    assert {each.verdict for each in report.requirements} == {Verdict.NOT_EXERCISED}
    assert [row.verdict for row in report.rows] == [Verdict.NOT_EXERCISED]


def test_a_scenario_of_which_nothing_was_run_is_not_exercised(builder: ModuleType) -> None:
    """No rows, no verdict."""
    report = Report.from_events([builder.START])

    assert {each.verdict for each in report.scenarios} == {Verdict.NOT_EXERCISED}


def breakages() -> list:
    """Return ways to spoil a stream, each with the line that is to be named."""
    return [
        pytest.param(lambda e: e[1:], 1, id="no beginning"),
        pytest.param(lambda e: [*e, e[0]], 27, id="a second beginning"),
        pytest.param(lambda e: [*e, e[-1]], 27, id="something after the end"),
        pytest.param(lambda e: [e[0], e[2]], 2, id="a finding outside any row"),
        pytest.param(lambda e: [*e[:2], e[2] | {"verdict": "ok"}], 3, id="an unknown verdict"),
        pytest.param(lambda e: [*e[:2], e[2] | {"evidence": 3}], 3, id="evidence of no shape"),
        pytest.param(lambda e: [e[0], {"event": "gossip"}], 2, id="an unknown event"),
    ]


@pytest.mark.parametrize(("spoil", "line"), breakages())
def test_a_stream_that_is_not_one_run_is_refused(
    events: list[dict], spoil: Callable, line: int
) -> None:
    """The message names the line."""
    assert len(events) == 26

    with pytest.raises(BadStream, match=rf"run\.ndjson:{line}\b"):
        Report.from_events(spoil(events))


def test_no_events_are_no_run() -> None:
    """An empty stream is refused."""
    with pytest.raises(BadStream):
        Report.from_events([])
