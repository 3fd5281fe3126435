"""Naming a HIS in one word, or in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.drivers.spec import parse
from harness.errors import DataError, UsageError
from harness.resources import read_text


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        (None, "reference", ""),
        ("reference", "reference", ""),
        ("reference:M-072", "reference", "M-072"),
        ("http://127.0.0.1:9000", "http", "http://127.0.0.1:9000"),
        ("https://his.example/rpc", "http", "https://his.example/rpc"),
        ("stdio:./adapter --test", "stdio", "./adapter --test"),
        ("python:my.module:make", "python", "my.module:make"),
        ("attended", "attended", ""),
        ("trace:log.har", "trace", "log.har"),
    ],
)
def test_forms(text: str | None, kind: str, target: str) -> None:
    """Each form is understood."""
    his = parse(text)
    assert (his.kind, his.target) == (kind, target)


@pytest.mark.parametrize("text", ["nonsense", "stdio:", "python:", "reference:", "ftp://x"])
def test_what_names_no_his(text: str) -> None:
    """Anything else is refused with the forms there are."""
    with pytest.raises(UsageError, match="stdio:COMMAND"):
        parse(text)


def test_the_template_is_a_good_file(tmp_path: Path) -> None:
    """What ``harness init`` writes can be used as it is."""
    file = tmp_path / "his.toml"
    file.write_text(read_text("schemas/driver/his.toml"), encoding="utf-8")
    assert parse(str(file)).target == "http://127.0.0.1:9000"


def test_a_file_gives_aliases_and_options(tmp_path: Path) -> None:
    """Codes of the HIS, the hospital's name and preset options come from the file."""
    file = tmp_path / "his.toml"
    file.write_text(
        '[his]\nspec = "stdio:./a"\nhospital = "某院"\n[run]\nidle = 3\n'
        '[alias.physicians]\nchief-li = "D001"\n',
        encoding="utf-8",
    )
    his = parse(str(file))
    assert (his.kind, his.hospital) == ("stdio", "某院")
    assert his.alias == {"physicians": {"chief-li": "D001"}}
    assert his.run == {"idle": 3}


@pytest.mark.parametrize(
    ("text", "error"),
    [("[his]\n", DataError), ("[", UsageError), ('[his]\nspec="attended"\nx=1\n', DataError)],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, error: type[Exception]) -> None:
    """A file that says too little or too much is named."""
    file = tmp_path / "his.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=r"his\.toml"):
        parse(str(file))


def test_a_missing_file_is_told() -> None:
    """A file that is not there points to the way to write one."""
    with pytest.raises(UsageError, match="harness init"):
        parse("nowhere.toml")
