"""Patterns match partially, assign list elements fairly, and explain the first difference."""

from __future__ import annotations

from typing import Any

import pytest

from harness.errors import DataError
from harness.scenario.patterns import compare, compare_wire, keywords_in, matches


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({}, {"a": 1}),
        ([{"x": 1}, {"y": 2}], [{"y": 2, "x": 1}, {"x": 1}]),
        ([], ["anything"]),
        ({"a": {"~absent": True}}, {}),
        ({"a": {"~absent": True}}, {"a": None}),
        ({"a": {"~present": True}}, {"a": "x"}),
        ({"a": {"~not": "filed"}}, {"a": "none"}),
        ({"a": {"~not": "filed"}}, {}),
        ({"~exactly": ["a", "b"]}, ["a", "b"]),
        ({"~only": ["b", "a"]}, ["a", "b"]),
        ({"~each": {"k": {"~enum": ["x", "y"]}}}, [{"k": "x"}, {"k": "y"}]),
        ({"~text": ["姓名", "电话"]}, "姓名：王\n电话：1"),
        ({"~pattern": "^[0-9]+$"}, "12"),
        ({"~minimum": "100.00"}, "9980.00"),
        ({"~maximum": "2025-11-06"}, "2025-10-01"),
        ({"~minItems": 1}, [1]),
        ({"~type": "string"}, "x"),
        ({"filings": {"~maxItems": 0}}, {"filings": []}),
        ({"a": {"~anyOf": ["x", {"~pattern": "^y"}]}}, {"a": "yes"}),
        ({"a": {"~anyOf": ["x", {"~absent": True}]}}, {}),
        ({"a": None}, {"a": None}),
        ({"a": 1, "~required": ["b"]}, {"a": 1, "b": 0}),
    ],
)
def test_matches(pattern: Any, value: Any) -> None:
    """A value that has what the pattern names matches, whatever else it has."""
    assert compare(pattern, value) is None


@pytest.mark.parametrize(
    ("pattern", "value", "pointer"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "/a/b"),
        ({"a": 1}, {}, "/a"),
        ({"a": True}, {"a": 1}, "/a"),
        ({"a": "1"}, {"a": 1}, "/a"),
        ([1, 1], [1], ""),
        ({"~exactly": ["a", "b"]}, ["b", "a"], "/0"),
        ({"~only": ["a"]}, ["a", "b"], ""),
        ({"~each": 1}, [1, 2], "/1"),
        ({"a": {"~present": True}}, {"a": ""}, "/a"),
        ({"a": {"~pattern": "x"}}, {"a": 7}, "/a"),
        ({"a": {"~minItems": 0}}, {"a": {}}, "/a"),
        ({"a": {"~maximum": 3}}, {"a": "x"}, "/a"),
        ({"a": {"~enum": ["x"]}}, {}, "/a"),
        ({"a": {"b": 1}}, {"a": "text"}, "/a"),
        ({"a": None}, {}, "/a"),
        ({"~text": ["b", "a"]}, "a b", ""),
        ({"~text": "a"}, None, ""),
    ],
)
def test_difference(pattern: Any, value: Any, pointer: str) -> None:
    """The first difference is named by where it stands."""
    found = compare(pattern, value)
    assert found is not None
    assert found.pointer == pointer


def test_a_greedy_choice_takes_nothing_away() -> None:
    """A wide pattern leaves the only value to the narrow one that needs it."""
    assert matches([{}, {"x": 1}], [{"x": 1}, {"y": 1}])


def test_the_nearest_element_explains() -> None:
    """Of several wrong elements the one that agrees most is compared."""
    rows = [{"kind": "a", "n": 1, "m": 5}, {"kind": "b", "n": 2, "m": 6}]
    found = compare([{"kind": "b", "n": 2, "m": 7}], rows)
    assert found is not None
    assert (found.pointer, found.expected, found.actual) == ("/1/m", 7, 6)


def test_amounts_on_the_wire_are_numbers() -> None:
    """On the wire 600 is 600.00; on paper it is not."""
    assert compare_wire({"a": "600.00"}, {"a": 600}) is None
    assert compare_wire({"a": "600.00"}, {"a": "600.0"}) is None
    assert compare_wire({"a": "600.00"}, {"a": "600.01"}) is not None
    assert compare_wire({"a": "2"}, {"a": "02"}) is not None
    assert compare({"a": "600.00"}, {"a": "600.0"}) is not None


def test_an_unknown_keyword_is_refused() -> None:
    """A keyword that does not exist is our mistake, never the hospital's."""
    with pytest.raises(DataError, match="~regex"):
        compare({"~regex": "x"}, "x")
    assert list(keywords_in({"a": [{"~regex": 1}]})) == ["~regex"]
