"""The hospital behind JSON-RPC."""

from __future__ import annotations

import json
import threading

import requests

from harness.hospital.driver import ReferenceDriver
from harness.hospital.server import HospitalServer, answer


def test_what_is_no_message_is_an_error() -> None:
    """Garbage, other JSON, unknown methods and broken calls are errors of the adapter."""
    driver = ReferenceDriver()
    codes = [
        answer(driver, body)["error"]["code"]
        for body in (
            b"\xff",
            b"[]",
            b'{"id": 1, "method": 5}',
            b'{"id": 1, "method": "dance", "params": {}}',
            b'{"id": 1, "method": "act", "params": {"session": "none"}}',
        )
    ]
    assert codes == [-32700, -32600, -32600, -32603, -32603]


def test_it_answers_over_http() -> None:
    """One POST, one answer, on the loopback."""
    server = HospitalServer(ReferenceDriver(), 0)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        message = {"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"protocol": 1}}
        reply = requests.post(server.url, data=json.dumps(message), timeout=5)
    finally:
        server.stop()
        thread.join(5)
    assert reply.json()["id"] == 7
    assert reply.json()["result"]["capabilities"]["clock"] == "set"
    assert server.url.startswith("http://127.0.0.1:")
