"""The hospital's end reads answers, and says when there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from harness.wire.client import ClientPort, NotAnEnvelope
from harness.wire.examples import example
from harness.wire.http import HttpReply
from harness.wire.server import ServerPort

Ends = Callable[[str], tuple[ServerPort, ClientPort]]


def test_the_address_is_that_of_the_dialect(at: datetime, ends: Ends) -> None:
    """One address, one per transaction, or the base itself."""
    paths = {
        name: ends(name)[1].request(example("2501", at)).path for name in ("plain", "csb", "tif")
    }
    assert paths == {
        "plain": "/fsi/api/rsfComIfsService/callService",
        "csb": "",
        "tif": "/2501",
    }
    client = ends("tif")[1]
    assert client.url(client.request(example("2501", at))) == "http://127.0.0.1:8080/s/x/2501"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"{}", "HTTP_STATUS"),
        (200, b"<html>", "JSON_INVALID"),
        (200, '{"err_msg": "失败"}'.encode("gbk"), "ENCODING_INVALID"),
        (200, b'{"infcode": 0, "out', "JSON_INVALID"),
        (200, b"[]", "ENVELOPE_MISSING"),
        (200, b"{}", "NO_INFCODE"),
        (200, b'{"infcode": true}', "NO_INFCODE"),
        (200, b'{"infcode": "1"}', "NO_INFCODE"),
        (200, b'{"infcode": [0]}', "NO_INFCODE"),
        (200, '{"code": 401, "message": "签名不一致!"}'.encode(), "GATEWAY"),
    ],
)
def test_no_answer_is_an_unknown_outcome(ends: Ends, status: int, body: bytes, code: str) -> None:
    """Whatever is no envelope is told apart from a refusal."""
    with pytest.raises(NotAnEnvelope) as caught:
        ends("plain")[1].response(HttpReply(status=status, body=body))
    assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize("infcode", ["0", '"0"'])
def test_infcode_is_read_as_number_or_text(ends: Ends, infcode: str) -> None:
    """Provinces differ in its type; null texts are empty."""
    body = f'{{"infcode": {infcode}, "err_msg": null, "output": {{"a": {{"b": 1.50}}}}}}'
    answer = ends("plain")[1].response(HttpReply(body=body.encode()))
    assert answer.ok
    assert answer.err_msg == ""
    assert answer.node("a") == {"b": Decimal("1.50")}


def test_a_stream_is_bytes(ends: Ends) -> None:
    """A downloaded file is told by its content type."""
    reply = HttpReply(headers={"content-type": "application/octet-stream"}, body=b"PK")
    assert ends("plain")[1].response(reply).stream == b"PK"


@pytest.mark.parametrize("name", ["oauth-sm", "sorted-sm2"])
def test_an_unsigned_answer_is_not_believed(ends: Ends, name: str) -> None:
    """An answer without the platform's signature is no answer."""
    with pytest.raises(NotAnEnvelope) as caught:
        ends(name)[1].response(HttpReply(body=b'{"infcode": 0, "output": null}'))
    assert caught.value.code == "SIGNATURE_INVALID"


def test_a_token_is_asked_for_only_where_there_are_tokens(ends: Ends) -> None:
    """Plain has none; an answer without one is an error."""
    assert ends("plain")[1].token_request() is None
    for body in (b"{}", b"x", b'{"access_token": 5}'):
        with pytest.raises(NotAnEnvelope):
            ends("oauth-sm")[1].token(HttpReply(body=body))
