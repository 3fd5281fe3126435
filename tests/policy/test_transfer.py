"""Transfers of the old kind: the whole chain until April 2025, nothing of it afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.policy.destination import Destination
from harness.policy.loading import pack
from harness.policy.rules import Rules
from harness.policy.transfer import (
    SpecialistFacts,
    TransferFacts,
    check_specialist,
    check_transfer,
    is_displaced,
)

RULES = Rules(pack("nm-region"))
BEIJING, XIAN = Destination(region="110100"), Destination(region="610100")


def code(on: str, **changes: Any) -> str | None:
    """Return the code of a decision about a lawful transfer with something changed."""
    facts: dict[str, Any] = {
        "to": BEIJING,
        "approved_on": date(2025, 4, 20),
        "begun_on": date(2025, 4, 22),
    }
    return check_transfer(RULES, TransferFacts(**{**facts, **changes}), date.fromisoformat(on)).code


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"consultation": False}, "TRANSFER_APPROVAL_REQUIRED"),
        ({"registered": False}, "TRANSFER_APPROVAL_REQUIRED"),
        ({"director_signed": False}, "TRANSFER_APPROVAL_REQUIRED"),
        ({"approved_on": None}, "TRANSFER_APPROVAL_REQUIRED"),
        ({"approved_on": date(2025, 4, 23)}, "TRANSFER_APPROVAL_REQUIRED"),
        ({"to": XIAN}, "OUT_OF_CHOICE_AREA"),
    ],
)
def test_the_chain_of_2014(changes: dict[str, Any], expected: str | None) -> None:
    """Z01."""
    assert expected == code("2025-04-25", **changes)


@pytest.mark.parametrize(
    ("begun", "inpatient", "expected"),
    [
        ("2025-03-21", False, None),
        ("2025-03-22", False, "NO_ACTIVE_FILING"),
        ("2025-04-30", True, None),
        ("2025-05-01", True, "NO_ACTIVE_FILING"),
    ],
)
def test_twenty_days_for_visits_sixty_for_stays(
    *, begun: str, inpatient: bool, expected: str | None
) -> None:
    """Z03: approved 2025-03-01."""
    facts = {"approved_on": date(2025, 3, 1), "begun_on": date.fromisoformat(begun)}

    assert expected == code("2025-04-30", **facts, inpatient=inpatient)


def test_from_may_2025_the_old_steps_are_nobodys() -> None:
    """Z02, P-4: an approval keeps the rules under which it was given."""
    assert "RULESET_NOT_IN_FORCE" == code("2025-05-06", approved_on=date(2025, 5, 1))
    assert is_displaced(None, date(2025, 5, 1))
    assert not is_displaced(date(2025, 4, 30), date(2025, 6, 1))


@pytest.mark.parametrize("diagnosis", ["A00", "a15.0", "B18.1", "F20.0", "F99"])
def test_infectious_and_mental_patients_need_a_transfer(diagnosis: str) -> None:
    """Arranged at the agency, at the latest on the first day (REF14-A6)."""
    begun = date(2025, 3, 10)

    def allowed(arranged_on: date | None) -> bool:
        facts = SpecialistFacts(diagnosis=diagnosis, begun_on=begun, arranged_on=arranged_on)
        return check_specialist(RULES, facts, begun).allowed

    assert [False, True, False] == [allowed(None), allowed(begun), allowed(date(2025, 3, 11))]


def test_other_patients_need_none() -> None:
    """A tumour is treated where it is."""
    facts = SpecialistFacts(diagnosis="C34.1", begun_on=date(2025, 3, 10))

    assert check_specialist(RULES, facts, date(2025, 3, 10)).allowed
