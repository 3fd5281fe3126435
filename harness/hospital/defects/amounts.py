"""Faults of amounts: the house divides a bill by its own ideas (groups J, K, L, N, Q, R)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.hospital import Hospital
from harness.hospital.refusal import Refused
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


@defect("M-117")
def six_hundred_everywhere(house: Hospital) -> None:
    """Deduct 600 in every tier."""
    divided(house, inpatient(lambda _s, a: with_deductible(house, a, 600_00)))


@defect("M-118")
def no_reduction(house: Hospital) -> None:
    """Deduct the full standard at every stay."""
    divided(house, inpatient(lambda _s, a: with_deductible(house, a, standard(house))))


@defect("M-120")
def no_floor(house: Hospital) -> None:
    """Reduce the deductible below its floor."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        number = len(settled_before(house, stay)) + 1
        return with_deductible(house, amounts, stepped(house, number, 0))

    divided(house, inpatient(division))


@defect("M-121")
def own_stays_only(house: Hospital) -> None:
    """Count only the stays in this house."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        number = len(settled_before(house, stay)) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-122")
def year_never_ends(house: Hospital) -> None:
    """Go on counting after New Year: the year is that in which the program was started."""
    started = house.clock.now().year

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if (stay.ended_at or stay.begun_at).year == started:
            return amounts
        number = max(len(settled_before(house, stay)), 1) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-133")
def undone_still_counts(house: Hospital) -> None:
    """Count settlements that were undone."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        number = len(settled_before(house, stay, undone=True)) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


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


@defect("M-106")
def preview_booked(house: Hospital) -> None:
    """Book and print the pre-settlement that was shown first."""

    def settle(original: Any, stay: Stay, **kwargs: Any) -> Any:
        shown = house.bill(stay.ref).preview
        bill = original(stay, **kwargs)
        if shown is None or bill.booked is None:
            return bill
        stale = replace(bill.booked, amounts=shown)
        history = (*bill.history[:-1], stale)
        return house.billing.keep(
            replace(bill, booked=stale, history=history, collected=shown.cash)
        )

    override(house.billing, "settle", settle)


@defect("M-305")
def own_recalculation(house: Hospital) -> None:
    """Print what the house calculated: one rate, one deductible."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        net = max(0, amounts.eligible - standard(house))
        return shifted(amounts, share(net, rate(house)), deductible=standard(house))

    divided(house, inpatient(division))


@defect("M-125")
def small_stays_unsent(house: Hospital) -> None:
    """Do not send a stay below the deductible."""

    def settle(original: Any, stay: Stay, **kwargs: Any) -> Any:
        total = sum(each.amount for each in house.lines(stay.ref))
        if stay.form != "inpatient" or total >= standard(house):
            return original(stay, **kwargs)
        amounts = Amounts(
            total=total, eligible=total, deductible=total, own_share=total, cash=total
        )
        booked = Booking(
            number=f"LOCAL{house.store.next('local'):06d}",
            message="",
            settled_at=house.clock.now(),
            amounts=amounts,
            category="",
            scheme_code="310",
            clearing="21",
        )
        house.wards.keep(replace(stay, status="settled"))
        bill = house.bill(stay.ref)
        return house.billing.keep(replace(bill, status="settled", booked=booked, collected=total))

    override(house.billing, "settle", settle)


@defect("M-177")
def approved_for_ever(house: Hospital) -> None:
    """Take a monthly approval for valid until somebody revokes it."""

    def visit(original: Any, given: dict[str, Any], user: str) -> Any:
        try:
            return original(given, user)
        except Refused as refused:
            if refused.code != "CHRONIC_NOT_APPROVED":
                raise
            return _as_if_approved(house, refused.ref)

    override(house.clinic, "visit", visit)

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        refused = any("CHRONIC_NOT_APPROVED" in each for each in amounts.reasons)
        if stay.form != "chronic" or not refused:
            return amounts
        return shifted(amounts, share(amounts.total, rate(house)), reasons=())

    divided(house, division)


def _as_if_approved(house: Hospital, ref: str) -> Bill:
    total = sum(each.amount for each in house.lines(ref))
    pooled = share(total, rate(house))
    amounts = Amounts(
        total=total, eligible=total, pooled=pooled, own_share=total - pooled, cash=total - pooled
    )
    bill = house.bill(ref)
    booked = Booking(
        number=f"LOCAL{house.store.next('local'):06d}",
        message="",
        settled_at=house.clock.now(),
        amounts=amounts,
        category="",
        scheme_code="310",
        clearing="14",
    )
    return house.billing.keep(
        replace(bill, status="settled", booked=booked, collected=amounts.cash)
    )


@defect("M-123")
def rolling_year(house: Hospital) -> None:
    """Count the stays of the last twelve months instead of the year's."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        ended = stay.ended_at or stay.begun_at
        near = [b for b in settled_before(house, stay) if (ended - b.settled_at).days < 365]
        last_year = [b for b in near if b.settled_at.year < ended.year]
        if not last_year:
            return amounts
        return with_deductible(house, amounts, stepped(house, len(near) + 1, floor(house)))

    divided(house, inpatient(division))


@defect("M-131")
def rates_in_the_program(house: Hospital) -> None:
    """Calculate with the rates that were true when the program was written."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        known = house.known(stay.person)
        if known.kind_code != ACTIVE or known.groups or stay.purpose != "ordinary":
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


@defect("M-261")
def admission_year(house: Hospital) -> None:
    """Attribute a stay across New Year to the year of its admission."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        if stay.ended_at is None or stay.ended_at.year == stay.begun_at.year:
            return amounts
        year = stay.begun_at.year
        number = sum(1 for b in settled_before(house, stay) if b.settled_at.year == year) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))


@defect("M-263")
def order_of_admission(house: Hospital) -> None:
    """Number the stays by admission."""

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        mine = [s for s in house.stays() if s.person == stay.person and s.form == "inpatient"]
        earlier = [s for s in mine if s.begun_at < stay.begun_at and s.status != "settled"]
        if not earlier:
            return amounts
        number = len([s for s in mine if s.begun_at < stay.begun_at]) + 1
        return with_deductible(house, amounts, stepped(house, number, floor(house)))

    divided(house, inpatient(division))
