"""Dates as the interface writes them, and as clients do."""

from __future__ import annotations

import pytest

from harness.wire.dates import is_date, is_moment, understood


@pytest.mark.parametrize(
    ("text", "real"),
    [("2024-02-29", True), ("2025-02-29", False), ("0999-01-01", False), ("2025-1-1", False)],
)
def test_real_dates(text: str, *, real: bool) -> None:
    """Leap days exist in leap years only."""
    assert is_date(text) is real
    assert is_moment(f"{text} 23:59:59") is real
    assert not is_moment(f"{text} 24:00:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2025/5/6", "2025-05-06T00:00:00"),
        ("2025/5/6 9:00:00", "2025-05-06T09:00:00"),
        ("2025-05-06 09:00", "2025-05-06T09:00:00"),
        ("2025-05-06 09:00:00.0", "2025-05-06T09:00:00"),
        ("2025-05-06 09:00:00.123456", "2025-05-06T09:00:00"),
        ("2025-05-06T09:00:00", "2025-05-06T09:00:00"),
        ("2025-05-06T09:00:00+08:00", "2025-05-06T09:00:00"),
        ("2025-05-05T16:00:00.000Z", "2025-05-06T00:00:00"),
        ("2025-05-06T09:00:00+0900", "2025-05-06T08:00:00"),
        ("20250506", "2025-05-06T00:00:00"),
        ("20250506090000", "2025-05-06T09:00:00"),
    ],
)
def test_other_forms_are_understood(text: str, meant: str) -> None:
    """What Java, C#, Python and JavaScript print by themselves means what it says."""
    found = understood(text)
    assert found is not None
    assert found.isoformat() == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2025",
        "06.05.2025",
        "2025-02-30",
        "2025-05-06 25:00:00",
        "0001-01-01T00:00:00+14:00",
        "0999-01-01",
        "9999-12-31T23:59:59-23:00",
        "２０２５/5/6",
        "2025-05-06\n",
        "1746493200",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    """Nothing is guessed, and nothing raises."""
    assert understood(text) is None
