"""What pricing a stay is about and what comes out of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from harness.money import Fen

from .bill import Bill
from .facts import PersonFacts, Status, StayFacts, YearToDate
from .rules import Rules
from .steps import Record, Step
from .tariff import Tariff


class StayResult(Struct, frozen=True, kw_only=True):
    """A stay adjudicated; amounts in fen.

    Attributes:
        on: the discharge, which decides about parameters and readings.
        year: the year it belongs to (CC-10).
        ordinal: its number among the counted stays of the year, or None if it does not count.
        tier: the class of its hospital.
        total: the bill.
        self_paid: lines the scheme does not pay at all.
        suspended: lines the funds do not pay because of arrears or the waiting year.
        upfront_share: first payments of 10 % and 20 %.
        eligible: what deductible and bands run on.
        deductible: the deductible of this stay; zero if nothing is eligible.
        below_deductible: what of ``eligible`` it takes.
        pooled: paid by the pooled fund.
        large_amount: paid by the large-amount fund.
        insured_pays: the rest of the bill.
        beyond_ceiling: eligible expense beyond the ceiling, to the nearest fen.
        pooled_left: what the year's ceiling leaves afterwards.
        reasons: codes of what lowered the payment (``ARREARS``, ``LARGE_AMOUNT_SUSPENDED`` …).
        steps: the reason of each number; empty without a recorder.

    """

    on: date
    year: int
    ordinal: int | None
    tier: str
    total: Fen
    self_paid: Fen
    suspended: Fen
    upfront_share: Fen
    eligible: Fen
    deductible: Fen
    below_deductible: Fen
    pooled: Fen
    large_amount: Fen
    insured_pays: Fen
    pooled_left: Fen
    beyond_ceiling: Fen = 0
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


class Pricing(NamedTuple):
    """One stay on its way through the rules.

    Attributes:
        rules: parameters and readings.
        record: takes the steps.
        person: whose stay it is.
        year: what was used before.
        stay: the facts.
        status: the status that decides (CC-32).
        tier: the class of the hospital.
        terms: the tariff of this kind of stay.
        bill: the sorted bill.
        reasons: codes of what is not paid.

    """

    rules: Rules
    record: Record
    person: PersonFacts
    year: YearToDate
    stay: StayFacts
    status: Status
    tier: str
    terms: Tariff
    bill: Bill
    reasons: tuple[str, ...]
