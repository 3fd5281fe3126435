"""The attributes of the slip that a carriage brought, as a domain value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from harness.clock import moment
from harness.domain.referral import ReferralSlip
from harness.errors import DataError

from .refusals import Refused

_DAYS = ("heading_on", "referral_on", "review_on", "consultation_on")
_TEXTS = (
    "signer_code",
    "signer_title",
    "review_result",
    "seal",
    "approving_hospital",
    "preliminary_review",
    "final_review",
)


def slip_of(attributes: Mapping[str, Any], referral_on: dt.date | None = None) -> ReferralSlip:
    """The slip that the attributes describe; ``referral_on`` where no attribute carries it.

    Raises:
        Refused: FIELD_INVALID for a date that is none.
    """
    if not attributes:
        return ReferralSlip(referral_on=referral_on)
    found: dict[str, Any] = {name: _text(attributes.get(name)) for name in _TEXTS}
    found |= {name: _day(name, attributes.get(name)) for name in _DAYS}
    found["referral_on"] = referral_on or found["referral_on"]
    return ReferralSlip(
        number=_text(attributes.get("slip_no")),
        notice_acknowledged_at=_moment(attributes.get("notice_acknowledged_at")),
        **found,
    )


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _day(name: str, value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Refused("FIELD_INVALID", name) from None


def _moment(value: Any) -> dt.datetime | None:
    if value in (None, ""):
        return None
    try:
        return moment(str(value))
    except DataError:
        raise Refused("FIELD_INVALID", "notice_acknowledged_at") from None
