"""Insured persons, their enrolments and personal accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """险种: employee or resident basic insurance, or the original funding of exempt groups."""

    EMPLOYEE = "employee"
    RESIDENT = "resident"
    EXEMPT = "exempt"


class EmploymentStatus(StrEnum):
    """在职、退休、离休、居民: decides ratios (BMI14-A21)."""

    ACTIVE = "active"
    RETIRED = "retired"
    EXEMPT = "exempt"
    RESIDENT = "resident"


class Sex(StrEnum):
    """性别."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """参保关系: a person's membership of one scheme in one pooling region."""

    pool: str
    scheme: Scheme
    since: dt.date
    paused_on: dt.date | None = None
    ended_on: dt.date | None = None
    employer: str = ""

    def is_active(self, on: dt.date) -> bool:
        """Enrolled on the day: begun, not paused, not ended."""
        if on < self.since or (self.paused_on is not None and on >= self.paused_on):
            return False
        return self.ended_on is None or on < self.ended_on


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredPerson:
    """参保人员 (or an uninsured one: no enrolments). ``number`` is the platform's own."""

    id: str
    name: str
    number: str
    identity: str
    sex: Sex
    born_on: dt.date
    phone: str
    address: str
    status: EmploymentStatus
    enrolments: tuple[Enrolment, ...] = ()
    retired_on: dt.date | None = None
    cr_disabled: bool = False
    civil_servant: bool = False
    flexibly_employed: bool = False

    def enrolment(self, on: dt.date) -> Enrolment | None:
        """The enrolment in force on the day, or None."""
        for each in self.enrolments:
            if each.is_active(on):
                return each
        return None

    def status_on(self, on: dt.date) -> EmploymentStatus:
        """Active before the day of retirement, retired from it on (CC-32 asks for admission)."""
        if self.retired_on is None or self.status is EmploymentStatus.EXEMPT:
            return self.status
        return EmploymentStatus.RETIRED if on >= self.retired_on else EmploymentStatus.ACTIVE

    def age_on(self, on: dt.date) -> int:
        """Completed years."""
        birthday_passed = (on.month, on.day) >= (self.born_on.month, self.born_on.day)
        return on.year - self.born_on.year - (0 if birthday_passed else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAccount:
    """个人账户: balance in fen, never negative; the card that opens it."""

    person: str
    balance: int
    card: str
    old_cards: tuple[str, ...] = ()
    closed_on: dt.date | None = None
    lost: bool = False

    @property
    def chip(self) -> str:
        """卡识别码: the number that a reader finds in the chip of the card."""
        return f"S{self.card}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMovement:
    """One debit (negative) or credit of a personal account, in fen."""

    number: str
    person: str
    at: dt.datetime
    amount: int
    balance: int
    reason: str
    settlement: str = ""
