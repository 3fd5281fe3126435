"""A remark says where and what, never the value."""

from __future__ import annotations

from harness.wire.remarks import Remark, remark, wording


def test_a_remark_keeps_only_the_length() -> None:
    """An identity number in a wrong field does not travel into the answer."""
    made = remark("/input/data/certno", "length", "159900197803070019")
    assert made == Remark("/input/data/certno", "length", 18)
    assert "1599" not in wording([made])
    assert made.as_json() == {"pointer": "/input/data/certno", "rule": "length", "length": 18}


def test_lengths_of_other_values() -> None:
    """Lists and objects count entries, numbers their characters, absence nothing."""
    assert [remark("", "type", each).length for each in ([1, 2], {"a": 1}, 12.5, None)] == [
        2,
        1,
        4,
        None,
    ]
