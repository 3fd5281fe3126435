"""What the funds pay for a stay: first payments, deductible, bands, ceiling, large-amount layer.

All amounts are fen and every fund line is rounded half up exactly once (CC-18); what lies between is
exact. The insured's part is the remainder, so that a bill always sums.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from harness.money import WHOLE, Fen, round_half_up
from harness.policy.bill import Bill, sort_bill
from harness.policy.facts import PersonFacts, StayFacts, Status, YearToDate, tier
from harness.policy.large_amount import above_ceiling
from harness.policy.rules import Rules
from harness.policy.steps import SILENT, Record, Step
from harness.policy.suspension import suspended_lines
from harness.policy.tariff import Tariff, tariff


class StayResult(Struct, frozen=True, kw_only=True):
    """A stay adjudicated; amounts in fen.

    Attributes:
        on: the discharge, which decides about parameters and readings.
        year: the year it belongs to (CC-10).
        ordinal: its number among the counted stays of the year, or None if it does not count.
        tier: the class of its hospital.
        total: the bill.
        self_paid: lines the scheme does not pay at all.
        suspended: lines the funds do not pay because of arrears or the waiting year.
        upfront_share: first payments of 10 % and 20 %.
        eligible: what deductible and bands run on.
        deductible: the deductible of this stay; zero if nothing is eligible.
        below_deductible: what of ``eligible`` it takes.
        pooled: paid by the pooled fund.
        large_amount: paid by the large-amount fund.
        insured_pays: the rest of the bill.
        pooled_left: what the year's ceiling leaves afterwards.
        reasons: codes of what lowered the payment (``ARREARS``, ``LARGE_AMOUNT_SUSPENDED`` …).
        steps: the reason of each number; empty without a recorder.

    """

    on: date
    year: int
    ordinal: int | None
    tier: str
    total: Fen
    self_paid: Fen
    suspended: Fen
    upfront_share: Fen
    eligible: Fen
    deductible: Fen
    below_deductible: Fen
    pooled: Fen
    large_amount: Fen
    insured_pays: Fen
    pooled_left: Fen
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


class _Bands(NamedTuple):
    """Eligible expense above the deductible, and the exact payment for it.

    Attributes:
        lower, upper: fen in the bands.
        scale: part of the bands' result that is payable; one but for CC-15=after_deductible.
        exact: the payment without a ceiling.
        payable_up_to: what part of the ceiling is left.

    """

    lower: Fen
    upper: Fen
    scale: Fraction | int
    exact: Fraction | int


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
    day = stay.discharged_on
    hospital = tier(stay.grade)
    status = status_at(rules, person, stay)
    terms = tariff(rules, day, status, hospital, stay.reach, disabled=person.disabled)
    held, reasons = suspended_lines(rules, person.standing, stay)
    bill = sort_bill(
        stay.lines,
        class_b_rate=terms.class_b.value,
        bed_rate=terms.isolation_bed.value,
        suspended_lines=held,
    )
    _record_bill(record, terms, bill, stay)
    belongs = year_of(rules, stay)
    record.step("year", belongs, admitted_on=stay.admitted_on, discharged_on=day)
    if bill.eligible == 0:
        return _nothing(record, terms, bill, year, belongs, hospital, reasons, day)
    ordinal = stay.ordinal or next_ordinal(terms.ladder_by, year, hospital)
    ceiling = terms.pool_ceiling.value
    left = max(ceiling - year.pooled_used, 0)
    deductible = _deductible(record, terms, year, stay, hospital, ordinal, left)
    taken = min(deductible, bill.eligible)
    record.step("below_deductible", taken, deductible=deductible, eligible=bill.eligible)
    bands = _bands(record, terms, bill, taken, year.eligible_used)
    pooled, beyond = _pooled(record, terms, bands, bill, taken, year, left)
    large = 0
    if beyond:
        large, more = above_ceiling(
            rules, record, person, year, stay, bill, taken=taken, beyond=beyond, status=status
        )
        reasons += more
    paid = bill.total - pooled - large
    record.step("insured_pays", paid, total=bill.total, pooled=pooled, large_amount=large)
    counts = pooled + large > 0 or terms.ladder_by != "paid_only"
    return StayResult(
        on=day,
        year=belongs,
        ordinal=ordinal if counts else None,
        tier=hospital,
        total=bill.total,
        self_paid=bill.self_paid,
        suspended=bill.suspended,
        upfront_share=bill.upfront_bed + bill.upfront_class_b,
        eligible=bill.ordinary + bill.class_b,
        deductible=deductible,
        below_deductible=taken,
        pooled=pooled,
        large_amount=large,
        insured_pays=paid,
        pooled_left=left - pooled,
        reasons=reasons,
        steps=record.steps,
    )


def year_of(rules: Rules, stay: StayFacts) -> int:
    """Return the year that a stay belongs to (CC-10)."""
    return year_between(rules, stay.admitted_on, stay.discharged_on)


def year_between(rules: Rules, admitted_on: date, discharged_on: date) -> int:
    """Return the year of a stay between two days (CC-10)."""
    by_admission = rules.option("CC-10", discharged_on) == "admission_year"
    return admitted_on.year if by_admission else discharged_on.year


def next_ordinal(option: str, year: YearToDate, hospital: str) -> int:
    """Return the number of the next counted stay (CC-11).

    By default the lowest number that no settled stay of the year holds, so that undoing and redoing
    a settlement gives the same number.
    """
    if option == "per_tier":
        return 1 + sum(held == hospital for _, held in year.tiers_held)
    number = 1
    while number in year.ordinals_held:
        number += 1
    return number


def advance(year: YearToDate, result: StayResult) -> YearToDate:
    """Return the year after a stay of it has been settled."""
    number = result.ordinal
    held, tiers = year.ordinals_held, year.tiers_held
    if number is not None:
        held = held | {number}
        tiers = (*tiers, (len(tiers) + 1, result.tier))
    return YearToDate(
        pooled_used=year.pooled_used + result.pooled,
        large_amount_used=year.large_amount_used + result.large_amount,
        ordinals_held=held,
        tiers_held=tiers,
        eligible_used=year.eligible_used + result.eligible,
    )


def status_at(rules: Rules, person: PersonFacts, stay: StayFacts) -> Status:
    """Return the status that decides: on admission, by CC-32 perhaps on discharge."""
    if person.retired_on is None or person.status is Status.RESIDENT:
        return person.status
    option = rules.option("CC-32", stay.discharged_on)
    day = stay.discharged_on if option == "discharge" else stay.admitted_on
    return Status.RETIRED if person.retired_on <= day else Status.ACTIVE


def _nothing(
    record: Record,
    terms: Tariff,
    bill: Bill,
    year: YearToDate,
    belongs: int,
    hospital: str,
    reasons: tuple[str, ...],
    on: date,
) -> StayResult:
    """Return a stay with nothing eligible: it does not count and has no deductible (CC-11)."""
    record.step("not_counted", 0, eligible=0)
    return StayResult(
        on=on,
        year=belongs,
        ordinal=None,
        tier=hospital,
        total=bill.total,
        self_paid=bill.self_paid,
        suspended=bill.suspended,
        upfront_share=bill.upfront,
        eligible=0,
        deductible=0,
        below_deductible=0,
        pooled=0,
        large_amount=0,
        insured_pays=bill.total,
        pooled_left=max(terms.pool_ceiling.value - year.pooled_used, 0),
        reasons=reasons,
        steps=record.steps,
    )


def _record_bill(record: Record, terms: Tariff, bill: Bill, stay: StayFacts) -> None:
    record.step("total", bill.total, lines=len(stay.lines))
    record.step("self_paid", bill.self_paid, total=bill.total)
    if bill.suspended:
        record.step("suspended", bill.suspended, total=bill.total)
    record.step(
        "upfront_share",
        bill.upfront_bed + bill.upfront_class_b,
        (terms.class_b, terms.isolation_bed),
        class_b=bill.upfront_class_b,
        beds=bill.upfront_bed,
    )
    record.step(
        "eligible",
        bill.ordinary + bill.class_b,
        ordinary=bill.ordinary,
        class_b=bill.class_b,
    )


def _deductible(
    record: Record,
    terms: Tariff,
    year: YearToDate,
    stay: StayFacts,
    hospital: str,
    ordinal: int,
    left: Fen,
) -> Fen:
    """Return the stay's deductible: own standard, 20 % less for each earlier stay, floor."""
    first = year.tiers_held[0][1] if year.tiers_held else hospital
    amount = terms.deductible(ordinal, first)
    spent = left == 0 and terms.above_ceiling_by == "no_deductible_after_ceiling"
    if stay.without_deductible or spent:
        amount = 0
    record.step("ordinal", ordinal, held=len(year.ordinals_held))
    record.step(
        "deductible",
        amount,
        terms.ladder_sources,
        grade=stay.grade,
        ordinal=ordinal,
        standard=terms.ladder_sources[0].value,
        floor=terms.ladder_sources[2].value,
    )
    return amount


