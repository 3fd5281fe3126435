"""Trying an adapter before any verdict."""

from __future__ import annotations

from harness.drivers.check import checked
from harness.drivers.spec import parse


def test_the_reference_hospital_is_ready() -> None:
    """Everything is there and works."""
    points = list(checked(parse("reference")))
    assert {each.state for each in points} == {"ok"}
    assert any("session.open" in each.words["en"] for each in points)


def test_nobody_there() -> None:
    """An adapter that is not there is one wrong point."""
    points = list(checked(parse("http://127.0.0.1:9")))
    assert [(each.state, each.unreachable) for each in points] == [("wrong", True)]
