"""Scalar, columns and SQL pay the same for every stay."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from harness.errors import UsageError
from harness.policy.benefit import price_stay
from harness.policy.bulk import Kind, columns_of, price_columns
from harness.policy.facts import (
    ItemClass,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
    YearToDate,
)
from harness.policy.loading import pack
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.year import advance

RULES = Rules(pack("nm-region"))
KINKS = [0, 1, 59_999, 60_000, 60_001, 3_499_999, 3_500_000, 3_500_001, 22_001_052, 22_001_053]


def random_stays(count: int, seed: int) -> pl.DataFrame:
    """Return stays of many people, with amounts around every kink and ceilings crossed."""
    rng = random.Random(seed)  # noqa: S311 - simulated bills
    rows = []
    while len(rows) < count:
        status, disabled = rng.choice(["active", "retired"]), rng.random() < 0.2
        for seq in range(rng.choice([1, 2, 5, 20])):
            discharged = date(2024, 6, 1) + timedelta(days=rng.randint(0, 600))
            scale = rng.choice([10_000, 1_000_000, 20_000_000])
            ordinary = rng.choice(KINKS) if rng.random() < 0.2 else rng.randint(0, scale)
            gross_b = rng.choice([0, 0, rng.randint(0, scale)])
            rows.append(
                {
                    "case": f"p{len(rows) - seq}",
                    "seq": seq,
                    "status": status,
                    "disabled": disabled,
                    "grade": rng.choice(["3A", "3B", "2A", "1C"]),
                    "reach": rng.choice(["local", "referred", "emergency"]),
                    "admitted_on": discharged - timedelta(days=rng.randint(0, 40)),
                    "discharged_on": discharged,
                    "ordinary": ordinary,
                    "class_b": gross_b,
                    "upfront": (gross_b + 5) // 10,
                }
            )
    return pl.DataFrame(rows[:count])


def by_scalar(rules: Rules, frame: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Price stay by stay."""
    years: dict[tuple[str, int], YearToDate] = {}
    due = []
    for row in frame.iter_rows(named=True):
        key = (row["case"], row["discharged_on"].year)
        stay = StayFacts(
            grade=row["grade"],
            reach=Reach(row["reach"]),
            admitted_on=row["admitted_on"],
            discharged_on=row["discharged_on"],
            lines=(
                LineFacts(amount=row["ordinary"]),
                LineFacts(amount=row["class_b"], item_class=ItemClass.B),
            ),
        )
        person = PersonFacts(status=Status(row["status"]), disabled=row["disabled"])
        year = years.get(key, YearToDate())
        result = price_stay(rules, person, year, stay)
        years[key] = advance(year, result)
        due.append((result.deductible, result.pooled, result.large_amount))
    return due


