"""Faults at the cashier's: accounts, cash, receipts, refunds (groups I, L, R, Y)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.hospital import Hospital
from harness.hospital.messages import settlement as wire
from harness.hospital.refusal import not_allowed

from .amounts import divided
from .registry import answer, defect, override, skip


@defect("M-105")
def full_advance(house: Hospital) -> None:
    """Collect everything in advance under an active filing."""

    def referred(bill: Bill) -> bool:
        return house.stay(bill.ref).category == "REFERRED" and bill.booked is not None

    def advance(_original: Any, bill: Bill) -> Any:
        return bill.booked.amounts.total if referred(bill) and bill.booked else 0

    def book(original: Any, stay: Stay, bill: Bill, found: Any) -> Any:
        done = original(stay, bill, found)
        total = done.booked.amounts.total
        return house.billing.keep(replace(done, collected=total)) if referred(done) else done

    override(house.care_views, "advance", advance)
    override(house.billing, "book", book)


@defect("M-134")
def large_amount_merged(house: Hospital) -> None:
    """Print the large amount as part of the pool."""

    def amounts(original: Any, given: Amounts) -> Any:
        merged = replace(given, pooled=given.pooled + given.large_amount, large_amount=0)
        return original(merged)

    override(house.care_views, "amounts", amounts)
    override(
        house.care_actions,
        "booked",
        lambda _original, bill: _figures(house, bill.booked.amounts),
    )
    override(
        house.claims,
        "fund_lines",
        lambda original, fields: [line for line in original(fields) if "大额" not in line],
    )


def _figures(house: Hospital, amounts: Amounts) -> dict[str, str]:
    shown = house.care_views.amounts(amounts)
    names = ("total", "deductible", "pooled", "large_amount", "account", "cash", "own_share")
    return {name: str(shown[name]) for name in names}


@defect("M-188")
def remainder_not_collected(house: Hospital) -> None:
    """Take everything from the account, whatever it holds."""

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        if not amounts.account or not amounts.cash:
            return amounts
        over = amounts.cash
        return replace(amounts, account=amounts.own_share, cash=0, balance=amounts.balance - over)

    divided(house, division)


@defect("M-191")
def account_refunded_in_cash(house: Hospital) -> None:
    """Give account money back in cash."""
    skip(house.accounts, "credited")

    def opposite(original: Any, booked: Booking, answered: Any) -> Any:
        found = original(booked, answered)
        return replace(found, account=0, cash=found.cash + found.account)

    override(house.undoing, "opposite", opposite)


@defect("M-194")
def account_not_accepted(house: Hospital) -> None:
    """Do not let the account pay."""
    answer(house.accounts, "may_pay", value=False)


@defect("M-281")
def purpose_pharmacy(house: Hospital) -> None:
    """Note every debit as the pharmacy's."""

    def note(original: Any, stay: Stay, booking: Booking, amount: int) -> Any:
        original(replace(stay, form="pharmacy"), booking, amount)

    override(house.accounts, "note", note)


@defect("M-289")
def supplement_for_all(house: Hospital) -> None:
    """Print a supplement for everybody."""

    def lines(original: Any, fields: dict[str, str]) -> Any:
        return [*original({**fields, "civil_servant": "0.00"}), "公务员医疗补助：0.00"]

    override(house.claims, "fund_lines", lines)


@defect("M-316")
def share_taken_for_cash(house: Hospital) -> None:
    """Collect the whole own share in cash, though the account paid a part."""
    override(house.billing, "collect", lambda _original, booking: booking.amounts.own_share)

    def division(_stay: Stay, amounts: Amounts) -> Amounts:
        return replace(amounts, cash=amounts.own_share)

    divided(house, division)


@defect("M-313")
def refunded_locally(house: Hospital) -> None:
    """Give an item's money back without undoing the settlement."""

    def refund(original: Any, stay: Stay, which: Any, user: str) -> Any:
        bill = house.bill(stay.ref)
        if bill.booked is None:
            return original(stay, which, user)
        line = house.charges.find(stay, which)
        house.charges.keep(replace(line, state="void"))
        old = bill.booked.amounts
        less = replace(
            old,
            total=old.total - line.amount,
            own_share=old.own_share - line.amount,
            cash=old.cash - line.amount,
        )
        booked = replace(bill.booked, amounts=less)
        return house.billing.keep(replace(bill, booked=booked))

    override(house.undoing, "refund_item", refund)


@defect("M-311")
def nulls_are_zero(house: Hospital) -> None:
    """Book an undoing as its answer adds up, nulls as nothing."""

    def opposite(original: Any, booked: Booking, answered: Any) -> Any:
        if not answered.ok or answered.response is None:
            return original(booked, answered)
        found = wire.answered(answered.response).amounts
        return replace(found, cash=found.own_share - found.account)

    override(house.undoing, "opposite", opposite)


@defect("M-293")
def closed_when_empty(house: Hospital) -> None:
    """Hold an empty account for closed."""

    def account(original: Any, key: Any, user: str) -> Any:
        found = original(key, user)
        if found["balance"] == "0.00":
            raise not_allowed("个人账户余额为零，账户已关闭。")
        return found

    override(house.care_views, "account", account)
