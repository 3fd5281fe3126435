"""Long-term residents elsewhere: resettled retirees and people posted for a year (BMI14-A24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from harness.calendar import PeriodRule, last_day

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record


class Offsite(StrEnum):
    """Why somebody lives elsewhere."""

    RESETTLED = "RESETTLED"
    POSTED = "POSTED"


class OffsiteRequest(Struct, frozen=True, kw_only=True):
    """A request to be filed as a long-term resident elsewhere.

    Attributes:
        kind: resettled or posted.
        hospitals: designated hospitals chosen there.
        pharmacies: designated pharmacies chosen there.
        employer_certificate: whether the unit's certificate is there.
        posted_from, posted_until: the posting.

    """

    kind: Offsite
    hospitals: tuple[str, ...]
    pharmacies: tuple[str, ...]
    employer_certificate: bool = True
    posted_from: date | None = None
    posted_until: date | None = None


class OffsiteClaim(Struct, frozen=True, kw_only=True):
    """A claim of somebody filed so.

    Attributes:
        approved_on: the agency's approval, if there is one.
        request: what was approved.
        institution: where care was had.
        pharmacy: whether that is a pharmacy.
        begun_on: first day of care.
        documents: whether the off-site approval form is enclosed (FEE14-A12-1).
        direct: whether direct settlement was attempted instead of a claim.

    """

    approved_on: date | None
    request: OffsiteRequest
    institution: str
    begun_on: date
    pharmacy: bool = False
    documents: bool = True
    direct: bool = False


def check_offsite_request(
    rules: Rules, request: OffsiteRequest, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether somebody may be filed as a long-term resident elsewhere."""
    return decide(rules, on, _request(rules, request, on), record)


def _request(rules: Rules, request: OffsiteRequest, on: date) -> Iterator[Condition]:
    hospitals = rules.find("residence.hospitals", on)
    pharmacies = rules.find("residence.pharmacies", on)
    yield Condition("offsite.certificate", request.employer_certificate, "NOT_ALLOWED", {})
    yield Condition(
        "offsite.choice",
        len(set(request.hospitals)) <= hospitals.value
        and len(set(request.pharmacies)) <= pharmacies.value,
        "NOT_ALLOWED",
        {"hospitals": len(set(request.hospitals)), "pharmacies": len(set(request.pharmacies))},
        (hospitals, pharmacies),
    )
    if request.kind is Offsite.POSTED:
        yield _posting(rules, request, on)


def _posting(rules: Rules, request: OffsiteRequest, on: date) -> Condition:
    """One year is one year: 以上 includes the figure, and by any count of days."""
    months = rules.find("residence.posting_months", on)
    start, end = request.posted_from, request.posted_until
    enough = (
        start is not None
        and end is not None
        and end >= last_day(start, months.value, PeriodRule.START_DAY_COUNTED)
    )
    return Condition(
        "offsite.posting", enough, "NOT_ALLOWED", {"start": start, "end": end}, (months,)
    )


def check_offsite_claim(
    rules: Rules, claim: OffsiteClaim, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether care elsewhere is paid, at the home rate (BMI14-A24-3, A24-4, FEE14-A12)."""
    return decide(rules, on, _claim(claim), record)


def _claim(claim: OffsiteClaim) -> Iterator[Condition]:
    approved = claim.approved_on
    yield Condition(
        "offsite.approved",
        approved is not None and approved <= claim.begun_on,
        "NOT_FILED",
        {"approved_on": approved, "begun_on": claim.begun_on},
    )
    chosen = claim.request.pharmacies if claim.pharmacy else claim.request.hospitals
    yield Condition(
        "offsite.chosen",
        claim.institution in chosen,
        "NOT_CHOSEN_INSTITUTION",
        {"institution": claim.institution},
    )
    yield Condition("offsite.by_claim", not claim.direct, "DIRECT_SETTLEMENT_NOT_AVAILABLE", {})
    yield Condition("offsite.documents", claim.documents, "NOT_ALLOWED", {})
