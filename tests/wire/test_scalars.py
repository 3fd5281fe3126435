"""One value of a field put right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from harness.wire import scalars
from harness.wire.remarks import Remark


def told(work: Any, value: Any, *more: str) -> tuple[Any, list[str]]:
    """Return the tidied value and the rules remarked on."""
    found: list[Remark] = []
    return work(value, "/x", found, *more), [each.rule for each in found]


@pytest.mark.parametrize(
    ("value", "read", "rules"),
    [
        ("310", "310", []),
        (" 310 ", "310", ["padded"]),
        (310, "310", ["number_for_text"]),
        (Decimal("1.50"), "1.50", ["number_for_text"]),
        (Decimal("1E+999999"), Decimal("1E+999999"), []),
        (True, True, []),
        ([], [], []),
    ],
)
def test_text(value: Any, read: Any, rules: list[str]) -> None:
    """Spaces go, a number becomes text; anything else is left to the schema."""
    assert told(scalars.plain_text, value) == (read, rules)


def test_a_code_regains_its_nought() -> None:
    """A code that a client keeps as a number has lost the nought in front."""
    assert told(scalars.plain_text, 2, "mdtrt_cert_type")[0] == "02"
    assert told(scalars.plain_text, "2", "mdtrt_cert_type") == ("02", ["code_form"])
    assert told(scalars.plain_text, "2", "dscg_way") == ("2", [])
    assert told(scalars.plain_text, "", "mdtrt_cert_type") == ("", [])
    assert told(scalars.plain_text, 2, "dscg_way")[0] == "2"
    assert told(scalars.plain_text, 7, "mdtrt_cert_type")[0] == "7"


@pytest.mark.parametrize(
    ("value", "read", "rules"),
    [
        ("12.30", "12.30", []),
        (" 12.30", "12.30", ["padded"]),
        ("12.3000", "12.30", ["number_form"]),
        (Decimal("35.699999999999996"), Decimal("35.70"), ["float_noise"]),
        ("35.699999999999996", "35.70", ["float_noise"]),
        (Decimal("0.30000000000000004"), Decimal("0.30"), ["float_noise"]),
        (Decimal("12.345"), 0, ["number"]),
        ("12.345", "12.345", []),
        (Decimal("1" * 35 + ".001"), 0, ["number"]),
        ("x", "x", []),
    ],
)
def test_numbers(value: Any, read: Any, rules: list[str]) -> None:
    """Binary noise is rounded away and told; a real third decimal is not."""
    assert told(scalars.number_of(2), value) == (read, rules)


@pytest.mark.parametrize(
    ("value", "read", "rules"),
    [
        ("2025-05-06", "2025-05-06", []),
        (20250506, "2025-05-06", ["number_for_text", "date_form"]),
        (" 2025-05-06", "2025-05-06", ["padded"]),
        ("2025/5/6 0:00:00", "2025-05-06", ["date_form"]),
        ("2025-05-06 09:00:00", "2025-05-06", ["date_with_time"]),
        ("soon", "soon", ["date"]),
        ("", "", []),
        ({}, {}, []),
    ],
)
def test_days(value: Any, read: Any, rules: list[str]) -> None:
    """A day is understood in the forms that languages print, and told."""
    assert told(scalars.day, value) == (read, rules)


def test_moments() -> None:
    """A moment too."""
    assert told(scalars.moment, "2025-05-06T09:00:00.000") == ("2025-05-06 09:00:00", ["date_form"])
    assert told(scalars.moment, "2025-05-06") == ("2025-05-06 00:00:00", ["moment_without_time"])


def test_an_object_becomes_its_json_text() -> None:
    """``exp_content`` sent as an object is written as text."""
    read, rules = told(scalars.json_text, {"IPT_TYPE": "3"})
    assert (read, rules) == ('{"IPT_TYPE":"3"}', ["object_for_text"])
