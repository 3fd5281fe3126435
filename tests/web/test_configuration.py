"""Pack parameters replaced for a test configuration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.errors import DataError
from harness.policy.loading import pack
from harness.web.configuration import configured

DAY = date(2025, 5, 6)


def test_a_value_from_the_beginning() -> None:
    """A bare value holds from the first day of the pack."""
    changed = configured(pack("nm-region"), {"inpatient.band_limit": 100})

    assert changed.number("inpatient.band_limit", DAY) == 100
    assert changed.number("inpatient.band_limit", date(2014, 11, 1)) == 100


def test_values_by_date() -> None:
    """A dated value holds from its day, the old one before."""
    dated = [{"from": "2025-01-01", "value": 1}, {"from": "2026-01-01", "value": 2}]
    changed = configured(pack("nm-region"), {"inpatient.band_limit": dated})
    days = [date(2024, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]

    old = pack("nm-region").number("inpatient.band_limit", DAY)
    assert [changed.number("inpatient.band_limit", day) for day in days] == [old, 1, 2]


def test_one_cell_of_a_table() -> None:
    """A path that goes on into a table changes one cell and leaves the others."""
    path = "inpatient.rate.active.3A.lower"
    changed = configured(pack("nm-region"), {path: {"from": "2025-01-01", "value": 9000}})
    facts = {"status": "active", "grade": "3A"}

    assert changed.number("inpatient.rate", DAY, **facts, band="lower") == 9000
    upper = pack("nm-region").number("inpatient.rate", DAY, **facts, band="upper")
    assert changed.number("inpatient.rate", DAY, **facts, band="upper") == upper


@pytest.mark.parametrize(
    "parameters",
    [
        {"inpatient.luck": 1},
        {"inpatient.rate.active.9Z.lower": 1},
        {"inpatient.band_limit": {"from": "soon", "value": 1}},
    ],
)
def test_what_the_pack_does_not_have(parameters: dict[str, Any]) -> None:
    """An unknown parameter, cell or day is refused by name."""
    with pytest.raises(DataError):
        configured(pack("nm-region"), parameters)
