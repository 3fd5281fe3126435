"""The hospital's master data: staff, departments, items, other institutions, and people's cards.

It is loaded from what ``session.open`` hands over. Whatever has a date is asked with a day or a
moment, never cached as a flag (NM25-A8, A22).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from harness.domain import places

from . import masterdata
from .masterdata import Card, Condition, Doctor, House, Item, Ward

CHIEF = "chief_physician"
ASSOCIATE = "associate_chief_physician"
SENIOR = frozenset({CHIEF, ASSOCIATE})
TITLES = {
    CHIEF: "主任医师",
    ASSOCIATE: "副主任医师",
    "attending_physician": "主治医师",
    "resident_physician": "住院医师",
}
CAPITAL = "11"


class Directory:
    """Everything that the hospital looks up by id or code."""

    def __init__(self, world: Mapping[str, Any], institution: str) -> None:
        """Read the world's public facts; ``institution`` is our own id."""
        rows = partial(masterdata.rows, world)
        self.houses = {each.id: each for each in map(masterdata.house, rows("institutions"))}
        self.doctors = {each.id: each for each in map(masterdata.doctor, rows("physicians"))}
        self.wards = {each.id: each for each in map(masterdata.ward, rows("departments"))}
        self.items = {each.id: each for each in map(masterdata.item, rows("items"))}
        self.conditions = {each.id: each for each in map(masterdata.condition, rows("conditions"))}
        self.cards = {each.id: each for each in map(masterdata.card, rows("people"))}
        self.diagnoses = DIAGNOSES | masterdata.names(rows("diagnoses"))
        self.cities = CITIES | masterdata.names(masterdata.cities(world))
        self.own_id = institution

    @property
    def own(self) -> House:
        """Our own entry."""
        return self.houses[self.own_id]

    def house(self, key: str) -> House | None:
        """Return an institution by id or code."""
        found = self.houses.get(key)
        return found or next((h for h in self.houses.values() if h.code == key), None)

    def doctor(self, key: str) -> Doctor | None:
        """Return a physician by id or code."""
        found = self.doctors.get(key)
        return found or next((d for d in self.doctors.values() if d.code == key), None)

    def ward(self, key: str) -> Ward | None:
        """Return a department by id, code or name."""
        found = self.wards.get(key)
        return found or next((w for w in self.wards.values() if key in {w.code, w.name}), None)

    def staff(self) -> list[Doctor]:
        """Return our own physicians."""
        return [each for each in self.doctors.values() if each.institution == self.own_id]

    def experts(self, institution: str = "") -> list[Doctor]:
        """Return the members of the filed expert pool, of one institution or of all."""
        return [
            each
            for each in self.doctors.values()
            if each.pool_member and institution in {"", each.institution}
        ]

    def destinations(self) -> list[House]:
        """Return designated tertiary institutions outside the region, the capital's first."""
        found = [
            each
            for each in self.houses.values()
            if each.level == 3
            and each.designated
            and not places.in_region(each.region)
            and not places.is_abroad(each.region)
        ]
        return sorted(found, key=lambda each: not each.region.startswith(CAPITAL))

    def city_centre(self) -> House | None:
        """Return the Wuhai hospital that approves for the city: the listed one (WH25-1-1a)."""
        wuhai = [each for each in self.houses.values() if each.in_wuhai]
        return next((h for h in wuhai if h.city_approver or h.listings), None)

    def city_name(self, code: str) -> str:
        """Return the name of a city by any of its codes, or the code."""
        return self.cities.get(places.city_of(code), code)


CITIES = {
    "110000": "北京市",
    "120000": "天津市",
    "150100": "呼和浩特市",
    "150300": "乌海市",
    "310000": "上海市",
    "500000": "重庆市",
    "610100": "西安市",
}
DIAGNOSES = {
    "C34.1": "上叶支气管或肺恶性肿瘤",
    "C34.9": "支气管或肺恶性肿瘤",
    "I25.1": "动脉粥样硬化性心脏病",
    "R50.9": "发热",
    "F20": "精神分裂症",
    "F20.0": "偏执型精神分裂症",
    "A16": "呼吸道结核病",
    "A16.0": "肺结核",
    "S72.0": "股骨颈骨折",
    "N18.0": "终末期肾脏病",
    "E11.3": "2型糖尿病性眼底病变",
}
"""Names that the hospital's own diagnosis dictionary knows beside the world's."""


__all__ = ["Card", "Condition", "Directory", "Doctor", "House", "Item", "Ward"]
