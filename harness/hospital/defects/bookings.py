"""Faults of booking: something else than the platform's settlement is booked and printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.hospital import Hospital
from harness.hospital.refusal import Refused
from harness.money import share

from .amounts import divided, rate, shifted, standard
from .registry import defect, override


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


@defect("M-085")
def visits_restart_the_term(house: Hospital) -> None:
    """Count six months anew from every visit, and settle by that."""

    def settle(original: Any, stay: Stay, **kwargs: Any) -> Any:
        try:
            return original(stay, **kwargs)
        except Refused as refused:
            referred = [s for s in house.stays() if s.category == "REFERRED" and s.ref != stay.ref]
            if refused.code != "NO_ACTIVE_FILING" or not referred:
                raise
            return _as_if_approved(house, stay.ref)

    override(house.billing, "settle", settle)


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


@defect("M-174")
def reasons_not_known(house: Hospital) -> None:
    """Take a reason that is not in the program for no reason, and book the usual share."""
    unknown = ("EMPLOYER_LIABLE", "ARREARS")

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        told = " ".join(amounts.reasons)
        if amounts.pooled or stay.form != "inpatient" or not any(n in told for n in unknown):
            return amounts
        net = max(0, amounts.total - standard(house))
        return shifted(amounts, share(net, rate(house)), reasons=())

    divided(house, division)
