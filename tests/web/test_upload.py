"""A file goes up in every form that clients use, in every dialect, and comes down as it was."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from harness.clock import moment
from harness.wire.dialects import dialect_names
from harness.wire.envelope import sender_msgid
from harness.wire.examples import example
from harness.wire.http import HttpRequest

CONTENT = "结算\t1\t2\r\n\x00".encode() + bytes(range(256))
EDGE = "----WebKitFormBoundary7MA4"


class Desk:
    """Signs in and sends to one sandbox."""

    def __init__(self, hospital: Any) -> None:
        """Fetch a token and a sign-in number where they are asked for."""
        self.hospital, self.sent, self.sign_no = hospital, 0, ""
        self.code = hospital.institution("hh-3a")["code"]
        asked = hospital.port.token_request()
        self.token = asked and hospital.port.token(hospital.sandbox.serve(asked).reply)
        signed = self.read(self.written("9001", example("9001", moment("2025-05-06T09:00")).input))
        self.sign_no = str(signed.node("signinoutb")["sign_no"])

    def written(self, infno: str, content: dict[str, Any]) -> HttpRequest:
        """A message as the dialect writes it."""
        self.sent += 1
        at = moment("2025-05-06T09:00")
        made = replace(
            example(infno, at),
            msgid=sender_msgid(self.code, at, self.sent),
            fixmedins_code=self.code,
            sign_no=self.sign_no,
            input=content,
        )
        http: HttpRequest = self.hospital.port.request(made, self.token)
        return http

    def read(self, http: HttpRequest) -> Any:
        """Send it."""
        return self.hospital.read(self.hospital.sandbox.serve(http))

    def upload(self, name: str, **content: Any) -> HttpRequest:
        """9101 of a file of that name."""
        return self.written(
            "9101", {"fsUploadIn": {"filename": name, "fixmedins_code": self.code, **content}}
        )

    def fetched(self, told: Any) -> bytes | None:
        """9102 of what 9101 answered."""
        named = {"file_qury_no": told["file_qury_no"], "filename": told["filename"]}
        asked = {"fsDownloadIn": {**named, "fixmedins_code": self.code}}
        found: bytes | None = self.read(self.written("9102", asked)).stream
        return found


def in_base64(desk: Desk) -> HttpRequest:
    """As Base64."""
    return desk.upload("a.zip", **{"in": base64.b64encode(CONTENT).decode()})


def in_bytes(desk: Desk) -> HttpRequest:
    """As a list of bytes."""
    return desk.upload("a.zip", **{"in": list(CONTENT)})


def in_signed_bytes(desk: Desk) -> HttpRequest:
    """As a list of bytes as Java has them."""
    return desk.upload("a.zip", **{"in": [n - 256 if n > 127 else n for n in CONTENT]})


def in_a_form(desk: Desk, part: str = "file") -> HttpRequest:
    """Beside the envelope, whose input may be enciphered."""
    envelope = desk.upload("a.zip")
    head = 'Content-Disposition: form-data; name="{}"'
    body = b"\r\n".join(
        [
            f"--{EDGE}".encode(),
            head.format("jsonStr").encode(),
            b"",
            envelope.body,
            f"--{EDGE}".encode(),
            f'{head.format(part)}; filename="a.zip"'.encode(),
            b"Content-Type: application/octet-stream",
            b"",
            CONTENT,
            f"--{EDGE}--".encode(),
            b"",
        ]
    )
    kind = {"content-type": f"multipart/form-data; boundary={EDGE}"}
    return replace(envelope, body=body, headers={**envelope.headers, **kind})


def in_a_form_of_jilin(desk: Desk) -> HttpRequest:
    """The same under the name that Jilin's client gives the part."""
    return in_a_form(desk, "in")


FORMS = [in_base64, in_bytes, in_signed_bytes, in_a_form, in_a_form_of_jilin]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", dialect_names())
def test_a_file_comes_down_as_it_went_up(name: str, form: Any, make: Callable[..., Any]) -> None:
    """9101 and 9102, byte for byte."""
    desk = Desk(make(name, dialect=name))
    told = desk.read(form(desk)).output

    assert CONTENT == desk.fetched(told)
