"""Every kind of stay has rates between nothing and the whole."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from harness.policy.errors import PackError
from harness.policy.facts import Reach, Status
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.tariff import large_tariff, table_status, tariff

DAY = date(2025, 6, 1)
RULES = Rules(pack("nm-region"))
KINDS = list(
    itertools.product((Status.ACTIVE, Status.RETIRED), ("3A", "3B", "other"), Reach, (False, True))
)


@pytest.mark.parametrize(("status", "tier", "reach", "disabled"), KINDS)
def test_rates_rise_with_the_band_and_never_pass_the_whole(
    *, status: Status, tier: str, reach: Reach, disabled: bool
) -> None:
    """All 36 kinds; the disabled retiree at a small hospital reaches exactly 100 %."""
    terms = tariff(RULES, DAY, status, tier, reach, disabled=disabled)

    assert 0 < terms.lower.value <= terms.upper.value <= 10_000
    assert (0 if reach is Reach.LOCAL else 500) == terms.lower.reduction
    assert terms is tariff(RULES, DAY, status, tier, reach, disabled=disabled)


def test_the_basic_disability_reaches_the_whole() -> None:
    """B-8: 98 and 2 points."""
    terms = tariff(RULES, DAY, Status.RETIRED, "other", Reach.LOCAL, disabled=True)

    assert (10_000, 10_000) == (terms.lower.value, terms.upper.value)


@pytest.mark.parametrize(
    ("status", "disabled", "expected"),
    [
        (Status.ACTIVE, False, (Status.ACTIVE, False)),
        (Status.ACTIVE, True, (Status.RETIRED, False)),
        (Status.RETIRED, False, (Status.RETIRED, False)),
        (Status.RETIRED, True, (Status.RETIRED, True)),
        (Status.RESIDENT, True, (Status.RESIDENT, False)),
    ],
)
def test_whose_table_applies(
    *, status: Status, disabled: bool, expected: tuple[Status, bool]
) -> None:
    """BMI14-A36: the active disabled have the plain retiree standard."""
    assert expected == table_status(status, disabled=disabled)


@pytest.mark.parametrize(
    ("option", "rates"),
    [
        ("equal_92", (97, 92, 92)),
        ("equal_97", (97, 97, 97)),
        ("by_letter", (97, 92, 97)),
    ],
)
def test_the_rate_of_the_layer_is_a_reading(option: str, rates: tuple[int, int, int]) -> None:
    """CC-25: local, referred, emergency."""
    rules = Rules(pack("nm-region"), Readings.of({"CC-25": option}))

    found = [large_tariff(rules, DAY, Status.ACTIVE, reach).ordinary * 100 for reach in Reach]

    assert rates == tuple(found)


def test_a_relative_reduction_that_is_no_basis_point_is_refused() -> None:
    """Nothing is rounded on the way to a rate."""
    rows = {
        status: {tier: {"lower": 8333, "upper": 9500} for tier in ("3A", "3B", "other")}
        for status in ("active", "retired")
    }
    odd = pack("nm-region").changed(
        "inpatient.rate", rows, since=DAY, clause="LOCAL", source="test"
    )
    rules = Rules(odd, Readings.of({"CC-14": "relative"}))

    with pytest.raises(PackError, match="basis points"):
        tariff(rules, DAY, Status.ACTIVE, "3A", Reach.REFERRED, disabled=False)
