"""Worlds: read, checked, completed from a seed, shown, renamed."""

import copy
from typing import Any

import pytest

from harness import resources
from harness.domain.identifiers import is_identity, is_simulated
from harness.errors import DataError
from harness.policy.approvals import diseases
from harness.simulator.world import load_world, world_names

CAPITAL: dict[str, Any] = resources.load_yaml("fixtures/worlds/capital.yaml")
NAMED_BY_THE_LAW = {
    "乌海市人民医院",
    "乌海市妇幼保健院",
    "乌海市精神卫生中心",
    "乌海市第五人民医院",
    "乌海市职业病防治院",
}


@pytest.mark.parametrize("name", world_names())
def test_every_shipped_world_loads_and_has_simulated_people_only(name: str) -> None:
    """All identity numbers are right and begin with 1599; all numbers differ."""
    people = load_world(name).public()["people"]

    assert all(is_identity(each["certno"]) and is_simulated(each["certno"]) for each in people)
    assert len({each["psn_no"] for each in people}) == len(people)


def test_no_real_hospital_is_named_but_those_of_the_law() -> None:
    """Every other name says that it is invented."""
    names = {each.name for each in load_world("capital").institutions.values()}

    assert {each for each in names if "模拟" not in each} == NAMED_BY_THE_LAW


def test_the_seed_decides_the_numbers_and_nothing_else() -> None:
    """Two seeds have different people, one seed has the same."""
    one, again, other = load_world("capital", 1), load_world("capital", 1), load_world("capital", 2)

    assert one.public() == again.public()
    assert one.people["wang"].number != other.people["wang"].number
    assert one.people["wang"].name == other.people["wang"].name


def changed(**keys: Any) -> dict[str, Any]:
    """The capital with keys replaced."""
    return copy.deepcopy(CAPITAL) | keys


@pytest.mark.parametrize(
    "content",
    [
        changed(people=[]),
        changed(institution="nowhere"),
        changed(colour="red"),
        changed(people=[*CAPITAL["people"], CAPITAL["people"][0]]),
        changed(physicians=[{**CAPITAL["physicians"][0], "department": "zoo"}]),
        changed(
            institutions=[
                *CAPITAL["institutions"],
                {**CAPITAL["institutions"][0], "id": "copy"},
            ]
        ),
    ],
)
def test_a_world_that_contradicts_itself_is_refused(content: dict[str, Any]) -> None:
    """The error names what is wrong."""
    with pytest.raises(DataError):
        load_world(content)


@pytest.mark.parametrize("source", ["nowhere", "no/such.yaml"])
def test_an_unknown_world_is_a_clear_error(source: str) -> None:
    """By name or by path."""
    with pytest.raises(DataError, match=r"no "):
        load_world(source)


def test_a_world_of_ones_own_is_read_from_its_file(tmp_path: Any) -> None:
    """A file beside the shipped ones does as well."""
    file = tmp_path / "mine.yaml"
    file.write_text(resources.read_text("fixtures/worlds/capital.yaml"), encoding="utf-8")

    assert load_world(file).public() == load_world("capital").public()


def test_a_his_sees_its_own_codes() -> None:
    """Physicians, departments, items, beds and destinations take the HIS's codes."""
    world = load_world("capital").with_aliases(
        {
            "physicians": {"chief-li": "DOC-7"},
            "departments": {"onc": "K-01"},
            "items": {"drug-a": "YP-1"},
            "beds": {"onc-01": "B-1"},
            "destinations": {"bj-3a": "H11999900001"},
            "institutions": {"hh-3a": "H15999900001"},
        }
    )

    assert ("DOC-7", "K-01", "YP-1", "B-1", "H11999900001", "H15999900001") == (
        world.physicians["chief-li"].code,
        world.departments["onc"].code,
        world.items["drug-a"].own_code,
        world.beds["onc-01"].code,
        world.institutions["bj-3a"].code,
        world.institutions["hh-3a"].code,
    )


@pytest.mark.parametrize("aliases", [{"colours": {"x": "y"}}, {"items": {"nothing": "y"}}])
def test_an_alias_of_nothing_is_refused(aliases: dict[str, dict[str, str]]) -> None:
    """The error names the kind or the id."""
    with pytest.raises(DataError):
        load_world("capital").with_aliases(aliases)


def test_what_a_hospital_knows_of_itself_is_shown() -> None:
    """Its place on the list, its signers and the breach list, with dates."""
    shown = load_world("capital").public()
    hospital = next(each for each in shown["institutions"] if each["id"] == "hh-3a")
    gao = next(each for each in shown["physicians"] if each["id"] == "chief-gao")

    assert [{"from": "2025-04-01", "until": None}] == hospital["referral_listings"]
    assert "2025-06-01T00:00:00+08:00" == gao["breach_from"]


def test_every_condition_of_the_list_stands_in_the_world() -> None:
    """All of article 33, each with the list's own period (BMI14-A33)."""
    found = load_world("capital").conditions.values()

    assert {code: each.period for code, each in diseases().items()} == {
        each.disease: each.period for each in found
    }


@pytest.mark.parametrize("wrong", [{"disease": "ASTHMA"}, {"period": "year"}])
def test_a_condition_must_be_what_the_list_says(wrong: dict[str, str]) -> None:
    """An entry that the list has not, or has with another period, is no world."""
    content = copy.deepcopy(CAPITAL)
    content["conditions"][0] |= wrong

    with pytest.raises(DataError, match="dialysis"):
        load_world(content)
