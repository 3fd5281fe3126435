"""Jilin's token and ciphers, Hubei's sorted signature."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from harness.wire import credentials
from harness.wire.client import ClientPort
from harness.wire.codec import encode
from harness.wire.dialects import dialect
from harness.wire.examples import example
from harness.wire.gateway_sm import sign_string
from harness.wire.http import HttpRequest
from harness.wire.received import GatewayRefusal, Received
from harness.wire.server import ServerPort
from harness.wire.signing import sign, sm4_encrypt

Ends = Callable[[str], tuple[ServerPort, ClientPort]]
KEYS = credentials.make(dialect("oauth-sm"), 7)


def changed(http: HttpRequest, **fields: Any) -> HttpRequest:
    """Return a request whose envelope has other fields."""
    return replace(http, body=json.dumps(json.loads(http.body) | fields).encode())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"authorization": ""}, "CLIENT_UNKNOWN"),
        ({"authorization": "Basic eDp5"}, "CLIENT_UNKNOWN"),
        ({"body": b"grant_type=password&username=x&password=y"}, "USER_UNKNOWN"),
        ({"body": b"grant_type=client_credentials"}, "GRANT_UNSUPPORTED"),
        ({"body": b"\xff"}, "GRANT_UNSUPPORTED"),
    ],
)
def test_a_token_is_given_to_the_right_client(
    change: dict[str, Any], code: str | None, at: datetime, ends: Ends
) -> None:
    """Client and user must both be known."""
    server, client = ends("oauth-sm")
    asked = client.token_request()
    assert asked is not None
    headers = asked.headers | {k: v for k, v in change.items() if k != "body"}
    http = replace(asked, headers=headers, body=change.get("body", asked.body))
    found = server.receive(http, at)
    assert isinstance(found, GatewayRefusal)
    assert found.code == code
    assert ("access_token" in json.loads(found.reply.body)) is (code is None)


def test_the_wire_shows_neither_input_nor_output(at: datetime, ends: Ends) -> None:
    """Both are cipher texts of the client id; the plain text can be had with it alone."""
    server, client = ends("oauth-sm")
    http = client.request(
        example("2501", at), client.token(server.receive(client.token_request(), at).reply)
    )  # type: ignore[arg-type,union-attr]
    assert b"refmedin" not in http.body
    envelope = json.loads(http.body)
    assert (envelope["signtype"], envelope["enc_type"]) == ("SM2", "SM4")
    assert len(base64.b64decode(envelope["cainfo"])) == 64
    found = server.receive(http, at)
    assert isinstance(found, Received)
    assert found.envelope["input"] == example("2501", at).input


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"cainfo": ""}, "SIGNATURE_INVALID"),
        ({"cainfo": "not base64!"}, "SIGNATURE_INVALID"),
        ({"cainfo": None}, "SIGNATURE_INVALID"),
        ({"input": "bm90IGEgY2lwaGVy"}, "CIPHER_INVALID"),
        ({"input": "not base64!"}, "CIPHER_INVALID"),
        ({"input": {}}, "CIPHER_INVALID"),
    ],
)
def test_a_forged_message_is_refused(
    fields: dict[str, Any], code: str, at: datetime, ends: Ends
) -> None:
    """A wrong signature or cipher text has its own code."""
    server, client = ends("oauth-sm")
    token = client.token(server.receive(client.token_request(), at).reply)  # type: ignore[arg-type,union-attr]
    found = server.receive(changed(client.request(example("2501", at), token), **fields), at)
    assert isinstance(found, GatewayRefusal)
    assert found.code == code


def test_gbk_inside_a_cipher_text_is_said_to_be_gbk(at: datetime, ends: Ends) -> None:
    """The key is right, only the characters are not: that is another fault than a wrong key."""
    server, client = ends("oauth-sm")
    token = client.token(server.receive(client.token_request(), at).reply)  # type: ignore[arg-type,union-attr]
    text = json.dumps(example("2501", at).input, ensure_ascii=False).encode("gbk")
    cipher = base64.b64encode(sm4_encrypt(KEYS["client_id"].encode(), text)).decode()
    http = client.request(example("2501", at), token)
    found = server.receive(changed(http, input=cipher), at)

    assert isinstance(found, GatewayRefusal)
    assert found.code == "ENCODING_INVALID"


@pytest.mark.parametrize(
    ("token", "code"), [(None, "TOKEN_MISSING"), ("x", "TOKEN_INVALID"), ("", "TOKEN_MISSING")]
)
def test_no_message_without_a_token(token: str | None, code: str, at: datetime, ends: Ends) -> None:
    """The gateway turns away who did not ask for one."""
    server, client = ends("oauth-sm")
    found = server.receive(client.request(example("2501", at), token), at)
    assert isinstance(found, GatewayRefusal)
    assert (found.code, found.reply.status) == (code, 401)


def test_hubei_signs_the_sorted_header() -> None:
    """Signature and content are left out, null is empty."""
    envelope = {"msgid": "m", "infno": "2501", "cainfo": "s", "input": "{}", "sign_no": None}
    assert sign_string(envelope, "input") == b"infno=2501&msgid=m&sign_no="


def test_a_changed_header_breaks_hubeis_signature(at: datetime, ends: Ends) -> None:
    """The content is not signed there, the header is."""
    server, client = ends("sorted-sm2")
    http = client.request(example("2501", at))
    assert isinstance(server.receive(http, at), Received)
    found = server.receive(changed(http, opter="other"), at)
    assert isinstance(found, GatewayRefusal)
    assert found.code == "SIGNATURE_INVALID"


def test_hubei_may_encrypt_too(at: datetime, ends: Ends) -> None:
    """A cipher text of the client id is opened where JSON text might stand."""
    server, client = ends("sorted-sm2")
    http = client.request(example("2501", at))
    keys = credentials.make(dialect("sorted-sm2"), 7)
    text = json.loads(http.body)["input"].encode()
    cipher = base64.b64encode(sm4_encrypt(keys["client_id"].encode(), text)).decode()
    found = server.receive(changed(http, input=cipher), at)
    assert isinstance(found, Received)
    assert found.request.input == example("2501", at).input


@pytest.mark.parametrize("user", [b"1234567812345678", b"client"])
@pytest.mark.parametrize("empties", [True, False])
@pytest.mark.parametrize("spelt", ["hex", "base64"])
def test_hubeis_signature_may_be_written_otherwise(
    *, user: bytes, empties: bool, spelt: str, at: datetime, ends: Ends
) -> None:
    """Hexadecimal or Base64, with or without the empty values; the user id is the standard's."""
    server, client = ends("sorted-sm2")
    keys = credentials.make(dialect("sorted-sm2"), 7)
    http = client.request(example("2501", at))
    envelope = json.loads(http.body)
    signed = {k: v for k, v in envelope.items() if empties or v not in (None, "")}
    made = sign(bytes.fromhex(keys["hospital_private"]), user, sign_string(signed, "input"))
    cainfo = made.hex().upper() if spelt == "hex" else base64.b64encode(made).decode()
    found = server.receive(changed(http, cainfo=cainfo), at)
    assert isinstance(found, Received) is (user == b"1234567812345678")


def test_jilin_may_sign_for_the_standards_user(at: datetime, ends: Ends) -> None:
    """A library that knows no other user id than the standard's is understood."""
    server, client = ends("oauth-sm")
    token = client.token(server.receive(client.token_request(), at).reply)  # type: ignore[arg-type,union-attr]
    message = example("2501", at)
    http = client.request(message, token)
    made = sign(bytes.fromhex(KEYS["hospital_private"]), b"1234567812345678", encode(message.input))
    assert isinstance(server.receive(changed(http, cainfo=made.hex()), at), Received)
