"""Finding and changing values inside an answer."""

from __future__ import annotations

from typing import Any

import pytest

from harness.faults.places import changed, places, value_at

VALUE: dict[str, Any] = {"a": {"x": 1, "rows": [{"x": 2}, {"y/z": 3}]}, "x": 4}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("x", [("a", "x"), ("a", "rows", 0, "x"), ("x",)]),
        ("/a/x", [("a", "x")]),
        ("/a/rows/1/y~1z", [("a", "rows", 1, "y/z")]),
        ("/a/rows/x", [("a", "rows", 0, "x")]),
        ("/a/rows/9/x", []),
        ("/b", []),
        ("nothing", []),
        ("/x/deeper", []),
    ],
)
def test_places(name: str, found: list[Any]) -> None:
    """A name means every field of that name, a pointer one place, in a list its first row."""
    assert places(VALUE, name) == found


def test_changes_leave_the_original() -> None:
    """What is changed is a copy."""
    copy = changed(VALUE, places(VALUE, "x"), lambda value: value * 10)

    assert [value_at(copy, path) for path in places(copy, "x")] == [10, 20, 40]
    assert [value_at(VALUE, path) for path in places(VALUE, "x")] == [1, 2, 4]
    assert changed(VALUE, [()], lambda _: None) is None
