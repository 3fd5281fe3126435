"""Each gateway, both ways, against an implementation that shares nothing with ours.

SM2, SM3 and SM4 are gmssl's here, HMAC and SHA-256 are spelt out; what they make must be let in and
what ours makes must satisfy them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from gmssl import sm2, sm3, sm4

from harness.wire import credentials
from harness.wire.client import ClientPort, NotAnEnvelope
from harness.wire.dialects import dialect
from harness.wire.envelope import Response
from harness.wire.examples import example, example_output
from harness.wire.http import HttpReply, HttpRequest
from harness.wire.received import GatewayRefusal, Received
from harness.wire.server import ServerPort

Ends = Callable[[str], tuple[ServerPort, ClientPort]]
SIGNING = ["oauth-sm", "sorted-sm2"]
KEYS = {name: credentials.make(dialect(name), 7) for name in ("csb", "tif", *SIGNING)}
STRANGER = credentials.make(dialect("oauth-sm"), 8)
CURVE = sm2.default_ecc_table


def signer(keys: dict[str, str], side: str) -> sm2.CryptSM2:
    """Return the other library with the keys of one side."""
    return sm2.CryptSM2(
        private_key=keys[f"{side}_private"], public_key=keys[f"{side}_public"].removeprefix("04")
    )


def digest(keys: dict[str, str], side: str, user: bytes, message: bytes) -> bytes:
    """Return SM3(Z‖M) of GM/T 0009, computed by the other library's SM3."""
    public = bytes.fromhex(keys[f"{side}_public"].removeprefix("04"))
    curve = bytes.fromhex(CURVE["a"] + CURVE["b"] + CURVE["g"])
    z = sm3.sm3_hash(list(len(user * 8).to_bytes(2, "big") + user + curve + public))
    return bytes.fromhex(sm3.sm3_hash(list(bytes.fromhex(z) + message)))


def cainfo(keys: dict[str, str], user: bytes, message: bytes) -> str:
    """Return a hospital's signature as a foreign client would make it."""
    found = signer(keys, "hospital").sign(digest(keys, "hospital", user, message), "3" * 64)
    return base64.b64encode(bytes.fromhex(found)).decode()


def genuine(keys: dict[str, str], user: bytes, message: bytes, signature: str) -> bool:
    """Tell whether a platform's signature satisfies the other library."""
    held = base64.b64decode(signature).hex()
    return bool(signer(keys, "platform").verify(held, digest(keys, "platform", user, message)))


def ciphered(key: str, plain: bytes) -> str:
    """Return what the other library encrypts."""
    tool = sm4.CryptSM4()
    tool.set_key(key.encode(), sm4.SM4_ENCRYPT)
    return base64.b64encode(tool.crypt_ecb(plain)).decode()


def header(at: datetime) -> dict[str, Any]:
    """Return the header of a message as a client of its own would write it."""
    return {name: each for name, each in example("2501", at).header().items() if each}


def jilin(at: datetime, keys: dict[str, str], signing: dict[str, str]) -> HttpRequest:
    """Return a message in Jilin's way."""
    known = KEYS["oauth-sm"]
    plain = json.dumps(example("2501", at).input, ensure_ascii=False).encode()
    token = hmac.new(
        known["client_secret"].encode(), known["client_id"].encode(), hashlib.sha256
    ).hexdigest()
    body = header(at) | {
        "input": ciphered(keys["client_id"], plain),
        "cainfo": cainfo(signing, known["client_id"].encode(), plain),
        "signtype": "SM2",
        "enc_type": "SM4",
    }
    return HttpRequest(headers={"authorization": f"Bearer {token}"}, body=json.dumps(body).encode())


def hubei(at: datetime, _keys: dict[str, str], signing: dict[str, str]) -> HttpRequest:
    """Return a message in Hubei's way."""
    told = header(at) | {"signtype": "SM2"}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told))
    body = told | {
        "input": json.dumps(example("2501", at).input, ensure_ascii=False),
        "cainfo": cainfo(signing, b"1234567812345678", text.encode()),
    }
    return HttpRequest(body=json.dumps(body, ensure_ascii=False).encode())


WRITERS = {"oauth-sm": jilin, "sorted-sm2": hubei}


def outcome(found: Received | GatewayRefusal) -> str | None:
    """Return the code of a refusal, ``None`` for a message that was let in whole."""
    return found.code if isinstance(found, GatewayRefusal) else None


@pytest.mark.parametrize("name", SIGNING)
def test_a_foreign_signature_is_let_in(name: str, at: datetime, ends: Ends) -> None:
    """What another implementation signs and encrypts is read as it was meant."""
    found = ends(name)[0].receive(WRITERS[name](at, KEYS[name], KEYS[name]), at)

    assert isinstance(found, Received)
    assert example("2501", at).input == found.request.input


@pytest.mark.parametrize("name", SIGNING)
def test_a_foreign_signature_of_another_key_is_refused(name: str, at: datetime, ends: Ends) -> None:
    """Well made, but not by this hospital."""
    http = WRITERS[name](at, KEYS[name], STRANGER)

    assert outcome(ends(name)[0].receive(http, at)) == "SIGNATURE_INVALID"


