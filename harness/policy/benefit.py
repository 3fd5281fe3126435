"""What the funds pay for a stay: first payments, deductible, bands, ceiling, large-amount layer.

All amounts are fen and every fund line is rounded half up exactly once (CC-18); what lies between
is exact. The insured's part is the remainder, so that a bill always sums.
"""

from __future__ import annotations

from harness.money import Fen, round_half_up

from .bands import bands, pooled
from .bill import sort_bill
from .facts import PersonFacts, StayFacts, YearToDate, tier
from .large_amount import above_ceiling
from .result import Pricing, StayResult
from .rules import Rules
from .steps import SILENT, Record
from .suspension import suspended_lines
from .tariff import tariff
from .year import advance, next_ordinal, status_at, year_of

__all__ = ["StayResult", "advance", "next_ordinal", "price_stay", "year_of"]


def price_stay(
    rules: Rules,
    person: PersonFacts,
    year: YearToDate,
    stay: StayFacts,
    record: Record = SILENT,
) -> StayResult:
    """Return what each fund and the insured pay for a stay.

    Args:
        rules: parameters and readings.
        person: status and standing.
        year: what the person has used of the stay's year (``year_of``).
        stay: hospital, days and bill.
        record: takes the reason of each number.

    Raises:
        RulesNotInForce: if the discharge lies before the rules.
        MissingParameter: if the pack declares a needed value missing.
        UnknownCategory: if the hospital's grade or the person's status is in no class.
        ChargeDateNeeded: if arrears split the stay and a line does not say when it was incurred.

    """
    pricing = _opened(rules, person, year, stay, record)
    _record_bill(pricing)
    if pricing.bill.eligible == 0:
        record.step("not_counted", 0, eligible=0)
        return _closed(pricing)
    terms = pricing.terms
    ordinal = stay.ordinal or next_ordinal(terms.ladder_by, year, pricing.tier)
    left = max(terms.pool_ceiling.value - year.pooled_used, 0)
    deductible = _deductible(pricing, ordinal, spent=left == 0)
    taken = min(deductible, pricing.bill.eligible)
    record.step("below_deductible", taken, deductible=deductible, eligible=pricing.bill.eligible)
    paid, beyond = pooled(pricing, bands(pricing, taken), taken, left)
    large, reasons = above_ceiling(pricing, taken, beyond) if beyond else (0, ())
    counts = paid + large > 0 or terms.ladder_by != "paid_only"
    return _closed(
        pricing,
        ordinal=ordinal if counts else None,
        deductible=deductible,
        taken=taken,
        paid=paid,
        large=large,
        beyond=round_half_up(beyond.numerator, beyond.denominator),
        reasons=reasons,
    )


def _opened(
    rules: Rules, person: PersonFacts, year: YearToDate, stay: StayFacts, record: Record
) -> Pricing:
    """Look up the tariff and sort the bill."""
    day, hospital = stay.discharged_on, tier(stay.grade)
    status = status_at(rules, person, stay)
    terms = tariff(rules, day, status, hospital, stay.reach, disabled=person.disabled)
    held, reasons = suspended_lines(rules, person.standing, stay)
    bill = sort_bill(
        stay.lines,
        class_b_rate=terms.class_b.value,
        bed_rate=terms.isolation_bed.value,
        suspended_lines=held,
    )
    return Pricing(rules, record, person, year, stay, status, hospital, terms, bill, reasons)


def _record_bill(pricing: Pricing) -> None:
    bill, stay, terms = pricing.bill, pricing.stay, pricing.terms
    step = pricing.record.step
    step("total", bill.total, lines=len(stay.lines))
    step("self_paid", bill.self_paid, total=bill.total)
    if bill.suspended:
        step("suspended", bill.suspended, total=bill.total)
    step(
        "upfront_share",
        bill.upfront_bed + bill.upfront_class_b,
        (terms.class_b, terms.isolation_bed),
        class_b=bill.upfront_class_b,
        beds=bill.upfront_bed,
    )
    step("eligible", bill.ordinary + bill.class_b, ordinary=bill.ordinary, class_b=bill.class_b)
    step(
        "year",
        year_of(pricing.rules, stay),
        admitted_on=stay.admitted_on,
        discharged_on=stay.discharged_on,
    )


def _deductible(pricing: Pricing, ordinal: int, *, spent: bool) -> Fen:
    """Return the stay's deductible: own standard, 20 % less for each earlier stay, floor."""
    terms, year, stay = pricing.terms, pricing.year, pricing.stay
    first = year.tiers_held[0][1] if year.tiers_held else pricing.tier
    amount = terms.deductible(ordinal, first)
    if stay.without_deductible or (
        spent and terms.above_ceiling_by == "no_deductible_after_ceiling"
    ):
        amount = 0
    pricing.record.step("ordinal", ordinal, held=len(year.ordinals_held))
    pricing.record.step(
        "deductible",
        amount,
        terms.ladder_sources,
        grade=stay.grade,
        ordinal=ordinal,
        standard=terms.ladder_sources[0].value,
        floor=terms.ladder_sources[2].value,
    )
    return amount


def _closed(
    pricing: Pricing,
    *,
    ordinal: int | None = None,
    deductible: Fen = 0,
    taken: Fen = 0,
    paid: Fen = 0,
    large: Fen = 0,
    beyond: Fen = 0,
    reasons: tuple[str, ...] = (),
) -> StayResult:
    """Put the result together; a stay with nothing eligible has neither number nor deductible."""
    bill, stay, record = pricing.bill, pricing.stay, pricing.record
    rest = bill.total - paid - large
    record.step("insured_pays", rest, total=bill.total, pooled=paid, large_amount=large)
    ceiling = pricing.terms.pool_ceiling.value
    return StayResult(
        on=stay.discharged_on,
        year=year_of(pricing.rules, stay),
        ordinal=ordinal,
        tier=pricing.tier,
        total=bill.total,
        self_paid=bill.self_paid,
        suspended=bill.suspended,
        upfront_share=bill.upfront_bed + bill.upfront_class_b,
        eligible=bill.ordinary + bill.class_b,
        deductible=deductible,
        below_deductible=taken,
        pooled=paid,
        large_amount=large,
        insured_pays=rest,
        pooled_left=max(ceiling - pricing.year.pooled_used, 0) - paid,
        beyond_ceiling=beyond,
        reasons=pricing.reasons + reasons,
        steps=record.steps,
    )
