"""A verdict tells who settled the reading it rests on."""

from types import ModuleType
from typing import Any

from harness.reports.fold import Report
from harness.reports.readings import ReadingNote, reading_notes


def note(builder: ModuleType, **changes: Any) -> ReadingNote:
    """Return the note on the one reading of a run whose start is changed."""
    row = {"scenario": "filing/onestop-happy", "row": "_"}
    found = builder.finding("a#b.c", "fail", readings=["CC-05"], evidence=[])
    events = [
        builder.START | changes,
        {"event": "scenario_started", **row},
        {"event": "finding", **row, **found},
    ]
    (only,) = reading_notes(Report.from_events(events)).values()
    return only


def test_what_nobody_settled_is_the_projects_default(builder: ModuleType) -> None:
    """It says that there is no official ruling."""
    found = note(builder)

    assert found.ground["en"] == "project default, no official ruling"
    assert found.option is None


def test_a_decision_names_its_document(builder: ModuleType) -> None:
    """A ruling stands above what the run chose."""
    decision = {
        "decision": "d-1",
        "document": "Letter 3",
        "issued_by": "Wuhai bureau",
        "settles": [{"reading": "CC-05", "option": "civil_code"}, {"parameter": "x", "value": 1}],
    }
    found = note(builder, decisions=[decision], readings={"CC-05": "other"})

    assert found.ground["en"] == "decided by Letter 3 (Wuhai bureau)"
    assert found.option == "civil_code"


def test_a_choice_of_the_run_is_no_ruling(builder: ModuleType) -> None:
    """The option is named and the ground says that it was chosen."""
    found = note(builder, readings={"CC-05": "fixed_30_days"})

    assert found.option == "fixed_30_days"
    assert "no official ruling" in found.ground["en"]
    assert "chosen for this test" in found.ground["en"]
