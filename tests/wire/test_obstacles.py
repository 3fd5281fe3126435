"""What is no envelope is told by what it is instead."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.inspection import inspect

ONE = '{"infno": "2501", "input": {}, "fixmedins_name": "首府第一综合医院"}'
HAR = '{"log": {"version": "1.2", "entries": []}}'


@pytest.mark.parametrize(
    ("body", "code", "en"),
    [
        (b" \n", "FILE_EMPTY", "the file is empty"),
        (b"hello", "JSON_INVALID", "no valid JSON at line 1, column 1"),
        (b'{"infno":\n "2501",', "JSON_INVALID", "line 2, column 9; it seems cut off"),
        (b'{"infno": NaN}', "JSON_INVALID", "not finite"),
        (b"[" * 40 + b"]" * 40, "JSON_INVALID", "nested too deeply"),
        (b"<html>502</html>", "JSON_INVALID", "HTML or XML"),
        (b"POST /x HTTP/1.1\r\n\r\n{}", "JSON_INVALID", "HTTP headers"),
        (ONE.encode("gbk"), "ENCODING_INVALID", "looks like GBK"),
        (ONE.encode("utf-16"), "ENCODING_INVALID", "UTF-16"),
        (ONE.encode()[:-3], "ENCODING_INVALID", "middle of a character"),
        (b'{"infno": "\xff\xff"}', "ENCODING_INVALID", "not UTF-8"),
        (b'{"infno": "\\ud800", "input": {}}', "ENCODING_INVALID", "surrogate"),
        (f"{ONE}\n{ONE}\n".encode(), "SEVERAL_MESSAGES", "2 messages"),
        (f"[{ONE}, {ONE}, {ONE}]".encode(), "SEVERAL_MESSAGES", "3 messages"),
        (HAR.encode(), "SEVERAL_MESSAGES", "harness trace check"),
        (f'{{"request": {ONE}}}'.encode(), "SEVERAL_MESSAGES", "harness trace check"),
        (json.dumps(ONE[:-1]).encode(), "ENVELOPE_MISSING", "text in quotes holds no JSON object"),
        (json.dumps({"arg0": ONE[:-1]}).encode(), "ENVELOPE_MISSING", "arg0"),
        (b'{"code": 401, "message": "x"}', "ENVELOPE_MISSING", "gateway"),
        (b'{"access_token": "x"}', "ENVELOPE_MISSING", "token"),
        (b"null", "ENVELOPE_MISSING", "JSON object"),
        (b"{}", "ENVELOPE_MISSING", "neither infno and input, nor infcode"),
        (b'{"infno": 1, "infno": 2}', "KEY_DUPLICATE", "twice"),
    ],
)
def test_a_bad_capture_says_what_it_is(body: bytes, code: str, en: str) -> None:
    """The reason has a code and a sentence that helps, and it passes nowhere."""
    found = inspect(body)
    assert found.obstacle is not None

    assert (code, ()) == (found.obstacle.code, found.passes_in)
    assert en in found.obstacle.text["en"]
    assert found.obstacle.text["zh"]


PIECES = st.sampled_from(
    [b"{", b"}", b'"infno"', b":", b"[", b"]", b"\n", b'"\xe4', b"{}", b"\xff"]
)


@given(st.binary(max_size=60) | st.lists(PIECES, max_size=12).map(b"".join))
def test_no_bytes_are_too_strange(body: bytes) -> None:
    """Whatever a file holds is an envelope with slips or an obstacle in both languages."""
    found = inspect(body)

    assert found.obstacle is None or {"zh", "en"} == set(found.obstacle.text)
    assert found.obstacle is not None or found.side
