"""The hospital's master data: staff, departments, items, other institutions, and people's cards.

It is loaded from what ``session.open`` hands over. Whatever has a date is asked with a day or a
moment, never cached as a flag (NM25-A8, A22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from harness.clock import moment
from harness.domain import places

CHIEF = "chief_physician"
ASSOCIATE = "associate_chief_physician"
SENIOR = frozenset({CHIEF, ASSOCIATE})
TITLES = {
    CHIEF: "主任医师",
    ASSOCIATE: "副主任医师",
    "attending_physician": "主治医师",
    "resident_physician": "住院医师",
}
WUHAI = "1503"
CAPITAL = "11"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An institution as the directory lists it; ``listings`` are (since, until) dates."""

    id: str
    code: str
    name: str
    region: str
    level: int
    grade: str = ""
    designated: bool = True
    listings: tuple[tuple[date, date | None], ...] = ()
    specialty: str = ""
    city_approver: bool = False

    def listed(self, on: date) -> bool:
        """Tell whether it is a published referral hospital on a day (NM25-A6, A20)."""
        return any(since <= on and (until is None or on < until) for since, until in self.listings)

    @property
    def in_wuhai(self) -> bool:
        """Whether the Wuhai notice addresses it (CC-31)."""
        return self.region.startswith(WUHAI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """A physician on the staff list."""

    id: str
    code: str
    name: str
    title: str
    department: str
    institution: str
    signer_from: date | None = None
    signer_until: date | None = None
    breach_from: datetime | None = None
    breach_until: datetime | None = None
    pool_member: bool = False

    def is_listed(self, on: date) -> bool:
        """Tell whether the hospital's list of signers names them on a day (NM25-A8)."""
        if self.signer_from is None or on < self.signer_from:
            return False
        return self.signer_until is None or on <= self.signer_until

    def is_barred(self, at: datetime) -> bool:
        """Tell whether a breach of trust bars them at a moment (NM25-A8)."""
        if self.breach_from is None or at < self.breach_from:
            return False
        return self.breach_until is None or at < self.breach_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A department."""

    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the price list; amounts are kept as the text of the list, in yuan."""

    id: str
    code: str
    own_code: str
    name: str
    item_class: str
    kind: str = "ordinary"
    price: str = "0.00"
    category: str = ""
    public_health: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a person shows at the counter."""

    id: str
    name: str
    certno: str
    sex: str
    phone: str = ""
    address: str = ""
    card: str = ""
    scheme: str = ""
    pool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A listed chronic or special condition; ``period`` is month or year (BMI14-A33)."""

    id: str
    code: str
    name: str
    period: str = ""


class Directory:
    """Everything that the hospital looks up by id or code."""

    def __init__(self, world: Mapping[str, Any], institution: str) -> None:
        """Read the world's public facts; ``institution`` is our own id."""
        self.houses = {each.id: each for each in map(_house, _rows(world, "institutions"))}
        self.doctors = {each.id: each for each in map(_doctor, _rows(world, "physicians"))}
        self.wards = {each.id: each for each in map(_ward, _rows(world, "departments"))}
        self.items = {each.id: each for each in map(_item, _rows(world, "items"))}
        self.conditions = {c.id: c for c in map(_condition, _rows(world, "conditions"))}
        self.cards = {each.id: each for each in map(_card, _rows(world, "people"))}
        self.diagnoses = DIAGNOSES | {
            _text(d, "code"): _text(d, "name") for d in _rows(world, "diagnoses")
        }
        self.cities = CITIES | {_text(c, "code"): _text(c, "name") for c in _cities(world)}
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


def _rows(world: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = world.get(name) or []
    if isinstance(found, Mapping):
        return [{"id": key, **value} for key, value in found.items()]
    return list(found)


def _cities(world: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = world.get("cities") or []
    if isinstance(found, Mapping):
        return [{"code": code, "name": name} for code, name in found.items()]
    return list(found)


def _text(row: Mapping[str, Any], *names: str) -> str:
    for name in names:
        if row.get(name) not in (None, ""):
            return str(row[name])
    return ""


def _date(row: Mapping[str, Any], name: str) -> date | None:
    value = row.get(name)
    return date.fromisoformat(str(value)[:10]) if value else None


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    value = row.get(name)
    return moment(str(value)) if value else None


def _flag(row: Mapping[str, Any], name: str, default: bool) -> bool:  # noqa: FBT001 - a default
    value = row.get(name, default)
    return value if isinstance(value, bool) else value in {"yes", "true", "1", 1}


def _house(row: dict[str, Any]) -> House:
    spans = row.get("referral_listings") or []
    return House(
        id=_text(row, "id"),
        code=_text(row, "code"),
        name=_text(row, "name"),
        region=_text(row, "admdvs", "region"),
        level=int(row.get("level") or 0),
        grade=_text(row, "grade"),
        designated=_flag(row, "designated", default=True),
        listings=tuple((_date(s, "from") or date.min, _date(s, "until")) for s in spans),
        specialty=_text(row, "specialty"),
        city_approver=_flag(row, "city_approver", default=False),
    )


def _doctor(row: dict[str, Any]) -> Doctor:
    return Doctor(
        id=_text(row, "id"),
        code=_text(row, "code"),
        name=_text(row, "name"),
        title=_text(row, "title"),
        department=_text(row, "department"),
        institution=_text(row, "institution"),
        signer_from=_date(row, "signer_from"),
        signer_until=_date(row, "signer_until"),
        breach_from=_moment(row, "breach_from"),
        breach_until=_moment(row, "breach_until"),
        pool_member=_flag(row, "pool_member", default=False),
    )


def _ward(row: dict[str, Any]) -> Ward:
    return Ward(id=_text(row, "id"), code=_text(row, "code", "id"), name=_text(row, "name"))


def _item(row: dict[str, Any]) -> Item:
    return Item(
        id=_text(row, "id"),
        code=_text(row, "code"),
        own_code=_text(row, "own_code", "id"),
        name=_text(row, "name"),
        item_class=_text(row, "item_class"),
        kind=_text(row, "kind") or "ordinary",
        price=_text(row, "price") or "0.00",
        category=_text(row, "category"),
        public_health=_flag(row, "public_health", default=False),
    )


def _condition(row: dict[str, Any]) -> Condition:
    return Condition(
        id=_text(row, "id"),
        code=_text(row, "code"),
        name=_text(row, "name"),
        period=_text(row, "period"),
    )


def _card(row: dict[str, Any]) -> Card:
    return Card(
        id=_text(row, "id"),
        name=_text(row, "name"),
        certno=_text(row, "certno"),
        sex=_text(row, "sex"),
        phone=_text(row, "phone"),
        address=_text(row, "address"),
        card=_text(row, "card_no"),
        scheme=_text(row, "scheme"),
        pool=_text(row, "pool"),
    )
