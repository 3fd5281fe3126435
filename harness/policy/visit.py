"""Does care outside the region rest on a filing? Approved before it, for the place, not expired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from .destination import Destination, bound_place
from .filing import in_time
from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record
from .terms import day_of


class Held(Struct, frozen=True, kw_only=True):
    """A filing that a person holds.

    Attributes:
        number: its serial number.
        to: where it leads.
        approved_at: the approval; None while pending or refused.
        valid_from: first day.
        valid_until: last day, extension included.
        withdrawn_at: when it was withdrawn, if it was.
        category: as filed.

    """

    number: str
    to: Destination
    approved_at: datetime | None
    valid_from: date
    valid_until: date
    withdrawn_at: datetime | None = None
    category: str = "REFERRED"


class VisitFacts(Struct, frozen=True, kw_only=True):
    """Care outside the region that is to be settled directly.

    Attributes:
        at: where it is had.
        admitted_at: admission or visit.
        discharged_at: discharge, if it is known.
        filings: all filings of the person.

    """

    at: Destination
    admitted_at: datetime
    discharged_at: datetime | None = None
    filings: tuple[Held, ...] = ()


def check_visit(
    rules: Rules, visit: VisitFacts, at: datetime | None = None, record: Record = SILENT
) -> Decision:
    """Decide whether care outside the region rests on a filing (NM25-A15, A17; CC-06, CC-07).

    Args:
        rules: of the insured's pool.
        visit: the care and the filings.
        at: the moment of judging; by default the admission.
        record: takes the conditions.

    """
    on = day_of(at or visit.admitted_at)
    return decide(rules, on, _visit(rules, visit), record)


def _visit(rules: Rules, visit: VisitFacts) -> Iterator[Condition]:
    yield Condition(
        "visit.designated",
        visit.at.designated,
        "DEST_NOT_DESIGNATED",
        {"hospital": visit.at.hospital},
    )
    found = covering(rules, visit)
    yield Condition(
        "visit.filed",
        found is not None,
        "NO_ACTIVE_FILING",
        {
            "admitted_at": visit.admitted_at,
            "filings": len(visit.filings),
            "covering": found.number if found else None,
        },
    )


def covering(rules: Rules, visit: VisitFacts) -> Held | None:
    """Return the filing that care rests on: the latest approved of those that cover it."""
    fitting = [each for each in visit.filings if _covers(rules, each, visit)]
    return _latest(fitting)


def _latest(filings: Sequence[Held]) -> Held | None:
    return max(filings, key=lambda each: (each.approved_at, each.number), default=None)


def _covers(rules: Rules, filing: Held, visit: VisitFacts) -> bool:
    on = day_of(visit.admitted_at)
    if filing.approved_at is None or not bound_place(rules, filing.to, visit.at, on):
        return False
    if filing.withdrawn_at is not None and filing.withdrawn_at <= visit.admitted_at:
        return False
    option = rules.option("CC-07", on)
    return in_time(option, filing.approved_at, visit.admitted_at, visit.discharged_at) and _within(
        rules, filing, visit
    )


def _within(rules: Rules, filing: Held, visit: VisitFacts) -> bool:
    """Tell whether care lies inside the validity (CC-06)."""
    begun = day_of(visit.admitted_at)
    ended = day_of(visit.discharged_at) if visit.discharged_at is not None else begun
    late = rules.option("CC-07", begun) == "until_discharge"
    started = filing.valid_from <= (ended if late else begun)
    match rules.option("CC-06", begun):
        case "whole_stay":
            return started and ended <= filing.valid_until
        case "discharge":
            return started and filing.valid_from <= ended <= filing.valid_until
        case _:
            return started and begun <= filing.valid_until
