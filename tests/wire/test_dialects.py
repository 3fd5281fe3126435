"""A dialect is data that keeps its schema."""

from __future__ import annotations

import pytest

from harness import resources
from harness.errors import UsageError
from harness.validation import schema
from harness.wire.dialects import dialect, dialect_names
from harness.wire.remarks import RULES


def test_the_dialects_are_these() -> None:
    """Seven ways to write the same message."""
    names = "csb", "oauth-sm", "plain", "sorted-sm2", "strict-hn", "tif", "tif-text"
    assert dialect_names() == names
    assert {dialect(name).name for name in dialect_names()} == set(dialect_names())


def test_an_unknown_dialect_names_the_known_ones() -> None:
    """A mistyped name is answered with the list."""
    with pytest.raises(UsageError, match="strict-hn"):
        dialect("strict")


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
