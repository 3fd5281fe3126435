"""Lists of referral hospitals and signers, and breaches of trust, by date."""

import datetime as dt
from dataclasses import replace

import pytest

from harness.clock import moment
from harness.domain.institutions import (
    DesignatedInstitution,
    Grade,
    Physician,
    ReferralListing,
    Title,
)

HOSPITAL = DesignatedInstitution(
    id="h",
    code="H15010200011",
    name="某院",
    region="150102",
    level=3,
    grade=Grade.A,
    listings=(ReferralListing(since=dt.date(2025, 4, 1), until=dt.date(2025, 9, 1)),),
)
CHIEF = Physician(
    id="c",
    code="D1",
    name="某",
    title=Title.CHIEF,
    department="onc",
    institution="h",
    signer_from=dt.date(2025, 5, 1),
    signer_until=dt.date(2025, 5, 5),
)


@pytest.mark.parametrize(
    ("on", "listed"),
    [("2025-03-31", False), ("2025-04-01", True), ("2025-08-31", True), ("2025-09-01", False)],
)
def test_a_hospital_is_listed_from_its_first_day_to_the_day_before_the_end(
    on: str, *, listed: bool
) -> None:
    """``until`` is the first day off the list."""
    assert listed == HOSPITAL.is_referral_hospital(dt.date.fromisoformat(on))


@pytest.mark.parametrize(
    ("at", "may"),
    [("2025-04-30T23:59", False), ("2025-05-01T00:00", True), ("2025-05-05T23:59", True)],
)
def test_a_listed_chief_physician_may_sign(at: str, *, may: bool) -> None:
    """The last day of the list entry counts."""
    assert may == CHIEF.may_sign(moment(at))
    assert not CHIEF.may_sign(moment("2025-05-06T00:00"))


@pytest.mark.parametrize(
    ("at", "barred"), [("2025-05-06T09:59", False), ("2025-05-06T10:00", True)]
)
def test_a_breach_of_trust_bars_from_its_moment(at: str, *, barred: bool) -> None:
    """A minute before, the signature is lawful (B04)."""
    found = replace(CHIEF, breach_from=moment("2025-05-06T10:00"), signer_until=None)

    assert barred == found.is_barred(moment(at))
    assert barred != found.may_sign(moment(at))


def test_a_bar_ends_and_a_title_below_chief_never_signs() -> None:
    """After its end a bar is gone; an associate chief may not sign at all (B02)."""
    found = replace(
        CHIEF,
        signer_until=None,
        breach_from=moment("2025-05-01T00:00"),
        breach_until=moment("2025-05-03T00:00"),
    )

    assert found.may_sign(moment("2025-05-03T00:00"))
    assert not replace(found, title=Title.ASSOCIATE).may_sign(moment("2025-05-03T00:00"))
