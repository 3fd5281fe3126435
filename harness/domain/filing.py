"""The filing of out-of-area care (异地就医备案): facts, life cycle, what follows from both.

``expired`` is no stored status: it follows from ``valid_until`` and the day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from harness.lifecycle import Lifecycle

from .places import same_city


class FilingCategory(StrEnum):
    """备案类别."""

    REFERRED = "REFERRED"
    EMERGENCY = "EMERGENCY"
    RESETTLED = "RESETTLED"
    LONG_TERM = "LONG_TERM"
    POSTED = "POSTED"
    TEMPORARY = "TEMPORARY"


class Channel(StrEnum):
    """Ways to file (NM25-A16): the hospital's own system, the window, four apps, others."""

    HIS = "HIS"
    WINDOW = "WINDOW"
    NATIONAL_APP = "NATIONAL_APP"
    IM_APP = "IM_APP"
    IM_WECHAT = "IM_WECHAT"
    IM_ALIPAY = "IM_ALIPAY"
    OTHER = "OTHER"


class FilingStatus(StrEnum):
    """The stored states; ``expired`` is derived."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


FILING = Lifecycle(
    "filing",
    "pending",
    {
        ("pending", "approve"): "active",
        ("pending", "refuse"): "refused",
        ("pending", "withdraw"): "withdrawn",
        ("active", "extend"): "active",
        ("active", "withdraw"): "withdrawn",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """备案延期: once, six months (NM25-A17). ``previous_until`` is the last day it prolonged."""

    granted_at: dt.datetime
    previous_until: dt.date
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """异地就医备案. ``region`` is the division code of the place of care."""

    number: str
    person: str
    pool: str
    scheme: str
    category: FilingCategory
    channel: Channel
    status: FilingStatus
    requested_at: dt.datetime
    region: str
    institution: str | None
    institution_name: str
    diagnosis_code: str
    diagnosis_name: str
    referral_on: dt.date | None = None
    slip_no: str | None = None
    issuer: str | None = None
    approved_at: dt.datetime | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    outpatient_until: dt.date | None = None
    extension: Extension | None = None
    withdrawn_at: dt.datetime | None = None
    reason: str = ""
    warnings: tuple[str, ...] = ()
    particulars: dict[str, str] | None = None

    def status_at(self, at: dt.datetime) -> str:
        """pending, active, expired, refused or withdrawn, as a person would say it then."""
        if self.status is FilingStatus.ACTIVE and self.valid_until and at.date() > self.valid_until:
            return "expired"
        return self.status.value

    @property
    def stands(self) -> bool:
        """Neither refused nor withdrawn; it may have expired."""
        return self.status in {FilingStatus.PENDING, FilingStatus.ACTIVE}

    def is_active(self, at: dt.datetime) -> bool:
        """Approved, not withdrawn, not expired at that moment (the present, not the past)."""
        return self.status_at(at) == "active"

    def covered(self, at: dt.datetime) -> bool:
        """Whether the filing was in force at a moment of the past or present (CC-06, CC-07)."""
        if self.approved_at is None or self.valid_until is None or at < self.approved_at:
            return False
        if self.withdrawn_at is not None and at >= self.withdrawn_at:
            return False
        return at.date() <= self.valid_until

    def leads_to(self, region: str) -> bool:
        """Whether the place of care is the city filed for (CC-09)."""
        return same_city(self.region, region)

    def approve(
        self,
        at: dt.datetime,
        valid_from: dt.date,
        valid_until: dt.date,
        outpatient_until: dt.date | None = None,
    ) -> Filing:
        """The filing approved at a moment, with the term that policy gives it."""
        return replace(
            self,
            status=FilingStatus(FILING.after(self.status, "approve")),
            approved_at=at,
            valid_from=valid_from,
            valid_until=valid_until,
            outpatient_until=outpatient_until if outpatient_until != valid_until else None,
        )

    def refuse(self, reason: str) -> Filing:
        """The filing refused by the agency."""
        return replace(
            self, status=FilingStatus(FILING.after(self.status, "refuse")), reason=reason
        )

    def withdraw(self, at: dt.datetime, reason: str) -> Filing:
        """The filing withdrawn."""
        status = FilingStatus(FILING.after(self.status, "withdraw"))
        return replace(self, status=status, withdrawn_at=at, reason=reason)

    def extend(self, at: dt.datetime, until: dt.date, evidence: str) -> Filing:
        """The filing prolonged to ``until``."""
        if self.valid_until is None:
            raise ValueError("a filing without validity cannot be extended")
        status = FilingStatus(FILING.after(self.status, "extend"))
        extension = Extension(granted_at=at, previous_until=self.valid_until, evidence=evidence)
        return replace(self, status=status, valid_until=until, extension=extension)
