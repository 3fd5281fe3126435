"""The same arithmetic over whole columns: numpy int64, exact, for re-adjudicating an export.

A stay is a row. Deductibles follow from a running count per person-year, ceilings from running
sums: what a year's payments come to under a ceiling is ``min(sum, ceiling)``, so each row's part is
the difference of two such minima and no loop is needed. Only rows beyond the ceiling leave the
columns, because their fractions need more than 64 bits. A reading that the columns do not know is
refused, never ignored.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from harness.errors import UsageError
from harness.money import WHOLE, round_half_up

from .facts import Reach, Status, tier
from .rules import Rules
from .tariff import LADDER_LENGTH, LargeTariff, large_tariff, tariff

Fens: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

#: Readings by whose other options the columns cannot compute.
FIXED: Final = {
    "CC-11": ("settlement_order",),
    "CC-12": ("linear", "compound", "one_step"),
    "CC-13": ("including_deductible", "above_deductible"),
    "CC-15": ("before_deductible",),
    "CC-16": ("payments",),
    "CC-17": ("flat_of_gross", "after_first_payment"),
    "CC-18": ("half_up_once",),
}
#: Largest amount in fen whose products with a rate and whose yearly sums stay far inside 64 bits.
LARGEST: Final = 10**13


class Kind(NamedTuple):
    """What a row's tariff depends on."""

    status: str
    disabled: bool
    grade: str
    reach: str
    discharged_on: date


class Columns(NamedTuple):
    """An export as columns of one length, in any order of rows.

    Attributes:
        segment: the number of the person-year of each row.
        seq: the order of settlement within a person.
        kinds: the distinct kinds of rows.
        kind: the position of each row's kind.
        ordinary: eligible ordinary expense in fen, net of first payments.
        class_b: eligible class-B expense in fen, net of first payments.

    """

    segment: Fens
    seq: Fens
    kinds: Sequence[Kind]
    kind: Fens
    ordinary: Fens
    class_b: Fens


class Priced(NamedTuple):
    """What is due for each row, in the order of the rows given."""

    ordinal: Fens
    deductible: Fens
    pooled: Fens
    large_amount: Fens


def price_columns(rules: Rules, columns: Columns) -> Priced:
    """Return what the funds owe for each row.

    Raises:
        UsageError: for a reading that the columns do not know, an amount too large for them, or
            ceilings that differ within a year.

    """
    _supported(rules, columns)
    order = _order(columns.segment, columns.seq)
    tables = _tables(rules, columns.kinds)
    rows = _rows(tables, columns, order)
    due = _due(rows, tables)
    return Priced(*(_back(column, order) for column in due))


def _order(segment: Fens, seq: Fens) -> Fens:
    """Return the places of the rows by segment, then seq, then place."""
    if not segment.size:
        return np.arange(0)
    first, early = int(segment.min()), int(seq.min())
    span, bits = int(seq.max()) - early + 1, segment.size.bit_length()
    if (int(segment.max()) - first + 1) * span << bits >= 1 << 63:
        return np.lexsort((seq, segment))
    # One number a row, its place in the last bits: sorted in place, many times faster than keys.
    keys = (segment - first) * span + (seq - early) << bits | np.arange(segment.size)
    keys.sort()
    places: Fens = keys & ((1 << bits) - 1)
    return places


def _back(column: Fens, order: Fens) -> Fens:
    """Return a sorted column in the order of the rows given."""
    placed = np.empty_like(column)
    placed[order] = column
    return placed


def _supported(rules: Rules, columns: Columns) -> None:
    for name, known in FIXED.items():
        for kind in columns.kinds:
            option = rules.option(name, kind.discharged_on)
            if option not in known:
                raise UsageError(
                    f"{name}={option} is not offered for whole exports",
                    remedy="Use harness policy adjudicate, which knows every reading.",
                )
    if columns.ordinary.size and int((columns.ordinary + columns.class_b).max()) > LARGEST:
        raise UsageError("an amount of the export is too large", why=f"the limit is {LARGEST} fen")


class _Tables(NamedTuple):
    """One row a kind: ladder, rates, band limit, ceilings, and the large-amount tariff."""

    large: list[LargeTariff]
    ladder: Fens
    lower: Fens
    upper: Fens
    limit: Fens
    above: Flags
    ceiling: int
    large_ceiling: int


def _tables(rules: Rules, kinds: Sequence[Kind]) -> _Tables:
    terms = [
        tariff(
            rules,
            kind.discharged_on,
            Status(kind.status),
            tier(kind.grade),
            Reach(kind.reach),
            disabled=kind.disabled,
        )
        for kind in kinds
    ]
    large = [
        large_tariff(rules, kind.discharged_on, Status(kind.status), Reach(kind.reach))
        for kind in kinds
    ]
    ladders = [next(iter(each.ladders.values())) for each in terms]
    return _Tables(
        large=large,
        ladder=np.array(ladders, dtype=np.int64).reshape(len(kinds), LADDER_LENGTH),
        lower=np.array([each.lower.value for each in terms], dtype=np.int64),
        upper=np.array([each.upper.value for each in terms], dtype=np.int64),
        limit=np.array([each.band_limit.value for each in terms], dtype=np.int64),
        above=np.array([each.band_by == "above_deductible" for each in terms], dtype=np.bool_),
        ceiling=_one({each.pool_ceiling.value for each in terms}, "inpatient.pool_ceiling"),
        large_ceiling=_one({each.ceiling for each in large}, "large_amount.ceiling"),
    )


