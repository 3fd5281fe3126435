"""What pricing costs, as ratios to a bare numpy kernel over the same million stays.

Cost is this process's own processor time, so that neighbours on the machine do not count. Measured
on two cores, 2026-11-22, medians: the kernel 6 ms; columns in shuffled order, some of them beyond
the ceilings, 141 ms (23 times); the whole re-adjudication of such an export 262 ms (43 times); an
adjudication with its recorder 1.2 times one without.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.policy.adjudicate import adjudicate
from harness.policy.bulk import Columns, Kind, columns_of, price_columns
from harness.policy.casefile import Case
from harness.policy.facts import (
    ItemClass,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    tier,
)
from harness.policy.loading import pack
from harness.policy.readjudicate import differences
from harness.policy.rules import Rules
from harness.policy.tariff import tariff

Fens: TypeAlias = NDArray[np.int64]

BULK = Path(__file__).parents[1] / "policy" / "test_bulk.py"
RULES = Rules(pack("nm-region"))
STAYS = 1_000_000
#: Times the kernel that the columns may cost, rows in any order.
LIMIT = 60.0
#: Times the silent adjudication that a recorded one may cost.
RECORDED = 1.5
#: Every stay is of this era and these kinds.
DAY = date(2025, 1, 1)
KINDS = [
    Kind(status, disabled, grade, reach, DAY)
    for status in ("active", "retired")
    for disabled in (False, True)
    for grade in ("3A", "3B", "2A", "1C")
    for reach in ("local", "referred", "emergency")
]


@cache
def bulk() -> ModuleType:
    """Return the module that prices the same stays one by one and in SQL."""
    spec = importlib.util.spec_from_file_location("bulk_of_policy", BULK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def amounts(rng: np.random.Generator, scale: Fens) -> Fens:
    """Return amounts up to a scale, a fifth of them at the kinks of the rules."""
    kinks = rng.choice(np.array(bulk().KINKS), scale.size)
    return np.where(rng.random(scale.size) < 0.2, kinks, rng.integers(0, scale + 1))


@cache
def stays() -> pl.DataFrame:
    """Return a million stays in order of settlement, a part of them beyond the ceilings."""
    rng = np.random.default_rng(20250501)
    person = np.repeat(np.arange(STAYS), rng.choice([1, 2, 5, 20], STAYS))[:STAYS]
    scale = rng.choice(np.array([10_000, 1_000_000, 20_000_000]), STAYS, p=[0.3, 0.6, 0.1])
    class_b = np.where(rng.random(STAYS) < 0.5, rng.integers(0, scale + 1), 0)
    # Of a person: status and disability. Of a stay: grade and reach. The order is that of KINDS.
    kind = rng.integers(0, 4, STAYS)[person] * 12 + rng.integers(0, 12, STAYS)
    discharged = np.datetime64("2024-06-01") + rng.integers(0, 600, STAYS)
    return pl.DataFrame(
        {
            "case": pl.select(pl.format("p{}", pl.Series(person))).to_series(),
            "seq": np.arange(STAYS) - np.searchsorted(person, person),
            **{
                name: [getattr(KINDS[at], name) for at in kind.tolist()]
                for name in ("status", "disabled", "grade", "reach")
            },
            "admitted_on": discharged - rng.integers(0, 40, STAYS),
            "discharged_on": discharged,
            "ordinary": amounts(rng, scale),
            "class_b": class_b,
            "upfront": (class_b + 5) // 10,
            "kind": kind,
            "segment": person * 4 + discharged.astype("datetime64[Y]").astype(np.int64) % 4,
        }
    )


def columns(frame: pl.DataFrame) -> Columns:
    """Return stays as the columns that are priced."""
    net = frame["class_b"] - frame["upfront"]
    names = ("segment", "seq", "kind", "ordinary")
    return columns_of(
        KINDS, **{name: frame[name].to_numpy() for name in names}, class_b=net.to_numpy()
    )


def kernel_of(priced: Columns, ordinal: Fens) -> Callable[[], Fens]:
    """Return the bare arithmetic of one row each: deductible, two bands, ceiling; no checks."""
    found = [
        tariff(RULES, DAY, Status(k.status), tier(k.grade), Reach(k.reach), disabled=k.disabled)
        for k in KINDS
    ]
    ladders = [each.ladders["3A"] for each in found]
    base, floor, low, high = (
        np.array(values, dtype=np.int64)[priced.kind]
        for values in (
            [each[0] for each in ladders],
            [each[-1] for each in ladders],
            [each.lower.value for each in found],
            [each.upper.value for each in found],
        )
    )
    limit, ceiling = found[0].band_limit.value, found[0].pool_ceiling.value
    ordinary, class_b = priced.ordinary, priced.class_b

    def kernel() -> Fens:
        eligible = ordinary + class_b
        deductible = np.maximum(base * (12 - 2 * ordinal) // 10, floor)
        taken = np.minimum(deductible, eligible)
        lower = np.maximum(np.minimum(eligible, limit) - taken, 0)
        exact = lower * low + (eligible - taken - lower) * high
        paid: Fens = np.minimum((exact + 5_000) // 10_000, ceiling)
        return paid

    return kernel


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(work: Callable[[], Any], bare: Callable[[], Any], rounds: int) -> float:
    """Return the ratio of the medians of calls taken in turn."""
    for each in (work, bare):
        each()
    pairs = [(seconds(work), seconds(bare)) for _ in range(rounds)]
    above, below = (statistics.median(each) for each in zip(*pairs, strict=True))
    found: float = above / below
    print(f"{1e3 * above:.1f} ms to {1e3 * below:.1f} ms: {found:.2f}")  # noqa: T201 - with -s
    return found


def export(frame: pl.DataFrame, pooled: Fens, large: Fens) -> pl.DataFrame:
    """Return stays as an export whose payments are right."""
    nothing = pl.lit(0, dtype=pl.Int64)
    return frame.drop("kind", "segment").with_columns(
        self_paid=nothing,
        upfront_share=pl.col("upfront"),
        upfront_bed=nothing,
        paid_pooled=pl.Series(pooled),
        paid_large_amount=pl.Series(large),
    )


def cases(count: int) -> Iterator[Case]:
    """Yield the first stays again, as cases of one person each."""
    for _, group in stays().head(count).group_by("case", maintain_order=True):
        rows = group.to_dicts()
        yield Case(
            id=rows[0]["case"],
            person=PersonFacts(status=Status(rows[0]["status"]), disabled=rows[0]["disabled"]),
            stays=tuple(stay(row) for row in rows),
        )


def stay(row: dict[str, Any]) -> StayFacts:
    """Return a row as the facts of a stay."""
    return StayFacts(
        grade=row["grade"],
        reach=Reach(row["reach"]),
        admitted_on=row["admitted_on"],
        discharged_on=row["discharged_on"],
        lines=(
            LineFacts(amount=row["ordinary"]),
            LineFacts(amount=row["class_b"], item_class=ItemClass.B),
        ),
    )


def test_a_million_stays_cost_a_bounded_multiple_of_the_bare_arithmetic() -> None:
    """Checks, order, running sums and fractions of a whole export hold their share, shuffled."""
    shuffled = stays().sample(fraction=1.0, shuffle=True, seed=1)
    priced = columns(shuffled)
    due = price_columns(RULES, priced)
    kernel = kernel_of(priced, due.ordinal)
    exported = export(shuffled, due.pooled, due.large_amount)

    first = (due.ordinal > 0) & (due.large_amount == 0)
    assert (kernel() == due.pooled)[first].mean() > 0.5, "the kernel computes the same thing"
    assert [] == list(differences(RULES, exported))
    assert ratio(lambda: price_columns(RULES, priced), kernel, 9) <= LIMIT
    assert ratio(lambda: list(differences(RULES, exported)), kernel, 5) <= LIMIT


def test_a_recorder_costs_at_most_half_as_much_again() -> None:
    """An adjudication with the reason of each number costs little more than one without."""
    people = list(cases(5_000))

    def adjudicated(*, explain: bool) -> list[int]:
        return [
            result.pooled for each in people for result in adjudicate(RULES, each, explain=explain)
        ]

    assert adjudicated(explain=True) == adjudicated(explain=False)
    assert (
        ratio(lambda: adjudicated(explain=True), lambda: adjudicated(explain=False), 9) <= RECORDED
    )


def test_a_million_stays_are_paid_the_same_three_ways(tmp_path: Path) -> None:
    """Scalar, columns and SQL give the same deductible and payments for each of them."""
    frame, file = stays(), tmp_path / "stays.parquet"
    due = price_columns(RULES, columns(frame))
    frame.write_parquet(file)
    query = bulk().SQL.replace("from stays", f"from '{file}'")
    found = duckdb.connect().execute(query).fetchnumpy()
    scalar = np.array(bulk().by_scalar(RULES, frame), dtype=np.int64)

    names = {"d": due.deductible, "pooled": due.pooled, "large": due.large_amount}
    for at, (name, paid) in enumerate(names.items()):
        assert scalar[:, at].sum() == paid.sum() == found[name].astype(np.int64).sum()
        assert np.array_equal(scalar[:, at], paid)
        assert np.array_equal(found[name].astype(np.int64), paid)
    assert (due.large_amount > 0).sum() > 10_000, "the ceiling is really crossed"
