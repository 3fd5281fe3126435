"""Real-looking identity numbers: found anywhere in a message, and masked before anything is kept.

A resident's identity number has 18 characters: region (6), birth date (8), sequence (3), check
digit (GB 11643). Simulated people have region 1599, which does not exist; any other number with a
right check digit may belong to somebody.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

SIMULATED: Final = "1599"
"""How every simulated person's number begins."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CANDIDATE: Final = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])", re.ASCII)
#: How many digits stand together in a number, without and with a check digit that is one.
_RUNS: Final = frozenset({17, 18})
_DIGITS: Final = bytes(each if each in b"0123456789" else 0x20 for each in range(256))
_WIDE_DIGIT: Final = re.compile(b"\xef\xbc[\x90-\x99]")
_LONG_RUN: Final = re.compile("[0-9０-９]{17}")
_FULL_WIDTH: Final = re.compile("[０-９Ｘｘ]")
_NARROW: Final = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_SHOWN: Final = 6


def check_digit(first_17: str) -> str:
    """Return the check digit of the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def is_real(number: str) -> bool:
    """Tell whether a text is a well-formed identity number outside the simulated region."""
    narrow = number.translate(_NARROW).upper()
    return (
        _CANDIDATE.fullmatch(narrow) is not None
        and not narrow.startswith(SIMULATED)
        and check_digit(narrow[:17]) == narrow[17]
        and _is_date(narrow[6:14])
    )


def find(text: str) -> list[str]:
    """Return every real-looking identity number in a text, also in full-width digits."""
    narrow = text.translate(_NARROW) if _FULL_WIDTH.search(text) else text
    return [each for each in _CANDIDATE.findall(narrow) if is_real(each)]


def found_in_bytes(body: bytes) -> bool:
    """Tell whether a real-looking identity number stands in a text in UTF-8."""
    # Nearly every text is seen to be innocent by the lengths of its runs of digits.
    innocent = _RUNS.isdisjoint(map(len, body.translate(_DIGITS).split()))
    if innocent and not _WIDE_DIGIT.search(body):
        return False
    return bool(find(body.decode("utf-8", "replace")))


def found_in(value: Any) -> bool:
    """Tell whether a real-looking identity number stands anywhere in a value, keys too."""
    match value:
        case str():
            return bool(find(value))
        case bool() | None:
            return False
        case int():
            return bool(find(str(value)))
        case dict():
            return any(found_in(key) or found_in(each) for key, each in value.items())
        case list() | tuple():
            return any(found_in(each) for each in value)
        case _:
            return False


def mask(value: Any) -> Any:
    """Return a JSON value with every real-looking identity number cut to its first six digits."""
    match value:
        case str():
            return mask_text(value)
        case bool() | None:
            return value
        case int():
            return mask_text(str(value)) if find(str(value)) else value
        case dict():
            return {mask_text(str(key)): mask(each) for key, each in value.items()}
        case list() | tuple():
            return [mask(each) for each in value]
        case _:
            return value


def mask_text(text: str) -> str:
    """Return a text with every real-looking identity number cut to its first six digits."""
    if not _LONG_RUN.search(text):
        return text
    parts, rest = [], 0
    for at in _CANDIDATE.finditer(text.translate(_NARROW)):
        if is_real(at.group()):
            parts += [text[rest : at.start() + _SHOWN], "*" * (18 - _SHOWN)]
            rest = at.end()
    return "".join([*parts, text[rest:]]) if parts else text


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2100
