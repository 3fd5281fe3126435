"""Values as JSON and in words."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from harness.clock import CHINA
from harness.policy.explain import parameter_json, parameter_value, plain, sentence
from harness.policy.pack import Found
from harness.policy.parameters import KNOWN, title
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


@pytest.mark.parametrize("name", KNOWN)
def test_every_parameter_has_a_name_in_both_languages(name: str) -> None:
    """A reader sees what a value is, not only its key."""
    assert title(name, "en").isascii()
    assert not title(name, "zh").isascii()


@pytest.mark.parametrize(
    ("name", "value", "en", "zh"),
    [
        ("inpatient.deductible", 60000, "600.00 yuan", "600.00元"),
        ("inpatient.rate", 8500, "85 %", "85%"),
        ("contribution.base_ceiling", 30000, "300 %", "300%"),
        ("filing.months", 6, "6 months", "6个月"),
        ("exam.days", 7, "7 days", "7日"),
        ("emergency.filing_workdays", 6, "6 working days", "6个工作日"),
        ("transfer.destinations", ["11", "12"], "11, 12", "11、12"),
        ("slip.signer_title", "chief_physician", "chief physician", "主任医师"),
        ("extension.times", 1, "1", "1"),
    ],
)
def test_a_legal_value_is_written_as_a_text_would_state_it(
    name: str, value: Any, en: str, zh: str
) -> None:
    """With its unit, in the language of the explanation."""
    assert (en, zh) == (parameter_value(name, value, "en"), parameter_value(name, value, "zh"))


def test_what_is_not_known_is_said_in_words() -> None:
    """No Python word stands in a sentence."""
    inputs = {"approved_on": None, "begun_on": date(2025, 3, 1)}
    step = Step("transfer.agency", False, inputs, ())  # noqa: FBT003 - the value of a condition

    assert "医保局（未注明）审批" in sentence(step, "zh")
    assert "approved on (none)" in sentence(step, "en")


def test_words_of_facts_are_translated() -> None:
    """A grade reads as the law writes it."""
    inputs = {"grade": "3A", "ordinal": 1, "standard": 60000, "floor": 40000}

    assert "三级甲等医院" in sentence(Step("deductible", 60000, inputs, ()), "zh")
