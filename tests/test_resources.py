"""Reading the data that ships with the harness."""

import pytest

from harness.errors import DataError
from harness.resources import load_yaml, load_yaml_text, names, read_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("2025-05-06", "2025-05-06"),
        ("0012", "0012"),
        ("0o17", "0o17"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("true", True),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("1.50", 1.5),
        ("3A", "3A"),
    ],
)
def test_yaml_is_read_by_version_1_2(text: str, value: object) -> None:
    """Words, dates and leading zeros stay what they look like."""
    assert {"x": value} == load_yaml_text(f"x: {text}", "test")


def test_a_key_that_stands_twice_is_refused_with_its_line() -> None:
    """The second value never silently wins."""
    with pytest.raises(DataError, match=r"test:3: .*'a' stands twice"):
        load_yaml_text("a: 1\nb: 2\na: 3\n", "test")


def test_a_text_that_is_no_yaml_is_refused() -> None:
    """The message says where."""
    with pytest.raises(DataError, match="test:"):
        load_yaml_text("a: [1", "test")


def test_a_missing_file_is_named() -> None:
    """A wrong name is an error of ours that names the file."""
    with pytest.raises(DataError, match=r"fixtures/none\.yaml"):
        read_text("fixtures/none.yaml")


def test_files_are_found_by_ending() -> None:
    """The calendar is among the fixtures."""
    assert "fixtures/calendars/cn.yaml" in names("fixtures", ".yaml")
    assert load_yaml("fixtures/calendars/cn.yaml")["years"]
