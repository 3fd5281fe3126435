"""The page groups what belongs together and leaves nothing out."""

from pathlib import Path

import pytest

from harness.reports.evidence import Evidence
from harness.reports.exhibit import Exhibits
from harness.reports.fold import Report
from harness.reports.page import Page, fingerprint, page
from harness.reports.stream import read_stream
from harness.verdicts.verdict import Verdict


@pytest.fixture(name="arranged")
def arranged_fixture(a_run: Path) -> Page:
    """Return the page of a run with one problem of each kind."""
    report = Report.from_events(read_stream(a_run / "run.ndjson"))
    return page(report, Exhibits(Evidence(a_run)))


def test_each_kind_of_problem_has_its_section(arranged: Page) -> None:
    """Failures come first and numbers run through."""
    numbers = {v.value: [each.number for each in found] for v, found in arranged.problems.items()}

    assert numbers == {"fail": [1], "error": [2], "needs_review": [3], "inconclusive": [4]}


def test_rows_of_one_check_are_one_problem(arranged: Page) -> None:
    """The first is told in full, the others are counted."""
    (problem,) = arranged.problems[Verdict.FAIL]

    assert (problem.first.row, len(problem.others)) == ("today=2025-10-05,offered=no", 1)
    assert [clause.id for clause in problem.clauses] == ["NM25-A17-6"]


def test_what_a_problem_blocked_is_counted(arranged: Page) -> None:
    """The reader sees how much hangs on it."""
    assert arranged.problems[Verdict.ERROR][0].blocked == 1


def test_a_problem_without_advice_gets_the_usual(arranged: Page) -> None:
    """There is always a next step."""
    assert "adapter" in arranged.problems[Verdict.ERROR][0].hint["en"]


def test_the_scenario_alone_can_be_run_again(arranged: Page) -> None:
    """The command is the run's own with the scenario named."""
    assert arranged.problems[Verdict.FAIL][0].rerun == (
        "harness certify extension/ext-window-first-day"
        " --his http://127.0.0.1:9000 --seed 7 --as-of 2025-06-01"
    )


def test_what_was_not_reached_has_its_reason(arranged: Page) -> None:
    """Only clauses that decide are listed, and what blocked a check is told in its place."""
    found = [(each.clause.id, each.reason["en"]) for each in arranged.untested]

    assert found == [("NM25-A8-1", "The adapter closed the connection")]


def test_the_tally_covers_every_scored_clause(arranged: Page) -> None:
    """All seven verdicts are there and add up."""
    assert len(arranged.tally) == 7
    assert sum(count for _, count in arranged.tally) == len(arranged.scored) == 7


def test_the_fingerprint_is_that_of_the_evidence(a_run: Path, a_green_run: Path) -> None:
    """Another conduct has another fingerprint, another day has not."""
    one = Report.from_events(read_stream(a_run / "run.ndjson"))
    other = Report.from_events(read_stream(a_green_run / "run.ndjson"))
    later = Report.from_events(
        each | ({"started_at": "2026"} if "started_at" in each else {})
        for each in read_stream(a_run / "run.ndjson")
    )

    assert fingerprint(one) == fingerprint(later) != fingerprint(other)
