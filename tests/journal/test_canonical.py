"""The bytes that are hashed, against a second program that writes them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import OursFault
from harness.journal import canonical

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
tuples = st.tuples(plain, st.tuples(plain))
fractions = st.floats(allow_nan=False, allow_infinity=False)


@given(plain | tuples)
def test_the_quick_way_gives_the_same_bytes(value: Any) -> None:
    """Whatever plain JSON is written, vouched for or not, its bytes are those of RFC 8785."""
    assert canonical(value, vouched=True) == canonical(value) == rfc8785.dumps(value)


@given(st.lists(fractions, max_size=3))
def test_fractions_are_written_as_the_standard_says(values: list[float]) -> None:
    """A float is spelt as in ECMAScript."""
    assert canonical({"a": values}) == rfc8785.dumps({"a": values})


@pytest.mark.parametrize(
    "value",
    [
        {"\ue000": 1, "\U0001f600": 2},
        {"（": 1, "𠮷": "𠮷"},
        [1.5, 1.0, 1e30],
        {"a": "x:1.5,[2.0"},
        "\x7f\u2028\x1f",
    ],
)
def test_what_the_quick_way_spells_differently_goes_the_slow_way(value: Any) -> None:
    """Fractions and keys beyond the basic plane are written by the reference."""
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        2**60,
        {"a": object()},
        {1: 2},
        "\ud800",
        {"\ud800": 1},
        float("nan"),
        {"a": [None, float("inf")]},
        Decimal("1.0"),
        dt.date(2025, 5, 6),
        uuid.UUID(int=1),
    ],
)
def test_what_is_no_plain_json_cannot_be_written(value: Any) -> None:
    """A value that nobody could read again is an error of ours."""
    with pytest.raises(OursFault):
        canonical(value)
