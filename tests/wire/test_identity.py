"""A real-looking identity number is found anywhere and masked everywhere."""

from __future__ import annotations

import pytest

from harness.wire import identity


def number(first_17: str) -> str:
    """Return a number with its check digit."""
    return first_17 + identity.check_digit(first_17)


# Well-formed numbers of nobody: the birthdays lie before anyone alive was born.
REAL = number("11010518800101001")
SIMULATED = number("15990018800101001")
WIDE = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}


def test_the_check_digit_is_that_of_the_standard() -> None:
    """The standard's own example ends in X."""
    assert identity.check_digit("11010519491231002") == "X"


@pytest.mark.parametrize(
    "text",
    [REAL, f"身份证{REAL}，", f"id{REAL}", f"\n{REAL} "],
)
def test_it_is_found_inside_other_text(text: str) -> None:
    """Letters and punctuation around do not hide it."""
    assert identity.find(text) == [REAL]
    assert REAL not in identity.mask_text(text)
    assert REAL[:6] in identity.mask_text(text)


def test_full_width_digits_do_not_hide_it() -> None:
    """A number typed in full-width digits is the same number."""
    wide = REAL.translate(WIDE)
    assert identity.find(f"号码{wide}") == [REAL]
    masked = identity.mask_text(f"１号{wide}")
    assert masked.startswith("１号")
    assert masked.endswith("*" * 12)


@pytest.mark.parametrize(
    "text",
    [
        SIMULATED,
        REAL[:-1] + ("0" if REAL[-1] != "0" else "1"),
        "1" + REAL,
        REAL + "1",
        number("11010519491331001"),
        "H15010000001202505060900000001",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Simulated people, wrong check digits, longer numbers and impossible dates are not real."""
    assert identity.find(text) == []
    assert identity.mask_text(text) == text


def test_masking_reaches_keys_numbers_and_depth() -> None:
    """Nothing of a message is left out."""
    value = {REAL: [{"a": REAL}, 7, None, True], "n": int(REAL.replace("X", "0"))}
    masked = identity.mask(value)
    assert identity.found_in(value)
    assert REAL not in str(masked)
    assert not identity.found_in(masked)


@pytest.mark.parametrize("around", ["", "1", "X", "11", "a,", "\\u0031", "－", "９"])
@pytest.mark.parametrize("number", [REAL, REAL[:17] + "X", REAL.translate(WIDE), REAL + "0"])
def test_bytes_and_text_are_looked_through_alike(number: str, around: str) -> None:
    """The quick look at bytes finds what the look at their text finds."""
    for text in (around + number, number + around, around + number + around):
        assert identity.found_in_bytes(text.encode()) == bool(identity.find(text))
