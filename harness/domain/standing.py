"""Standing with the scheme (BMI14-A26, LAI14-A6): facts of payment; suspension is derived."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidMonth:
    """欠费: a contribution month that fell due unpaid. ``month`` is its first day."""

    month: dt.date
    part: str
    paid_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumPaid:
    """A payment of the large-amount premium of a year; ``amount`` in fen, None for all of it."""

    year: int
    paid_on: dt.date
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a person's contributions; no row means everything is paid.

    ``large_amount_unpaid`` are the years whose premium was not paid at their beginning;
    ``premiums`` what was paid for them later.
    """

    person: str
    unpaid: tuple[UnpaidMonth, ...] = ()
    large_amount_unpaid: tuple[int, ...] = ()
    premiums: tuple[PremiumPaid, ...] = ()
    employer_liable_from: dt.date | None = None
    employer_liable_until: dt.date | None = None

    def owed_months(self, at: dt.datetime) -> tuple[dt.date, ...]:
        """Contribution months unpaid at the moment, in order, each once."""
        open_months = {m.month for m in self.unpaid if m.paid_at is None or m.paid_at > at}
        return tuple(sorted(open_months))