def test_a_foreign_cipher_text_of_another_key_is_refused(at: datetime, ends: Ends) -> None:
    """It cannot be opened, and is said not to be ours."""
    http = jilin(at, STRANGER, KEYS["oauth-sm"])

    assert outcome(ends("oauth-sm")[0].receive(http, at)) == "CIPHER_INVALID"


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("oauth-sm", "input", "SIGNATURE_INVALID"),
        ("oauth-sm", "header", None),
        ("sorted-sm2", "input", None),
        ("sorted-sm2", "header", "SIGNATURE_INVALID"),
    ],
)
def test_what_is_signed_cannot_be_changed_under_way(
    name: str, part: str, code: str | None, at: datetime, ends: Ends
) -> None:
    """Jilin signs the content and Hubei the header; the other half is not protected there."""
    http = WRITERS[name](at, KEYS[name], KEYS[name])
    body = json.loads(http.body)
    other = json.dumps(example("2502", at).input).encode()
    key = KEYS[name]["client_id"]
    spoilt = {"input": ciphered(key, other)} if part == "input" else {"opter_name": "某人"}
    changed = replace(http, body=json.dumps(body | spoilt).encode())

    assert outcome(ends(name)[0].receive(changed, at)) == code


def answered(name: str, at: datetime, ends: Ends) -> HttpReply:
    """Return the platform's answer to a message of another implementation."""
    server = ends(name)[0]
    found = server.receive(WRITERS[name](at, KEYS[name], KEYS[name]), at)
    assert isinstance(found, Received)
    return server.reply(found, Response(output=example_output("2501", at)))


@pytest.mark.parametrize("name", SIGNING)
def test_our_answer_satisfies_another_implementation(name: str, at: datetime, ends: Ends) -> None:
    """The other library verifies what the platform signed and opens what it encrypted."""
    told = json.loads(answered(name, at, ends).body)
    if name == "oauth-sm":
        tool, user = sm4.CryptSM4(), KEYS[name]["client_id"].encode()
        tool.set_key(user, sm4.SM4_DECRYPT)
        signed = plain = tool.crypt_ecb(base64.b64decode(told["output"]))
    else:
        user, plain = b"1234567812345678", told["output"].encode()
        rest = {key: each for key, each in told.items() if key not in ("cainfo", "output")}
        pairs = (f"{key}={'' if rest[key] is None else rest[key]}" for key in sorted(rest))
        signed = "&".join(pairs).encode()

    assert genuine(KEYS[name], user, signed, told["cainfo"])
    assert not genuine(STRANGER, user, signed, told["cainfo"])
    assert not genuine(KEYS[name], user, signed + b" ", told["cainfo"])
    assert example_output("2501", at) == json.loads(plain)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("oauth-sm", {"output": ciphered(KEYS["oauth-sm"]["client_id"], b'{"result":{}}')}),
        ("sorted-sm2", {"infcode": -1}),
        ("sorted-sm2", {"inf_refmsgid": "x"}),
    ],
)
def test_the_hospital_notices_an_answer_that_was_changed(
    name: str, change: dict[str, Any], at: datetime, ends: Ends
) -> None:
    """Our own client believes no answer whose signed part is another."""
    reply = answered(name, at, ends)
    ends(name)[1].response(reply)
    body = json.dumps(json.loads(reply.body) | change).encode()

    with pytest.raises(NotAnEnvelope) as caught:
        ends(name)[1].response(replace(reply, body=body))
    assert caught.value.code == "SIGNATURE_INVALID"


def headers_of(name: str, at: datetime, keys: dict[str, str]) -> dict[str, str]:
    """Return the headers of a gateway that signs nothing else, made by hand."""
    if name == "tif":
        stamp, nonce = str(int(at.timestamp())), "n0nce"
        text = stamp + keys["secret"] + nonce + stamp
        signature = hashlib.sha256(text.encode()).hexdigest()
        names = ("x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature")
        return dict(zip(names, (KEYS[name]["paas_id"], stamp, nonce, signature), strict=True))
    told = {
        "_api_access_key": KEYS[name]["access_key"],
        "_api_name": "2501",
        "_api_timestamp": str(int(at.timestamp() * 1000)),
        "_api_version": "1.0.0",
    }
    text = "&".join(f"{key}={each}" for key, each in told.items())
    made = hmac.new(keys["secret_key"].encode(), text.encode(), hashlib.sha1).digest()
    return told | {"_api_signature": base64.b64encode(made).decode()}


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("csb", "", None),
        ("csb", "key", "SIGNATURE_INVALID"),
        ("csb", "_api_version", "SIGNATURE_INVALID"),
        ("csb", "body", None),
        ("tif", "", None),
        ("tif", "key", "SIGNATURE_INVALID"),
        ("tif", "x-tif-nonce", "SIGNATURE_INVALID"),
        ("tif", "body", None),
    ],
)
def test_signed_headers_protect_themselves_and_nothing_else(
    name: str, changed: str, code: str | None, at: datetime, ends: Ends
) -> None:
    """Another key or header is turned away; these gateways do not look at the body."""
    keys = credentials.make(dialect(name), 8 if changed == "key" else 7)
    headers = headers_of(name, at, keys)
    headers |= {changed: "9"} if changed in headers else {}
    told = header(at) | {"input": example("2501", at).input}
    told |= {"opter_name": "某人"} if changed == "body" else {}
    path = "/2501" if name == "tif" else ""
    http = HttpRequest(path=path, headers=headers, body=json.dumps(told).encode())

    assert outcome(ends(name)[0].receive(http, at)) == code
