"""Standing with the scheme as policy reads it."""

from __future__ import annotations

import datetime as dt

from harness.domain.people import Enrolment
from harness.domain.standing import Standing
from harness.policy.obligations import Membership, Premium, check_large_amount
from harness.policy.rules import Rules
from harness.policy.standing import Arrear
from harness.policy.standing import Standing as ArrearsFacts


def arrears_facts(standing: Standing | None) -> ArrearsFacts | None:
    """Unpaid months as policy reads them; the moment of payment becomes its day."""
    if standing is None or not standing.unpaid:
        return None
    return ArrearsFacts(
        arrears=tuple(
            Arrear(
                month=each.month,
                part=each.part,
                paid_on=each.paid_at.date() if each.paid_at else None,
            )
            for each in standing.unpaid
        )
    )


def large_amount_covers(
    rules: Rules, standing: Standing | None, enrolment: Enrolment, on: dt.date
) -> bool:
    """Whether the large-amount fund covers a person on a day (LAI14-A6, A7-3, A8)."""
    if standing is None or on.year not in standing.large_amount_unpaid:
        return True
    full = rules.number("large_amount.premium", on)
    member = Membership(
        premiums=tuple(
            Premium(
                year=each.year,
                amount=full if each.amount is None else each.amount,
                paid_on=each.paid_on,
            )
            for each in standing.premiums
        ),
        enrolled_on=enrolment.since,
        left_on=enrolment.ended_on,
    )
    return check_large_amount(rules, member, on).allowed


def liable_on(standing: Standing | None, day: dt.date) -> bool:
    """Whether a former employer is liable for expenses of a day (BMI14-A12)."""
    if standing is None or standing.employer_liable_from is None:
        return False
    until = standing.employer_liable_until
    return standing.employer_liable_from <= day and (until is None or day < until)
