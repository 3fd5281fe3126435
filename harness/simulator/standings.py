"""Standing with the scheme as policy reads it."""

from __future__ import annotations

import datetime as dt

from harness.domain.standing import Standing
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


def liable_on(standing: Standing | None, day: dt.date) -> bool:
    """Whether a former employer is liable for expenses of a day (BMI14-A12)."""
    if standing is None or standing.employer_liable_from is None:
        return False
    until = standing.employer_liable_until
    return standing.employer_liable_from <= day and (until is None or day < until)
