"""Closing days: what the platform's result means, and statements that are gone."""

from __future__ import annotations

from typing import Any

import pytest

from harness.hospital.care import Closing

Counter = Any
Platform = Any


@pytest.mark.parametrize(
    ("result", "matched"),
    [
        ("0", "yes"),
        ("000000", "yes"),
        (0, "yes"),
        ("1", "no"),
        (1, "no"),
        ("000101", "no"),
        ("", "no"),
        (None, "no"),
    ],
)
def test_only_a_result_that_says_equal_is_a_match(
    counter: Counter, platform: Platform, result: Any, matched: str
) -> None:
    """Text or number, one digit or six: whatever else comes is a difference."""
    platform.answers["3201"] = lambda _: {"stmtinfo": {"stmt_rslt": result}}

    assert matched == counter.act("close_day", day="2025-05-06")["shown"]["matched"]


def test_a_difference_leaves_the_worklist_when_the_day_matches(
    counter: Counter, platform: Platform
) -> None:
    """A day that was closed anew and is equal needs nobody's attention any more."""
    platform.answers["3201"] = lambda _: {"stmtinfo": {"stmt_rslt": "1"}}
    counter.act("close_day", day="2025-05-06")
    open_then = [each["ref"] for each in counter.see("worklist", None)]
    platform.answers["3201"] = lambda _: {"stmtinfo": {"stmt_rslt": "0"}}
    counter.act("close_day", day="2025-05-06")

    assert (["2025-05-06"], []) == (open_then, counter.see("worklist", None))


def test_a_statement_that_is_gone_is_named(counter: Counter, platform: Platform) -> None:
    """The numbers of the statements run on, so a missing one shows wherever statements do."""
    platform.answers["3201"] = lambda _: {"stmtinfo": {"stmt_rslt": "0"}}
    for day in ("2025-05-04", "2025-05-05", "2025-05-06"):
        counter.act("close_day", day=day)
    house = counter.house
    house.store.erase(Closing, "day/2025-05-05")

    assert ["2"] == counter.see("day", "2025-05-06")["gaps"]
    assert ["2"] == counter.see("export", None)["gaps"]