def _bands(record: Record, terms: Tariff, bill: Bill, taken: Fen, used: Fen) -> _Bands:
    """Return the expense in each band and the exact payment for it (BMI14-A21, CC-13)."""
    scale: Fraction | int = 1
    eligible = bill.ordinary + bill.class_b
    if terms.first_payment_by == "after_deductible":
        gross = eligible + bill.upfront_bed + bill.upfront_class_b
        scale, eligible = Fraction(eligible, gross), gross
    lower = _lower(terms, eligible, taken, used)
    upper = eligible - taken - lower
    low, high = terms.lower, terms.upper
    exact = (lower * low.value + upper * high.value) * scale
    limit = terms.band_limit
    record.step(
        "rate.lower", low.value, low.sources, base=low.base, less=low.reduction, plus=low.bonus
    )
    record.step(
        "rate.upper", high.value, high.sources, base=high.base, less=high.reduction, plus=high.bonus
    )
    record.step("band.lower", lower, (limit,), eligible=eligible, deductible=taken, limit=limit.value)
    record.step("band.upper", upper, (limit,), eligible=eligible, limit=limit.value)
    return _Bands(lower, upper, scale, exact)


def _lower(terms: Tariff, eligible: Fen, taken: Fen, used: Fen) -> Fen:
    limit: Fen = terms.band_limit.value
    match terms.band_by:
        case "above_deductible":
            return min(eligible - taken, limit)
        case "yearly":
            return max(min(eligible, max(limit - used, 0)) - taken, 0)
        case _:
            return max(min(eligible, limit) - taken, 0)


