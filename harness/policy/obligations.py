"""What is owed when contributions stop or people move: back payment, late fee, premium."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from harness.money import WHOLE, Fen, round_half_up

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record


class BackPayment(Struct, frozen=True, kw_only=True):
    """What it costs to close a gap.

    Attributes:
        contribution: 5.5 % of the bases of the unpaid months, in one sum.
        late_fee: half a thousandth of that a day.
        account_credit: nothing of it goes to the personal account (FEE14-A13).

    """

    contribution: Fen
    late_fee: Fen
    account_credit: Fen = 0

    @property
    def total(self) -> Fen:
        """Both together."""
        return self.contribution + self.late_fee


def back_payment(
    rules: Rules,
    bases: Sequence[Fen],
    paid_on: date,
    due_on: date | None = None,
    record: Record = SILENT,
) -> BackPayment:
    """Return what is owed for unpaid months (FEE14-A13-1, A13-2, BMI14-A11-2).

    Args:
        rules: parameters.
        bases: the contribution base of each unpaid month.
        paid_on: the day of payment.
        due_on: the day from which the late fee runs; without it none is quoted.
        record: takes the steps.

    """
    rate = rules.find("arrears.backpay_rate", paid_on)
    owed = round_half_up(sum(bases) * rate.value, WHOLE)
    record.step("arrears.back_payment", owed, (rate,), months=len(bases), bases=sum(bases))
    fee = 0 if due_on is None else late_fee(rules, owed, due_on, paid_on, record)
    return BackPayment(contribution=owed, late_fee=fee)


def late_fee(
    rules: Rules, amount: Fen, due_on: date, paid_on: date, record: Record = SILENT
) -> Fen:
    """Return the late fee for an amount: its days after the due day, rounded half up once."""
    rate = rules.find("arrears.late_fee", paid_on)
    days = max((paid_on - due_on).days, 0)
    fee = round_half_up(amount * rate.value * days, WHOLE)
    record.step("arrears.late_fee", fee, (rate,), amount=amount, days=days)
    return fee


class Premium(Struct, frozen=True, kw_only=True):
    """A payment of the large-amount premium.

    Attributes:
        year: the year it is for.
        amount: what was paid.
        paid_on: when.

    """

    year: int
    amount: Fen
    paid_on: date


class Membership(Struct, frozen=True, kw_only=True):
    """A person's relation to the large-amount scheme.

    Attributes:
        premiums: all payments.
        enrolled_on: the day of joining the pool, if it is known.
        left_on: the day of leaving the pool; moves inside it change nothing (LAI14-A8).

    """

    premiums: tuple[Premium, ...] = ()
    enrolled_on: date | None = None
    left_on: date | None = None


def check_large_amount(
    rules: Rules, member: Membership, on: date, record: Record = SILENT
) -> Decision:
    """Decide whether the large-amount fund covers a person on a day (LAI14-A6, A7-3, A8).

    The premium of the year in full covers from the day of payment; nobody is asked for it until the
    end of January, but who joins during the year pays at once. Nothing suspended is made good.
    """
    premium = rules.find("large_amount.premium", on)
    month = rules.find("large_amount.due_month", on)
    paid = sum(
        each.amount for each in member.premiums if each.year == on.year and each.paid_on <= on
    )
    joined = member.enrolled_on is not None and member.enrolled_on.year == on.year
    graced = on.month <= month.value and not joined
    conditions = (
        Condition(
            "large_amount.member",
            (member.left_on is None or on < member.left_on)
            and (member.enrolled_on is None or member.enrolled_on <= on),
            "LARGE_AMOUNT_SUSPENDED",
            {"enrolled_on": member.enrolled_on, "left_on": member.left_on},
        ),
        Condition(
            "large_amount.premium",
            paid >= premium.value or graced,
            "LARGE_AMOUNT_SUSPENDED",
            {"paid": paid, "on": on},
            (premium, month),
        ),
    )
    return decide(rules, on, conditions, record)


def check_registration(
    rules: Rules,
    ended_on: date,
    registered_on: date | None,
    on: date,
    record: Record = SILENT,
) -> Decision:
    """Decide whether the fund or a former employer bears the expenses of a day (BMI14-A12).

    Whoever leaves an employer is to be registered within 30 days; later, the former employer is
    liable.

    Args:
        rules: parameters.
        ended_on: the end of the employment.
        registered_on: the day the change was registered, if it was.
        on: the day of the expense.
        record: takes the condition.

    """
    days = rules.find("registration.days", ended_on)
    last = ended_on + timedelta(days=days.value)
    in_time = registered_on is not None and registered_on <= last
    condition = Condition(
        "registration.in_time",
        in_time or on <= ended_on or (registered_on is None and on <= last),
        "EMPLOYER_LIABLE",
        {"ended_on": ended_on, "registered_on": registered_on, "last": last},
        (days,),
    )
    return decide(rules, on, [condition], record)
