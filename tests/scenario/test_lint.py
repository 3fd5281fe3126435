"""A scenario that could never prove what it says is refused."""

from __future__ import annotations

import pytest

from harness.scenario.lint import lint
from harness.scenario.loading import load, shipped

HEAD = """
title: {en: A test, zh: 测试}
verifies: [NM25-A16-3]
priority: P1
profiles: [referral-hospital]
steps:
"""
GOOD = """  - id: refer
    his: refer
    with: {person: wang}
    expect: {wire: [{infno: "2501"}]}
"""


def problems(steps: str) -> str:
    """Return what is wrong with a scenario, as one text."""
    return "\n".join(map(str, lint(load("filing/test", HEAD + steps, "test.yaml"))))


def test_a_good_one_has_no_problem() -> None:
    """What the HIS sends verifies."""
    assert problems(GOOD) == ""


@pytest.mark.parametrize("scenario", shipped().values(), ids=lambda each: each.id)
def test_the_suite_keeps_its_own_rules(scenario: object) -> None:
    """Every shipped scenario can prove what it says."""
    assert [str(each) for each in lint(scenario)] == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (
            "  - {id: a, agency: file, expect: {reply: {outcome: accepted}}}\n",
            "nothing that the HIS",
        ),
        ("  - {id: a, his: refer, expect: {reply: {outcome: done}}}\n", "rests on nothing but"),
        ('  - {id: a, his: refer, expect: {wire: [{infno: "2501", count: 0}]}}\n', "canary"),
        ("  - {id: a, his: refer, expect: {reply: {outcome: refused}}}\n", "canary"),
        (GOOD.replace("his: refer", "his: teleport"), "no action teleport"),
        (GOOD.replace("person: wang", "persn: wang"), "takes no persn"),
        (GOOD.replace("person: wang", "person: nobody"), "no person nobody"),
        (GOOD.replace("2501", "9999"), "no message 9999"),
        (GOOD.replace('{infno: "2501"}', '{infno: "2501", request: {a: {~regex: x}}}'), "~regex"),
        (GOOD.replace("person: wang", 'person: "${who}"'), "${who} has no value"),
        ('  - fault: [{kind: earthquake, on: "2501"}]\n' + GOOD, "no fault earthquake"),
    ],
)
def test_problems(steps: str, told: str) -> None:
    """Each way to prove nothing, or to name what does not exist, is found."""
    assert told in problems(steps)
