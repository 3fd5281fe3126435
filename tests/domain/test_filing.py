"""The life of a filing, and what follows from its facts."""

import datetime as dt
from dataclasses import replace

import pytest

from harness.clock import moment
from harness.domain.filing import FILING, Channel, Filing, FilingCategory, FilingStatus
from harness.domain.values import plain, restore
from harness.lifecycle import IllegalTransition

PENDING = Filing(
    number="1",
    person="p",
    pool="159900",
    scheme="employee",
    category=FilingCategory.REFERRED,
    channel=Channel.HIS,
    status=FilingStatus.PENDING,
    requested_at=moment("2025-05-06T10:00"),
    region="110105",
    institution="bj-3a",
    institution_name="某院",
    diagnosis_code="C34.1",
    diagnosis_name="某病",
)
ACTIVE = PENDING.approve(
    moment("2025-05-06T10:00"), dt.date(2025, 5, 6), dt.date(2025, 11, 6), dt.date(2025, 11, 6)
)


@pytest.mark.parametrize(
    ("at", "status"), [("2025-11-06T23:59", "active"), ("2025-11-07T00:00", "expired")]
)
def test_a_filing_expires_by_itself_after_its_last_day(at: str, status: str) -> None:
    """Expired is no stored state."""
    assert status == ACTIVE.status_at(moment(at))
    assert (status == "active") == ACTIVE.is_active(moment(at))


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        ("2025-05-06T09:59", False),
        ("2025-05-06T10:00", True),
        ("2025-06-01T08:59", True),
        ("2025-06-01T09:00", False),
    ],
)
def test_a_withdrawn_filing_covered_what_was_before(at: str, *, covered: bool) -> None:
    """From the approval to the withdrawal it was in force (F11)."""
    withdrawn = ACTIVE.withdraw(moment("2025-06-01T09:00"), "x")

    assert covered == withdrawn.covered(moment(at))
    assert not withdrawn.stands


def test_a_filing_leads_to_its_city() -> None:
    """Any district of the city, no other city."""
    assert ACTIVE.leads_to("110101")
    assert not ACTIVE.leads_to("310101")


def test_an_extension_remembers_the_last_day_it_prolonged() -> None:
    """The filing stays active to the new end."""
    extended = ACTIVE.extend(moment("2025-10-20T09:00"), dt.date(2026, 5, 6), "discharge_record")

    assert dt.date(2025, 11, 6) == extended.extension.previous_until
    assert extended.is_active(moment("2026-05-06T12:00"))


@pytest.mark.parametrize("event", ["approve", "refuse", "extend", "withdraw"])
def test_nothing_follows_a_withdrawal(event: str) -> None:
    """A withdrawn filing has no further events."""
    assert not FILING.allows("withdrawn", event)


def test_a_decided_filing_is_not_decided_again() -> None:
    """Approval and refusal end the pending state."""
    with pytest.raises(IllegalTransition):
        ACTIVE.refuse("x")
    with pytest.raises(ValueError, match="without validity"):
        replace(ACTIVE, valid_until=None).extend(
            moment("2025-10-20T09:00"), dt.date(2026, 5, 6), "x"
        )


def test_a_filing_comes_back_from_its_json_shape() -> None:
    """Dates, moments and enums survive the way out and back."""
    assert restore(plain(ACTIVE), Filing) == ACTIVE
