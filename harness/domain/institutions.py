"""Designated institutions, their physicians, departments and charge items."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """等级 within a level: 甲 A, 乙 B, 丙 C, or ungraded."""

    A = "A"
    B = "B"
    C = "C"
    NONE = "none"


class Title(StrEnum):
    """职称: only a chief physician may issue a slip (NM25-A8)."""

    CHIEF = "chief_physician"
    ASSOCIATE = "associate_chief_physician"
    ATTENDING = "attending_physician"
    RESIDENT = "resident_physician"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralListing:
    """One entry of the published list of referral hospitals; ``until`` is the first day off it."""

    since: dt.date
    until: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether the hospital stands on the list that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignatedInstitution:
    """定点医药机构, or one without designation. ``level`` 1-3 (三级 = 3)."""

    id: str
    code: str
    name: str
    region: str
    level: int
    grade: Grade
    designated: bool = True
    kind: str = "hospital"
    listings: tuple[ReferralListing, ...] = ()
    specialty: str = ""

    def is_referral_hospital(self, on: dt.date) -> bool:
        """转诊医院: on the published list that day (NM25-A6)."""
        return any(each.holds(on) for each in self.listings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Physician:
    """A physician; the list of signers and the breach-of-trust list are facts with dates."""

    id: str
    code: str
    name: str
    title: Title
    department: str
    institution: str
    signer_from: dt.date | None = None
    signer_until: dt.date | None = None
    breach_from: dt.datetime | None = None
    breach_until: dt.datetime | None = None
    pool_member: bool = False

    def may_sign(self, at: dt.datetime) -> bool:
        """A listed chief physician who is not barred (NM25-A8)."""
        return self.title is Title.CHIEF and self.is_listed(at.date()) and not self.is_barred(at)

    def is_listed(self, on: dt.date) -> bool:
        """On the hospital's list of signers that day, last day included."""
        if self.signer_from is None or on < self.signer_from:
            return False
        return self.signer_until is None or on <= self.signer_until

    def is_barred(self, at: dt.datetime) -> bool:
        """医保失信: on the breach-of-trust list at that moment."""
        if self.breach_from is None or at < self.breach_from:
            return False
        return self.breach_until is None or at < self.breach_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department of every hospital of the world, with its code in the HIS."""

    id: str
    code: str
    name: str


class ItemClass(StrEnum):
    """甲类、乙类、自费."""

    A = "A"
    B = "B"
    SELF_PAID = "self_paid"


class ItemKind(StrEnum):
    """Kinds that BMI14-A23 and FEE14-A6, A8, A9 treat differently."""

    ORDINARY = "ordinary"
    PARTLY_PAID = "partly_paid_item"
    BLOOD = "blood_product"
    SPECIAL = "special_item"
    ISOLATION_BED = "isolation_bed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeItem:
    """An item of the three catalogues. Prices in fen; ``price_limit`` None means no limit.

    ``code`` is the national catalogue code, ``own_code`` the institution's.
    """

    id: str
    code: str
    own_code: str
    name: str
    category: str
    item_class: ItemClass
    kind: ItemKind = ItemKind.ORDINARY
    price: int = 0
    price_limit: int | None = None
    unit: str = "次"
    public_health: bool = False
