"""Requests of this process that never reach a socket."""

from __future__ import annotations

import pytest
import requests

from harness.drivers.inprocess import Interceptor
from harness.faults.delivery import Deliver, Delivery, NoAnswer
from harness.wire.http import HttpReply, HttpRequest

ORIGIN = "http://platform.invalid"


def asked(delivery: Delivery | None, timeout: float = 1.0) -> requests.Response:
    """Post to a sandbox that answers so."""
    seen: list[tuple[str, HttpRequest]] = []

    def serve(name: str, http: HttpRequest) -> Delivery | None:
        seen.append((name, http))
        return delivery

    caught = Interceptor(ORIGIN, serve)
    try:
        answer = requests.post(f"{ORIGIN}/s/s1/2501?x=1", data=b"{}", timeout=timeout)
    finally:
        caught.close()
    assert seen[0][0] == "s1"
    assert (seen[0][1].path, seen[0][1].query, seen[0][1].body) == ("/2501", "x=1", b"{}")
    return answer


def test_an_answer() -> None:
    """The reply of the sandbox is what ``requests`` returns."""
    reply = HttpReply(status=200, headers={"content-type": "application/json"}, body=b'{"a": 1}')
    answer = asked(Deliver(reply=reply))
    assert (answer.status_code, answer.json()) == (200, {"a": 1})


def test_no_such_sandbox() -> None:
    """An unknown name is answered, not raised."""
    assert asked(None).status_code == 404


@pytest.mark.parametrize(
    ("delivery", "error"),
    [
        (NoAnswer(how="timeout"), requests.ReadTimeout),
        (NoAnswer(how="reset"), requests.ConnectionError),
        (Deliver(reply=HttpReply(), late=True), requests.ReadTimeout),
        (Deliver(reply=HttpReply(), wait_ms=5000), requests.ReadTimeout),
        (Deliver(reply=HttpReply(), cut=3), requests.exceptions.ChunkedEncodingError),
    ],
)
def test_faults_come_at_once(delivery: Delivery, error: type[Exception]) -> None:
    """A silence, a reset and a broken body are what they would be, without the waiting."""
    with pytest.raises(error):
        asked(delivery)


def test_others_pass() -> None:
    """Requests to other places go where they always went."""
    caught = Interceptor(ORIGIN, lambda *_: None)
    try:
        with pytest.raises(requests.ConnectionError):
            requests.get("http://127.0.0.1:9/", timeout=1)
    finally:
        caught.close()
