"""Records repeat events and fill in what a broken-off run left out."""

from types import ModuleType

import pytest

from harness.reports.records import FindingRecord, RequirementRecord, RowRecord, ScenarioRecord
from harness.verdicts.verdict import Verdict


def test_a_finding_needs_few_members(builder: ModuleType) -> None:
    """What an older stream did not have is empty."""
    event = builder.finding("a#b.c", "pass", scenario="a", row="_", evidence=[])
    for name in ("grade", "expected", "actual", "hint", "blocked_by", "readings"):
        del event[name]
    record = FindingRecord.of(event)

    assert (record.grade, record.hint, record.readings, record.waived) == (None, None, (), None)


def test_a_row_without_an_end_was_not_exercised() -> None:
    """It has no evidence either."""
    row = RowRecord.of("a", "_", (), None)

    assert (row.verdict, row.evidence) == (Verdict.NOT_EXERCISED, None)


def test_a_scenario_is_as_bad_as_its_worst_row() -> None:
    """The verdict of the rows comes by precedence."""
    rows = tuple(
        RowRecord.of("a", name, (), {"verdict": name}) for name in ("pass", "inconclusive", "fail")
    )

    assert ScenarioRecord.of({"id": "a", "title": {}}, rows).verdict is Verdict.FAIL


def test_a_requirement_that_was_not_reached_is_not_exercised(builder: ModuleType) -> None:
    """Silence is never a pass."""
    record = RequirementRecord.of(builder.REQUIREMENTS[0], None, ())

    assert (record.verdict, record.scored) == (Verdict.NOT_EXERCISED, True)


def test_an_unknown_verdict_is_refused() -> None:
    """There are seven."""
    with pytest.raises(ValueError, match="soft_pass"):
        RowRecord.of("a", "_", (), {"verdict": "soft_pass"})
