"""The parameters of one kind of stay, looked up once and put in order for the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from harness.money import WHOLE, BasisPoints, Fen, round_half_up

from .errors import PackError
from .facts import Reach, Status
from .pack import Found
from .rules import Rules

#: Far more stays than a floor above zero leaves any effect to, by whatever reading of the ladder.
LADDER_LENGTH: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate and how it came about.

    Attributes:
        value: what applies.
        base: as the table gives it.
        reduction: taken off outside the region, in points or parts of the rate (CC-14).
        bonus: added for the basic disability, after the reduction (CC-23).
        sources: the parameters.

    """

    value: BasisPoints
    base: BasisPoints
    reduction: BasisPoints
    bonus: BasisPoints
    sources: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a stay of one kind is priced by: status, class of hospital, reach, era.

    Attributes:
        ladders: deductible of the n-th stay by the class of the year's first hospital.
        ladder_sources: parameters of the ladders.
        lower: rate up to the band limit.
        upper: rate above it.
        band_limit: where the lower band ends.
        pool_ceiling: of the pooled fund's payments in a year.
        class_b: first payment of the class-B group.
        isolation_bed: first payment of isolation and critical beds.
        band_by, ladder_by, ceiling_by, first_payment_by, rounding_by, above_ceiling_by: options of
            CC-13, CC-11, CC-16, CC-15, CC-18 and CC-17.

    """

    ladders: dict[str, tuple[Fen, ...]]
    ladder_sources: tuple[Found, ...]
    lower: Rate
    upper: Rate
    band_limit: Found
    pool_ceiling: Found
    class_b: Found
    isolation_bed: Found
    band_by: str
    ladder_by: str
    ceiling_by: str
    first_payment_by: str
    rounding_by: str
    above_ceiling_by: str

    def deductible(self, ordinal: int, first_tier: str) -> Fen:
        """Return the deductible of the n-th counted stay of the year."""
        return self.ladders[first_tier][min(ordinal, LADDER_LENGTH) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeTariff:
    """What the large-amount layer is priced by.

    Attributes:
        ceiling: of its payments in a year.
        ordinary: rate of ordinary expense.
        class_b: payment for one fen of class-B expense net of its first payment.
        sources: the parameters.
        reading: the option of CC-17.

    """

    ceiling: Fen
    ordinary: Fraction
    class_b: Fraction
    sources: tuple[Found, ...]
    reading: str


def tariff(
    rules: Rules, day: date, status: Status, tier: str, reach: Reach, *, disabled: bool
) -> Tariff:
    """Return the tariff of a kind of stay on the day that decides (its discharge).

    Raises:
        RulesNotInForce, MissingParameter, UnknownCategory: as ``Pack.find`` does.

    """
    key = (rules.era(day), status, tier, reach, disabled)
    found = rules.compiled.get(key)
    if found is None:
        found = rules.compiled[key] = _compile(rules, day, status, tier, reach, disabled=disabled)
    assert isinstance(found, Tariff)
    return found


def large_tariff(rules: Rules, day: date, status: Status, reach: Reach) -> LargeTariff:
    """Return the large-amount tariff; raises as ``tariff`` does."""
    key = (rules.era(day), status, reach)
    found = rules.compiled.get(key)
    if found is None:
        found = rules.compiled[key] = _compile_large(rules, day, status, reach)
    assert isinstance(found, LargeTariff)
    return found


def table_status(status: Status, *, disabled: bool) -> tuple[Status, bool]:
    """Return whose table applies, and whether the extra relief does.

    An active person with the basic disability has the plain retiree standard (BMI14-A36-5); only a
    retired one has 10 % off the deductible and two points more (A36-2, A36-4).
    """
    if disabled and status is Status.ACTIVE:
        return Status.RETIRED, False
    return status, disabled and status is Status.RETIRED


class _Kind(NamedTuple):
    """A kind of stay, once it is clear whose table applies and whether the extra relief does."""

    day: date
    status: Status
    tier: str
    reach: Reach
    relief: bool


def _compile(
    rules: Rules, day: date, status: Status, tier: str, reach: Reach, *, disabled: bool
) -> Tariff:
    status, relief = table_status(status, disabled=disabled)
    kind = _Kind(day, status, tier, reach, relief)
    ladders, sources = _ladders(rules, kind)
    lower, upper = (_rate(rules, kind, band) for band in ("lower", "upper"))
    return Tariff(
        ladders=ladders,
        ladder_sources=sources,
        lower=lower,
        upper=upper,
        band_limit=rules.find("inpatient.band_limit", day, status=status),
        pool_ceiling=rules.find("inpatient.pool_ceiling", day, status=status),
        class_b=rules.find("first_payment.class_b", day),
        isolation_bed=rules.find("first_payment.isolation_bed", day),
        band_by=rules.option("CC-13", day),
        ladder_by=rules.option("CC-11", day),
        ceiling_by=rules.option("CC-16", day),
        first_payment_by=rules.option("CC-15", day),
        rounding_by=rules.option("CC-18", day),
        above_ceiling_by=rules.option("CC-17", day),
    )


def _ladders(rules: Rules, kind: _Kind) -> tuple[dict[str, tuple[Fen, ...]], tuple[Found, ...]]:
    """Return the deductibles of the n-th stay (BMI14-A20-4, A20-5; CC-12, CC-23)."""
    day, status, tier, _, relief = kind
    option = rules.option("CC-12", day)
    step = rules.find("inpatient.deductible_step", day)
    floor = rules.find("inpatient.deductible_floor", day, status=status, grade=tier)
    sources = [step, floor]
    cut = 0
    if relief:
        sources.append(rules.find("disabled.deductible_reduction", day))
        cut = sources[-1].value
    keep_floor = rules.option("CC-23", day) == "general_floor"
    ladders: dict[str, tuple[Fen, ...]] = {}
    for first in ("3A", "3B", "other"):
        standard = rules.find(
            "inpatient.deductible",
            day,
            status=status,
            grade=first if option == "first_hospital" else tier,
        )
        ladders[first] = tuple(
            _relieved(_nth(standard.value, n, step.value, option), floor.value, cut, keep_floor)
            for n in range(LADDER_LENGTH)
        )
    own = rules.find("inpatient.deductible", day, status=status, grade=tier)
    return ladders, (own, *sources)


def _nth(standard: Fen, earlier: int, step: BasisPoints, option: str) -> Fraction:
    """Return the deductible after so many earlier stays, before floor and relief."""
    match option:
        case "compound":
            return standard * Fraction(WHOLE - step, WHOLE) ** earlier
        case "one_step":
            return standard * Fraction(WHOLE - step * min(earlier, 1), WHOLE)
        case _:
            return standard * Fraction(max(WHOLE - step * earlier, 0), WHOLE)


def _relieved(amount: Fraction, floor: Fen, cut: BasisPoints, keep_floor: bool) -> Fen:  # noqa: FBT001 - one private caller
    keep = Fraction(WHOLE - cut, WHOLE)
    least = Fraction(floor)
    exact = max(amount * keep, least) if keep_floor else max(amount, least) * keep
    return round_half_up(exact.numerator, exact.denominator)


def _rate(rules: Rules, kind: _Kind, band: str) -> Rate:
    """Return a rate: table, less five points outside, plus two, never above the whole."""
    day, status, tier, reach, relief = kind
    table = rules.find("inpatient.rate", day, status=status, grade=tier, band=band)
    sources = [table]
    reduction = bonus = 0
    if reach is not Reach.LOCAL:
        sources.append(rules.find("inpatient.outside_reduction", day, status=status))
        reduction = _reduction(table.value, sources[-1].value, rules.option("CC-14", day))
    if relief:
        sources.append(rules.find("disabled.rate_bonus", day))
        bonus = sources[-1].value
    value = max(min(table.value - reduction + bonus, WHOLE), 0)
    return Rate(
        value=value, base=table.value, reduction=reduction, bonus=bonus, sources=tuple(sources)
    )


def _reduction(base: BasisPoints, by: BasisPoints, option: str) -> BasisPoints:
    """Return what is taken off: points, or a part of the rate itself (CC-14)."""
    if option == "points":
        return by
    whole, rest = divmod(base * by, WHOLE)
    if rest:
        raise PackError(
            f"{by} of {base} basis points is no whole number of basis points",
            why="reading CC-14=relative needs a rate that it divides",
        )
    return whole


def _compile_large(rules: Rules, day: date, status: Status, reach: Reach) -> LargeTariff:
    place = _place(reach, rules.option("CC-25", day))
    option = rules.option("CC-17", day)
    ceiling = rules.find("large_amount.ceiling", day, status=status)
    rate = rules.find("large_amount.rate", day, place=place)
    gross = rules.find("large_amount.class_b_rate", day, place=place)
    first = rules.find("first_payment.class_b", day)
    ordinary = Fraction(rate.value, WHOLE)
    flat = min(Fraction(gross.value, WHOLE - first.value), Fraction(1))
    return LargeTariff(
        ceiling=ceiling.value,
        ordinary=ordinary,
        class_b=ordinary if option == "after_first_payment" else flat,
        sources=(ceiling, rate, gross, first),
        reading=option,
    )


def _place(reach: Reach, option: str) -> str:
    """Return which rates of the layer apply: 92 and 85 outside the region, by CC-25 perhaps not."""
    lifted = option == "equal_97" or (option == "by_letter" and reach is Reach.EMERGENCY)
    return "local" if reach is Reach.LOCAL or lifted else "outside"
