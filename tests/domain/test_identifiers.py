"""Identity numbers: check digits, and which are simulated."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.domain import identifiers


@given(
    seed=st.integers(),
    person=st.text(max_size=5),
    born_on=st.dates(min_value=dt.date(1900, 1, 1)),
    male=st.booleans(),
)
def test_every_simulated_number_is_right_and_simulated(
    seed: int, person: str, born_on: dt.date, *, male: bool
) -> None:
    """It has a right check digit, its birth date and sex, and a division that does not exist."""
    number = identifiers.simulated_identity(seed, person, born_on, male=male)

    assert identifiers.is_identity(number)
    assert identifiers.is_simulated(number)
    assert not identifiers.looks_real(number)
    assert f"{born_on:%Y%m%d}" == number[6:14]
    assert male == (int(number[16]) % 2 == 1)


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("159901198503126573", False),
        ("hello", False),
    ],
)
def test_a_number_with_a_right_check_digit_may_be_real(text: str, *, real: bool) -> None:
    """Only the invented division is above suspicion."""
    assert real == identifiers.looks_real(text)


def test_a_real_looking_number_is_masked_and_a_simulated_one_is_not() -> None:
    """Birth date and sequence of a real-looking number are hidden."""
    assert "1101************2X" == identifiers.masked("11010519491231002X")
    assert "159901198503126573" == identifiers.masked("159901198503126573")
