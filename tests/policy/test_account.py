"""The personal account: credits, what it may pay, and in which order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.policy.account import (
    Holder,
    credits_of,
    inherit,
    interest,
    is_permitted,
    monthly_credit,
    pay,
    payable_from_account,
    split_employer_part,
)
from harness.policy.benefit import price_stay
from harness.policy.facts import (
    ItemClass,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    YearToDate,
)
from harness.policy.loading import pack
from harness.policy.result import StayResult
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))


def stay(*lines: LineFacts, year: YearToDate | None = None) -> StayResult:
    """Price a first stay at a 3A hospital."""
    facts = StayFacts(
        grade="3A",
        reach=Reach.LOCAL,
        admitted_on=date(2025, 3, 1),
        discharged_on=date(2025, 3, 9),
        lines=lines,
    )
    return price_stay(RULES, PersonFacts(status=Status.ACTIVE), year or YearToDate(), facts)


@pytest.mark.parametrize(
    ("status", "base", "born", "credit"),
    [
        (Status.ACTIVE, 800_000, date(1980, 6, 15), 24_800),
        (Status.ACTIVE, 800_000, date(1979, 1, 1), 26_400),
        (Status.RETIRED, 500_000, None, 17_500),
    ],
)
def test_credits_by_age_and_status(
    status: Status, base: int, born: date | None, credit: int
) -> None:
    """R09, R14: 248.00, 264.00, 175.00."""
    assert credit == monthly_credit(RULES, date(2025, 6, 1), status, base, born)


@pytest.mark.parametrize(("month", "credit"), [((2026, 6), 24_800), ((2026, 7), 26_400)])
def test_the_higher_rate_begins_with_the_month_after_the_birthday(
    month: tuple[int, int], credit: int
) -> None:
    """R10: born 1980-06-15."""
    day = date(*month, 1)

    assert credit == monthly_credit(RULES, day, Status.ACTIVE, 800_000, date(1980, 6, 15))


def test_a_changed_credit_rate_holds_from_its_month() -> None:
    """R15: 1.1 becomes 1.2 per cent from January."""
    rows = {"to_age_limit": 120, "over_age_limit": 130, "retired": 350}
    changed = pack("nm-region").changed(
        "account.credit", rows, since=date(2026, 1, 1), clause="LOCAL", source="test"
    )
    rules, born = Rules(changed), date(1990, 1, 1)

    assert 24_800 == monthly_credit(rules, date(2025, 12, 1), Status.ACTIVE, 800_000, born)
    assert 25_600 == monthly_credit(rules, date(2026, 1, 1), Status.ACTIVE, 800_000, born)


@pytest.mark.parametrize(
    ("balance", "account", "cash"),
    [(500_000, 351_000, 0), (100_000, 100_000, 251_000), (0, 0, 351_000), (351_000, 351_000, 0)],
)
def test_the_account_pays_first_and_is_never_negative(
    balance: int, account: int, cash: int
) -> None:
    """R01, R02, R18."""
    result = stay(LineFacts(amount=2_000_000))
    paid = pay(result.insured_pays, payable_from_account(result), balance)

    assert (account, cash, balance - account) == (paid.account, paid.cash, paid.balance)


def test_what_is_excluded_or_beyond_the_ceiling_is_not_the_accounts() -> None:
    """R04: 3,510.00 of 4,010.00, and only the deductible where all lies beyond."""
    own = LineFacts(amount=50_000, item_class=ItemClass.SELF_PAID)
    used = YearToDate(pooled_used=20_500_000, ordinals_held=frozenset({1, 2}))

    assert 351_000 == payable_from_account(stay(LineFacts(amount=2_000_000), own))
    assert 40_000 == payable_from_account(stay(LineFacts(amount=12_000_000), year=used))


def test_no_amount_may_be_negative() -> None:
    """A negative balance is a bug of the caller."""
    with pytest.raises(ValueError, match="negative"):
        pay(1, 1, -1)


def test_only_medical_purposes_are_permitted() -> None:
    """R03, R16."""
    assert is_permitted("PHARMACY")
    assert not is_permitted("HOUSEHOLD")
    assert not is_permitted("PREMIUM")


@given(
    paid=st.integers(min_value=0, max_value=10**8), base=st.integers(min_value=0, max_value=10**9)
)
def test_the_employers_part_is_divided_without_rest(paid: int, base: int) -> None:
    """Account and pooled fund sum to what was paid, and neither is negative (BMI14-A14-2)."""
    shares = split_employer_part(RULES, date(2025, 3, 1), paid, base, date(1980, 1, 1))

    assert paid == shares.account + shares.pooled
    assert min(shares.account, shares.pooled) >= 0


def test_a_year_of_credits_follows_the_life_of_its_holder() -> None:
    """46 in February, retired in May, died in September (BMI14-A15, ACC14-A5, A6-1)."""
    holder = Holder(
        born_on=date(1979, 2, 10),
        base=1_000_000,
        pension=600_000,
        retired_on=date(2025, 5, 20),
        died_on=date(2025, 9, 3),
    )

    assert credits_of(RULES, holder, date(2025, 1, 1), 12) == (
        *(31_000, 31_000, 33_000, 33_000, 33_000),
        *(21_000, 21_000, 21_000, 21_000),
        *(0, 0, 0),
    )


def test_interest_is_rounded_once() -> None:
    """Half a fen and half a fen are one fen (BMI14-A28)."""
    assert 1 == interest(50, 50, 100, 100)
    assert 0 == interest(49, 0, 100, 100)


@given(
    balance=st.integers(min_value=0, max_value=10**9),
    heir=st.none() | st.integers(min_value=0, max_value=10**9),
)
def test_inheritance_loses_nothing(balance: int, heir: int | None) -> None:
    """The sum of both accounts stays (BMI14-A29)."""
    assert balance + (heir or 0) == sum(inherit(balance, heir))
