"""What was sent is judged as the platform understood it, unless a claim is about the writing."""

from __future__ import annotations

from typing import Any

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.model import Wire
from harness.scenario.record import Record
from harness.scenario.wiretrials import matching

NOW = moment("2025-05-06T09:00")
ASKED = {"refmedin": {"refl_date": "2025-05-06", "refl_type": "3", "diag_code": "C34.1"}}


def sent(node: Any, **wire: Any) -> bool:
    """Tell whether a filing with such a node is the filing asked for."""
    journal = Journal()
    journal.append(NOW, "sandbox", {"dialect": "plain"})
    body = {"infno": "2501", "institution": "H1", "request": {"input": {"refmedin": node}}}
    entry = journal.append(NOW, "exchange", body)
    record = Record(journal.entries)
    return matching(Wire(infno="2501", request=ASKED, **wire), entry, record)


@pytest.mark.parametrize(
    "node",
    [
        {"refl_date": "2025-05-06 00:00:00", "refl_type": "3", "diag_code": "C34.1"},
        {"refl_date": "20250506", "refl_type": 3, "diag_code": " C34.1 "},
        {"refl_date": "2025-05-06", "REFL_TYPE": "3", "diag_code": "C34.1"},
        [{"refl_date": "2025-05-06", "refl_type": "3", "diag_code": "C34.1"}],
    ],
)
def test_a_slip_of_writing_is_no_breach_of_a_clause(node: Any) -> None:
    """Times behind dates, numbers for codes, capitals and lists of one are understood."""
    assert sent(node)
    assert not sent(node, as_sent=True)


def test_another_content_is_another_content() -> None:
    """However it is written."""
    wrong = {"refl_date": "2025-05-05 00:00:00", "refl_type": 3, "diag_code": "C34.1"}

    assert not sent(wrong)


def test_what_is_no_object_matches_nothing() -> None:
    """An input that could not be read has no content."""
    assert not sent("null")
