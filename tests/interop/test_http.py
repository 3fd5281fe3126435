"""What stands around a message on HTTP may vary; what is no message is answered all the same."""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests


@pytest.fixture(name="known", scope="module")
def known_fixture(server: Any) -> dict[str, Any]:
    """Return a plain sandbox."""
    found: dict[str, Any] = server.sandbox("plain", "http")
    return found


def envelope(known: dict[str, Any], msgid: str, **changed: Any) -> dict[str, Any]:
    """Return a query for a person, as short as a client may make it."""
    person = known["person"]
    data = {"mdtrt_cert_type": "02", "mdtrt_cert_no": person["certno"]}
    header = {"infno": "1101", "msgid": msgid, "fixmedins_code": known["house"]["code"]}
    return header | {"input": {"data": data}} | changed


def body(known: dict[str, Any], msgid: str, **changed: Any) -> bytes:
    """Return the same as bytes."""
    return json.dumps(envelope(known, msgid, **changed), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//",
        "?source=his",
        "/1101",
        "/1101/",
        "//1101",
        "/prefix/hsa/hgs/1101?x=1",
        "/fsi/api/rsfComIfsService/callService",
        "/fsi/api/rsfComIfsService/callService/",
        "/MBS/fmi/fsi/api/callFsiService/callService",
        "/fsi/api/fsiPsnInfoService/queryPsnInfo",
        "/some/address/of/a/province",
    ],
)
def test_an_address_may_vary(known: dict[str, Any], path: str) -> None:
    """Slashes, queries, prefixes, letter case and addresses that nobody has published."""
    answer = requests.post(known["base_url"] + path, data=body(known, f"p{path}"), timeout=10)
    assert answer.json()["infcode"] == 0


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/json",
        "application/json;charset=utf8",
        "application/json; charset=ISO-8859-1",
        "application/x-www-form-urlencoded",
        "application/json; charset=gb18030",
        "application/octet-stream",
        ";;",
    ],
)
def test_a_content_type_may_vary(known: dict[str, Any], kind: str) -> None:
    """UTF-8 is read whatever the header says of it."""
    sent = body(known, f"k{kind}", opter_name="收费员")
    answer = requests.post(known["base_url"], data=sent, headers={"Content-Type": kind}, timeout=10)
    assert answer.json()["infcode"] == 0
    assert answer.headers["Content-Type"].startswith("application/json")


def test_gbk_is_read_where_it_is_declared(known: dict[str, Any]) -> None:
    """A client that names its character set is understood, and answered in UTF-8."""
    sent = body(known, "gbk", opter_name="收费员").decode().encode("gbk")
    kind = {"Content-Type": "application/json; charset=GBK"}
    answer = requests.post(known["base_url"], data=sent, headers=kind, timeout=10)
    assert answer.json()["output"]["baseinfo"]["psn_name"] == known["person"]["name"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_probes_are_told_to_post(known: dict[str, Any], method: str) -> None:
    """A monitoring probe or a browser gets 405 and stays on its connection."""
    parts = urlsplit(known["base_url"])
    with closing(http.client.HTTPConnection(parts.netloc, timeout=10)) as line:
        for _ in range(2):
            line.request(method, parts.path)
            answer = line.getresponse()
            said = answer.read()
            assert answer.status == 405
            assert method == "HEAD" or b"METHOD_NOT_ALLOWED" in said
        line.request("POST", parts.path, body=body(known, f"m{method}"))
        assert json.loads(line.getresponse().read())["infcode"] == 0


@pytest.mark.parametrize("kind", ["number", "text"])
def test_bare_necessities_are_enough(known: dict[str, Any], kind: str) -> None:
    """Without operator, version, region or time a query is answered, numbers or texts."""
    code = int(known["person"]["certno"]) if known["person"]["certno"].isdigit() else None
    data = {"mdtrt_cert_type": 2, "mdtrt_cert_no": code or known["person"]["certno"]}
    changed = {"infno": 1101, "input": {"data": data}} if kind == "number" else {}
    sent = envelope(known, f"bare{kind}", **changed)
    answer = requests.post(known["base_url"], json=sent, timeout=10).json()
    assert answer["infcode"] == 0


@pytest.mark.parametrize("kind", ["01", "02", "03"])
def test_a_person_is_found_by_every_credential(known: dict[str, Any], kind: str) -> None:
    """E-credential, identity card, social-security card."""
    person = known["person"]
    numbers = {"01": f"EC{person['psn_no']}", "02": person["certno"], "03": person["card_no"]}
    data = {"mdtrt_cert_type": kind, "mdtrt_cert_no": numbers[kind], "card_sn": person["card_sn"]}
    data |= {"psn_cert_type": None, "certno": "", "psn_name": " "}
    sent = envelope(known, f"cert{kind}", input={"data": data})
    answer = requests.post(known["base_url"], json=sent, timeout=10).json()
    assert answer["output"]["baseinfo"]["psn_no"] == person["psn_no"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "JSON_INVALID"),
        (b"{", "JSON_INVALID"),
        (b"[]", "ENVELOPE_MISSING"),
        (b"\xff\xfe", "ENCODING_INVALID"),
        (b'{"infno":"1101"}', "FIELD_INVALID"),
        (b'{"infno":"9999","msgid":"1","fixmedins_code":"1","input":{}}', "NOT_SUPPORTED"),
    ],
)
def test_what_is_no_message_is_answered(known: dict[str, Any], sent: bytes, code: str) -> None:
    """In an envelope, with HTTP 200, and a reason."""
    answer = requests.post(known["base_url"], data=sent, timeout=10)
    assert answer.status_code == 200
    assert answer.json()["infcode"] == -1
    assert answer.json()["err_msg"].startswith(code)


