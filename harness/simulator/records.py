"""Frozen records of the platform itself: sign-ins, messages, counters, registrations, files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """签到 of an operator of an institution; it ends with 9002."""

    number: str
    institution: str
    operator: str
    signed_in_at: dt.datetime
    signed_out_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message once answered; ``answer`` (JSON text) is None for a query, answered anew."""

    infno: str
    digest: str
    at: dt.datetime
    answer: str | None = None
    refers_to: str = ""
    reversed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The last serial number given."""

    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A way in which the agency works just now (for example: decides by hand)."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """慢特病备案 (chronic), 定点备案 (designation) or 意外伤害备案 (injury) of a person.

    ``decision``: pending, approved or refused; ``by_hand``: the agency itself decided.
    ``registered_by``: code of the institution that sent it, empty for the agency's window.
    """

    number: str
    kind: str
    person: str
    code: str
    institution: str
    valid_from: dt.date
    valid_until: dt.date | None
    registered_at: dt.datetime
    withdrawn_at: dt.datetime | None = None
    particulars: dict[str, str] | None = None
    registered_by: str = ""
    decision: str = "approved"
    by_hand: bool = False

    @property
    def stands(self) -> bool:
        """Approved and not withdrawn: what queries show."""
        return self.decision == "approved" and self.withdrawn_at is None

    def holds(self, on: dt.date) -> bool:
        """Standing, and in force on the day."""
        if not self.stands or on < self.valid_from:
            return False
        return self.valid_until is None or on <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemApproval:
    """特检特治 or late approval of an item for a stay, as the agency recorded it."""

    stay: str
    item: str
    used_on: dt.date
    approved_at: dt.datetime
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """An uploaded or generated file; content in Base64."""

    number: str
    name: str
    institution: str
    stored_at: dt.datetime
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A record that is only kept and shown again: mapping, settlement list, audit feedback."""

    key: str
    kind: str
    institution: str
    stored_at: dt.datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """手工报销: a claim paid at the agency's window, outside direct settlement; amounts in fen."""

    number: str
    person: str
    stay: str
    year: int
    ordinal: int | None
    tier: str
    decided_at: dt.datetime
    pooled: int
    paid: int
