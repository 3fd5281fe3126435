"""Choosing scenarios: by id, slug, glob, group word or letter, catalogue number, requirement id."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from harness.errors import UsageError
from harness.verdicts.catalogue import Profile

from .model import GROUPS, Scenario

LETTERS = dict(zip(string.ascii_uppercase, GROUPS, strict=True))


def of_profiles(
    scenarios: Mapping[str, Scenario], profiles: Sequence[Profile], mode: str
) -> dict[str, Scenario]:
    """Return the scenarios of some profiles that are played in a mode."""
    wanted = {each.id for each in profiles}
    return {
        id_: each
        for id_, each in scenarios.items()
        if wanted & set(each.profiles) and each.mode in (None, mode)
    }


def select(
    scenarios: Mapping[str, Scenario], selectors: Iterable[str], known: Iterable[str] = ()
) -> dict[str, Scenario]:
    """Return the scenarios that any of the selectors means, in the order of the suite.

    Args:
        scenarios: to choose from.
        selectors: what to choose; nothing chooses everything.
        known: requirement ids.

    Raises:
        UsageError: if a selector means no scenario.

    """
    selectors = list(selectors)
    if not selectors:
        return dict(scenarios)
    chosen: set[str] = set()
    for selector in selectors:
        found = {id_ for id_, each in scenarios.items() if _means(selector)(each)}
        if not found:
            raise UsageError(
                f"{selector} means no scenario of these profiles", remedy=_remedy(selector, known)
            )
        chosen |= found
    return {id_: each for id_, each in scenarios.items() if id_ in chosen}


def _means(selector: str) -> Callable[[Scenario], bool]:
    group = LETTERS.get(selector, selector)
    if group in GROUPS:
        return lambda each: each.group == group
    if any(mark in selector for mark in "*?["):
        return lambda each: fnmatchcase(each.id, selector) or fnmatchcase(each.slug, selector)
    names = selector.partition("#")[0]
    return lambda each: names in (each.id, each.slug, each.catalogue) or selector in _verified(each)


def _verified(scenario: Scenario) -> frozenset[str]:
    own = [each.verifies for each in scenario.never] + [s.verifies for s in scenario.flat_steps()]
    own += [claim.verifies for step in scenario.flat_steps() for claim in step.claims]
    return frozenset(scenario.verifies).union(*(each for each in own if each))


def _remedy(selector: str, known: Iterable[str]) -> str:
    if selector in set(known):
        return f"No check verifies it; `harness requirements` gives the reason for {selector}."
    return (
        "Expected an id, a slug, a glob, a group word or letter, or a requirement id; "
        "`harness scenarios list` shows them."
    )
