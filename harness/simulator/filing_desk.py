"""Filing, deciding, extending and withdrawing: one way for every channel.

The hospital's message (2501), the agency's window and the patient's apps all come through here,
so that a filing has one set of rules whatever way it came.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from harness.domain.filing import FILING, Channel, Filing, FilingCategory, FilingStatus
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson
from harness.domain.referral import ReferralSlip
from harness.wire.envelope import moment17

from .judgement import Judgement
from .records import Switch
from .refusals import Refused
from .store import Draft, standing_key

DECIDES_BY_HAND = "agency_decides_by_hand"
EXISTING = "FILING_EXISTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRequest:
    """What somebody asks to be filed. ``issuer`` is the hospital of the slip, if known."""

    person: InsuredPerson
    issuer: DesignatedInstitution | None
    channel: Channel
    category: FilingCategory
    region: str
    destination: DesignatedInstitution | None
    destination_name: str
    diagnosis_code: str
    diagnosis_name: str
    slip: ReferralSlip
    slip_fields: frozenset[str] = frozenset()
    pending: bool = False
    valid_from: dt.date | None = None
    admitted_on: dt.date | None = None
    identity_shown: str = "own"
    particulars: dict[str, str] | None = None


def file_referral(
    draft: Draft, judge: Judgement, request: FilingRequest, at: dt.datetime
) -> tuple[Filing, tuple[str, ...]]:
    """Judge a request and file it; an active filing to the same city is answered as it is.

    Returns:
        The filing (new or existing) and warning codes.

    Raises:
        Refused: with the code of the rule that forbids it.
    """
    pool, warnings = judge.filing(draft, request, at)
    existing = standing_filing(draft, request, at)
    if existing is not None:
        return existing, (*warnings, EXISTING)
    filing = _new(draft, request, pool, warnings, at)
    by_hand = draft.get("switches", DECIDES_BY_HAND, Switch)
    if not request.pending and not (by_hand and by_hand.on):
        filing = approve(judge, filing, at)
    draft.put("filings", filing.number, filing)
    return filing, warnings


def standing_filing(draft: Draft, request: FilingRequest, at: dt.datetime) -> Filing | None:
    """The pending or active filing of the person to the same city, latest first."""
    key = standing_key(request.person.id, request.category, request.region)
    found = draft.find("filings", "standing", key, Filing)
    standing = (each for each in found if each.status_at(at) in {"pending", "active"})
    return max(standing, key=lambda each: each.requested_at, default=None)


def approve(judge: Judgement, filing: Filing, at: dt.datetime) -> Filing:
    """The filing approved now, with the term of its pool (NM25-A17, CC-03)."""
    term = judge.term(filing, at)
    return filing.approve(at, term.valid_from, term.valid_until, term.outpatient_until)


def withdraw(draft: Draft, filing: Filing, at: dt.datetime, reason: str) -> Filing:
    """Withdraw a pending or active filing; FILING_NOT_ACTIVE otherwise."""
    if not FILING.allows(filing.status, "withdraw") or filing.status_at(at) == "expired":
        raise Refused("FILING_NOT_ACTIVE")
    done = filing.withdraw(at, reason)
    draft.put("filings", done.number, done)
    return done


def _new(
    draft: Draft, request: FilingRequest, pool: str, warnings: tuple[str, ...], at: dt.datetime
) -> Filing:
    number = f"{pool}{moment17(at)[:8]}{draft.next_number('filing'):08d}"
    enrolment = request.person.enrolment(at.date())
    return Filing(
        number=number,
        person=request.person.id,
        pool=pool,
        scheme=enrolment.scheme.value if enrolment else "",
        category=request.category,
        channel=request.channel,
        status=FilingStatus.PENDING,
        requested_at=at,
        region=request.region,
        institution=request.destination.id if request.destination else None,
        institution_name=request.destination_name,
        diagnosis_code=request.diagnosis_code,
        diagnosis_name=request.diagnosis_name,
        referral_on=request.slip.referral_on,
        slip_no=request.slip.number,
        issuer=request.issuer.id if request.issuer else None,
        valid_from=request.valid_from,
        warnings=warnings,
        particulars=request.particulars,
    )
