"""The chart of a report: how many clauses of each instrument have which verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harness.verdicts.verdict import PRECEDENCE, Verdict

from .records import RequirementRecord, Words
from .wording import both, words

WIDTH: Final = 640
ROW: Final = 46
BAR: Final = 20
ORDER: Final = (Verdict.PASS, *(each for each in PRECEDENCE if each is not Verdict.PASS))
ROOM_FOR_A_NUMBER: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One verdict's part of a bar, in user units of the drawing."""

    verdict: Verdict
    count: int
    x: int
    width: int

    @property
    def labelled(self) -> bool:
        """Whether its number fits inside."""
        return self.width >= ROOM_FOR_A_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """All clauses of one instrument."""

    name: Words
    total: int
    y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars one below the other, on one scale."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return ROW * len(self.bars)

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts that occur, in the order of the bars."""
        found = {segment.verdict for bar in self.bars for segment in bar.segments}
        return [verdict for verdict in ORDER if verdict in found]


def chart(requirements: Sequence[RequirementRecord]) -> Chart:
    """Return the chart of some clauses: a bar for each instrument, in order of appearance."""
    groups = by_instrument(requirements)
    largest = max(map(len, groups), default=1)
    return Chart(bars=tuple(_bar(group, place, largest) for place, group in enumerate(groups)))


def by_instrument(
    requirements: Sequence[RequirementRecord],
) -> Sequence[Sequence[RequirementRecord]]:
    """Return clauses grouped by the instrument they stand in, in order of appearance."""
    groups: dict[str, list[RequirementRecord]] = {}
    for each in requirements:
        groups.setdefault(_instrument(each)["zh"], []).append(each)
    return list(groups.values())


def _bar(group: Sequence[RequirementRecord], place: int, largest: int) -> Bar:
    counts = Counter(each.verdict for each in group)
    segments, done = [], 0
    for verdict in ORDER:
        if counts[verdict]:
            x, done = done * WIDTH // largest, done + counts[verdict]
            width = done * WIDTH // largest - x
            segments.append(Segment(verdict=verdict, count=counts[verdict], x=x, width=width))
    return Bar(
        name=_instrument(group[0]),
        total=len(group),
        y=place * ROW,
        segments=tuple(segments),
    )


def _instrument(each: RequirementRecord) -> Words:
    return both(each.definition.get("instrument") or words("其他", "Other"))
