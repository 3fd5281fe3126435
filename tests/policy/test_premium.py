"""The large-amount premium and the civil servants' subsidy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.policy.errors import RulesNotInForce
from harness.policy.loading import pack
from harness.policy.premium import Payer, civil_servant_subsidy, premium_due, subsidy_rate
from harness.policy.rules import Rules
from harness.policy.steps import Recorder

RULES = Rules(pack("nm-region"))


@pytest.mark.parametrize(
    ("enrolled_on", "due_on"),
    [
        (None, date(2025, 1, 31)),
        (date(2024, 12, 31), date(2025, 1, 31)),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 12, 31), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2025, 1, 31)),
    ],
)
def test_the_premium_is_due_in_january_or_on_joining(
    enrolled_on: date | None, due_on: date
) -> None:
    """Only who joins in that very year pays at once."""
    assert due_on == premium_due(RULES, 2025, enrolled_on=enrolled_on).due_on


@pytest.mark.parametrize(("flexible", "payer"), [(False, Payer.EMPLOYER), (True, Payer.INSURED)])
def test_all_of_the_premium_goes_to_the_fund(flexible: bool, payer: Payer) -> None:  # noqa: FBT001
    """Nothing of it reaches the personal account, whoever pays."""
    due = premium_due(RULES, 2025, flexible=flexible)

    assert (payer, 100_00, 100_00, 0) == (due.payer, due.amount, due.fund, due.account)


def test_the_recorder_changes_nothing() -> None:
    """The step names value and parameters."""
    record = Recorder()

    assert premium_due(RULES, 2025) == premium_due(RULES, 2025, record=record)
    assert [100_00] == [each.value for each in record.steps]


def test_before_the_measures_there_is_no_premium() -> None:
    """January 2014 lies before them."""
    with pytest.raises(RulesNotInForce):
        premium_due(RULES, 2014)


@given(
    own=st.integers(min_value=0, max_value=10**9),
    rate=st.integers(min_value=0, max_value=10_000),
    civil_servant=st.booleans(),
)
def test_subsidy_and_rest_sum_to_the_own_share(own: int, rate: int, civil_servant: bool) -> None:  # noqa: FBT001
    """Nothing is lost, and only civil servants get anything."""
    subsidy, rest = civil_servant_subsidy(own, civil_servant=civil_servant, rate=rate)

    assert own == subsidy + rest
    assert 0 <= subsidy <= own
    assert civil_servant or subsidy == 0


def test_no_subsidy_where_a_pack_names_none() -> None:
    """The text names no rate: a pack may leave it out, and then there is none (Q06, Q09)."""
    own = pack("nm-region")
    without = replace(
        own, parameters={k: v for k, v in own.parameters.items() if k != "civil_servant.subsidy"}
    )

    assert 0 == subsidy_rate(Rules(own), date(2025, 5, 6))
    assert 0 == subsidy_rate(Rules(without), date(2025, 5, 6))
