"""Identity numbers (GB 11643): check digit, and which of them are simulated.

A simulated number begins with 1599, a division that does not exist, and is otherwise a right
number: a real birth date and a right check digit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

SIMULATED_PREFIX = "1599"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


def check_digit(first17: str) -> str:
    """The 18th character that belongs to the first seventeen digits (GB 11643)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_identity(text: str) -> bool:
    """Whether ``text`` is an 18-character identity number with a right check digit."""
    return bool(_SHAPE.fullmatch(text)) and check_digit(text[:17]) == text[17]


def is_simulated(text: str) -> bool:
    """Whether ``text`` begins with the division that does not exist."""
    return text.startswith(SIMULATED_PREFIX)


def looks_real(text: str) -> bool:
    """Whether ``text`` may be the number of a living person (never accepted, always masked)."""
    return is_identity(text.upper()) and not is_simulated(text)


def masked(text: str) -> str:
    """The number with birth date and sequence hidden; simulated numbers stay readable."""
    return text if is_simulated(text) else f"{text[:4]}{'*' * 12}{text[16:]}"


def simulated_identity(seed: int, person: str, born_on: dt.date, *, male: bool) -> str:
    """A simulated identity number, the same for the same seed and person."""
    sequence = digits(f"{seed}:{person}:identity", 3)
    last = int(sequence[2]) // 2 * 2 + (1 if male else 0)
    first17 = f"{SIMULATED_PREFIX}01{born_on:%Y%m%d}{sequence[:2]}{last}"
    return first17 + check_digit(first17)


def digits(text: str, count: int) -> str:
    """``count`` decimal digits that follow from ``text`` alone (SHA-256)."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return str(number % 10**count).zfill(count)
