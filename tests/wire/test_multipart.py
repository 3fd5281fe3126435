"""A file upload as a form is an envelope with the file in it."""

from __future__ import annotations

import base64

import pytest

from harness.wire import multipart
from harness.wire.codec import Undecodable

KIND = "multipart/form-data; boundary=XX"


def form(*parts: tuple[str, bytes]) -> bytes:
    """Return a form with these parts."""
    head = 'Content-Disposition: form-data; name="{}"; filename="f"\r\n\r\n'
    body = b"".join(
        b"--XX\r\n" + head.format(name).encode() + each + b"\r\n" for name, each in parts
    )
    return body + b"--XX--\r\n"


@pytest.mark.parametrize("name", ["file", "in"])
def test_the_file_travels_in_the_envelope(name: str) -> None:
    """Both names of the file's part are understood."""
    text = b'{"infno": "9101", "input": {"fsUploadIn": {"filename": "a.zip"}}}'
    found, content = multipart.envelope(KIND, form(("jsonStr", text), (name, b"PK\x00\xff\r\n.")))
    multipart.attach(found, content)
    node = found["input"]["fsUploadIn"]
    assert base64.b64decode(node["in"]) == b"PK\x00\xff\r\n."
    assert node["filename"] == "a.zip"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (KIND, b""),
        (KIND, form(("file", b"x"))),
        (KIND, form(("jsonStr", b"{"))),
        (KIND, form(("jsonStr", b"[]"))),
        ("multipart/form-data", form(("jsonStr", b"{}"))),
        ("multipart/form-data; boundary=", b"--"),
        ("multipart/form-data; boundary=XX\r\nX: y", form(("jsonStr", b"{}"))),
    ],
)
def test_what_is_no_upload_is_undecodable(kind: str, body: bytes) -> None:
    """A form without an envelope is refused by name."""
    with pytest.raises(Undecodable):
        multipart.envelope(kind, body)


def test_an_upload_without_input_is_left_to_the_schema() -> None:
    """An envelope that lacks its input is still an envelope."""
    found, content = multipart.envelope(KIND, form(("jsonStr", b"{}"), ("file", b"x")))
    multipart.attach(found, content)
    assert found == {}
