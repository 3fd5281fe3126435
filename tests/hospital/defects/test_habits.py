"""What real systems do (wire.md §9) is noticed in whatever dialect it is done."""

from __future__ import annotations

from typing import Any

import pytest

from harness.cli.run_choices import Choices
from harness.cli.run_options import prepared
from harness.hospital import defects
from harness.hospital.defects import Defect
from harness.scenario.runner import Run

HABITS = [each for each in defects.every() if each.habits]
QUICK = ("plain", "strict-hn", "csb", "tif-text")
SLOW = ("oauth-sm", "sorted-sm2")
NEVER_ON_THE_WIRE = 17
#: What a ciphering gateway makes different: signature, encoding, type of the result code.
CARRIED = ("M-315", "X-103", "X-111")
CASES = [(each, name) for each in HABITS for name in QUICK]
CASES += [(defects.find(each), name) for each in CARRIED for name in SLOW]


def failures(one: Defect, dialect: str) -> list[dict[str, Any]]:
    """Play the scenarios of a row against a hospital with this habit; return what failed."""
    wanted = Choices(his=f"reference:{one.id}", dialect=dialect, selector=one.scenarios, jobs=1)
    with prepared(wanted) as ready:
        events = [event for event, _ in Run(ready.plan, ready.player).events()]
    found = [each for each in events if each["event"] == "finding"]
    assert "error" not in {each["verdict"] for each in found}
    return [each for each in found if each["verdict"] == "fail"]


def test_every_habit_is_a_defect() -> None:
    """All that §9 lists, but for what never reaches the wire."""
    assert set(range(1, 20)) - {NEVER_ON_THE_WIRE} == {n for each in HABITS for n in each.habits}


@pytest.mark.parametrize(("one", "dialect"), CASES, ids=[f"{one.id}-{name}" for one, name in CASES])
def test_a_habit_is_noticed_and_named(one: Defect, dialect: str) -> None:
    """A finding says in both languages what was done, against a requirement of its row."""
    found = failures(one, dialect)

    assert set(one.violates) & {name for each in found for name in each["requirements"]}
    assert all(each["message"]["zh"] and each["message"]["en"] for each in found)
