"""Who bears what of a bill."""

from hypothesis import given
from hypothesis import strategies as st

from harness.domain.settlement import SETTLEMENT, Division

FEN = st.integers(min_value=0, max_value=10**9)


@given(FEN, FEN, FEN, FEN, FEN)
def test_funds_account_and_cash_make_the_total(
    pooled: int, large: int, subsidy: int, account: int, rest: int
) -> None:
    """The own share is account and cash together, never twice."""
    division = Division(
        total=pooled + large + subsidy + account + rest,
        pooled=pooled,
        large_amount=large,
        civil_servant=subsidy,
        account=account,
    )

    assert division.total == division.funds + division.account + division.cash
    assert division.own_share == division.account + division.cash
    assert rest == division.cash


def test_a_settlement_is_undone_once() -> None:
    """Nothing follows the undoing."""
    assert SETTLEMENT.allows("settled", "undo")
    assert not SETTLEMENT.allows("undone", "undo")