def _raw(known: dict[str, Any], head: str, *parts: bytes) -> bytes:
    """Send a head and a body by hand; return the last answer."""
    where = urlsplit(known["base_url"])
    with closing(socket.create_connection((where.hostname, where.port), timeout=10)) as line:
        size = sum(map(len, parts))
        offer = f"Connection: Upgrade, HTTP2-Settings\r\nContent-Length: {size}\r\n\r\n"
        line.sendall(head.format(path=where.path, size=size, offer=offer).encode())
        heard = line.recv(100) if "100-continue" in head else b""
        for part in parts:
            line.sendall(part)
        while b'"infcode"' not in heard and (more := line.recv(65536)):
            heard += more
    return heard


@pytest.mark.parametrize(
    "head",
    [
        "POST {path} HTTP/1.0\r\nContent-Length: {size}\r\n\r\n",
        "POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {size}\r\n\r\n",
        "POST http://front:8097{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n",
        "POST {path} HTTP/1.1\r\nHost: x\r\nUPGRADE: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n{offer}",
    ],
)
def test_a_client_may_speak_any_http_1(known: dict[str, Any], head: str) -> None:
    """Old, hesitant, through a proxy, or with an offer of HTTP/2, as libraries do by themselves."""
    sent = body(known, f"h{head[:40]}{len(head)}")
    heard = _raw(known, head, sent[:9], sent[9:])
    assert b'"infcode":0' in heard
    assert b"\r\nupgrade" not in heard.lower()


def test_a_body_may_come_in_chunks(known: dict[str, Any]) -> None:
    """A library that does not know the length streams."""
    head = "POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    sent = body(known, "chunks")
    parts = [b"%x\r\n%b\r\n" % (len(each), each) for each in (sent[:50], sent[50:], b"")]
    assert b'"infcode":0' in _raw(known, head, *parts)


@pytest.mark.parametrize(
    "path", ["", "/", "/1101", "/fsi/api/rsfComIfsService/callService", "/nobody/callService"]
)
def test_an_address_without_a_sandbox_means_the_default_one(server: Any, path: str) -> None:
    """A client that can be told host and port alone reaches a platform."""
    known = server.sandbox("plain", "default")
    answer = requests.post(server.wire + path, data=body(known, f"d{path}"), timeout=10)
    assert answer.json()["infcode"] == 0
    assert len(server.exchanges("default")) == 1
    assert requests.get(server.wire + path, timeout=10).status_code == 404


def test_keys_that_exist_are_taken(server: Any) -> None:
    """A sandbox uses the keys it is given, and refuses what is none."""
    keys = {"paas_id": "test_hosp", "secret": "RhaDw4H0"}
    assert server.sandbox("tif", "given", credentials=keys)["credentials"] == keys
    for wrong in ({"secret": ""}, {"access_key": "x"}, {"secret": 1}, "x"):
        asked = {"dialect": "tif", "credentials": wrong}
        assert server.call("POST", "/sandboxes", asked).status_code == 400
