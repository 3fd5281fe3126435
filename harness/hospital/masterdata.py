"""Entries of the master data, and how they are read from what ``session.open`` hands over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from harness.clock import moment

WUHAI = "1503"


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
    """A listed chronic or special condition; ``period`` is month or year (BMI14-A33).

    ``needs`` are the particulars without which a case is not the condition of the list;
    ``complications`` the words that one of them may have.
    """

    id: str
    code: str
    name: str
    period: str = ""
    needs: tuple[str, ...] = ()
    complications: tuple[str, ...] = ()
    muscle_strength_at_most: int = 0


def names(found: list[dict[str, Any]]) -> dict[str, str]:
    """Return names by code."""
    return {text(each, "code"): text(each, "name") for each in found}


def rows(world: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of one kind."""
    found = world.get(name) or []
    if isinstance(found, Mapping):
        return [{"id": key, **value} for key, value in found.items()]
    return list(found)


def cities(world: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the world's cities as rows of code and name."""
    found = world.get("cities") or []
    if isinstance(found, Mapping):
        return [{"code": code, "name": name} for code, name in found.items()]
    return list(found)


def text(row: Mapping[str, Any], *names: str) -> str:
    """Return the first of these entries that is there, as text."""
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


def house(row: dict[str, Any]) -> House:
    """Return an institution."""
    spans = row.get("referral_listings") or []
    return House(
        id=text(row, "id"),
        code=text(row, "code"),
        name=text(row, "name"),
        region=text(row, "admdvs", "region"),
        level=int(row.get("level") or 0),
        grade=text(row, "grade"),
        designated=_flag(row, "designated", default=True),
        listings=tuple((_date(s, "from") or date.min, _date(s, "until")) for s in spans),
        specialty=text(row, "specialty"),
        city_approver=_flag(row, "city_approver", default=False),
    )


def doctor(row: dict[str, Any]) -> Doctor:
    """Return a physician."""
    return Doctor(
        id=text(row, "id"),
        code=text(row, "code"),
        name=text(row, "name"),
        title=text(row, "title"),
        department=text(row, "department"),
        institution=text(row, "institution"),
        signer_from=_date(row, "signer_from"),
        signer_until=_date(row, "signer_until"),
        breach_from=_moment(row, "breach_from"),
        breach_until=_moment(row, "breach_until"),
        pool_member=_flag(row, "pool_member", default=False),
    )


def ward(row: dict[str, Any]) -> Ward:
    """Return a department."""
    return Ward(id=text(row, "id"), code=text(row, "code", "id"), name=text(row, "name"))


def item(row: dict[str, Any]) -> Item:
    """Return an item of the price list."""
    return Item(
        id=text(row, "id"),
        code=text(row, "code"),
        own_code=text(row, "own_code", "id"),
        name=text(row, "name"),
        item_class=text(row, "item_class"),
        kind=text(row, "kind") or "ordinary",
        price=text(row, "price") or "0.00",
        category=text(row, "category"),
        public_health=_flag(row, "public_health", default=False),
    )


def condition(row: dict[str, Any]) -> Condition:
    """Return a listed condition."""
    return Condition(
        id=text(row, "id"),
        code=text(row, "code"),
        name=text(row, "name"),
        period=text(row, "period"),
        needs=tuple(row.get("needs") or ()),
        complications=tuple(text(each, "id") for each in row.get("complications") or ()),
        muscle_strength_at_most=int(row.get("muscle_strength_at_most") or 0),
    )


def card(row: dict[str, Any]) -> Card:
    """Return what a person shows."""
    return Card(
        id=text(row, "id"),
        name=text(row, "name"),
        certno=text(row, "certno"),
        sex=text(row, "sex"),
        phone=text(row, "phone"),
        address=text(row, "address"),
        card=text(row, "card_no"),
        scheme=text(row, "scheme"),
        pool=text(row, "pool"),
    )
