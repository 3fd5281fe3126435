"""Bands and ceiling: what the pooled fund pays, and what lies beyond (BMI14-A20-6, A21)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from harness.money import WHOLE, Fen, round_half_up

from .result import Pricing
from .steps import Record
from .tariff import Rate, Tariff


class Bands(NamedTuple):
    """Eligible expense above the deductible, and the exact payment for it.

    Attributes:
        lower: fen in the lower band.
        upper: fen in the upper band.
        scale: part of the bands' result that is payable; one but for CC-15=after_deductible.
        exact: the payment without a ceiling, in fen times basis points.

    """

    lower: Fen
    upper: Fen
    scale: Fraction | int
    exact: Fraction | int


def bands(pricing: Pricing, taken: Fen) -> Bands:
    """Return the expense in each band above what the deductible takes (CC-13)."""
    terms, bill, record = pricing.terms, pricing.bill, pricing.record
    scale: Fraction | int = 1
    eligible = bill.ordinary + bill.class_b
    if terms.first_payment_by == "after_deductible":
        gross = eligible + bill.upfront
        scale, eligible = Fraction(eligible, gross), gross
    lower = _lower(terms, eligible, taken, pricing.year.eligible_used)
    upper = eligible - taken - lower
    limit = terms.band_limit
    _record_rate(record, "rate.lower", terms.lower)
    _record_rate(record, "rate.upper", terms.upper)
    record.step(
        "band.lower", lower, (limit,), eligible=eligible, deductible=taken, limit=limit.value
    )
    record.step("band.upper", upper, (limit,), eligible=eligible, limit=limit.value)
    exact = (lower * terms.lower.value + upper * terms.upper.value) * scale
    return Bands(lower, upper, scale, exact)


def pooled(pricing: Pricing, found: Bands, taken: Fen, left: Fen) -> tuple[Fen, Fraction | int]:
    """Return the pooled payment and the exact eligible expense beyond the ceiling (CC-16).

    The payment is rounded half up once (CC-18). Beyond the ceiling lies whatever is eligible above
    the point where the exact payment reaches what is left of it; nothing is rounded there.
    """
    terms = pricing.terms
    if terms.ceiling_by == "expenses":
        return _by_expenses(pricing, taken)
    over = found.exact - left * WHOLE
    beyond: Fraction | int
    if over <= 0:
        paid, beyond = rounded(terms, found.exact), 0
    else:
        paid, beyond = left, _beyond(found, over, terms.lower.value, terms.upper.value)
    _record_pooled(pricing, found.lower, found.upper, left, paid)
    return paid, beyond


def rounded(terms: Tariff, exact: Fraction | int) -> Fen:
    """Round a payment given in fen times basis points, half up once (CC-18)."""
    numerator, denominator = exact.numerator, exact.denominator * WHOLE
    if terms.rounding_by == "truncated":
        return numerator // denominator
    return round_half_up(numerator, denominator)


def _beyond(found: Bands, over: Fraction | int, low: int, high: int) -> Fraction:
    """Turn an excess of payment into the expense that caused it, down through the bands."""
    above = found.upper * high * found.scale
    if over <= above:
        return Fraction(over) / high
    return found.upper * found.scale + Fraction(over - above) / low


def _lower(terms: Tariff, eligible: Fen, taken: Fen, used: Fen) -> Fen:
    limit: Fen = terms.band_limit.value
    match terms.band_by:
        case "above_deductible":
            return min(eligible - taken, limit)
        case "yearly":
            return max(min(eligible, max(limit - used, 0)) - taken, 0)
        case _:
            return max(min(eligible, limit) - taken, 0)


def _by_expenses(pricing: Pricing, taken: Fen) -> tuple[Fen, Fraction | int]:
    """Read the ceiling as one of eligible expense (CC-16=expenses)."""
    terms, used, eligible = pricing.terms, pricing.year.eligible_used, pricing.bill.eligible
    left = max(terms.pool_ceiling.value - used, 0)
    within = min(eligible, left)
    lower = _lower(terms, within, min(taken, within), used)
    upper = within - min(taken, within) - lower
    paid = rounded(terms, lower * terms.lower.value + upper * terms.upper.value)
    _record_pooled(pricing, lower, upper, left, paid)
    return paid, eligible - max(within, taken)


def _record_rate(record: Record, rule: str, rate: Rate) -> None:
    record.step(
        rule, rate.value, rate.sources, base=rate.base, less=rate.reduction, plus=rate.bonus
    )


def _record_pooled(pricing: Pricing, lower: Fen, upper: Fen, left: Fen, paid: Fen) -> None:
    terms = pricing.terms
    pricing.record.step(
        "pooled",
        paid,
        (terms.pool_ceiling,),
        lower=lower,
        lower_rate=terms.lower.value,
        upper=upper,
        upper_rate=terms.upper.value,
        left=left,
    )
