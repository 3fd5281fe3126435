"""Approved treatment, examinations under a referral, local emergencies."""

from __future__ import annotations

from datetime import date

import pytest

from harness.policy.benefit import price_stay
from harness.policy.facts import LineFacts, PersonFacts, Reach, Status, StayFacts, YearToDate
from harness.policy.loading import pack
from harness.policy.outpatient import (
    Course,
    emergency_facts,
    price_chronic,
    price_examination,
)
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.steps import Recorder, table

ACTIVE = PersonFacts(status=Status.ACTIVE)
RULES = Rules(pack("nm-region"))


def under(**readings: str) -> Rules:
    """Return rules with readings named ``CC_01=…``."""
    chosen = {name.replace("_", "-"): option for name, option in readings.items()}
    return Rules(pack("nm-region"), Readings.of(chosen))


def visit(*amounts: tuple[str, int], grade: str = "3A", reach: Reach = Reach.LOCAL) -> StayFacts:
    """Return a visit with one line a day."""
    days = [date.fromisoformat(day) for day, _ in amounts]
    return StayFacts(
        grade=grade,
        reach=reach,
        admitted_on=days[0],
        discharged_on=days[-1],
        lines=tuple(
            LineFacts(amount=amount, charged_on=day)
            for day, (_, amount) in zip(days, amounts, strict=True)
        ),
    )


def test_300_yuan_come_first_once_a_year() -> None:
    """P01, P08: 1,700.00 for the first visit, 850.00 for the second."""
    first = price_chronic(RULES, ACTIVE, YearToDate(), visit(("2025-05-20", 230_000)), Course())
    second = price_chronic(
        RULES, ACTIVE, YearToDate(), visit(("2025-06-20", 100_000)), Course(taken=30_000)
    )

    assert (170_000, 60_000) == (first.pooled, first.insured_pays)
    assert (85_000, None) == (second.pooled, second.ordinal)


def test_the_deductible_of_every_visit_is_a_reading() -> None:
    """P08, CC-29: 595.00."""
    found = price_chronic(
        under(CC_29="per_visit"),
        ACTIVE,
        YearToDate(),
        visit(("2025-06-20", 100_000)),
        Course(taken=30_000),
    )

    assert 59_500 == found.pooled


def test_a_retired_person_at_a_lower_hospital() -> None:
    """P09: 980.00 of 1,300.00."""
    person = PersonFacts(status=Status.RETIRED)
    found = price_chronic(
        RULES, person, YearToDate(), visit(("2025-05-20", 130_000), grade="2A"), Course()
    )

    assert (98_000, 32_000) == (found.pooled, found.insured_pays)


def test_chronic_payments_use_the_ceiling() -> None:
    """C-9: no more than what is left."""
    year = YearToDate(pooled_used=20_450_000)
    found = price_chronic(RULES, ACTIVE, year, visit(("2025-05-20", 230_000)), Course())

    assert (50_000, 0) == (found.pooled, found.pooled_left)


@pytest.mark.parametrize(
    ("option", "pooled"), [("with_deductible", 168_000), ("no_deductible", 210_000)]
)
def test_seven_days_of_examinations_at_70_per_cent(option: str, pooled: int) -> None:
    """N14, CC-26: the eighth day is the insured's own."""
    exams = visit(
        ("2025-06-02", 200_000),
        ("2025-06-08", 100_000),
        ("2025-06-09", 50_000),
        reach=Reach.REFERRED,
    )
    found = price_examination(under(CC_26=option), ACTIVE, YearToDate(), exams, Course())

    assert (pooled, 350_000 - pooled, 1) == (found.pooled, found.insured_pays, found.ordinal)


def test_a_course_has_one_deductible_and_one_number() -> None:
    """A second day of the same course takes what is left of the deductible."""
    first_day = date(2025, 6, 2)
    later = visit(("2025-06-03", 100_000), reach=Reach.REFERRED)
    course = Course(taken=40_000, first_day=first_day, ordinal=1)
    year = YearToDate(ordinals_held=frozenset({1}))

    found = price_examination(RULES, ACTIVE, year, later, course)

    assert (20_000, 56_000, 1) == (found.deductible, found.pooled, found.ordinal)
    late = visit(("2025-06-09", 100_000), reach=Reach.REFERRED)
    assert 0 == price_examination(RULES, ACTIVE, year, late, course).pooled


@pytest.mark.parametrize(("option", "pooled"), [("calendar_days", 204_000), ("hours_72", 289_000)])
def test_a_local_emergency_is_paid_for_three_days(option: str, pooled: int) -> None:
    """N11, CC-22: 2 to 4 June, 2,040.00."""
    rules = under(CC_22=option)
    charges = visit(*((f"2025-06-0{day}", 100_000) for day in (2, 3, 4, 5)))
    found = price_stay(rules, ACTIVE, YearToDate(), emergency_facts(rules, charges))

    assert (pooled, 400_000 - pooled) == (found.pooled, found.insured_pays)


def test_observation_has_no_limit_of_days() -> None:
    """N12: 2,040.00 of 3,000.00."""
    stay = visit(("2025-06-02", 100_000), ("2025-06-06", 200_000))

    assert 204_000 == price_stay(RULES, ACTIVE, YearToDate(), stay).pooled


def test_steps_of_outpatient_care_have_their_meaning() -> None:
    """Each recorded step stands in the table with its inputs."""
    record = Recorder()
    price_chronic(RULES, ACTIVE, YearToDate(), visit(("2025-05-20", 230_000)), Course(), record)
    price_examination(RULES, ACTIVE, YearToDate(), visit(("2025-05-20", 1)), Course(), record)

    for step in record.steps:
        assert set(table()[step.rule]["inputs"]) == set(step.inputs)