def _one(values: set[int], name: str) -> int:
    if len(values) > 1:
        raise UsageError(
            f"{name} differs between rows of the export",
            remedy="Export one year and one pool at a time.",
        )
    return values.pop() if values else 0


class _Rows(NamedTuple):
    """The columns in order of person-year and settlement."""

    first: Fens
    kind: Fens
    ordinary: Fens
    class_b: Fens
    eligible: Fens
    ordinal: Fens
    deductible: Fens
    taken: Fens


def _rows(tables: _Tables, columns: Columns, order: Fens) -> _Rows:
    segment, kind = columns.segment[order], columns.kind[order]
    ordinary, class_b = columns.ordinary[order], columns.class_b[order]
    eligible = ordinary + class_b
    starts = np.flatnonzero(np.diff(segment, prepend=segment[:1] - 1))
    first = np.repeat(starts, np.diff(starts, append=segment.size))
    counted = (eligible > 0).astype(np.int64)
    ordinal = _running(counted, first) * counted
    step = np.clip(ordinal, 1, LADDER_LENGTH) - 1
    deductible = tables.ladder[kind, step] * counted
    taken = np.minimum(deductible, eligible)
    return _Rows(first, kind, ordinary, class_b, eligible, ordinal, deductible, taken)


def _running(values: Fens, first: Fens) -> Fens:
    """Return the sum of each row's segment up to and with the row."""
    total = np.cumsum(values)
    before: Fens = total[first] - values[first]
    return total - before


def _due(rows: _Rows, tables: _Tables) -> tuple[Fens, Fens, Fens, Fens]:
    limit, kind = tables.limit[rows.kind], rows.kind
    above = rows.eligible - rows.taken
    within = np.maximum(np.minimum(rows.eligible, limit) - rows.taken, 0)
    lower = np.where(tables.above[kind], np.minimum(above, limit), within)
    upper = above - lower
    exact = lower * tables.lower[kind] + upper * tables.upper[kind]
    uncapped = (exact + WHOLE // 2) // WHOLE
    pooled, left = _under(uncapped, rows.first, tables.ceiling)
    wanted = np.zeros_like(pooled)
    at = np.flatnonzero(exact > left * WHOLE)
    wanted[at] = _large(rows, tables, at, exact[at] - left[at] * WHOLE, upper[at])
    large, _ = _under(wanted, rows.first, tables.large_ceiling)
    return rows.ordinal, rows.deductible, pooled, large


def _under(wanted: Fens, first: Fens, ceiling: int) -> tuple[Fens, Fens]:
    """Return what a yearly ceiling leaves of each payment, and what was left before it."""
    total = _running(wanted, first)
    before = np.minimum(total - wanted, ceiling)
    return np.minimum(total, ceiling) - before, ceiling - before


def _large(rows: _Rows, tables: _Tables, at: Fens, over: Fens, upper: Fens) -> list[int]:
    """Return the large-amount payments of some rows before its ceiling, as the scalar does."""
    kind, taken = rows.kind[at], rows.taken[at]
    low, high = tables.lower[kind], tables.upper[kind]
    # Expense beyond the ceiling as a fraction: all of it in the upper band, or some in the lower.
    within = over <= upper * high
    beyond, part = np.where(within, over, upper * (low - high) + over), np.where(within, high, low)
    ordinary = np.maximum(rows.ordinary[at] - taken, 0)
    class_b = rows.class_b[at] - np.maximum(taken - rows.ordinary[at], 0)
    rates = _common(tables.large)
    columns = (beyond, part, ordinary, class_b, kind)
    # The products below need more than 64 bits: integers of Python from here on.
    return [
        round_half_up(
            expense * (plain * rates[row][0] + other * rates[row][1]),
            rate * rates[row][2] * (plain + other),
        )
        for expense, rate, plain, other, row in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _common(tariffs: Sequence[LargeTariff]) -> list[tuple[int, int, int]]:
    """Return numerators of both rates and their common denominator."""
    found = []
    for each in tariffs:
        whole = math.lcm(each.ordinary.denominator, each.class_b.denominator)
        found.append((int(each.ordinary * whole), int(each.class_b * whole), whole))
    return found


def columns_of(kinds: Sequence[Kind], **arrays: Any) -> Columns:
    """Return columns from plain lists; for callers without arrays of their own."""
    made = {name: np.asarray(values, dtype=np.int64) for name, values in arrays.items()}
    return Columns(kinds=kinds, **made)
