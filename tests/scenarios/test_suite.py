"""The scenario files as a suite: complete, honest about who is judged, and not copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from harness import resources
from harness.scenario.loading import shipped
from harness.scenario.model import OURS, Scenario
from harness.verdicts.catalogue import profiles, requirements

HALF_WIDTH = re.compile(r"[一-鿿][,;:?!]|[,;:?!][一-鿿]")
CHINESE = re.compile("[一-鿿]")
CATALOGUED = re.compile(r"^[A-Z]\d\d$")
WHOLE_GROUPS = {"C": 16, "E": 11, "G": 14}


def test_groups_of_the_core_are_whole() -> None:
    """Filing on referral, slip expiry and extension are covered row by row."""
    found = Counter((each.catalogue or "?")[0] for each in shipped().values())
    assert {group: found[group] for group in WHOLE_GROUPS} == WHOLE_GROUPS


def test_catalogue_numbers_are_used_once() -> None:
    """Two scenarios never come from the same row of the catalogue."""
    numbers = Counter(each.catalogue for each in shipped().values() if each.catalogue)
    assert [number for number, times in numbers.items() if times > 1] == []
    assert all(CATALOGUED.match(number) for number in numbers)


def test_titles_differ() -> None:
    """No title is copied between neighbours, in either language."""
    for language in ("en", "zh"):
        titles = Counter(each.title[language] for each in shipped().values())
        assert [title for title, times in titles.items() if times > 1] == []


@pytest.mark.parametrize("scenario", shipped().values(), ids=shipped())
def test_profiles_exist_and_want_what_is_verified(scenario: Scenario) -> None:
    """A scenario belongs to known profiles, and each verified clause is in one of them."""
    known = profiles()
    assert set(scenario.profiles) <= set(known)
    wanted = {id_ for name in scenario.profiles for id_ in known[name].requirements}
    assert set(scenario.verifies) <= wanted


@pytest.mark.parametrize("scenario", shipped().values(), ids=shipped())
def test_something_the_hospital_does_is_judged(scenario: Scenario) -> None:
    """What only our simulator answers verifies nothing: every clause has a check of the HIS."""
    judged: set[str] = set()
    for step in scenario.steps:
        for claim in step.claims:
            if claim.about == "platform" or (step.kind in OURS and claim.about == "reply"):
                continue
            judged |= set(claim.verifies or step.verifies or scenario.verifies)
        if step.together:
            judged |= {id_ for each in step.together for id_ in each.verifies or ()}
    judged |= {id_ for each in scenario.never for id_ in each.verifies or scenario.verifies}
    assert set(scenario.verifies) <= judged


def test_nothing_without_consequence_is_verified() -> None:
    """No scenario claims to verify a clause that has no software consequence."""
    claimed = {id_ for each in shipped().values() for id_ in each.verifies}
    assert [id_ for id_ in claimed if requirements()[id_].testable == "none"] == []


def test_reader_finds_the_files() -> None:
    """Every scenario file of the folder is shipped."""
    folders = {name.split("/")[1] for name in resources.names("scenarios", ".yaml")}
    assert folders - {"requirements", "profiles"} == {each.group for each in shipped().values()}


def bilingual_texts(value: object) -> Iterator[str]:
    """Return every Chinese wording inside a scenario file."""
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            yield value["zh"]
        for each in value.values():
            yield from bilingual_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from bilingual_texts(each)


@pytest.mark.parametrize("scenario", shipped(), ids=str)
def test_chinese_of_scenarios_is_full_width(scenario: str) -> None:
    """Titles, remarks and hints are Chinese and use full-width punctuation."""
    texts = list(bilingual_texts(resources.load_yaml(f"scenarios/{scenario}.yaml")))
    assert texts
    assert [text for text in texts if HALF_WIDTH.search(text) or not CHINESE.search(text)] == []
