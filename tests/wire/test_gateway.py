"""The plain gateway adds nothing."""

from __future__ import annotations

import pytest

from harness.clock import moment
from harness.wire import codec
from harness.wire.codec import Undecodable
from harness.wire.dialects import dialect
from harness.wire.gateway import Gateway
from harness.wire.http import HttpRequest

AT = moment("2025-05-06T09:00")


def test_plain_admits_everyone_and_signs_nothing() -> None:
    """A front-end machine stands in front of it."""
    port = Gateway(dialect("plain"), {})
    assert port.admit(HttpRequest(), (AT,)) is None
    assert port.headers("2501", AT, "n") == {}
    assert port.token(HttpRequest(), AT).code == "TOKEN_UNSUPPORTED"


def test_input_and_output_may_be_json_text() -> None:
    """Hubei writes JSON inside JSON."""
    port = Gateway(dialect("sorted-sm2"), {})
    closed = port.close_input({"infno": "2501"}, b'{"a":1}')
    assert closed == {"infno": "2501", "input": '{"a":1}'}
    assert port.open_input(closed) == '{"a":1}'
    assert closed["input"] == {"a": 1}
    assert port.open_output({"output": "[1]"}) == [1]
    assert port.open_output({"output": ""}) is None
    assert port.open_output({"output": {"a": 1}}) == {"a": 1}
    with pytest.raises(Undecodable):
        port.open_input({"input": "{"})


def test_no_output_is_null() -> None:
    """A transaction without output answers null in every form."""
    for name in ("plain", "sorted-sm2"):
        assert Gateway(dialect(name), {}).close_output({}, None) == {"output": None}
    whole = Gateway(dialect("plain"), {}).close_output({}, b"{}")
    assert codec.encode(whole) == b'{"output":{}}'
