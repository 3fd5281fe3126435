"""Giving each of several demands its own thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def assignment(
    patterns: Sequence[Any], values: Sequence[Any], fits: Callable[[Any, Any], bool]
) -> list[int | None]:
    """Return for each pattern the index of the value it takes; each value is taken once.

    A greatest matching (Kuhn's augmenting paths), so a pattern that fits anything never takes away
    the only value that another one could have had.
    """
    able = [[n for n, value in enumerate(values) if fits(one, value)] for one in patterns]
    owner: dict[int, int] = {}
    for index in range(len(patterns)):
        _augment(index, able, owner, set())
    found: list[int | None] = [None] * len(patterns)
    for value_index, pattern_index in owner.items():
        found[pattern_index] = value_index
    return found


def _augment(index: int, able: list[list[int]], owner: dict[int, int], seen: set[int]) -> bool:
    for candidate in able[index]:
        if candidate in seen:
            continue
        seen.add(candidate)
        if candidate not in owner or _augment(owner[candidate], able, owner, seen):
            owner[candidate] = index
            return True
    return False
