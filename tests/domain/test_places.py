"""Division codes: provinces, cities, municipalities."""

import pytest

from harness.domain import places


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("110000", "110000"),
        ("110100", "110000"),
        ("110105", "110000"),
        ("500200", "500000"),
        ("150102", "150100"),
        ("610103", "610100"),
    ],
)
def test_a_municipality_is_one_city(code: str, city: str) -> None:
    """Every code of a municipality means the municipality, others mean their prefecture (CC-09)."""
    assert city == places.city_of(code)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("110100", "110105", True),
        ("110000", "110228", True),
        ("610100", "610103", True),
        ("610100", "610000", False),
        ("610000", "610000", False),
        ("110100", "310100", False),
    ],
)
def test_a_province_is_no_city(one: str, other: str, *, same: bool) -> None:
    """Two codes are one city only if both name a city."""
    assert same == places.same_city(one, other)


@pytest.mark.parametrize(
    ("code", "region", "abroad"),
    [("150203", True, False), ("110101", False, False), ("810000", False, True)],
)
def test_region_and_abroad_are_told_by_the_province(
    code: str, *, region: bool, abroad: bool
) -> None:
    """15 is the region; 71, 81 and 82 count as abroad."""
    assert (region, abroad) == (places.in_region(code), places.is_abroad(code))


@pytest.mark.parametrize(
    ("code", "agency"), [("159900", "159900"), ("150302", "150300"), ("110105", "110000")]
)
def test_the_region_level_pool_has_an_agency_of_its_own(code: str, agency: str) -> None:
    """159900 is no city."""
    assert agency == places.agency_of(code)
