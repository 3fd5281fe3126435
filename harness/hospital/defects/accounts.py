"""Faults at the cashier's: accounts, cash, receipts, refunds (groups I, L, R, Y)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.credentials import Credential
from harness.hospital.hospital import Hospital
from harness.hospital.messages import settlement as wire
from harness.hospital.records import Patient
from harness.hospital.refusal import Refused, not_allowed
from harness.hospital.request import Entries

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


@defect("M-192")
def account_for_pool(house: Hospital) -> None:
    """Let the account make good what the pool of a suspended patient does not pay."""
    asked: dict[str, bool] = {}

    def tried(original: Any, stay: Stay, *, use_account: bool) -> Any:
        asked[stay.ref] = use_account
        return original(stay, use_account=use_account)

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        suspended = stay.entitlement_code and not amounts.pooled
        held = house.known(stay.person).balance - amounts.account
        return (
            _moved(amounts, min(amounts.cash, held)) if suspended and asked[stay.ref] else amounts
        )

    override(house.billing, "tried", tried)
    divided(house, division)


def _moved(amounts: Amounts, more: int) -> Amounts:
    """Return a bill of which the account bears so much more, in fen, and the patient less."""
    return replace(
        amounts,
        account=amounts.account + more,
        cash=amounts.cash - more,
        balance=amounts.balance - more,
    )


@defect("M-301")
def closed_account_shown(house: Hospital) -> None:
    """Show a closed account as if it were open."""

    def holder(original: Any, patient: Patient, card: Credential) -> Any:
        try:
            return original(patient, card)
        except Refused as error:
            if error.code != "ACCOUNT_CLOSED":
                raise
            return patient

    override(house.registry, "holder", holder)


@defect("X-201")
def card_taken_unasked(house: Hospital) -> None:
    """Take every card for valid, and send the identity number in its place."""

    def visit(original: Any, entries: Entries, patient: Patient) -> Any:
        return replace(original(entries, patient), credential=Credential())

    def till(original: Any, stay: Stay, *args: Any, **kwargs: Any) -> Any:
        return house.wards.keep(replace(original(stay, *args, **kwargs), credential=Credential()))

    skip(house.accounts, "check_credential")
    override(house.clinic, "opened", visit)
    override(house.care_actions, "shown_at_till", till)


@defect("X-202")
def balance_kept(house: Hospital) -> None:
    """Show the balance as it was when the patient was first asked about, less what was paid."""
    first: dict[str, int] = {}

    def ask(original: Any, patient: Patient) -> Any:
        found = original(patient)
        if found is not None:
            first.setdefault(found.ref, found.balance)
        return found

    def balance(original: Any, patient: Patient) -> Any:
        asked = original(patient)
        paid = sum(each.amount for each in house.accounts.movements(patient.ref))
        return first[patient.ref] + paid if patient.ref in first else asked

    override(house.registry, "ask", ask)
    override(house.accounts, "balance", balance)


@defect("X-203")
def statement_for_anybody(house: Hospital) -> None:
    """Show an account to whoever knows a name."""
    skip(house.care_views, "check_holder")
