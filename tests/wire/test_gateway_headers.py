"""CSB and tif sign in headers and turn away who does not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from harness.wire import credentials
from harness.wire.dialects import dialect
from harness.wire.gateway_headers import CsbGateway, TifGateway
from harness.wire.http import HttpRequest

Gateways = CsbGateway | TifGateway


def gateway(name: str) -> Gateways:
    """Return the gateway of a dialect."""
    kinds: dict[str, Callable[..., Gateways]] = {"csb": CsbGateway, "tif": TifGateway}
    return kinds[name](dialect(name), credentials.make(dialect(name), 7))


@pytest.mark.parametrize("name", ["csb", "tif"])
def test_signed_headers_are_admitted_for_half_an_hour(name: str, at: datetime) -> None:
    """A timestamp counts near platform time or near real time."""
    port = gateway(name)
    http = HttpRequest(headers=port.headers("2501", at, "n1"))
    assert port.admit(http, (at + timedelta(minutes=30),)) is None
    late = at + timedelta(minutes=31)
    turned = port.admit(http, (late,))
    assert turned is not None
    assert turned.code == "TIMESTAMP_EXPIRED"
    assert port.admit(http, (late, at)) is None


@pytest.mark.parametrize(
    ("header", "value", "message"),
    [
        ("_api_signature", "", "缺少服务网关的请求头!"),
        ("_api_version", "", "缺少服务网关的请求头!"),
        ("_api_timestamp", "1", "签名时间戳超时!"),
        ("_api_timestamp", "yesterday", "签名时间戳超时!"),
        ("_api_access_key", "nobody", "非法用户!"),
        ("_api_signature", "AAAA", "签名不一致!"),
        ("_api_name", "2502", "签名不一致!"),
    ],
)
def test_csb_has_four_refusals(header: str, value: str, message: str, at: datetime) -> None:
    """The bodies are the gateway's own, no envelopes."""
    port = gateway("csb")
    http = HttpRequest(headers=port.headers("2501", at, "") | {header: value})
    turned = port.admit(http, (at,))
    assert turned is not None
    assert json.loads(turned.reply.body) == {"code": 401, "message": message}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("x-tif-nonce", "SIGNATURE_INVALID"),
        ("x-tif-signature", "SIGNATURE_INVALID"),
        ("x-tif-paasid", "USER_UNKNOWN"),
        ("x-tif-timestamp", "TIMESTAMP_EXPIRED"),
    ],
)
def test_tif_signs_every_header(header: str, code: str, at: datetime) -> None:
    """A changed header is turned away; a missing one too."""
    port = gateway("tif")
    good = port.headers("2501", at, "n1")
    turned = port.admit(HttpRequest(headers=good | {header: "x"}), (at,))
    assert turned is not None
    assert turned.code == code
    missing = port.admit(HttpRequest(headers=good | {header: ""}), (at,))
    assert missing is not None
    assert missing.code == "HEADER_MISSING"


def test_csb_signs_as_published(at: datetime) -> None:
    """HMAC-SHA1 over the sorted pairs, checked against a value computed by openssl."""
    port = CsbGateway(dialect("csb"), {"access_key": "ak", "secret_key": "sk"})
    assert port.headers("2501", at, "") == {
        "_api_name": "2501",
        "_api_version": "1.0.0",
        "_api_timestamp": "1746493200000",
        "_api_access_key": "ak",
        "_api_signature": "BtK9kOW3uTh4LCorH8j6Aou0WkU=",
    }


def test_csb_names_the_transaction_in_a_header() -> None:
    """One client writes api_ in front."""
    port = gateway("csb")
    assert port.infno(HttpRequest(headers={"_api_name": "api_1101"})) == "1101"
    assert port.infno(HttpRequest()) is None


@pytest.mark.parametrize(
    ("more", "query", "signed"),
    [
        ({}, "", {}),
        ({"_api_nonce": "n"}, "", {"_api_nonce": "n"}),
        ({"_api_nonce": "n"}, "", {}),
        ({}, "source=his&x=", {"source": "his", "x": ""}),
        ({}, "source=his", {}),
        ({"_api_nonce": "n"}, "source=his", {"_api_nonce": "n", "source": "his"}),
    ],
)
def test_csb_admits_what_the_bus_own_libraries_sign(
    more: dict[str, str], query: str, signed: dict[str, str], at: datetime
) -> None:
    """The nonce, where there is one, and the query's parameters may be signed or not."""
    keys = credentials.make(dialect("csb"), 7)
    headers = {
        "_api_name": "hsa-fsi-2501",
        "_api_version": "1.0.0",
        "_api_timestamp": str(int(at.timestamp() * 1000)),
        "_api_access_key": keys["access_key"],
    }
    whole = headers | signed
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole))
    digest = hmac.new(keys["secret_key"].encode(), text.encode(), hashlib.sha1).digest()
    headers |= more | {"_api_signature": base64.b64encode(digest).decode()}
    http = HttpRequest(headers=headers, query=query)
    port = gateway("csb")
    assert port.admit(http, (at,)) is None
    assert port.infno(http) == "2501"
