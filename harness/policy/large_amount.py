"""The large-amount layer above the pooled fund's ceiling (LAI14; reading CC-17)."""

from __future__ import annotations

from fractions import Fraction

from harness.money import Fen, round_half_up

from .result import Pricing
from .tariff import large_tariff

SUSPENDED = "LARGE_AMOUNT_SUSPENDED"


def above_ceiling(
    pricing: Pricing, taken: Fen, beyond: Fraction | int
) -> tuple[Fen, tuple[str, ...]]:
    """Return the large-amount payment and the codes of what lowered it.

    The deductible is taken from ordinary expense first. The class-B part of what lies beyond the
    ceiling is pro rata, so that the order of the lines does not matter. Ordinary expense is paid at
    97 % (92 % outside the region), class B at 90 % (85 %) of its gross, which is 100 % (85/90) of
    what is left after its first payment; rounded half up once, up to what is left of the ceiling.

    Args:
        pricing: the stay.
        taken: what the deductible took.
        beyond: exact eligible expense beyond the point where the pooled payment ends.

    """
    bill, stay, person = pricing.bill, pricing.stay, pricing.person
    terms = large_tariff(pricing.rules, stay.discharged_on, pricing.status, stay.reach)
    ordinary = max(bill.ordinary - taken, 0)
    class_b = bill.class_b - max(taken - bill.ordinary, 0)
    of_class_b = Fraction(beyond * class_b) / (ordinary + class_b)
    of_ordinary = beyond - of_class_b
    pricing.record.step(
        "beyond_ceiling", beyond, ordinary=ordinary, class_b=class_b, beyond_class_b=of_class_b
    )
    exact = of_ordinary * terms.ordinary + of_class_b * terms.class_b
    left = max(terms.ceiling - pricing.year.large_amount_used, 0)
    paid = min(round_half_up(exact.numerator, exact.denominator), left)
    if not person.large_amount:
        paid = 0
    pricing.record.step(
        "large_amount",
        paid,
        terms.sources,
        ordinary=of_ordinary,
        ordinary_rate=terms.ordinary,
        class_b=of_class_b,
        class_b_rate=terms.class_b,
        left=left,
        premium_paid=person.large_amount,
    )
    return paid, () if person.large_amount else (SUSPENDED,)
