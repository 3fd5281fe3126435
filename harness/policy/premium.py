"""The large-amount premium and the civil servants' subsidy: who pays, how much, until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from harness.calendar import month_length
from harness.money import BasisPoints, Fen, share

from .rules import Rules
from .steps import SILENT, Record

SUBSIDY: Final = "civil_servant.subsidy"


class Payer(StrEnum):
    """Who pays a premium."""

    EMPLOYER = "employer"
    INSURED = "insured"


class PremiumDue(Struct, frozen=True, kw_only=True):
    """The premium of a person for a year.

    Attributes:
        payer: the employer, or a flexibly employed person.
        amount: in one sum.
        due_on: the last day.
        fund: what goes to the large-amount fund: all of it (LAI14-A7-1).
        account: what goes to the personal account: nothing.

    """

    payer: Payer
    amount: Fen
    due_on: date
    fund: Fen
    account: Fen = 0


def premium_due(
    rules: Rules,
    year: int,
    *,
    enrolled_on: date | None = None,
    flexible: bool = False,
    record: Record = SILENT,
) -> PremiumDue:
    """Return the premium that everybody in the basic scheme owes for a year (LAI14-A3, A5, A6).

    Before the end of January; who joins during the year owes the whole premium on joining.

    Args:
        rules: parameters.
        year: the year it is for.
        enrolled_on: the day of joining the pool, if it is known.
        flexible: whether the person is flexibly employed and pays it alone.
        record: takes the step.

    """
    joined = enrolled_on is not None and enrolled_on.year == year
    day = enrolled_on if joined and enrolled_on is not None else date(year, 1, 1)
    premium = rules.find("large_amount.premium", day)
    month = rules.find("large_amount.due_month", day)
    last = date(year, month.value, month_length(year, month.value))
    due_on = day if joined else last
    record.step("large_amount.due", premium.value, (premium, month), due_on=due_on)
    return PremiumDue(
        payer=Payer.INSURED if flexible else Payer.EMPLOYER,
        amount=premium.value,
        due_on=due_on,
        fund=premium.value,
    )


def subsidy_rate(rules: Rules, on: date) -> BasisPoints:
    """Return the rate of the civil servants' subsidy, zero where nobody has set one (A34-1)."""
    if SUBSIDY not in rules.pack.parameters:
        return 0
    return rules.number(SUBSIDY, on)


def civil_servant_subsidy(
    own_share: Fen, *, civil_servant: bool, rate: BasisPoints = 0
) -> tuple[Fen, Fen]:
    """Return the subsidy and what is left of an own share (BMI14-A34-1).

    It comes after the basic scheme, on the own share of eligible expense. The text names no rate;
    without one that the civil servants' scheme has set it is zero.
    """
    subsidy = share(own_share, rate) if civil_servant else 0
    return subsidy, own_share - subsidy
