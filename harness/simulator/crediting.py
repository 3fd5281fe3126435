"""What an account is credited with for a month: employees' own part, employer's part, pension."""

from __future__ import annotations

import datetime as dt

from harness.domain.people import InsuredPerson, PersonalAccount, Scheme
from harness.policy.account import Holder, credits_of
from harness.policy.contributions import Contribution, employed, employer_base, flexible
from harness.policy.rules import Rules

from .acts import ActContext, With, amount, month, wanted
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
    rules = _rules(ctx, person, start)
    holder = _holder(person, account.closed_on if account else None, with_)
    with refusing():
        (credit,) = credits_of(rules, holder, start, 1)
    return credit


def contribution_of(ctx: ActContext, person: InsuredPerson, with_: With) -> Contribution | None:
    """What is due for a month: ``month?, region_average, unit_average?``; None without the first.

    The unit's average counts between the limits of the region's; a flexibly employed person has
    none, and owes both parts of a base of their own (BMI14-A7-3, A7-5).

    Raises:
        Refused: NOT_INSURED, NOT_IN_SCHEME, RULESET_NOT_IN_FORCE, MISSING_PARAMETER.
    """
    if not with_.get("region_average"):
        return None
    start, region = month(with_.get("month", ctx.at.date())), amount(with_["region_average"])
    rules = _rules(ctx, person, start)
    with refusing():
        if person.flexibly_employed:
            return flexible(rules, region, start)
        unit = amount(wanted(with_, "unit_average"))
        return employed(rules, employer_base(rules, unit, region, start), start)


def _rules(ctx: ActContext, person: InsuredPerson, start: dt.date) -> Rules:
    """The figures of the pool in which somebody has an account in a month."""
    enrolment = person.enrolment(start)
    if enrolment is None:
        raise Refused("NOT_INSURED")
    if enrolment.scheme is not Scheme.EMPLOYEE:
        raise Refused("NOT_IN_SCHEME")
    with refusing():
        return ctx.judge.pricing_rules(enrolment.pool)


def _holder(person: InsuredPerson, closed_on: dt.date | None, with_: With) -> Holder:
    return Holder(
        born_on=person.born_on,
        base=amount(with_.get("base", "0")),
        pension=amount(with_.get("pension", "0")),
        retired_on=person.retired_on,
        died_on=closed_on,
        disabled=person.cr_disabled,
    )
