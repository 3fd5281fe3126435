"""Money in whole fen and rates in whole basis points; the only place that rounds.

Amounts are ``int`` fen everywhere inside the harness and strings in yuan (``"41020.00"``) wherever
a person or another system reads them. Rounding is half up, away from zero, once per fund line
(reading CC-18).
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from harness.errors import DataError

Fen: TypeAlias = int
"""An amount of money in fen (1 yuan = 100 fen)."""

BasisPoints: TypeAlias = int
"""A rate in hundredths of a per cent; 8500 is 85 %."""

WHOLE: Final[BasisPoints] = 10_000
"""One hundred per cent."""

_YUAN = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,2}))?", re.ASCII)


class BadAmount(DataError):
    """A text is not an amount in yuan with at most two decimals."""


def parse_yuan(text: str | int | Decimal) -> Fen:
    """Return the fen of an amount in yuan.

    Args:
        text: ``"12.30"``, ``"12"``, whole yuan, or a ``Decimal`` with at most two decimals.

    Raises:
        BadAmount: for anything else, among them booleans, exponents, blanks and a third decimal.

    """
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise _bad(text)
    if isinstance(text, Decimal):
        text = _plain(text)
    match = _YUAN.fullmatch(str(text))
    if match is None:
        raise _bad(text)
    sign, whole, cents = match.groups()
    fen = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
    return -fen if sign else fen


def yuan(amount: Fen) -> str:
    """Return an amount as it is printed: ``1230`` is ``"12.30"``."""
    sign = "-" if amount < 0 else ""
    whole, cents = divmod(abs(amount), 100)
    return f"{sign}{whole}.{cents:02d}"


def round_half_up(numerator: int, denominator: int) -> int:
    """Return the quotient rounded half away from zero.

    Raises:
        ZeroDivisionError: if the denominator is zero.

    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def share(amount: Fen, rate: BasisPoints) -> Fen:
    """Return the part of an amount that a rate gives, rounded half up once."""
    return round_half_up(amount * rate, WHOLE)


def apportion(total: Fen, weights: Sequence[int]) -> list[Fen]:
    """Split a total by weights so that the parts sum to it exactly.

    The largest remainders take the odd fen, the earlier part first.

    Raises:
        ValueError: if a weight is negative or all are zero while there is something to split.

    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or (whole == 0 and total != 0):
        raise ValueError("weights must not be negative and must not all be zero")
    if whole == 0:
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in order[:rest]:
        parts[index] += 1
    return parts


def _plain(value: Decimal) -> str:
    return format(value, "f") if value.is_finite() else str(value)


def _bad(text: object) -> BadAmount:
    return BadAmount(
        f"{str(text)[:40]!r} is not an amount in yuan",
        why="expected digits with at most two decimals, for example 12.30",
    )
