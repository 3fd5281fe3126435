"""Enrolments, statuses and ages on a day."""

import datetime as dt
from dataclasses import replace

import pytest

from harness.domain.people import EmploymentStatus, Enrolment, InsuredPerson, Scheme, Sex

DAY = dt.date(2025, 5, 6)
ENROLMENT = Enrolment(pool="159900", scheme=Scheme.EMPLOYEE, since=dt.date(2020, 1, 1))
PERSON = InsuredPerson(
    id="p",
    name="某",
    number="1",
    identity="1",
    sex=Sex.MALE,
    born_on=dt.date(1980, 2, 29),
    phone="1",
    address="某地",
    status=EmploymentStatus.ACTIVE,
    enrolments=(replace(ENROLMENT, ended_on=dt.date(2022, 1, 1)), ENROLMENT),
)


@pytest.mark.parametrize(
    ("changed", "active"),
    [
        ({}, True),
        ({"since": dt.date(2025, 5, 7)}, False),
        ({"paused_on": dt.date(2025, 5, 7)}, True),
        ({"paused_on": DAY}, False),
        ({"ended_on": DAY}, False),
        ({"paused_on": dt.date(2026, 1, 1), "ended_on": DAY}, False),
    ],
)
def test_an_enrolment_is_active_until_it_is_paused_or_ended(
    changed: dict[str, dt.date], *, active: bool
) -> None:
    """The day of the pause or end is the first without it."""
    assert active == replace(ENROLMENT, **changed).is_active(DAY)


def test_the_enrolment_of_a_day_is_the_one_in_force() -> None:
    """Ended ones are passed over; without any there is none."""
    assert ENROLMENT == PERSON.enrolment(DAY)
    assert replace(PERSON, enrolments=()).enrolment(DAY) is None


@pytest.mark.parametrize(
    ("status", "retired_on", "expected"),
    [
        ("active", None, "active"),
        ("active", dt.date(2025, 5, 6), "retired"),
        ("active", dt.date(2025, 5, 7), "active"),
        ("retired", dt.date(2026, 1, 1), "active"),
        ("exempt", dt.date(2020, 1, 1), "exempt"),
    ],
)
def test_retirement_counts_from_its_day(
    status: str, retired_on: dt.date | None, expected: str
) -> None:
    """Before the day active, from it on retired; the exempt stay exempt."""
    person = replace(PERSON, status=EmploymentStatus(status), retired_on=retired_on)

    assert expected == person.status_on(DAY)


@pytest.mark.parametrize(
    ("on", "age"), [(dt.date(2025, 2, 28), 44), (dt.date(2025, 3, 1), 45), (DAY, 45)]
)
def test_an_age_is_completed_on_the_birthday(on: dt.date, age: int) -> None:
    """Born on 29 February, a year is completed on 1 March of a common year."""
    assert age == PERSON.age_on(on)
