"""An entry is shown once, in the order in which a person reads it."""

import json
from pathlib import Path

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.reports.evidence import Evidence
from harness.reports.exhibit import LONGEST, Exhibits
from harness.reports.records import EvidenceRef

REF = EvidenceRef(file="evidence/x.ndjson", n=1)


def exhibits(folder: Path, body: dict, kind: str = "exchange") -> Exhibits:
    """Return exhibits from a file with one entry."""
    journal = Journal()
    entry = journal.append(moment("2025-05-06T09:00"), kind, body)
    (folder / "evidence").mkdir()

    (folder / REF.file).write_text(json.dumps(entry.as_json()) + "\n")
    return Exhibits(Evidence(folder))


def test_the_request_stands_before_the_answer(tmp_path: Path) -> None:
    """Plain values are facts, objects are panels, and bookkeeping is left out."""
    body = {"response": {"b": 2}, "changes": [1], "request": {"a": 1}, "status": 200, "notes": []}
    shown = exhibits(tmp_path, body).show(REF)

    assert shown.facts == (("status", "200"),)
    assert [panel.text for panel in shown.panels] == ['{\n  "a": 1\n}', '{\n  "b": 2\n}']


def test_a_second_showing_is_a_link(tmp_path: Path) -> None:
    """The anchor is the same and the content is not repeated."""
    shelf = exhibits(tmp_path, {"status": 200})
    first, second = shelf.show(REF), shelf.show(REF)

    assert (first.shown_before, second.shown_before) == (False, True)
    assert first.anchor == second.anchor
    assert second.facts == ()


def test_what_is_not_at_hand_says_so(tmp_path: Path) -> None:
    """Without the file there is a mention only."""
    assert Exhibits(Evidence(tmp_path)).show(REF).kind is None


def test_a_long_message_is_cut(tmp_path: Path) -> None:
    """The rest stays in the evidence file, and the reader is told."""
    (panel,) = exhibits(tmp_path, {"request": {"a": "x" * 2 * LONGEST}}).show(REF).panels

    assert panel.cut
    assert len(panel.text) == LONGEST


@pytest.mark.parametrize("kind", ["driver", "act", "clock", "view", "something-new"])
def test_entries_of_any_kind_are_shown(tmp_path: Path, kind: str) -> None:
    """A kind without words of its own is shown under its code."""
    shown = exhibits(tmp_path, {"method": "act", "params": {"x": None}}, kind).show(REF)

    assert shown.kind is not None
    assert shown.facts == (("method", "act"),)
