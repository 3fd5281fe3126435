"""JSON comes in exactly or not at all, and goes out digit for digit."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire import codec
from harness.wire.codec import Undecodable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "JSON_INVALID"),
        (b"[", "JSON_INVALID"),
        (b"nil", "JSON_INVALID"),
        (b'{"a": NaN}', "JSON_INVALID"),
        (b'{"a": Infinity}', "JSON_INVALID"),
        (b'{"a": "\n"}', "JSON_INVALID"),
        (b"[" * 200_000, "JSON_INVALID"),
        (b"[" * 500 + b"]" * 500, "JSON_INVALID"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "JSON_INVALID"),
        (b"9" * 5_000, "JSON_INVALID"),
        (b'{"a": 1, "a": 2}', "KEY_DUPLICATE"),
        (b'{"a": {"b": 1, "b": 1}}', "KEY_DUPLICATE"),
        (b'{"a": "\\ud800"}', "ENCODING_INVALID"),
        (b'{"\\udfff": 1}', "ENCODING_INVALID"),
        (b"\xff\xfe{}", "ENCODING_INVALID"),
        (b" " * (codec.BODY_LIMIT + 1), "BODY_TOO_LARGE"),
    ],
)
def test_what_is_not_exact_json_is_refused_by_name(body: bytes, code: str) -> None:
    """Each kind of bad body has its own code, and none raises anything else."""
    with pytest.raises(Undecodable) as caught:
        codec.decode(body)
    assert caught.value.code == code


def test_gbk_is_named() -> None:
    """A Chinese body in GBK is refused with a word about GBK."""
    with pytest.raises(Undecodable) as caught:
        codec.decode('{"psn_name": "王小明"}'.encode("gbk"))
    assert "GBK" in caught.value.hint


def test_an_envelope_is_an_object() -> None:
    """A list is JSON but no envelope."""
    with pytest.raises(Undecodable) as caught:
        codec.decode_object(b"[1]")
    assert caught.value.code == "ENVELOPE_MISSING"


def test_a_byte_order_mark_is_passed_over() -> None:
    """Clients on Windows put one in front."""
    assert codec.decode(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_fractions_stay_exact_both_ways() -> None:
    """0.10 comes in with two decimals and goes out with two."""
    value = codec.decode(b'{"a": 0.10, "b": 23442.46, "c": 1e2}')
    assert value["a"] == Decimal("0.10")
    assert codec.encode(value) == b'{"a":0.10,"b":23442.46,"c":100}'


def test_a_plain_value_holds_no_fraction_and_no_long_number() -> None:
    """A journal can hold what is left."""
    value = {"a": [Decimal("1.50"), 2**53, -(2**53)], "b": True, "c": None, "d": 7}
    assert codec.plain(value) == {
        "a": ["1.50", str(2**53), str(-(2**53))],
        "b": True,
        "c": None,
        "d": 7,
    }


@given(JSON)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Encoding and decoding are inverse."""
    assert codec.decode(codec.encode(value)) == value


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    """Any bytes are a value or undecodable."""
    try:
        json.dumps(codec.plain(codec.decode(body)))
    except Undecodable as error:
        assert error.code  # noqa: PT017 - either way is right
