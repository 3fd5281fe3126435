"""The personal account: what is credited, what it may pay, in which order (ACC14)."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct

from harness.calendar import shift_months
from harness.money import Fen, share

from .facts import Status
from .result import StayResult
from .rules import Rules
from .steps import SILENT, Record

#: What the account may pay for (ACC14-A9); anything else is refused.
PURPOSES: Final = frozenset({"OUTPATIENT", "PHARMACY", "DEDUCTIBLE", "OWN_SHARE"})


class Payment(Struct, frozen=True, kw_only=True):
    """How an own share is paid.

    Attributes:
        account: from the personal account.
        cash: the rest.
        balance: what the account holds afterwards; never negative.

    """

    account: Fen
    cash: Fen
    balance: Fen


def monthly_credit(
    rules: Rules,
    month: date,
    status: Status,
    base: Fen,
    born_on: date | None = None,
    record: Record = SILENT,
) -> Fen:
    """Return what is credited for a month (BMI14-A7-2, A14, A15).

    An active person's own 2 % and 1.1 or 1.3 % of the same base, by full age; a retired person's
    3.5 % of the pension. The higher rate begins with the month after the birthday.

    Args:
        rules: parameters.
        month: any day of the month.
        status: active or retired in that month.
        base: the contribution base, or the pension.
        born_on: the recognised date of birth; needed for an active person.
        record: takes the step.

    """
    first = month.replace(day=1)
    if status is Status.RETIRED:
        rate = rules.find("account.credit", first, group="retired")
        credit = share(base, rate.value)
        record.step("account.credit", credit, (rate,), base=base, own=0)
        return credit
    assert born_on is not None
    limit = rules.number("account.age_limit", first)
    group = "over_age_limit" if first > _turning(born_on, limit + 1) else "to_age_limit"
    rate = rules.find("account.credit", first, group=group)
    own = rules.find("contribution.individual_rate", first)
    credit = share(base, own.value) + share(base, rate.value)
    record.step("account.credit", credit, (own, rate), base=base, own=share(base, own.value))
    return credit


def _turning(born_on: date, age: int) -> date:
    """Return the birthday on which an age is reached; 29 February falls on the month's end."""
    return shift_months(born_on, 12 * age)


def payable_from_account(result: StayResult) -> Fen:
    """Return the most that the account may pay of a stay (BMI14-A18-2, A18-3).

    First payments, the deductible, and the own share up to the ceiling; not what is out of the
    catalogue or suspended, and not what lies beyond the ceiling (ACC14-A9-3).
    """
    beyond = result.beyond_ceiling - result.large_amount
    return result.insured_pays - result.self_paid - result.suspended - max(beyond, 0)


def pay(own_share: Fen, allowed: Fen, balance: Fen) -> Payment:
    """Return how an own share is paid: the account first, as far as it may and can, then cash.

    Raises:
        ValueError: if an amount is negative.

    """
    if min(own_share, allowed, balance) < 0:
        raise ValueError("amounts are not negative")
    account = min(own_share, allowed, balance)
    return Payment(account=account, cash=own_share - account, balance=balance - account)


def is_permitted(purpose: str) -> bool:
    """Tell whether the account may pay for a purpose (ACC14-A9, A10)."""
    return purpose in PURPOSES
