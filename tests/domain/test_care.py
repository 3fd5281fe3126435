"""Stays and visits: their tables and main diagnosis."""

from dataclasses import replace

import pytest

from harness.clock import moment
from harness.domain.care import (
    STAY,
    VISIT,
    CareKind,
    Diagnosis,
    FeeLine,
    Stay,
    StayStatus,
)
from harness.domain.institutions import ItemClass, ItemKind

ADMISSION = Diagnosis(rank=1, code="C34.1", name="某病", main=True)
OPEN = Stay(
    number="1",
    person="p",
    institution="h",
    kind=CareKind.INPATIENT,
    status=StayStatus.IN_HOSPITAL,
    begun_at=moment("2025-05-06T10:00"),
    registered_at=moment("2025-05-06T10:00"),
    care_code="21",
    diagnoses=(ADMISSION,),
)


@pytest.mark.parametrize(
    ("status", "event", "allowed"),
    [
        ("in_hospital", "settle", False),
        ("in_hospital", "cancel", True),
        ("discharged", "cancel", False),
        ("discharged", "settle", True),
        ("settled", "undo_discharge", False),
        ("cancelled", "discharge", False),
    ],
)
def test_a_stay_goes_through_its_table(status: str, event: str, *, allowed: bool) -> None:
    """Settled only after discharge, cancelled only while open."""
    assert allowed == STAY.allows(status, event)


def test_a_visit_is_settled_without_a_discharge() -> None:
    """Inpatient and outpatient care have tables of their own."""
    visit = replace(OPEN, kind=CareKind.OUTPATIENT)

    assert VISIT is visit.lifecycle
    assert STAY is OPEN.lifecycle
    assert visit.lifecycle.allows("in_hospital", "settle")


def test_the_discharge_diagnosis_goes_before_the_admissions() -> None:
    """Without any diagnosis there is no main one."""
    discharge = Diagnosis(rank=1, code="C34.9", name="某病", main=True, on_discharge=True)

    assert ADMISSION == OPEN.main_diagnosis()
    assert discharge == replace(OPEN, diagnoses=(ADMISSION, discharge)).main_diagnosis()
    assert replace(OPEN, diagnoses=()).main_diagnosis() is None


def test_a_line_is_unique_over_all_stays() -> None:
    """Its key joins stay and serial number."""
    line = FeeLine(
        stay="1",
        serial="7",
        item="drug-a",
        code="X",
        own_code="D",
        name="某药",
        item_class=ItemClass.A,
        kind=ItemKind.ORDINARY,
        quantity=10_000,
        price=1_000_000,
        amount=100,
        over_limit=0,
        charged_at=moment("2025-05-06T10:00"),
    )

    assert "1/7" == line.key
