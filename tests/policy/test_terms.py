"""Terms in months, by each way of counting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.clock import moment
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.terms import (
    SlipDates,
    extended_until,
    extension_window,
    filing_term,
    slip_last_day,
)

D = date.fromisoformat
RULES = Rules(pack("nm-region"))


def under(**readings: str) -> Rules:
    """Return rules with readings named ``CC_01=…``."""
    return Rules(
        pack("nm-region"), Readings.of({k.replace("_", "-"): v for k, v in readings.items()})
    )


@pytest.mark.parametrize(
    ("referral", "last"),
    [
        ("2025-05-06", "2025-08-06"),
        ("2025-05-31", "2025-08-31"),
        ("2025-06-15", "2025-09-15"),
        ("2025-11-27", "2026-02-27"),
        ("2025-11-28", "2026-02-28"),
        ("2025-11-29", "2026-02-28"),
        ("2025-11-30", "2026-02-28"),
        ("2027-11-28", "2028-02-28"),
        ("2027-11-29", "2028-02-29"),
        ("2027-11-30", "2028-02-29"),
        ("2025-07-01", "2025-10-01"),
        ("2026-01-31", "2026-04-30"),
    ],
)
def test_the_slip_ends_on_the_corresponding_day(referral: str, last: str) -> None:
    """Three months by the Civil Code, clamped to the month's end (E01 to E08)."""
    assert D(last) == slip_last_day(RULES, SlipDates(referral_on=D(referral)))


@pytest.mark.parametrize(
    ("event", "months", "counted", "thirty"),
    [
        ("2025-06-15", 3, "2025-09-14", "2025-09-13"),
        ("2025-11-30", 3, "2026-02-27", "2026-02-28"),
        ("2025-08-31", 6, "2026-02-27", "2026-02-27"),
        ("2025-12-31", 6, "2026-06-29", "2026-06-29"),
        ("2025-05-20", 6, "2025-11-19", "2025-11-16"),
    ],
)
def test_other_ways_of_counting_differ(event: str, months: int, counted: str, thirty: str) -> None:
    """CC-01: start day counted, or months of thirty days (table of rules.md 5.10)."""

    def end(rules: Rules) -> date:
        if months == 3:
            return slip_last_day(rules, SlipDates(referral_on=D(event)))
        return filing_term(rules, D(event)).valid_until

    assert D(counted) == end(under(CC_01="start_day_counted"))
    assert D(thirty) == end(under(CC_01="fixed_30_days"))


def test_only_an_act_at_a_window_rolls_over_a_holiday() -> None:
    """E08: by CC-01=roll_window_acts the window takes the slip until 2025-10-09, an app not."""
    slip = SlipDates(referral_on=D("2025-07-01"))
    rolling = under(CC_01="roll_window_acts")

    assert D("2025-10-09") == slip_last_day(rolling, slip, channel="WINDOW")
    assert D("2025-10-01") == slip_last_day(rolling, slip, channel="NATIONAL_APP")
    assert D("2025-10-01") == slip_last_day(RULES, slip, channel="WINDOW")


def test_the_last_day_of_the_extension_window_rolls_too() -> None:
    """T-5: an application is an act at a window, 2025-11-30 is a Sunday."""
    rolling = under(CC_01="roll_window_acts")

    assert (D("2025-10-30"), D("2025-12-01")) == extension_window(rolling, D("2025-11-30"))
    assert D("2025-11-30") == filing_term(rolling, D("2025-05-31")).valid_until


def test_the_anchor_of_the_slip_is_a_reading() -> None:
    """E09: referral date, centre review or heading date (CC-02)."""
    slip = SlipDates(
        referral_on=D("2025-05-06"), reviewed_on=D("2025-05-08"), heading_on=D("2025-05-05")
    )

    assert D("2025-08-06") == slip_last_day(RULES, slip)
    assert D("2025-08-08") == slip_last_day(under(CC_02="centre_review"), slip)
    assert D("2025-08-05") == slip_last_day(under(CC_02="heading_date"), slip)


@pytest.mark.parametrize(
    ("approved", "until"),
    [
        ("2025-05-06T10:00", "2025-11-06"),
        ("2025-07-20T10:00", "2026-01-20"),
        ("2025-08-31T10:00", "2026-02-28"),
        ("2027-08-31T10:00", "2028-02-29"),
        ("2025-05-31T23:59:59", "2025-11-30"),
        ("2025-05-01T00:00:00", "2025-11-01"),
    ],
)
def test_the_filing_ends_six_months_after_approval(approved: str, until: str) -> None:
    """F01 to F10, C04."""
    term = filing_term(RULES, moment(approved))

    assert (moment(approved).date(), D(until)) == (term.valid_from, term.valid_until)


