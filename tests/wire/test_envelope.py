"""Envelopes give services what they ask for and nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest

from harness.wire.envelope import (
    Request,
    Response,
    moment17,
    receiver_msgid,
    refusal,
    refusal_code,
    sender_msgid,
    wrapped,
)


def test_a_node_is_one_object_and_rows_are_all() -> None:
    """A single object and a list of objects are read alike."""
    request = Request(infno="2301", input={"one": {"a": 1}, "many": [{"a": 2}, {"a": 3}, 5]})
    assert request.node("one") == {"a": 1}
    assert request.node("many") == {"a": 2}
    assert request.rows("one") == [{"a": 1}]
    assert request.rows("many") == [{"a": 2}, {"a": 3}]
    assert request.node("absent") == {}


def test_rows_may_stand_directly_under_output() -> None:
    """The rows of 5204 have no node."""
    assert Response(output=[{"a": 1}]).rows() == [{"a": 1}]
    assert Response(output=[{"a": 1}]).node("data") == {}
    assert Response(output={"data": [{"a": 1}]}).rows("data") == [{"a": 1}]


def test_header_holds_further_fields_but_not_input() -> None:
    """A header is what stands around input."""
    header = Request(infno="9001", input={"x": 1}, extra={"cainfo": "s"}).header()
    assert header["infno"] == "9001"
    assert header["cainfo"] == "s"
    assert "input" not in header


def test_message_ids_have_thirty_characters(at: datetime) -> None:
    """Both ids are as long as the interface allows and carry the moment."""
    assert sender_msgid("H15010000001", at, 7) == "H15010000001202505060900000007"
    assert receiver_msgid("150100", at, 7) == "150100202505060900000000000007"
    assert moment17(at) == "20250506090000000"


def test_a_refusal_is_a_code_and_at_most_200_characters() -> None:
    """However long the text, the code stands in front and the length is kept."""
    answer = refusal("NOT_INSURED", "未参保" * 200)
    assert (answer.infcode, answer.code, len(answer.err_msg)) == (-1, "NOT_INSURED", 200)
    assert Response().code is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NOT_INSURED: 未参保", "NOT_INSURED"),
        ("NOT_INSURED：未参保", "NOT_INSURED"),
        ("该参保人的基本信息为空", None),
        ("FSI-文件查询号不能为空[fileBO_156]", None),
    ],
)
def test_a_code_is_read_only_where_there_is_one(text: str, code: str | None) -> None:
    """A text without a code has none."""
    assert refusal_code(text) == code


def test_wrapping_keeps_the_code() -> None:
    """A wrapped text is still at most 200 characters and still names its code."""
    text = wrapped("NOT_INSURED: " + "未" * 300, "2501")
    assert text.startswith("FSI-")
    assert text.endswith("[fsi_2501]")
    assert (len(text), refusal_code(text)) == (200, "NOT_INSURED")
