"""The personal account: what is credited, what it may pay, in which order (ACC14)."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct

from harness.calendar import shift_months
from harness.money import WHOLE, BasisPoints, Fen, round_half_up, share

from .facts import Status
from .pack import Found
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


class Holder(Struct, frozen=True, kw_only=True):
    """Whose account it is, as far as its credits depend on it.

    Attributes:
        born_on: the recognised date of birth (BMI14-A15-5).
        base: the contribution base.
        pension: the pension once retired.
        retired_on: the day of retirement, if it has come.
        died_on: the day of death, if it has come.
        disabled: 文革基残, whose account is set up as a retiree's (BMI14-A36-3).

    """

    born_on: date
    base: Fen
    pension: Fen = 0
    retired_on: date | None = None
    died_on: date | None = None
    disabled: bool = False


class Shares(Struct, frozen=True, kw_only=True):
    """An employer's contribution divided (BMI14-A14-2).

    Attributes:
        account: to the personal account.
        pooled: to the pooled fund.

    """

    account: Fen
    pooled: Fen


def credits_of(
    rules: Rules, holder: Holder, first: date, months: int, record: Record = SILENT
) -> tuple[Fen, ...]:
    """Return what is credited month by month (ACC14-A5, A6-1).

    The rate follows the status from the month after a retirement on; after the month of a death
    nothing is credited.

    Args:
        rules: parameters.
        holder: whose account it is.
        first: any day of the first month.
        months: how many.
        record: takes a step for each month with a credit.

    """
    starts = (shift_months(first.replace(day=1), number) for number in range(months))
    return tuple(_credited(rules, holder, start, record) for start in starts)


def _credited(rules: Rules, holder: Holder, month: date, record: Record) -> Fen:
    if holder.died_on is not None and holder.died_on < month:
        return 0
    retired = holder.retired_on is not None and holder.retired_on <= month
    status = Status.RETIRED if retired or holder.disabled else Status.ACTIVE
    income = holder.pension if retired else holder.base
    return monthly_credit(rules, month, status, income, holder.born_on, record)


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
    rate = _employer_rate(rules, first, born_on)
    own = rules.find("contribution.individual_rate", first)
    credit = share(base, own.value) + share(base, rate.value)
    record.step("account.credit", credit, (own, rate), base=base, own=share(base, own.value))
    return credit


def _employer_rate(rules: Rules, first: date, born_on: date) -> Found:
    limit = rules.number("account.age_limit", first)
    group = "over_age_limit" if first > _turning(born_on, limit + 1) else "to_age_limit"
    return rules.find("account.credit", first, group=group)


def split_employer_part(
    rules: Rules, month: date, paid: Fen, base: Fen, born_on: date, record: Record = SILENT
) -> Shares:
    """Return how an employer's contribution for an active person is divided (BMI14-A14-2, A15).

    Args:
        rules: parameters.
        month: any day of the month.
        paid: the employer's contribution.
        base: the contribution base that the account's rate applies to.
        born_on: the recognised date of birth.
        record: takes the step.

    """
    rate = _employer_rate(rules, month.replace(day=1), born_on)
    account = min(share(base, rate.value), paid)
    record.step("account.split", account, (rate,), paid=paid, base=base, pooled=paid - account)
    return Shares(account=account, pooled=paid - account)


def interest(credited: Fen, carried: Fen, current: BasisPoints, three_months: BasisPoints) -> Fen:
    """Return a year's interest on an account (ACC14-A7, BMI14-A28).

    What was credited in the year bears the rate of current deposits, principal and interest carried
    over the rate of three-month deposits; both rates are the bank's, the texts give no figures.

    Args:
        credited: average balance of what was credited in the year.
        carried: balance carried over.
        current: yearly rate of current deposits.
        three_months: yearly rate of three-month deposits.

    """
    return round_half_up(credited * current + carried * three_months, WHOLE)


def inherit(balance: Fen, heir: Fen | None) -> tuple[Fen, Fen]:
    """Return the balances of a closed account and of the heir's (BMI14-A29, ACC14-A6-1).

    Without an heir who is insured, the balance stays to be paid out.
    """
    return (balance, 0) if heir is None else (0, heir + balance)


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
