"""A dialect is data that keeps its schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import resources
from harness.clock import moment
from harness.errors import DataError, UsageError
from harness.validation import schema
from harness.wire import dialect_file
from harness.wire.checking import input_form
from harness.wire.dialects import dialect, dialect_names
from harness.wire.examples import example
from harness.wire.remarks import RULES, Remark


def test_the_dialects_are_these() -> None:
    """Seven ways to write the same message."""
    names = "csb", "oauth-sm", "plain", "sorted-sm2", "strict-hn", "tif", "tif-text"
    assert dialect_names() == names
    assert {dialect(name).name for name in dialect_names()} == set(dialect_names())


def test_an_unknown_dialect_names_the_known_ones() -> None:
    """A mistyped name is answered with the list."""
    with pytest.raises(UsageError, match="strict-hn"):
        dialect("strict")


OWN = """\
title: {zh: 某省, en: Some province}
describes: {zh: 某省, en: Some province}
sources: [own]
gateway: sorted-sm2
input: json_string
fields:
  default: note
  refuse: [type, missing_key]
forms:
  stmt_rslt: six-digit
"""


def test_a_dialect_of_ones_own_comes_from_a_file(tmp_path: Path) -> None:
    """It bears the file's path as its name, and what it leaves out is as everywhere."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    found = dialect(str(file))

    assert (str(file), "sorted-sm2", "json_string", "number") == (
        found.name,
        found.gateway,
        found.input,
        found.infcode,
    )
    assert found.name not in dialect_names()


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("sorted-sm2", "sorted", 4, "/gateway"),
        ("json_string", "sm4\noutput: text", 6, "/output"),
        ("gateway: sorted-sm2", "gateway: none\noutput: sm4", 5, "/output"),
        ("gateway: sorted-sm2", "gateway: oauth-sm", 5, "/input"),
        ("missing_key", "mising", 8, "/fields/refuse/1"),
        ("six-digit", "seven-digit", 10, "/forms/stmt_rslt"),
        ("stmt_rslt", "gend", 10, "/forms/gend"),
        (
            "sources: [own]",
            "sources: [own]\nfield_schemas: {tel: {type: 3}}",
            4,
            "/field_schemas/tel",
        ),
        ("title:", "titel:", 1, "the document"),
        ("sources:", "required: {'25': {data: [x]}}\nsources:", 3, "/required/25"),
        ("sources:", "optional: {'1101': {dat: [x]}}\nsources:", 3, "/optional/1101/dat"),
        (
            "sources:",
            "required:\n  '1101':\n    data:\n      - certno\n      - cert\nsources:",
            7,
            "/required/1101/data/1",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str
) -> None:
    """Who writes a dialect is told where to look."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        dialect(str(file))

    assert f"{file}:{line}" == caught.value.where
    assert field in caught.value.what


def test_a_file_that_cannot_be_read_is_said_to_be_one(tmp_path: Path) -> None:
    """A file in another encoding is no YAML of ours."""
    file = tmp_path / "own.yaml"
    file.write_bytes(OWN.encode("utf-16"))
    with pytest.raises(DataError, match="cannot be read"):
        dialect(str(file))


@pytest.mark.parametrize("name", dialect_names())
def test_no_dialect_contradicts_itself(name: str) -> None:
    """What ships is held to what a user's file is held to."""
    content = resources.load_yaml(f"schemas/wire/dialects/{name}.yaml")

    assert [] == list(dialect_file.contradictions(content))


def test_plain_refuses_only_what_it_says() -> None:
    """Wrong types, missing keys and unknown codes are refused; the rest is noted."""
    rules = dialect("plain").fields
    assert all(rules.refuses(rule) for rule in ("type", "missing_key", "code", "date", "number"))
    noted = ("msgid_form", "length", "date_with_time", "null", "empty_number", "unknown_field")
    assert not any(rules.refuses(rule) for rule in noted)


def test_strict_refuses_every_rule() -> None:
    """No slip is served."""
    assert all(dialect("strict-hn").fields.refuses(rule) for rule in RULES)


def test_the_schema_knows_every_rule() -> None:
    """A dialect can decide about each rule that a remark may name."""
    content = resources.load_json("schemas/wire/dialect.json")
    assert set(content["$defs"]["rule"]["enum"]) == set(RULES)


def test_a_wrong_dialect_is_found() -> None:
    """A misspelt gateway breaks the schema."""
    content = resources.load_yaml("schemas/wire/dialects/plain.yaml") | {"gateway": "csp"}
    assert schema("wire/dialect.json").violations(content)


def test_a_dialect_may_be_varied() -> None:
    """Settings behind a name take the place of the dialect's own."""
    found = dialect("plain+infcode=string+output=json_string+success_text=成功")
    assert (found.infcode, found.output, found.success_text) == ("string", "json_string", "成功")
    assert found.fields == dialect("plain").fields
    assert dialect("csb+success_text=").success_text == ""
    assert dialect("tif+success_text=null").success_text is None


@pytest.mark.parametrize(
    "name",
    [
        "plain+",
        "plain+infcode",
        "plain+infcode=text",
        "plain+gateway=tif",
        "plain+infcode=string+infcode=number",
        "plain+output=sm4",
        "oauth-sm+output=object",
        "+infcode=string",
    ],
)
def test_what_varies_no_dialect_is_refused(name: str) -> None:
    """Gateways and ciphers are not put together by name."""
    with pytest.raises(UsageError):
        dialect(name)


def slips(name: str, infno: str, **changed: str | None) -> list[tuple[str, str]]:
    """Return what is wrong with a lawful example of one dialect with fields changed or left out."""
    content = example(infno, moment("2025-05-06T09:00"), dialect(name)).input
    node = content[next(iter(content))]
    node |= {k: v for k, v in changed.items() if v is not None}
    for each in (k for k, v in changed.items() if v is None):
        del node[each]
    found: list[Remark] = []
    input_form(name, infno).check(content, found)
    return [(each.pointer, each.rule) for each in found]


def test_a_province_may_ask_for_less() -> None:
    """Hubei finds a person by the credential alone; elsewhere name and number are asked for."""
    less: dict[str, str | None] = {"psn_cert_type": None, "certno": None, "psn_name": ""}

    assert [] == slips("sorted-sm2", "1101", **less)
    assert 3 == len(slips("plain", "1101", **less))


def test_a_province_may_ask_for_more(tmp_path: Path) -> None:
    """A field that is required here alone is in the example, and missed where it is not sent."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN + 'required: {"2501": {refmedin: [refl_opnn, addr]}}\n', encoding="utf-8")
    name = str(file)

    assert [] == slips(name, "2501")
    assert ("/input/refmedin/addr", "missing") in slips(name, "2501", addr=None)
    assert ("/input/refmedin/addr", "missing") in slips(name, "2501", addr="")
