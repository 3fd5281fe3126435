"""Why a schema refuses a message, said as remarks."""

from __future__ import annotations

from typing import Any

from harness.validation import Violation
from harness.wire.explaining import cut, moved, remarks_of
from harness.wire.remarks import Remark

CONTENT: dict[str, Any] = {
    "type": "object",
    "required": ["who", "what"],
    "properties": {
        "who": {"type": "string", "key": "identity", "maxLength": 3},
        "what": {"type": "string", "maxLength": 3},
        "rows": {"type": "array", "items": {"properties": {"what": {"maxLength": 2}}}},
    },
}


def said(pointer: str, rule: str, limit: Any, value: Any) -> list[tuple[str, str]]:
    """Return the remarks about one broken keyword."""
    broken = Violation(pointer, rule, limit, "")
    return [(each.pointer, each.rule) for each in remarks_of(broken, CONTENT, value, "/input")]


def test_what_is_missing_is_named_one_by_one() -> None:
    """A key that is missing has a rule of its own, so has an empty one."""
    both = ["who", "what"]
    assert said("", "required", both, {}) == [
        ("/input/who", "missing_key"),
        ("/input/what", "missing"),
    ]
    assert said("/who", "minLength", 1, {"who": ""}) == [("/input/who", "missing_key")]


def test_a_keyword_becomes_a_rule() -> None:
    """Readers know rules, not keywords."""
    assert said("/what", "maxLength", 3, {"what": "xxxx"}) == [("/input/what", "length")]
    assert said("/what", "type", "string", {"what": {}}) == [("/input/what", "type")]


def test_a_pointer_into_a_part_becomes_one_into_the_whole() -> None:
    """Row 1 of the wrong rows may be row 57 of all."""
    places = {"rows": [3, 57]}
    assert moved("/input/rows/1/what", places, "/input") == "/input/rows/57/what"
    assert moved("/input/who", places, "/input") == "/input/who"


def test_overlong_texts_are_cut_and_ids_are_not() -> None:
    """In a row too; a key stays whole."""
    value = {"who": "abcdef", "what": "abcdef", "rows": [{}, {"what": "abc"}]}
    places = ("/input/who", "/input/what", "/input/rows/1/what")
    cut(value, [Remark(each, "length", 6) for each in places], CONTENT, "/input")
    assert value == {"who": "abcdef", "what": "abc", "rows": [{}, {"what": "ab"}]}
