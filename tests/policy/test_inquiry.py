"""The first condition that is broken ends an inquiry; principles only warn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from harness.policy.inquiry import Condition, decide
from harness.policy.loading import pack
from harness.policy.rules import Rules
from harness.policy.steps import Recorder

RULES, DAY = Rules(pack("nm-region")), date(2025, 6, 1)


def conditions() -> Iterator[Condition]:
    """Yield a met, a warning, a broken one, and one that must not be reached."""
    yield Condition("filing.insured", True, "NOT_INSURED", {})  # noqa: FBT003 - holds
    yield Condition(
        "slip.hospital_level",
        False,  # noqa: FBT003 - does not hold
        "LEVEL_BELOW_PRINCIPLE",
        {"level": 2},
        only_warns=True,
    )
    yield Condition("filing.slip", False, "SLIP_REQUIRED", {})  # noqa: FBT003 - does not hold
    raise AssertionError("nothing is asked after the broken condition")


def test_the_first_broken_condition_gives_code_and_clauses() -> None:
    """Nothing after it is asked, and everything up to it is recorded."""
    decision = decide(RULES, DAY, conditions(), Recorder())

    assert (False, "SLIP_REQUIRED") == (decision.allowed, decision.code)
    assert ("NM25-F-16", "NM25-A15-2") == decision.clauses
    assert 3 == len(decision.steps)


def test_no_condition_is_a_yes() -> None:
    """What the law does not ask is allowed."""
    assert decide(RULES, DAY, ()).allowed
