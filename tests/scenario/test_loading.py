"""Scenario files load, or are refused with file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import DataError
from harness.scenario.loading import load, load_file, shipped
from harness.scenario.model import Kind, Scenario

TEXT = """
title: {en: A test, zh: 测试}
verifies: [NM25-A17-6]
priority: P1
profiles: [referral-hospital]
start: "2025-05-06T09:00"
vary:
  - {today: "2025-10-05", offered: "no", with: {a: 1}}
  - {today: "2025-10-06", offered: null}
steps:
  - id: refer
    his: refer
    as: referral
    expect:
      - reply: {outcome: done}
      - part: sent
        wire: [{infno: "2501"}, {infno: "2501", verifies: []}]
  - clock: "${today}T10:00"
  - fault: [{kind: lose_answer, on: "2501", optional: true}]
  - together: [{his: retry_filing}, {his: retry_filing}]
  - restart: null
"""


def loaded(text: str = TEXT, id_: str = "extension/test") -> Scenario:
    """Return a scenario from a text."""
    return load(id_, text, "scenarios/extension/test.yaml")


def test_all_shipped_scenarios_load() -> None:
    """Every scenario of the suite loads, each under its own id."""
    assert shipped()
    assert all(id_ == each.id for id_, each in shipped().items())


def test_rows_are_named_by_their_values() -> None:
    """An object in a row is no part of its name."""
    assert [row.name for row in loaded().rows] == [
        "today=2025-10-05,offered=no",
        "today=2025-10-06,offered=null",
    ]


def test_needs_follow_from_the_steps() -> None:
    """A start, a restart and steps together ask for what they need."""
    assert loaded().needs == {"clock", "restart", "parallel"}


def test_steps_without_an_id_get_one() -> None:
    """Kind and number name what nobody refers to."""
    ids = [step.id for step in loaded().flat_steps()]
    assert ids == [
        "refer", "clock-2", "fault-3", "together-4", "together-4-1", "together-4-2", "restart-5",
    ]  # fmt: skip


def test_parts_are_unique() -> None:
    """A part that would stand twice in a step is numbered, and a block's name goes first."""
    parts = [claim.part for claim in loaded().step("refer").claims]
    assert parts == ["reply", "sent.wire.2501", "sent.wire.2501-2"]


def test_faults_are_named_and_ready_for_the_bench() -> None:
    """What is ours to know does not reach the plan."""
    fault = loaded().step("fault-3").plan[0]
    assert fault.optional
    assert fault.plan == {"id": "fault-3-1", "kind": "lose_answer", "on": "2501"}


def test_the_canary_is_the_last_step() -> None:
    """A canary at the top is played at the end."""
    found = loaded(TEXT + "canary: {his: refer, with: {person: lin}}\n")
    assert found.steps[-1].id == "canary"
    assert found.steps[-1].canary
    assert found.steps[-1].kind is Kind.HIS


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("verifies: [NM25-A17-6]", "verifies: [NM25-A99-1]", "NM25-A99-1"),
        ('infno: "2501", verifies: []', 'infno: "2501", verifies: [NM25-X]', "NM25-X"),
        ("his: refer\n", "his: refer\n    wiht: {}\n", "wiht"),
        ("priority: P1", "priority: P1\npriority: P2", "twice"),
        ("priority: P1", "priority: P9", "/priority"),
        ("his: refer\n", "his: refer\n    depends: [nothing]\n", "nothing"),
        ("his: refer\n", "his: refer\n    session: centre\n", "centre"),
        ("id: refer", "id: clock-2", "clock-2 twice"),
        ("offered: null}", 'offered: no}\n  - {today: "2025-10-06", offered: "no"}', "twice"),
        ("zh: 测试", "de: Test", "/title"),
    ],
)
def test_what_cannot_be_meant_is_refused(old: str, new: str, told: str) -> None:
    """Unknown ids and keys, and whatever stands twice, do not load."""
    assert old in TEXT
    with pytest.raises(DataError, match=told) as caught:
        loaded(TEXT.replace(old, new, 1))
    assert "scenarios/extension/test.yaml" in str(caught.value)


def test_an_unknown_group_is_refused() -> None:
    """A scenario belongs to one of the twenty-six groups."""
    with pytest.raises(DataError, match="group"):
        loaded(id_="elsewhere/test")


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    """The folder of a file is its group."""
    file = tmp_path / "slip" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(TEXT, encoding="utf-8")
    assert load_file(file).id == "slip/mine"
    with pytest.raises(DataError, match="cannot be read"):
        load_file(tmp_path / "none.yaml")
