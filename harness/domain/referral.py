"""The referral slip (转诊单): what stands on it and what may happen to it.

Everything that affects the life of a slip is in ``SLIP``. Whether a slip is still usable for a
filing is computed from its referral date (NM25-A16), never stored.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from harness.lifecycle import Lifecycle


class SlipStatus(StrEnum):
    """Where a slip is on its way through the hospital."""

    DRAFT = "draft"
    SIGNED = "signed"
    UNDER_REVIEW = "under_review"
    REJECTED = "rejected"
    ISSUED = "issued"
    VOID = "void"


class ReferralGround(StrEnum):
    """转诊指征: the four situations of NM25-A9."""

    UNDIAGNOSED = "1"
    CANNOT_RESCUE = "2"
    LACKS_FACILITY = "3"
    OTHER = "4"


SLIP = Lifecycle(
    "referral slip",
    "draft",
    {
        ("draft", "sign"): "signed",
        ("draft", "void"): "void",
        ("signed", "submit_for_review"): "under_review",
        ("signed", "void"): "void",
        ("under_review", "reject"): "rejected",
        ("under_review", "issue"): "issued",
        ("under_review", "void"): "void",
        ("rejected", "void"): "void",
        ("issued", "void"): "void",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSlip:
    """转诊单 as the platform may learn of it, by message or from a channel. Absent is None."""

    number: str | None = None
    heading_on: dt.date | None = None
    referral_on: dt.date | None = None
    signer_code: str | None = None
    signer_title: str | None = None
    review_on: dt.date | None = None
    review_result: str | None = None
    seal: str | None = None
    notice_acknowledged_at: dt.datetime | None = None
    approving_hospital: str | None = None
    preliminary_review: str | None = None
    final_review: str | None = None
    consultation_on: dt.date | None = None
