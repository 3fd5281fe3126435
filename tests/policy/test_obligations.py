"""Back payment, late fee, large-amount premium, transfer."""

from __future__ import annotations

from datetime import date

import pytest

from harness.policy.loading import pack
from harness.policy.obligations import (
    Membership,
    Premium,
    back_payment,
    check_large_amount,
    check_registration,
    late_fee,
)
from harness.policy.rules import Rules

RULES = Rules(pack("nm-region"))


@pytest.mark.parametrize(("months", "owed"), [(6, 198000), (7, 231000)])
def test_a_gap_costs_5_5_per_cent_of_its_bases(months: int, owed: int) -> None:
    """O04, O05."""
    found = back_payment(RULES, [600000] * months, date(2025, 10, 15))

    assert (owed, 0, 0) == (found.contribution, found.late_fee, found.account_credit)


@pytest.mark.parametrize(("days", "fee"), [(0, 0), (1, 66), (45, 2970)])
def test_the_late_fee_counts_days_after_the_due_day(days: int, fee: int) -> None:
    """O07, O14."""
    due = date(2025, 6, 1)

    assert fee == late_fee(RULES, 132000, due, date.fromordinal(due.toordinal() + days))


def test_the_quote_is_the_sum() -> None:
    """O07: 1,320.00 and 29.70 are 1,349.70."""
    quote = back_payment(RULES, [600000] * 4, date(2025, 7, 16), due_on=date(2025, 6, 1))

    assert 134970 == quote.total


def paid(year: int, amount: int, on: date) -> tuple[Premium, ...]:
    """Return one payment of the premium."""
    return (Premium(year=year, amount=amount, paid_on=on),)


JULY = date(2025, 7, 10)


@pytest.mark.parametrize(
    ("member", "on", "covered"),
    [
        (Membership(), date(2024, 1, 31), True),
        (Membership(), date(2024, 2, 1), False),
        (Membership(premiums=paid(2025, 10000, date(2025, 1, 20))), date(2025, 3, 1), True),
        (Membership(premiums=paid(2024, 10000, date(2024, 1, 20))), date(2025, 3, 1), False),
        (Membership(premiums=paid(2025, 10000, date(2025, 3, 5))), date(2025, 3, 4), False),
        (Membership(enrolled_on=JULY, premiums=paid(2025, 10000, JULY)), JULY, True),
        (Membership(enrolled_on=JULY, premiums=paid(2025, 5000, JULY)), JULY, False),
        (Membership(enrolled_on=JULY), date(2025, 7, 9), False),
        (Membership(left_on=date(2025, 1, 10)), date(2025, 1, 9), True),
        (Membership(left_on=date(2025, 1, 10)), date(2025, 1, 10), False),
    ],
)
def test_who_has_paid_is_covered(*, member: Membership, on: date, covered: bool) -> None:
    """L12 to L15, L19."""
    decision = check_large_amount(RULES, member, on)

    assert covered == decision.allowed
    assert (None if covered else "LARGE_AMOUNT_SUSPENDED") == decision.code


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        (date(2025, 6, 30), None),
        (date(2025, 7, 1), "EMPLOYER_LIABLE"),
        (None, "EMPLOYER_LIABLE"),
    ],
)
def test_a_late_transfer_makes_the_former_employer_liable(
    registered: date | None, expected: str | None
) -> None:
    """O15."""
    decision = check_registration(RULES, date(2025, 5, 31), registered, date(2025, 7, 2))

    assert expected == decision.code
