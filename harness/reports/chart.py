"""The chart of a report: how many clauses of each instrument have which verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from harness.verdicts.verdict import PRECEDENCE, Verdict

from .records import RequirementRecord, Words
from .wording import both, words

ORDER: Final = (Verdict.PASS, *(each for each in PRECEDENCE if each is not Verdict.PASS))
ROOM_FOR_A_NUMBER: Final = 9
"""Per cent of the width that a sign and a number need on a telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One verdict's part of a bar; places are per cent of the drawing's width."""

    verdict: Verdict
    count: int
    x: Decimal
    width: Decimal

    @property
    def middle(self) -> Decimal:
        """Where its number stands."""
        return self.x + self.width / 2

    @property
    def labelled(self) -> bool:
        """Whether its number fits inside."""
        return self.width >= ROOM_FOR_A_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """All clauses of one instrument."""

    name: Words
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars one below the other, on one scale."""

    bars: tuple[Bar, ...]

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts that occur, in the order of the bars."""
        found = {segment.verdict for bar in self.bars for segment in bar.segments}
        return [verdict for verdict in ORDER if verdict in found]


def chart(requirements: Sequence[RequirementRecord]) -> Chart:
    """Return the chart of some clauses: a bar for each instrument."""
    groups = by_instrument(requirements)
    largest = max(map(len, groups), default=1)
    return Chart(bars=tuple(_bar(group, largest) for group in groups))


def by_instrument(
    requirements: Sequence[RequirementRecord],
) -> Sequence[Sequence[RequirementRecord]]:
    """Return clauses by the instrument they stand in.

    Law comes before engineering, and the instrument that decides most comes first.
    """
    groups: dict[str, list[RequirementRecord]] = {}
    for each in requirements:
        groups.setdefault(_instrument(each)["zh"], []).append(each)
    return sorted(groups.values(), key=_weight)


def _weight(group: Sequence[RequirementRecord]) -> tuple[bool, int]:
    is_law = any(each.basis != "engineering" for each in group)
    return not is_law, -sum(each.scored for each in group)


def _bar(group: Sequence[RequirementRecord], largest: int) -> Bar:
    counts = Counter(each.verdict for each in group)
    segments, done = [], 0
    for verdict in ORDER:
        if counts[verdict]:
            x, done = _per_cent(done, largest), done + counts[verdict]
            width = _per_cent(done, largest) - x
            segments.append(Segment(verdict=verdict, count=counts[verdict], x=x, width=width))
    return Bar(name=_instrument(group[0]), total=len(group), segments=tuple(segments))


def _per_cent(part: int, whole: int) -> Decimal:
    return Decimal(part * 10_000 // whole) / 100


def _instrument(each: RequirementRecord) -> Words:
    return both(each.definition.get("instrument") or words("其他", "Other"))
