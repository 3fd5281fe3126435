"""The catalogue of requirements holds together with the scenarios that verify it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from harness import resources
from harness.errors import DataError
from harness.scenario.loading import load, shipped
from harness.verdicts.catalogue import profiles, requirements

HALF_WIDTH = re.compile(r"[一-鿿][,;:?!]|[,;:?!][一-鿿]")
CHINESE = re.compile("[一-鿿]")

UNKNOWN = """
title: {en: A requirement nobody wrote, zh: 无此要求}
verifies: [NM25-A99-1]
priority: P1
profiles: [referral-hospital]
steps: [{id: one, his: identify, with: {person: wang}, expect: {reply: {outcome: done}}}]
"""


def verified() -> frozenset[str]:
    """Return every requirement that some scenario verifies."""
    return frozenset(id_ for each in shipped().values() for id_ in each.verifies)


def chinese_texts() -> Iterator[tuple[str, str]]:
    """Return every Chinese wording of the catalogue with the id it belongs to."""
    for one in requirements().values():
        for wording in (one.title, one.text, one.article, one.excluded):
            if wording is not None:
                yield one.id, wording["zh"]


def test_catalogue_is_whole() -> None:
    """All 373 clauses of the two sources and their engineering companions are there."""
    assert len(requirements()) == 373


def test_every_requirement_is_verified_or_excluded() -> None:
    """A requirement has a check that verifies it, or a reason why none does, and never both."""
    done = verified()
    blank = [id_ for id_, one in requirements().items() if id_ not in done and not one.excluded]
    both = [id_ for id_, one in requirements().items() if id_ in done and one.excluded]
    assert (blank, both) == ([], [])


def test_unknown_requirement_does_not_load() -> None:
    """A scenario that claims to verify a clause nobody catalogued is refused by name."""
    with pytest.raises(DataError, match="NM25-A99-1"):
        load("slip/nobody", UNKNOWN, "scenarios/slip/nobody.yaml")


def test_chinese_is_chinese() -> None:
    """Chinese wording is there and uses full-width punctuation."""
    wrong = [
        (id_, text)
        for id_, text in chinese_texts()
        if not CHINESE.search(text) or HALF_WIDTH.search(text)
    ]
    assert wrong == []


def test_superseded_rules_end_before_the_new_ones_begin() -> None:
    """What the rules of 2025 replaced is out of force on 2025-05-01."""
    gone = {one.until.isoformat() for one in requirements().values() if one.until is not None}
    assert gone == {"2025-04-30"}


def test_profiles_name_known_requirements() -> None:
    """Every requirement of a frozen set is in the catalogue."""
    known = set(requirements())
    assert {name: one.requirements - known for name, one in profiles().items()} == {
        name: frozenset() for name in profiles()
    }


def test_readiness_dates_are_those_of_the_rules() -> None:
    """Referral hospitals had to be ready on 2025-04-30, one day before the rules took effect."""
    one = profiles()["referral-hospital"]
    assert (str(one.deadline), str(one.effective_from)) == ("2025-04-30", "2025-05-01")


def test_every_catalogue_file_names_its_instrument() -> None:
    """Each source file gives the document in both languages."""
    for name in resources.names("scenarios/requirements", ".yaml"):
        assert set(resources.load_yaml(name)["instrument"]) == {"en", "zh"}