def test_an_older_approval_keeps_the_days_of_2014() -> None:
    """Z03: sixty days for stays, twenty for visits, approved before 2025-05-01."""
    term = filing_term(RULES, D("2025-03-01"))

    assert (D("2025-04-30"), D("2025-03-21")) == (term.valid_until, term.outpatient_until)


def test_the_anchor_of_the_filing_is_a_reading() -> None:
    """CC-03: approval, slip date or the day the patient asks for."""
    slip = SlipDates(referral_on=D("2025-05-06"))

    assert (
        D("2025-11-06") == filing_term(under(CC_03="slip_date"), D("2025-07-20"), slip).valid_until
    )
    chosen = filing_term(under(CC_03="chosen_start"), D("2025-07-20"), None, D("2025-08-01"))
    assert (D("2025-08-01"), D("2026-02-01")) == (chosen.valid_from, chosen.valid_until)


@pytest.mark.parametrize(
    ("until", "first"),
    [
        ("2025-11-06", "2025-10-06"),
        ("2026-02-28", "2026-01-28"),
        ("2026-03-30", "2026-02-28"),
        ("2026-03-31", "2026-02-28"),
        ("2025-12-31", "2025-11-30"),
    ],
)
def test_the_window_opens_a_month_before_the_end(until: str, first: str) -> None:
    """G01 to G12: corresponding day, clamped, both days included."""
    assert (D(first), D(until)) == extension_window(RULES, D(until))


def test_the_window_is_a_reading() -> None:
    """CC-04: both days excluded, or thirty days."""
    until = D("2025-11-06")

    assert (D("2025-10-07"), D("2025-11-05")) == extension_window(under(CC_04="exclusive"), until)
    assert (D("2025-10-07"), until) == extension_window(under(CC_04="thirty_days"), until)


def test_an_older_transfer_has_a_window_of_ten_days() -> None:
    """Z04."""
    assert (D("2025-04-20"), D("2025-04-30")) == extension_window(
        RULES, D("2025-04-30"), D("2025-03-01")
    )


@pytest.mark.parametrize(
    ("option", "until"),
    [
        ("old_end_plus_6", "2026-08-28"),
        ("origin_plus_12", "2026-08-31"),
        ("application_plus_6", "2026-08-10"),
    ],
)
def test_the_end_of_the_extension_is_a_reading(option: str, until: str) -> None:
    """G11, T-9 (CC-05)."""
    rules = under(CC_05=option)

    assert D(until) == extended_until(rules, D("2025-08-31"), D("2026-02-28"), D("2026-02-10"))


DAYS = st.dates(date(2025, 5, 1), date(2090, 12, 31))


@given(DAYS)
def test_a_filing_runs_at_least_181_and_at_most_184_days(approved: date) -> None:
    """Six months are never fewer days than the shortest six months of the calendar."""
    term = filing_term(RULES, approved)

    assert timedelta(181) <= term.valid_until - approved <= timedelta(184)


@given(DAYS, st.integers(0, 400))
def test_a_later_approval_never_ends_earlier(approved: date, days: int) -> None:
    """The end is monotone in the beginning."""
    later = filing_term(RULES, approved + timedelta(days=days))

    assert filing_term(RULES, approved).valid_until <= later.valid_until


@given(DAYS)
def test_twelve_months_later_everything_is_twelve_months_later(approved: date) -> None:
    """Shifting by a year shifts the end by a year, but for 29 February."""
    if (approved.month, approved.day) == (2, 29):
        return
    end = filing_term(RULES, approved).valid_until
    shifted = filing_term(RULES, approved.replace(year=approved.year + 1)).valid_until

    if end.month == 2 and end.day >= 28:
        assert (end.year + 1, 2) == (shifted.year, shifted.month)
    else:
        assert end.replace(year=end.year + 1) == shifted


@given(DAYS)
def test_the_extension_window_lies_inside_the_validity(approved: date) -> None:
    """It opens after the approval and closes with the filing."""
    term = filing_term(RULES, approved)
    first, last = extension_window(RULES, term.valid_until)

    assert approved < first < last == term.valid_until
    assert term.valid_until < extended_until(RULES, approved, term.valid_until)
