"""Properties of a price that hold for every bill."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.policy.benefit import price_stay
from harness.policy.errors import UnknownCategory
from harness.policy.facts import (
    ItemClass,
    ItemKind,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    YearToDate,
)
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.result import StayResult
from harness.policy.rules import Rules
from harness.policy.year import advance

RULES = Rules(pack("nm-region"))

LINES = st.builds(
    LineFacts,
    amount=st.integers(0, 40_000_000),
    item_class=st.sampled_from(ItemClass),
    kind=st.sampled_from(ItemKind),
    approved=st.sampled_from([None, True, False]),
    rescue=st.booleans(),
)
PEOPLE = st.builds(
    PersonFacts,
    status=st.sampled_from([Status.ACTIVE, Status.RETIRED]),
    disabled=st.booleans(),
)
GRADES = st.sampled_from(["3A", "3B", "2A", "1C"])
YEARS = st.builds(
    YearToDate,
    pooled_used=st.integers(0, 20_500_000),
    large_amount_used=st.integers(0, 10_000_000),
    ordinals_held=st.frozensets(st.integers(1, 6)),
)


@st.composite
def stays(draw: st.DrawFn) -> StayFacts:
    """Draw any stay of 2015 to 2030."""
    admitted = draw(st.dates(date(2015, 1, 1), date(2030, 12, 1)))
    return StayFacts(
        grade=draw(GRADES),
        reach=draw(st.sampled_from(Reach)),
        admitted_on=admitted,
        discharged_on=date.fromordinal(admitted.toordinal() + draw(st.integers(0, 60))),
        lines=tuple(draw(st.lists(LINES, max_size=6))),
    )


def eligible(amount: int, grade: str = "3A", reach: Reach = Reach.LOCAL) -> StayFacts:
    """Return a stay with one class-A line."""
    return StayFacts(
        grade=grade,
        reach=reach,
        admitted_on=date(2025, 3, 1),
        discharged_on=date(2025, 3, 9),
        lines=(LineFacts(amount=amount),),
    )


def price(stay: StayFacts, year: YearToDate | None = None, rules: Rules = RULES) -> StayResult:
    """Price a stay of an active person."""
    return price_stay(rules, PersonFacts(status=Status.ACTIVE), year or YearToDate(), stay)


@given(PEOPLE, YEARS, stays())
def test_every_fen_of_a_bill_is_in_one_bucket(
    person: PersonFacts, year: YearToDate, stay: StayFacts
) -> None:
    """Payers sum to the bill, groups sum to the bill, and nothing is negative."""
    result = price_stay(RULES, person, year, stay)

    assert sum(line.amount for line in stay.lines) == result.total
    assert result.total == result.pooled + result.large_amount + result.insured_pays
    assert result.total == (
        result.self_paid + result.suspended + result.upfront_share + result.eligible
    )
    assert min(result.pooled, result.large_amount, result.insured_pays) >= 0
    assert result.pooled + result.large_amount <= result.eligible - result.below_deductible
    assert result.pooled <= 20_500_000 - year.pooled_used
    assert result.large_amount <= 10_000_000 - year.large_amount_used


@given(st.integers(0, 60_000_000), st.integers(0, 1_000_000), GRADES, st.sampled_from(Reach))
def test_a_larger_bill_never_costs_a_fund_or_the_insured_less(
    amount: int, more: int, grade: str, reach: Reach
) -> None:
    """Every payer's part is monotone in the bill, but for the rounding of two fund lines."""
    small, large = (
        price(eligible(amount, grade, reach)),
        price(eligible(amount + more, grade, reach)),
    )

    assert small.pooled <= large.pooled
    assert small.large_amount <= large.large_amount
    assert small.insured_pays <= large.insured_pays + 1


@given(st.integers(60_000, 60_000_000))
def test_one_fen_more_is_shared_by_at_most_one_fen(amount: int) -> None:
    """No jump at band limit or ceiling."""
    before, after = price(eligible(amount)), price(eligible(amount + 1))

    assert 0 <= after.pooled - before.pooled <= 1
    assert 0 <= after.large_amount - before.large_amount <= 1


@pytest.mark.parametrize(
    ("grade", "ladder"),
    [("3A", (60000, 48000, 40000)), ("3B", (40000, 32000, 30000)), ("2A", (30000, 24000, 20000))],
)
def test_the_ladder_falls_to_its_floor(grade: str, ladder: tuple[int, ...]) -> None:
    """600/480/400, 400/320/300, 300/240/200, and no lower (J01 to J03)."""
    for number in range(1, 30):
        year = YearToDate(ordinals_held=frozenset(range(1, number)))

        assert ladder[min(number, 3) - 1] == price(eligible(10_000_000, grade), year).deductible


