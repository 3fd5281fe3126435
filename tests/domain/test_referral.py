"""The life of a referral slip."""

import pytest

from harness.domain.referral import SLIP, ReferralGround, ReferralSlip, SlipStatus


def test_a_slip_is_issued_after_signature_and_review() -> None:
    """The states follow one another in the order of the law."""
    state = SLIP.initial
    for event in ("sign", "submit_for_review", "issue"):
        state = SLIP.after(state, event)

    assert SlipStatus.ISSUED == state


@pytest.mark.parametrize("state", ["draft", "signed", "rejected", "void"])
def test_nothing_but_a_reviewed_slip_is_issued(state: str) -> None:
    """A draft, an unreviewed, a rejected and a void slip are not issued."""
    assert not SLIP.allows(state, "issue")


def test_the_states_of_the_table_are_those_of_the_enum() -> None:
    """No state is without its name; the law knows four grounds."""
    assert {each.value for each in SlipStatus} == set(SLIP.states)
    assert 4 == len(ReferralGround)
    assert ReferralSlip().number is None
