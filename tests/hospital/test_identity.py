"""Identity numbers at the counter."""

from __future__ import annotations

from harness.domain.identifiers import check_digit
from harness.hospital.identity import FEMALE, MALE, Identity, masked

IDENTITY = Identity()
FIRST = "15990119850312123"


def test_check_digit_and_sex() -> None:
    """The check digit is verified; the 17th digit states the sex."""
    right = FIRST + check_digit(FIRST)
    wrong = FIRST + ("0" if right[-1] != "0" else "1")
    assert IDENTITY.number_is_right(right)
    assert not IDENTITY.number_is_right(wrong)
    assert IDENTITY.sex_of(right) == MALE
    assert IDENTITY.sex_of(right[:16] + "2" + right[17]) == FEMALE


def test_lists_show_no_whole_number() -> None:
    """A masked number keeps its length and hides its birth date."""
    assert masked("159901198503121234") == "1599************34"
    assert masked("") == ""