def _pooled(
    record: Record,
    terms: Tariff,
    bands: _Bands,
    bill: Bill,
    taken: Fen,
    year: YearToDate,
    left: Fen,
) -> tuple[Fen, Fraction]:
    """Return the pooled payment and the exact eligible expense beyond the ceiling (CC-16)."""
    low, high = terms.lower.value, terms.upper.value
    if terms.ceiling_by == "expenses":
        return _pooled_by_expenses(record, terms, bill, taken, year)
    over = bands.exact - left * WHOLE
    if over <= 0:
        pooled, beyond = _rounded(terms, bands.exact), Fraction(0)
    else:
        above = bands.upper * high * bands.scale
        beyond = Fraction(over) / high
        if over > above:
            beyond = bands.upper * bands.scale + Fraction(over - above) / low
        pooled = left
    record.step(
        "pooled",
        pooled,
        (terms.pool_ceiling,),
        lower=bands.lower,
        lower_rate=low,
        upper=bands.upper,
        upper_rate=high,
        left=left,
    )
    return pooled, beyond


def _pooled_by_expenses(
    record: Record, terms: Tariff, bill: Bill, taken: Fen, year: YearToDate
) -> tuple[Fen, Fraction]:
    """Read the ceiling as one of eligible expense (CC-16=expenses)."""
    low, high = terms.lower.value, terms.upper.value
    left = max(terms.pool_ceiling.value - year.eligible_used, 0)
    within = min(bill.eligible, left)
    lower = _lower(terms, within, min(taken, within), year.eligible_used)
    upper = within - min(taken, within) - lower
    pooled = _rounded(terms, lower * low + upper * high)
    record.step(
        "pooled",
        pooled,
        (terms.pool_ceiling,),
        lower=lower,
        lower_rate=low,
        upper=upper,
        upper_rate=high,
        left=left,
    )
    return pooled, Fraction(bill.eligible - max(within, taken))


def _rounded(terms: Tariff, exact: Fraction | int) -> Fen:
    """Round a payment given in fen times basis points, half up once (CC-18)."""
    numerator, denominator = exact.numerator, exact.denominator * WHOLE
    if terms.rounding_by == "truncated":
        return numerator // denominator
    return round_half_up(numerator, denominator)
