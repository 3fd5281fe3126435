"""The large-amount layer above the pooled fund's ceiling (LAI14; reading CC-17)."""

from __future__ import annotations

from fractions import Fraction

from harness.money import Fen, round_half_up
from harness.policy.bill import Bill
from harness.policy.facts import PersonFacts, StayFacts, Status, YearToDate
from harness.policy.rules import Rules
from harness.policy.steps import Record
from harness.policy.tariff import large_tariff

SUSPENDED = "LARGE_AMOUNT_SUSPENDED"


def above_ceiling(
    rules: Rules,
    record: Record,
    person: PersonFacts,
    year: YearToDate,
    stay: StayFacts,
    bill: Bill,
    *,
    taken: Fen,
    beyond: Fraction,
    status: Status,
) -> tuple[Fen, tuple[str, ...]]:
    """Return the large-amount payment and the codes of what lowered it.

    The deductible is taken from ordinary expense first. The class-B part of what lies beyond the
    ceiling is pro rata, so that the order of the lines does not matter. Ordinary expense is paid at
    97 % (92 % outside the region), class B at 90 % (85 %) of its gross, which is 100 % (85/90) of
    what is left after its first payment; rounded half up once, up to what is left of the ceiling.

    Args:
        rules: parameters and readings.
        record: takes the steps.
        person: whose premium may be unpaid.
        year: what has been used.
        stay: for its day and reach.
        bill: the sorted bill.
        taken: what the deductible took.
        beyond: exact eligible expense beyond the point where the pooled payment ends.
        status: whose table applies.

    """
    terms = large_tariff(rules, stay.discharged_on, status, stay.reach)
    ordinary = max(bill.ordinary - taken, 0)
    class_b = bill.class_b - max(taken - bill.ordinary, 0)
    of_class_b = beyond * class_b / (ordinary + class_b)
    record.step(
        "beyond_ceiling", beyond, ordinary=ordinary, class_b=class_b, beyond_class_b=of_class_b
    )
    exact = (beyond - of_class_b) * terms.ordinary + of_class_b * terms.class_b
    left = max(terms.ceiling - year.large_amount_used, 0)
    paid = min(round_half_up(exact.numerator, exact.denominator), left)
    reasons: tuple[str, ...] = ()
    if not person.large_amount:
        paid, reasons = 0, (SUSPENDED,)
    record.step(
        "large_amount",
        paid,
        terms.sources,
        ordinary=beyond - of_class_b,
        ordinary_rate=terms.ordinary,
        class_b=of_class_b,
        class_b_rate=terms.class_b,
        left=left,
        premium_paid=person.large_amount,
    )
    return paid, reasons
