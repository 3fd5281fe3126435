"""One selector chooses by id, slug, glob, group, number or requirement."""

from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.scenario.loading import shipped
from harness.scenario.selection import of_profiles, select
from harness.verdicts.catalogue import chosen_profiles


@pytest.mark.parametrize(
    "selector",
    [
        "extension/ext-too-early",
        "ext-too-early",
        "extension/ext-too-*",
        "G02",
        "G",
        "extension",
        "NM25-A17-3",
        "extension/ext-too-early#ask.his.referral",
    ],
)
def test_ways_to_say_it(selector: str) -> None:
    """Each way finds the scenario."""
    assert "extension/ext-too-early" in select(shipped(), [selector])


def test_nothing_chooses_everything() -> None:
    """Without selector all are chosen, and several add up in the order of the suite."""
    assert select(shipped(), []) == dict(shipped())
    assert next(iter(select(shipped(), ["G", "C01"]))) == "filing/onestop-happy"


def test_what_means_nothing_is_refused() -> None:
    """A selector that finds nothing is a mistake of the user, never an empty run."""
    with pytest.raises(UsageError, match="no scenario"):
        select(shipped(), ["no-such-thing"])
    with pytest.raises(UsageError, match="No check verifies"):
        select(shipped(), ["WH25-P-1"], ["WH25-P-1"])


def test_of_profiles() -> None:
    """A profile leaves out the scenarios of others."""
    chosen = of_profiles(shipped(), chosen_profiles(["level2-hospital"]), "ci")
    assert chosen
    assert all("level2-hospital" in each.profiles for each in chosen.values())
