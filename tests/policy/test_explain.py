"""Values as JSON and in words."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from harness.clock import CHINA
from harness.policy.explain import parameter_json, plain, sentence
from harness.policy.pack import Found
from harness.policy.steps import Step


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (60000, "fen", "600.00"),
        (Fraction(60000), "fen", "600.00"),
        (Fraction(418020000, 19), "fen", "220010.526316 (4180200/19)"),
        (8500, "basis_points", "85 %"),
        (8075, "basis_points", "80.75 %"),
        (Fraction(85, 90), "ratio", "94.4444 %"),
        (Fraction(97, 100), "ratio", "97 %"),
        (date(2025, 5, 6), "date", "2025-05-06"),
        (None, "date", None),
        (datetime(2025, 5, 6, 10, tzinfo=CHINA), "moment", "2025-05-06T10:00:00+08:00"),
        (3, "count", 3),
        (True, "flag", True),
        ("C34.1", "text", "C34.1"),
    ],
)
def test_values_are_written_by_their_unit(value: Any, unit: str, expected: Any) -> None:
    """Amounts in yuan, rates in per cent, what is not finite as an exact ratio beside it."""
    assert expected == plain(value, unit)


@pytest.mark.parametrize(("lang", "word"), [("en", "yes"), ("zh", "是")])
def test_conditions_are_said_in_words(lang: str, word: str) -> None:
    """A condition that holds says yes."""
    step = Step("filing.slip", True, {}, ())  # noqa: FBT003 - the value of a condition

    assert word in sentence(step, lang)


def test_a_ruling_is_cited_beside_its_value() -> None:
    """Who set a value is part of it."""
    found = Found("filing.months", 6, date(2025, 5, 1), ("LOCAL",), "W-1")

    assert "W-1" == parameter_json(found)["source"]
    own = Found("filing.months", 6, date(2025, 5, 1), ("NM25-A17-1",))
    assert "source" not in parameter_json(own)
