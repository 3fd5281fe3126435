"""Every clause of the chart has its place on one scale."""

from types import ModuleType

import pytest

from harness.reports.chart import by_instrument, chart
from harness.reports.records import RequirementRecord
from harness.verdicts.verdict import Verdict


def record(builder: ModuleType, verdict: str, **changes: object) -> RequirementRecord:
    """Return a clause with a verdict."""
    definition = builder.requirement("X-1", "x", "某", **changes)
    return RequirementRecord.of(definition, {"verdict": verdict, "assertions": []}, ())


def test_segments_fill_the_longest_bar(builder: ModuleType) -> None:
    """One begins where the other ends, and together they make a hundred."""
    records = [record(builder, verdict) for verdict in ("fail", "pass", "pass")]
    (bar,) = chart(records).bars

    assert [(each.verdict, each.count) for each in bar.segments] == [
        (Verdict.PASS, 2),
        (Verdict.FAIL, 1),
    ]
    assert bar.segments[1].x == bar.segments[0].x + bar.segments[0].width
    assert sum(each.width for each in bar.segments) == 100


def test_instruments_share_a_scale(builder: ModuleType) -> None:
    """A bar half as long has half as many clauses."""
    records = [record(builder, "pass")] * 4 + [
        record(builder, "pass", instrument=builder.BMI14)
    ] * 2
    first, second = chart(records).bars

    assert (first.segments[0].width, second.segments[0].width) == (100, 50)
    assert [len(group) for group in by_instrument(records)] == [4, 2]


@pytest.mark.parametrize(("count", "labelled"), [(1, False), (9, True)])
def test_a_number_stands_where_it_has_room(
    builder: ModuleType, count: int, *, labelled: bool
) -> None:
    """A sliver goes without."""
    records = [record(builder, "fail")] * count + [record(builder, "pass")] * (100 - count)
    segment = chart(records).bars[0].segments[1]

    assert segment.labelled is labelled


def test_the_legend_names_what_occurs(builder: ModuleType) -> None:
    """Nothing else, and pass first."""
    records = [record(builder, "error"), record(builder, "pass")]

    assert chart(records).verdicts == [Verdict.PASS, Verdict.ERROR]


def test_law_comes_before_engineering_and_what_decides_most_first(builder: ModuleType) -> None:
    """Whatever the order of the catalogue."""
    groups = by_instrument(
        [record(builder, "pass", instrument="ours", basis="engineering")] * 9
        + [record(builder, "pass", instrument=builder.BMI14)]
        + [record(builder, "pass")] * 2
    )

    assert [len(group) for group in groups] == [2, 1, 9]


def test_no_clauses_are_no_bars() -> None:
    """Nothing scored draws nothing."""
    assert chart([]).bars == ()