def test_linear_and_compound_never_differ() -> None:
    """D-2: with the floors of 2014 both readings of CC-12 give the same for every sequence."""
    compound = Rules(pack("nm-region"), Readings.of({"CC-12": "compound"}))
    for sequence in itertools.product(("3A", "3B", "2A"), repeat=5):
        for person in (
            PersonFacts(status=Status.ACTIVE),
            PersonFacts(status=Status.RETIRED, disabled=True),
        ):
            year = YearToDate()
            for grade in sequence:
                stay = eligible(1_000_000, grade)
                one = price_stay(RULES, person, year, stay)
                other = price_stay(compound, person, year, stay)
                assert one.deductible == other.deductible
                year = advance(year, one)


@given(stays(), YEARS)
@settings(max_examples=60)
def test_undoing_and_redoing_gives_the_same_result(stay: StayFacts, year: YearToDate) -> None:
    """The number of a stay is the lowest that no settled stay holds (J10)."""
    first = price(stay, year)
    if first.ordinal is None:
        return
    after = advance(year, first)
    undone = YearToDate(
        pooled_used=after.pooled_used - first.pooled,
        large_amount_used=after.large_amount_used - first.large_amount,
        ordinals_held=after.ordinals_held - {first.ordinal},
    )

    assert first == price(stay, undone)


@given(stays())
@settings(max_examples=60)
def test_twelve_months_later_the_price_is_the_same(stay: StayFacts) -> None:
    """No parameter of 2014 has changed since."""
    if (2, 29) in {(d.month, d.day) for d in (stay.admitted_on, stay.discharged_on)}:
        return
    later = StayFacts(
        grade=stay.grade,
        reach=stay.reach,
        admitted_on=stay.admitted_on.replace(year=stay.admitted_on.year + 1),
        discharged_on=stay.discharged_on.replace(year=stay.discharged_on.year + 1),
        lines=stay.lines,
    )

    assert price(stay).pooled == price(later).pooled


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31)])
def test_the_ends_of_months_and_years_are_ordinary_days(day: date) -> None:
    """A discharge on the last day of the year belongs to it."""
    stay = StayFacts(
        grade="3A",
        reach=Reach.LOCAL,
        admitted_on=day,
        discharged_on=day,
        lines=(LineFacts(amount=5_000_000),),
    )

    assert (day.year, 4_349_000) == (price(stay).year, price(stay).pooled)


@pytest.mark.parametrize(("when", "pooled"), [("2025-12-31", 1649000), ("2026-01-02", 1668400)])
def test_a_changed_rate_holds_from_its_day(when: str, pooled: int) -> None:
    """K08: 85 becomes 86 from 2026-01-01 in a test configuration."""
    rows = {
        "active": {t: {"lower": 8600, "upper": 9500} for t in ("3A", "3B", "other")},
        "retired": {t: {"lower": 8800, "upper": 9600} for t in ("3A", "3B", "other")},
    }
    changed = pack("nm-region").changed(
        "inpatient.rate", rows, since=date(2026, 1, 1), clause="LOCAL", source="test configuration"
    )
    day = date.fromisoformat(when)
    stay = StayFacts(
        grade="3A",
        reach=Reach.LOCAL,
        admitted_on=day,
        discharged_on=day,
        lines=(LineFacts(amount=2_000_000),),
    )

    assert pooled == price(stay, rules=Rules(changed)).pooled


@pytest.mark.parametrize("grade", ["3C", "3", "", "tertiary"])
def test_an_ungraded_hospital_is_not_guessed(grade: str) -> None:
    """I15, D-8."""
    with pytest.raises(UnknownCategory):
        price(eligible(100, grade))


def test_an_episode_may_come_without_a_deductible() -> None:
    """Where a deductible was taken elsewhere it is not taken twice."""
    stay = StayFacts(
        grade="3A",
        reach=Reach.LOCAL,
        admitted_on=date(2025, 3, 1),
        discharged_on=date(2025, 3, 9),
        lines=(LineFacts(amount=10_000),),
        without_deductible=True,
    )

    assert (0, 8_500) == (price(stay).deductible, price(stay).pooled)
