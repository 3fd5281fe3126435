"""Where a referral may lead: out of the region, in the country, designated, of the level asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from harness.domain.places import city_of, in_region, is_abroad, is_city, province_of, same_city

from .inquiry import Condition
from .rules import Rules
from .terms import REFERRAL_RULES

TERTIARY: Final = 3


class Destination(Struct, frozen=True, kw_only=True):
    """A place of care.

    Attributes:
        region: division code of the place, six digits.
        hospital: code of the hospital, if one is named.
        hospital_region: its own division code.
        level: its level, 3 for 三级; None if not known.
        designated: whether it is designated where it is.

    """

    region: str
    hospital: str | None = None
    hospital_region: str | None = None
    level: int | None = None
    designated: bool = True


def destination_conditions(
    rules: Rules, to: Destination, on: date, *, by_category: bool = True
) -> Iterator[Condition]:
    """Yield what the law asks of a destination (NM25-A3-3, A5-2, A11; WH25-1-4; CC-09).

    Args:
        rules: of the insured's pool.
        to: the place.
        on: the day of the act.
        by_category: whether the level matters, as it does for referrals but not for emergencies.

    """
    places = [code for code in (to.region, to.hospital_region) if code is not None]
    yield Condition(
        "destination.in_country",
        not any(is_abroad(code) for code in places),
        "DEST_ABROAD",
        {"region": to.region},
    )
    yield Condition(
        "destination.outside_region",
        not any(in_region(code) for code in places),
        "DEST_IN_REGION",
        {"region": to.region},
    )
    yield Condition(
        "destination.city",
        is_city(to.region)
        and (to.hospital_region is None or same_city(to.region, to.hospital_region)),
        "DEST_CITY_MISMATCH",
        {"region": to.region, "hospital_region": to.hospital_region},
    )
    yield Condition(
        "destination.designated", to.designated, "DEST_NOT_DESIGNATED", {"hospital": to.hospital}
    )
    if by_category and on < REFERRAL_RULES:
        yield _three_cities(rules, to, on)
    elif by_category and to.level is not None:
        yield _level(rules, to, on)


def _three_cities(rules: Rules, to: Destination, on: date) -> Condition:
    allowed = rules.find("transfer.destinations", on)
    return Condition(
        "destination.three_cities",
        to.region[:2] in allowed.value,
        "OUT_OF_CHOICE_AREA",
        {"region": to.region},
        (allowed,),
    )


def _level(rules: Rules, to: Destination, on: date) -> Condition:
    found = rules.find("destination.level", on)
    strict = found.value == "tertiary_required"
    return Condition(
        "destination.level",
        to.level is not None and to.level >= TERTIARY,
        "DEST_LEVEL" if strict else "LEVEL_BELOW_PRINCIPLE",
        {"level": to.level},
        (found,),
        only_warns=not strict,
    )


def bound_place(rules: Rules, filed: Destination, actual: Destination, on: date) -> bool:
    """Tell whether care is had where the filing leads (CC-09)."""
    match rules.option("CC-09", on):
        case "hospital":
            return filed.hospital is not None and filed.hospital == actual.hospital
        case "province":
            return province_of(filed.region) == province_of(actual.region)
        case _:
            return city_of(filed.region) == city_of(actual.region)
