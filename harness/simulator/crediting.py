"""What an account is credited with for a month: employees' own part, employer's part, pension."""

from __future__ import annotations

import datetime as dt

from harness.domain.people import InsuredPerson, PersonalAccount, Scheme
from harness.policy.account import Holder, credits_of

from .acts import ActContext, With, amount, month
from .filing_judge import refusing
from .refusals import Refused


def credit_of(
    ctx: ActContext, person: InsuredPerson, account: PersonalAccount | None, with_: With
) -> int:
    """What the law credits: ``amount``, or ``month, base, pension?`` (BMI14-A14, A15, ACC14-A5).

    Nothing once the account is closed (ACC14-A6-1).

    Raises:
        Refused: NOT_INSURED, NOT_IN_SCHEME, RULESET_NOT_IN_FORCE, MISSING_PARAMETER.
    """
    if with_.get("amount"):
        return amount(with_["amount"])
    start = month(with_.get("month", ctx.at.date()))
    enrolment = person.enrolment(start)
    if enrolment is None:
        raise Refused("NOT_INSURED")
    if enrolment.scheme is not Scheme.EMPLOYEE:
        raise Refused("NOT_IN_SCHEME")
    holder = _holder(person, account.closed_on if account else None, with_)
    with refusing():
        (credit,) = credits_of(ctx.judge.pricing_rules(enrolment.pool), holder, start, 1)
    return credit


def _holder(person: InsuredPerson, closed_on: dt.date | None, with_: With) -> Holder:
    return Holder(
        born_on=person.born_on,
        base=amount(with_.get("base", "0")),
        pension=amount(with_.get("pension", "0")),
        retired_on=person.retired_on,
        died_on=closed_on,
        disabled=person.cr_disabled,
    )
