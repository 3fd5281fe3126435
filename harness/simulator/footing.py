"""On what footing care is had: the filing it rests on, the reach, whether it settles directly."""

from __future__ import annotations

from dataclasses import dataclass

from harness.domain import places
from harness.domain.care import CareKind, Purpose, Stay
from harness.domain.filing import Filing, FilingCategory
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson, Scheme
from harness.policy.eligibility import Held, VisitFacts, covering
from harness.policy.rules import Rules

from .filing_judge import destination, refusing
from .records import Registration
from .refusals import Refused
from .store import Draft

REGION_POOL = "159900"
CAPITAL = "150100"
LONG_STAY = frozenset({FilingCategory.RESETTLED, FilingCategory.LONG_TERM, FilingCategory.POSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """On what footing care is had: reach, the filing it rests on, whether it settles directly."""

    reach: str = "local"
    filing: str = ""
    direct: bool = True
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """One stay or visit of a person at an institution, and the rules of the person's pool."""

    draft: Draft
    rules: Rules
    person: InsuredPerson
    institution: DesignatedInstitution
    stay: Stay


def visit_footing(care: Care) -> Footing:
    """On what footing a stay or visit begins; contradictions are warnings.

    Raises:
        Refused: NO_ACTIVE_FILING.
    """
    if places.in_region(care.institution.region):
        return Footing()
    found = _covering(care)
    if found is None:
        if care.stay.purpose is Purpose.EMERGENCY:
            return Footing(reach="emergency")
        raise Refused("NO_ACTIVE_FILING")
    category = FilingCategory(found.category)
    if category in LONG_STAY:
        return Footing(reach="local", filing=found.number, direct=False)
    reach = "emergency" if category is FilingCategory.EMERGENCY else "referred"
    wrong = care.stay.purpose not in {None, Purpose.TRANSFER} and reach == "referred"
    warnings = ("CATEGORY_MISMATCH",) if wrong else ()
    return Footing(reach=reach, filing=found.number, warnings=warnings)


def settlement_footing(care: Care) -> Footing:
    """On what footing a stay is settled directly; what was a warning before is refused here.

    Raises:
        Refused: what ``claim_footing`` raises, DIRECT_SETTLEMENT_NOT_AVAILABLE (FEE14-A12 for
            those who live elsewhere).
    """
    footing = claim_footing(care)
    if not footing.direct:
        raise Refused("DIRECT_SETTLEMENT_NOT_AVAILABLE")
    return footing


def claim_footing(care: Care) -> Footing:
    """On what footing a bill is paid at all, directly or by a manual claim.

    Raises:
        Refused: DEST_NOT_DESIGNATED, NO_ACTIVE_FILING, CATEGORY_MISMATCH, OUT_OF_CHOICE_AREA,
            NOT_CHOSEN_INSTITUTION.
    """
    if not care.institution.designated:
        raise Refused("DEST_NOT_DESIGNATED")
    footing = visit_footing(care)
    filed = care.draft.get("filings", footing.filing, Filing)
    if footing.warnings and care.stay.purpose is Purpose.ORDINARY:
        raise Refused("CATEGORY_MISMATCH")
    declared = care.stay.declared_category
    if declared and filed and declared != filed.category:
        raise Refused("CATEGORY_MISMATCH")
    _check_choice_area(care)
    if not footing.direct:
        _check_chosen(care)
    return footing


def _check_choice_area(care: Care) -> None:
    """Region-level insured choose freely in Hohhot; elsewhere in the region, emergencies."""
    enrolment = care.person.enrolment(care.stay.begun_at.date())
    if enrolment is None or enrolment.pool != REGION_POOL:
        return
    if enrolment.scheme is Scheme.EXEMPT or care.stay.kind is CareKind.OUTPATIENT:
        return
    region = care.institution.region
    if not places.in_region(region) or care.stay.purpose is Purpose.EMERGENCY:
        return
    if not places.same_city(region, CAPITAL):
        raise Refused("OUT_OF_CHOICE_AREA")


def _check_chosen(care: Care) -> None:
    """Who lives elsewhere uses the institutions chosen, where any are on record (FEE14-A12)."""
    on = care.stay.begun_at.date()
    chosen = [
        each.institution
        for each in care.draft.find("registrations", "person", care.person.id, Registration)
        if each.kind == "designation" and each.holds(on)
    ]
    if chosen and care.institution.code not in chosen:
        raise Refused("NOT_CHOSEN_INSTITUTION")


def _covering(care: Care) -> Held | None:
    """The latest-approved filing that covers the care (CC-06, CC-07, CC-09)."""
    filings = care.draft.find("filings", "person", care.person.id, Filing)
    held = (_held(care, each) for each in filings)
    facts = VisitFacts(
        at=destination(care.institution.region, care.institution),
        admitted_at=care.stay.begun_at,
        discharged_at=care.stay.ended_at,
        filings=tuple(each for each in held if each is not None),
    )
    with refusing():
        return covering(care.rules, facts)


def _held(care: Care, filing: Filing) -> Held | None:
    """A filing as the rules see it; visits under the rules of 2014 have a shorter term."""
    if filing.approved_at is None or filing.valid_until is None:
        return None
    until = filing.valid_until
    if care.stay.kind is CareKind.OUTPATIENT and filing.outpatient_until:
        until = min(until, filing.outpatient_until)
    named = care.draft.get("institutions", filing.institution or "", DesignatedInstitution)
    return Held(
        number=filing.number,
        to=destination(filing.region, named),
        approved_at=filing.approved_at,
        valid_from=filing.valid_from or filing.approved_at.date(),
        valid_until=until,
        withdrawn_at=filing.withdrawn_at,
        category=filing.category.value,
    )
