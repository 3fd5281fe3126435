"""Money in whole fen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.money import WHOLE, BadAmount, apportion, parse_yuan, round_half_up, share, yuan

amounts = st.integers(-(10**14), 10**14)


@given(amounts)
def test_an_amount_survives_being_printed(amount: int) -> None:
    """What is printed reads back as the same fen."""
    assert amount == parse_yuan(yuan(amount))


@pytest.mark.parametrize(
    ("text", "fen"), [("0.01", 1), ("12", 1200), ("-0.5", -50), (Decimal("1E+2"), 10000), (7, 700)]
)
def test_amounts_are_read(text: str | int | Decimal, fen: int) -> None:
    """Yuan are read from text, whole numbers and decimals."""
    assert fen == parse_yuan(text)


@pytest.mark.parametrize(
    "text",
    ["", "1.234", "1e2", "１２", "+1", " 1", "1,000", "1.00\n", ".5", True, 1.5, Decimal("NaN")],
)
def test_what_is_no_amount_is_refused(text: object) -> None:
    """Anything but digits with at most two decimals is an error, never zero."""
    with pytest.raises(BadAmount):
        parse_yuan(text)  # type: ignore[arg-type]


@given(amounts, st.integers(0, WHOLE))
def test_a_share_is_rounded_half_up_once(amount: int, rate: int) -> None:
    """A share is off by at most half a fen, and a half goes away from zero."""
    exact = Fraction(amount * rate, WHOLE)

    rounded = share(amount, rate)

    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


@given(amounts, st.integers(1, 10**6))
def test_rounding_does_not_care_for_the_sign_of_the_denominator(numerator: int, den: int) -> None:
    """Minus over minus is plus."""
    assert round_half_up(numerator, den) == round_half_up(-numerator, -den)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_apportioned_parts_sum_to_the_whole(total: int, weights: list[int]) -> None:
    """No fen is lost or invented, and no part is off by a whole fen."""
    parts = apportion(total, weights)

    assert total == sum(parts)
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert all(abs(part - due) < 1 for part, due in zip(parts, exact, strict=True))


def test_nothing_cannot_be_weighed() -> None:
    """An amount without weights to split it by is an error."""
    assert [0, 0] == apportion(0, [0, 0])
    with pytest.raises(ValueError, match="weights"):
        apportion(1, [0, 0])
