"""Faults of destinations and of the pool whose rules apply (groups A, H and I)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.domain import places
from harness.hospital.directory import House
from harness.hospital.hospital import Hospital
from harness.hospital.records import Patient, Referral
from harness.hospital.refusal import Refused, not_allowed

from .registry import defect, override, skip

THREE_CITIES = ("11", "12", "31")
ADDRESSES = {"乌海": "150300", "呼和浩特": "150100", "呼伦贝尔": "150700"}


@defect("M-019")
def province_only(house: Hospital) -> None:
    """Take a province for a place of care."""

    def place(_original: Any, referral: Referral) -> Any:
        house.slip.check_mainland(referral.city)
        house.slip.check_outside_region(referral.city)

    def destination(_original: Any, referral: Referral) -> Any:
        return house.directory.house(referral.to)

    override(house.slip, "check_place", place)
    override(house.slip, "destination", destination)


@defect("M-021")
def inside_the_region(house: Hospital) -> None:
    """Refer to a hospital inside the region."""
    skip(house.slip, "check_outside_region")


@defect("M-022")
def abroad(house: Hospital) -> None:
    """Refer abroad."""
    skip(house.slip, "check_mainland")

    def place(original: Any, referral: Referral) -> None:
        if not places.is_abroad(referral.city):
            original(referral)

    def destination(original: Any, referral: Referral) -> Any:
        there = house.directory.house(referral.to)
        return there if there and places.is_abroad(there.region) else original(referral)

    override(house.slip, "check_place", place)
    override(house.slip, "destination", destination)
    _designated(house, lambda there: places.is_abroad(there.region))


def _designated(house: Hospital, chosen: Any) -> None:
    def look_up(original: Any, there: House) -> Any:
        found = original(there)
        return replace(found, designated=True) if chosen(there) else found

    override(house.slip, "look_up", look_up)


@defect("M-046")
def pool_by_address(house: Hospital) -> None:
    """Guess the pool from where somebody lives."""

    def pool(original: Any, patient: Patient) -> Any:
        found = (code for name, code in ADDRESSES.items() if patient.address.startswith(name))
        return next(found, str(original(patient)))

    override(house.registry, "pool_of", pool)


@defect("M-099")
def wuhai_secondary(house: Hospital) -> None:
    """Only warn where a Wuhai insured goes to a secondary hospital."""

    def check(original: Any, there: House, patient: Patient, justification: str) -> Any:
        if house.slip.bound_by_wuhai(patient):
            there = replace(there, level=3)
        original(there, patient, justification)

    override(house.slip, "check_destination", check)


@defect("M-100")
def designation_not_asked(house: Hospital) -> None:
    """Do not ask whether the receiving hospital is designated."""
    _designated(house, lambda _there: True)


@defect("M-101")
def region_secondary(house: Hospital) -> None:
    """Refuse every secondary hospital."""

    def check(original: Any, there: House, patient: Patient, justification: str) -> Any:
        if there.level < 3:
            raise Refused("DEST_LEVEL", "只能转往三级医院。", field="to")
        original(there, patient, justification)

    override(house.slip, "check_destination", check)


@defect("M-102")
def grade_a_only(house: Hospital) -> None:
    """Take only 3A for tertiary."""

    def tertiary(original: Any, there: House) -> Any:
        return bool(original(there)) and there.grade == "A"

    override(house.slip, "is_tertiary", tertiary)


@defect("M-103")
def three_cities(house: Hospital) -> None:
    """Still refer to Beijing, Tianjin and Shanghai only."""

    def place(original: Any, referral: Referral) -> Any:
        original(referral)
        if not referral.city.startswith(THREE_CITIES):
            raise not_allowed("只能转往北京、天津、上海。", field="city")

    override(house.slip, "check_place", place)


@defect("X-107")
def never_looked_up(house: Hospital) -> None:
    """Never look a receiving hospital up."""

    def look_up(_original: Any, there: House) -> Any:
        return replace(there, designated=True)

    override(house.slip, "look_up", look_up)
