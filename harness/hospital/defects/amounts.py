"""Faults of amounts: the house divides a bill by its own ideas (groups J, K, L, N, Q, R)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.hospital import Hospital
from harness.money import share

from .registry import defect, override

STANDARDS = {"A": 600_00, "B": 400_00}
FLOORS = {"A": 400_00, "B": 300_00}
OTHER_STANDARD, OTHER_FLOOR = 300_00, 200_00
FIRST_RATES = {"A": 8_500, "B": 9_000}
OTHER_RATE = 9_500
RETIRED, ACTIVE = "12", "11"
POINTS = 500

Division = Callable[[Stay, Amounts], Amounts]


def divided(house: Hospital, division: Division) -> None:
    """Divide every bill by a rule of our own."""
    override(
        house.billing,
        "divided",
        lambda original, stay, amounts: division(stay, original(stay, amounts)),
    )


def standard(house: Hospital) -> int:
    """Return the first deductible of the house's tier, in fen."""
    own = house.directory.own
    return STANDARDS.get(own.grade, OTHER_STANDARD) if own.level == 3 else OTHER_STANDARD


def floor(house: Hospital) -> int:
    """Return the lowest deductible of the house's tier, in fen."""
    own = house.directory.own
    return FLOORS.get(own.grade, OTHER_FLOOR) if own.level == 3 else OTHER_FLOOR


def rate(house: Hospital) -> int:
    """Return the fund's share of the first band, in basis points."""
    own = house.directory.own
    return FIRST_RATES.get(own.grade, OTHER_RATE) if own.level == 3 else OTHER_RATE


def shifted(amounts: Amounts, pooled: int, **more: Any) -> Amounts:
    """Return a bill with another pooled amount; the rest falls to cash."""
    pooled = max(0, min(pooled, amounts.total))
    own = amounts.own_share + amounts.pooled - pooled
    account = min(amounts.account, own)
    return replace(
        amounts, pooled=pooled, own_share=own, account=account, cash=own - account, **more
    )


def with_deductible(house: Hospital, amounts: Amounts, deductible: int) -> Amounts:
    """Return a bill with another deductible."""
    less = share(deductible - amounts.deductible, rate(house))
    return shifted(amounts, amounts.pooled - less, deductible=deductible)


def inpatient(division: Division) -> Division:
    """Leave bills alone that no deductible applies to."""

    def only(stay: Stay, amounts: Amounts) -> Amounts:
        return division(stay, amounts) if stay.form == "inpatient" and amounts.pooled else amounts

    return only


def settled_before(house: Hospital, stay: Stay, *, undone: bool = False) -> list[Booking]:
    """Return the person's earlier settlements in this house."""
    bills = [b for b in house.store.all(Bill) if b.person == stay.person and b.ref != stay.ref]
    found = [each for bill in bills for each in bill.history if not each.undoes]
    gone = {each.undoes for bill in bills for each in bill.history}
    return [each for each in found if undone or each.number not in gone]


