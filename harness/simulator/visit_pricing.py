"""How an outpatient visit is paid, and which earlier visits belong to the same course."""

from __future__ import annotations

from enum import StrEnum

from harness.domain.care import Purpose, Stay
from harness.domain.settlement import Settlement
from harness.policy.outpatient import Course

from .store import Draft


class VisitKind(StrEnum):
    """How a visit is paid."""

    ORDINARY = "ordinary"
    CHRONIC = "chronic"
    EMERGENCY = "emergency"
    EXAMINATION = "examination"


def kind_of(stay: Stay, reach: str) -> VisitKind:
    """How a visit is paid, from its category, purpose and reach."""
    if stay.care_code in {"14", "16", "9901", "990101"}:
        return VisitKind.CHRONIC
    if stay.care_code.startswith("13") or stay.care_code == "24":
        return VisitKind.EMERGENCY
    if reach == "referred" and stay.purpose is Purpose.TRANSFER:
        return VisitKind.EXAMINATION
    return VisitKind.ORDINARY


def course_of(draft: Draft, stay: Stay, kind: VisitKind, filing: str, year: int) -> Course:
    """What the person's standing settlements of the same kind (and filing) have taken."""
    found = [
        each
        for each in draft.find("settlements", "person", stay.person, Settlement)
        if each.counts and each.visit_kind == kind and each.stay != stay.number
    ]
    if kind is VisitKind.CHRONIC:
        found = [each for each in found if each.year == year]
    else:
        found = [each for each in found if each.filing == filing]
    return Course(
        taken=sum(each.division.below_deductible for each in found),
        first_day=min((each.begun_on for each in found), default=None),
        ordinal=next((each.ordinal for each in found if each.ordinal), None),
    )
