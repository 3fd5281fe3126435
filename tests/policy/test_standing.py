"""Arrears suspend from the month after; six months are within, seven bring a waiting year."""

from __future__ import annotations

from datetime import date

import pytest

from harness.policy.loading import pack
from harness.policy.rules import Rules
from harness.policy.standing import Arrear, Standing, gaps, reason, waiting_until

RULES = Rules(pack("nm-region"))


def owing(*months: int, paid_on: date | None = None, part: str = "both") -> Standing:
    """Return a standing with months of 2025 unpaid."""
    return Standing(
        arrears=tuple(
            Arrear(month=date(2025, month, 1), paid_on=paid_on, part=part) for month in months
        )
    )


@pytest.mark.parametrize("part", ["employer", "individual", "both"])
def test_suspension_begins_with_the_following_month(part: str) -> None:
    """O01, O08: either side's arrears suspend."""
    standing = owing(3, part=part)

    assert reason(RULES, standing, date(2025, 3, 31)) is None
    assert "ARREARS" == reason(RULES, standing, date(2025, 4, 1))


def test_payment_lifts_the_suspension_and_makes_it_good() -> None:
    """O03, O10: with the payment known all is payable; before it was known, nothing."""
    standing = owing(3, paid_on=date(2025, 6, 20))

    assert reason(RULES, standing, date(2025, 6, 20)) is None
    assert reason(RULES, standing, date(2025, 5, 1)) is None
    assert "ARREARS" == reason(RULES, standing, date(2025, 5, 1), known_on=date(2025, 6, 19))


def test_exactly_six_months_are_within() -> None:
    """O04."""
    standing = owing(*range(3, 9), paid_on=date(2025, 9, 10))

    assert reason(RULES, standing, date(2025, 7, 1)) is None
    assert reason(RULES, standing, date(2025, 10, 1)) is None


def test_seven_months_are_not_reimbursed_and_bring_a_waiting_year() -> None:
    """O05, O06: the anniversary is the last day of waiting."""
    standing = owing(*range(3, 10), paid_on=date(2025, 10, 15))

    assert "INTERRUPTION_GT_6M" == reason(RULES, standing, date(2025, 7, 1))
    assert "WAITING" == reason(RULES, standing, date(2025, 10, 15))
    assert "WAITING" == reason(RULES, standing, date(2026, 10, 15))
    assert reason(RULES, standing, date(2026, 10, 16)) is None
    assert date(2026, 10, 15) == waiting_until(RULES, gaps(standing)[0])


def test_separate_gaps_are_counted_apart() -> None:
    """Two gaps of four months are not one of eight."""
    standing = owing(1, 2, 3, 4, 6, 7, 8, 9, paid_on=date(2025, 10, 15))

    assert [4, 4] == [gap.months for gap in gaps(standing)]
    assert reason(RULES, standing, date(2025, 8, 1)) is None


def test_a_month_paid_by_one_side_only_is_still_unpaid() -> None:
    """Both parts of a month must be there."""
    standing = Standing(
        arrears=(
            Arrear(month=date(2025, 3, 1), part="employer", paid_on=date(2025, 6, 20)),
            Arrear(month=date(2025, 3, 1), part="individual"),
        )
    )

    assert "ARREARS" == reason(RULES, standing, date(2025, 7, 1))


def test_a_gap_across_the_year_is_one_gap() -> None:
    """December and January follow each other."""
    standing = Standing(arrears=(Arrear(month=date(2025, 12, 1)), Arrear(month=date(2026, 1, 1))))

    assert [(2, date(2026, 1, 1))] == [(g.months, g.suspended_from) for g in gaps(standing)]


def test_the_last_day_of_suspension_is_the_day_before_payment() -> None:
    """From the day of payment on the funds pay."""
    gap = gaps(owing(3, paid_on=date(2025, 6, 20)))[0]

    assert (date(2025, 4, 1), date(2025, 6, 19)) == (gap.suspended_from, gap.suspended_until)
    assert gaps(owing(3))[0].suspended_until is None
