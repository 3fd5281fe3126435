"""The transfer rules of 2014, which NM25-A24-2 displaces from 2025-05-01 (BMI14-A22, REF14-A3, A5).

Until then a transfer out of the region went through the hospital's chain and needed the agency's
approval; the insured advanced the bill. From then on nobody may ask for these steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from .destination import Destination, destination_conditions
from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record
from .terms import REFERRAL_RULES, filing_term


class TransferFacts(Struct, frozen=True, kw_only=True):
    """A transfer under the rules of 2014.

    Attributes:
        to: where it leads.
        consultation: whether experts of the hospital discussed the case.
        registered: whether the hospital's insurance office registered it.
        director_signed: whether the hospital's director signed and sealed.
        approved_on: the agency's approval, if it was given.
        begun_on: the first day of care.
        inpatient: whether care is a stay, which has the longer term.

    """

    to: Destination
    approved_on: date | None
    begun_on: date
    consultation: bool = True
    registered: bool = True
    director_signed: bool = True
    inpatient: bool = True


def is_displaced(approved_on: date | None, on: date) -> bool:
    """Tell whether the rules of 2025 govern: approved from 2025-05-01, or not approved by then."""
    return (approved_on or on) >= REFERRAL_RULES


def check_transfer(
    rules: Rules, transfer: TransferFacts, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether care elsewhere rests on a transfer of the old kind.

    Args:
        rules: parameters and readings.
        transfer: the facts.
        on: the day of the question.
        record: takes the conditions.

    """
    return decide(rules, on, _conditions(rules, transfer, on), record)


def _conditions(rules: Rules, transfer: TransferFacts, on: date) -> Iterator[Condition]:
    approved = transfer.approved_on
    yield Condition(
        "transfer.in_force",
        not is_displaced(approved, on),
        "RULESET_NOT_IN_FORCE",
        {"approved_on": approved, "on": on},
    )
    yield Condition(
        "transfer.consultation", transfer.consultation, "TRANSFER_APPROVAL_REQUIRED", {}
    )
    yield Condition("transfer.office", transfer.registered, "TRANSFER_APPROVAL_REQUIRED", {})
    yield Condition("transfer.director", transfer.director_signed, "TRANSFER_APPROVAL_REQUIRED", {})
    yield Condition(
        "transfer.agency",
        approved is not None and approved <= transfer.begun_on,
        "TRANSFER_APPROVAL_REQUIRED",
        {"approved_on": approved, "begun_on": transfer.begun_on},
    )
    assert approved is not None
    yield from destination_conditions(rules, transfer.to, approved)
    term = filing_term(rules, approved)
    last = term.valid_until if transfer.inpatient else term.outpatient_until
    yield Condition(
        "transfer.in_time",
        transfer.begun_on <= last,
        "NO_ACTIVE_FILING",
        {"begun_on": transfer.begun_on, "last": last},
    )


class SpecialistFacts(Struct, frozen=True, kw_only=True):
    """An infectious or mental patient who is to go to a specialist hospital of the region.

    Attributes:
        diagnosis: ICD-10 code of the first hospital's diagnosis.
        begun_on: the first day in the specialist hospital.
        arranged_on: the day the transfer was arranged at the agency, if it was.

    """

    diagnosis: str
    begun_on: date
    arranged_on: date | None = None


def needs_specialist(diagnosis: str) -> bool:
    """Tell whether a diagnosis is infectious (A00-B99) or mental (F00-F99) by ICD-10."""
    return diagnosis[:1].upper() in {"A", "B", "F"}


def check_specialist(
    rules: Rules, transfer: SpecialistFacts, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether a stay in a specialist hospital rests on a transfer (REF14-A6).

    Arranged at the agency before it begins; other diagnoses need none.
    """
    arranged = transfer.arranged_on
    condition = Condition(
        "transfer.specialist",
        not needs_specialist(transfer.diagnosis)
        or (arranged is not None and arranged <= transfer.begun_on),
        "TRANSFER_APPROVAL_REQUIRED",
        {"diagnosis": transfer.diagnosis, "arranged_on": arranged, "begun_on": transfer.begun_on},
    )
    return decide(rules, on, [condition], record)
