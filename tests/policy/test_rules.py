"""Rules put pack, readings and rulings together and never change."""

from __future__ import annotations

from datetime import date

import pytest

from harness.calendar import PeriodRule
from harness.policy import eligibility
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules, alternatives

DAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("option", "period"),
    [
        ("civil_code", PeriodRule.CIVIL_CODE),
        ("start_day_counted", PeriodRule.START_DAY_COUNTED),
        ("fixed_30_days", PeriodRule.FIXED_30_DAYS),
        ("roll_window_acts", PeriodRule.CIVIL_CODE),
    ],
)
def test_each_option_of_cc_01_is_a_way_of_counting(option: str, period: PeriodRule) -> None:
    """Rolling over holidays counts like the Civil Code."""
    assert period is Rules(pack("nm-region"), Readings.of({"CC-01": option})).period(DAY)


def test_days_with_the_same_parameters_are_of_one_era() -> None:
    """A tariff is compiled once for each era."""
    rules = Rules(pack("nm-region"))

    assert rules.era(date(2025, 5, 1)) == rules.era(date(2030, 1, 1))
    assert rules.era(date(2025, 4, 30)) != rules.era(date(2025, 5, 1))
    assert rules.era(date(2014, 10, 28)) != rules.era(date(2014, 10, 29))


def test_another_option_leaves_the_rules_as_they_were() -> None:
    """What-if questions are asked of a copy."""
    rules = Rules(pack("nm-region"))
    other = rules.with_option("CC-14", "relative")

    assert ("points", "relative") == (rules.option("CC-14", DAY), other.option("CC-14", DAY))
    assert {"en", "zh"} == set(other.basis("CC-14", DAY))
    assert "chosen for this run" == other.basis("CC-14", DAY)["en"]


def test_alternatives_are_the_other_options() -> None:
    """The option in force is not its own alternative."""
    assert ("relative",) == alternatives("CC-14", "points")


def test_all_questions_are_offered_in_one_place() -> None:
    """A caller needs one import."""
    assert all(hasattr(eligibility, name) for name in eligibility.__all__)


def test_a_question_is_answered_once() -> None:
    """What rules and question alone decide is kept, and never by other rules."""
    rules, asked = Rules(pack("nm-region")), list[str]()

    def answer() -> str:
        asked.append("again")
        return "so"

    other = rules.with_option("CC-01", "fixed_30_days")
    assert [rules.once("q", answer), rules.once("q", answer)] == ["so", "so"]
    assert asked == ["again"]
    assert other.once("q", lambda: "otherwise") == "otherwise"


def test_what_is_kept_does_not_grow_without_end() -> None:
    """A stream of ever new questions does not fill the memory."""
    rules = Rules(pack("nm-region"))
    assert [rules.once(n, lambda n=n: n) for n in range(9000)] == list(range(9000))  # type: ignore[misc]
    assert len(rules._answers) < 5000