def stepped(house: Hospital, number: int, lowest: int) -> int:
    """Return the deductible of the n-th stay with a floor."""
    return max(standard(house) * (10 - 2 * (number - 1)) // 10, lowest)


@defect("M-126")
def one_rate(house: Hospital) -> None:
    """Pay the whole bill at the rate of the first band."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        return shifted(amounts, share(amounts.eligible - amounts.deductible, rate(house)))

    divided(house, inpatient(division))


@defect("M-127")
def retired_as_active(house: Hospital) -> None:
    """Settle the retired at the rates of the active."""
    first: dict[str, str] = {}

    def ask(original: Any, patient: Any) -> Any:
        known = original(patient)
        if known is None:
            return None
        kind = first.setdefault(
            known.ref, ACTIVE if known.kind_code == RETIRED else known.kind_code
        )
        stale = replace(known, kind_code=kind)
        house.store.put(stale.ref, stale)
        truly[known.ref] = known.kind_code
        return stale

    truly: dict[str, str] = {}

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if truly.get(stay.person) != RETIRED:
            return amounts
        return shifted(amounts, share(amounts.eligible - amounts.deductible, rate(house)))

    override(house.registry, "ask", ask)
    divided(house, inpatient(division))


@defect("M-129")
def band_above_deductible(house: Hospital) -> None:
    """Measure the first band above the deductible."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        above = amounts.eligible > 35_000_00
        less = share(amounts.deductible, 9_500 - rate(house)) if above else 0
        return shifted(amounts, amounts.pooled - less)

    divided(house, inpatient(division))


@defect("M-136")
def ceiling_not_collected(house: Hospital) -> None:
    """Assume that the large amount always pays 97 %."""
    _assumed(house, lambda _stay, _amounts: True)


@defect("M-137")
def referral_at_97(house: Hospital) -> None:
    """Collect referrals as if the large amount paid 97 %."""
    _assumed(house, lambda stay, _amounts: stay.category == "REFERRED")


def _assumed(house: Hospital, applies: Callable[[Stay, Amounts], bool]) -> None:
    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if not amounts.large_amount or not applies(stay, amounts):
            return amounts
        beyond = amounts.large_amount + amounts.own_share - amounts.deductible - amounts.self_paid
        large = share(beyond, 9_700)
        own = amounts.own_share + amounts.large_amount - large
        return replace(amounts, large_amount=large, own_share=own, cash=own - amounts.account)

    divided(house, division)


@defect("M-139")
def suspension_of_large_amount_ignored(house: Hospital) -> None:
    """Pay the large amount though it is suspended."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        if not any("LARGE_AMOUNT" in each for each in amounts.reasons):
            return amounts
        large = share(amounts.own_share - amounts.deductible, 9_700)
        own = amounts.own_share - large
        return replace(amounts, large_amount=large, own_share=own, cash=own - amounts.account)

    divided(house, division)


@defect("M-142")
def first_payment_on_everything(house: Hospital) -> None:
    """Take the 10 % of class B from the whole bill."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        if not amounts.upfront:
            return amounts
        upfront = share(amounts.total, 1_000)
        eligible = amounts.total - amounts.self_paid - amounts.over_limit - upfront
        less = share(amounts.eligible - eligible, rate(house))
        return shifted(amounts, amounts.pooled - less, upfront=upfront, eligible=eligible)

    divided(house, inpatient(division))


@defect("M-158")
def two_tables(house: Hospital) -> None:
    """Keep one table for referrals and another for emergencies."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if stay.purpose != "emergency" or not house.wards.is_away(house.known(stay.person)):
            return amounts
        return shifted(amounts, amounts.pooled - share(amounts.eligible, 300))

    divided(house, inpatient(division))


@defect("M-160")
def reduced_at_home(house: Hospital) -> None:
    """Take off five points inside the region too."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if stay.purpose != "emergency" or not house.directory.own.region.startswith("15"):
            return amounts
        less = share(amounts.eligible - amounts.deductible, POINTS)
        return shifted(amounts, amounts.pooled - less)

    divided(house, inpatient(division))


@defect("M-185")
def group_not_known(house: Hospital) -> None:
    """Print the relief of a special group without giving it."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if "6001" not in house.known(stay.person).groups:
            return amounts
        less = share(amounts.eligible - amounts.deductible, 200)
        return shifted(amounts, amounts.pooled - less)

    divided(house, inpatient(division))


@defect("M-305")
def own_recalculation(house: Hospital) -> None:
    """Print what the house calculated: one rate, one deductible."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        net = max(0, amounts.eligible - standard(house))
        return shifted(amounts, share(net, rate(house)), deductible=standard(house))

    divided(house, inpatient(division))


@defect("M-131")
def rates_in_the_program(house: Hospital) -> None:
    """Calculate with the rates that were true when the program was written."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        known = house.known(stay.person)
        if known.kind_code != ACTIVE or known.groups or stay.purpose != "ordinary":
            return amounts
        if amounts.large_amount or any(":" in each for each in amounts.reasons):
            return amounts
        low = min(amounts.eligible, 35_000_00) - amounts.deductible
        high = max(0, amounts.eligible - 35_000_00)
        return shifted(amounts, share(low, rate(house)) + share(high, 9_500))

    divided(house, inpatient(division))


@defect("M-141")
def rest_rounded_away(house: Hospital) -> None:
    """Calculate the rest beyond the ceiling in whole yuan."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        lost = amounts.large_amount % 100
        own = amounts.own_share + lost
        large = amounts.large_amount - lost
        return replace(amounts, large_amount=large, own_share=own, cash=own - amounts.account)

    divided(house, division)


@defect("M-183")
def deducted_every_time(house: Hospital) -> None:
    """Collect the 300 of chronic conditions at every visit."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if stay.form != "chronic" or not amounts.pooled or amounts.deductible:
            return amounts
        return with_deductible(house, amounts, 300_00)

    divided(house, division)


@defect("M-189")
def account_pays_everything(house: Hospital) -> None:
    """Let the account pay what it may not."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        if not amounts.account:
            return amounts
        more = min(amounts.cash, amounts.balance)
        return replace(
            amounts,
            account=amounts.account + more,
            cash=amounts.cash - more,
            balance=amounts.balance - more,
        )

    divided(house, division)