def by_columns(rules: Rules, frame: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Price all at once."""
    kinds = [
        Kind(row["status"], row["disabled"], row["grade"], row["reach"], row["discharged_on"])
        for row in frame.iter_rows(named=True)
    ]
    distinct = sorted(set(kinds))
    segments = list(zip(frame["case"], frame["discharged_on"].dt.year(), strict=True))
    numbers = {each: number for number, each in enumerate(dict.fromkeys(segments))}
    due = price_columns(
        rules,
        columns_of(
            distinct,
            segment=[numbers[each] for each in segments],
            seq=frame["seq"].to_list(),
            kind=_positions(kinds, distinct),
            ordinary=frame["ordinary"].to_list(),
            class_b=(frame["class_b"] - frame["upfront"]).to_list(),
        ),
    )
    return list(
        zip(due.deductible.tolist(), due.pooled.tolist(), due.large_amount.tolist(), strict=True)
    )


def _positions(kinds: list[Kind], distinct: list[Kind]) -> list[int]:
    places = {kind: place for place, kind in enumerate(distinct)}
    return [places[kind] for kind in kinds]


SQL = """
with base as (
  select *, row_number() over () as line, year(discharged_on) as y,
    ordinary + class_b - upfront as e, class_b - upfront as b,
    case when grade in ('3A', '3B') then grade else 'other' end as tier,
    (status = 'retired' or disabled) as old, (disabled and status = 'retired') as relief,
    reach <> 'local' as away
  from stays
), tariff as (
  select *,
    case tier when '3A' then 60000 when '3B' then 40000 else 30000 end as base,
    case tier when '3A' then 40000 when '3B' then 30000 else 20000 end as floor,
    case tier when '3A' then (case when old then 8800 else 8500 end)
              when '3B' then (case when old then 9300 else 9000 end)
              else (case when old then 9800 else 9500 end) end
      - (case when away then 500 else 0 end) + (case when relief then 200 else 0 end) as r1,
    case tier when '3A' then (case when old then 9600 else 9500 end)
              when '3B' then (case when old then 9700 else 9600 end)
              else (case when old then 9800 else 9700 end) end
      - (case when away then 500 else 0 end) + (case when relief then 200 else 0 end) as r2,
    sum((e > 0)::int) over (partition by "case", y order by seq) as n
  from base
), taken as (
  select *, case when e = 0 then 0 else
      greatest(base * (10 - 2 * (n - 1)) // 10, floor)
      * (case when relief then 9 else 10 end) // 10 end as d,
    least(r1, 10000) as low, least(r2, 10000) as high
  from tariff
), bands as (
  select *, greatest(least(e, 3500000) - least(d, e), 0) as lower_part, least(d, e) as dd from taken
), exact as (
  select *, lower_part * low + (e - dd - lower_part) * high as p,
    (e - dd - lower_part) * high as p2
  from bands
), pooled as (
  select *, sum((p + 5000) // 10000) over w as running, (p + 5000) // 10000 as unc
  from exact window w as (partition by "case", y order by seq)
), capped as (
  select *, least(running, 20500000) - least(running - unc, 20500000) as pooled,
    20500000 - least(running - unc, 20500000) as remaining
  from pooled
)
, beyond as (
  select *, greatest(ordinary - dd, 0) as o, b - greatest(dd - ordinary, 0) as bb,
    p - remaining * 10000 as over,
    case when p - remaining * 10000 <= p2 then p - remaining * 10000
      else (e - dd - lower_part) * (low - high) + p - remaining * 10000 end as num,
    case when p - remaining * 10000 <= p2 then high else low end as den
  from capped
), wanted as (
  select *, case when over <= 0 then 0 else
      (2 * num::hugeint * rate_num + den * rate_den * (o + bb))
      // (2 * den::hugeint * rate_den * (o + bb)) end as want
  from (select *, case when away then o * 828 + bb * 850 else o * 97 + bb * 100 end as rate_num,
      case when away then 900 else 100 end as rate_den from beyond)
), layered as (
  select *, sum(want) over (partition by "case", y order by seq) as wants from wanted
)
select line, d, pooled, least(wants, 10000000) - least(wants - want, 10000000) as large
from layered order by line
"""


def test_scalar_columns_and_sql_agree_on_ten_thousand_stays(tmp_path: Path) -> None:
    """Three ways written apart give the same deductible and payments for every stay."""
    frame = random_stays(10_000, 20250501)
    scalar = by_scalar(RULES, frame)
    file = tmp_path / "stays.parquet"
    frame.write_parquet(file)
    rows = duckdb.connect().execute(SQL.replace("from stays", f"from '{file}'")).fetchall()

    assert scalar == by_columns(RULES, frame)
    assert scalar == [tuple(int(amount) for amount in row[1:]) for row in rows]
    assert sum(large > 0 for _, _, large in scalar) > 200, "the ceiling is really crossed"


@pytest.mark.parametrize(
    "reading",
    [
        {"CC-12": "one_step"},
        {"CC-13": "above_deductible"},
        {"CC-14": "relative"},
        {"CC-17": "after_first_payment"},
        {"CC-23": "general_floor"},
        {"CC-25": "by_letter"},
    ],
    ids=lambda each: "=".join(*each.items()),
)
def test_columns_know_the_same_readings_as_the_scalar(reading: dict[str, str]) -> None:
    """Every reading that is offered for exports gives what the scalar gives."""
    rules = Rules(pack("nm-region"), Readings.of(reading))
    frame = random_stays(1_000, 7)

    assert by_scalar(rules, frame) == by_columns(rules, frame)


@pytest.mark.parametrize(
    "reading",
    [
        {"CC-11": "per_tier"},
        {"CC-13": "yearly"},
        {"CC-16": "expenses"},
        {"CC-12": "first_hospital"},
    ],
    ids=lambda each: "=".join(*each.items()),
)
def test_a_reading_that_columns_do_not_know_is_refused(reading: dict[str, str]) -> None:
    """Nothing falls back in silence."""
    rules = Rules(pack("nm-region"), Readings.of(reading))

    with pytest.raises(UsageError, match="not offered"):
        by_columns(rules, random_stays(5, 1))


def test_rows_may_come_in_any_order() -> None:
    """Order of settlement is a column, not the order of rows."""
    frame = random_stays(500, 3)
    shuffled = frame.with_row_index("at").sample(fraction=1.0, shuffle=True, seed=1)
    due = dict(zip(shuffled["at"], by_columns(RULES, shuffled), strict=True))

    assert by_columns(RULES, frame) == [due[at] for at in range(len(frame))]


def test_numbers_of_years_and_of_stays_may_lie_far_apart() -> None:
    """Only the order that the numbers give counts, not their size."""
    kind = Kind("active", disabled=False, grade="3A", reach="local", discharged_on=date(2025, 3, 9))
    rows = {"kind": [0] * 4, "ordinary": [100_000, 0, 200_000, 300_000], "class_b": [0] * 4}
    near = columns_of([kind], segment=[1, 0, 1, 0], seq=[3, 0, 1, 2], **rows)
    far = columns_of([kind], segment=[2**62, -9, 2**62, -9], seq=[2**40, -1, 7, 10**6], **rows)

    for one, other in zip(price_columns(RULES, near), price_columns(RULES, far), strict=True):
        assert one.tolist() == other.tolist()


def test_no_rows_are_no_differences() -> None:
    """An empty export is priced too."""
    due = price_columns(RULES, columns_of([], segment=[], seq=[], kind=[], ordinary=[], class_b=[]))

    assert 0 == due.pooled.size
    assert due.pooled.dtype == np.int64


def test_an_amount_beyond_64_bits_is_refused() -> None:
    """The columns never overflow unseen."""
    kind = Kind("active", disabled=False, grade="3A", reach="local", discharged_on=date(2025, 3, 9))
    columns = columns_of([kind], segment=[0], seq=[0], kind=[0], ordinary=[10**14], class_b=[0])

    with pytest.raises(UsageError, match="too large"):
        price_columns(RULES, columns)
