"""Seven verdicts add up by one list."""

from __future__ import annotations

import itertools

import pytest

from harness.verdicts.verdict import PRECEDENCE, Verdict, rollup


def test_nothing_is_not_exercised() -> None:
    """No verdict at all is never a pass."""
    assert rollup([]) is Verdict.NOT_EXERCISED


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(PRECEDENCE, 2)))
def test_the_earlier_decides(one: Verdict, other: Verdict) -> None:
    """Of two verdicts the one that stands first in the list is the sum, in any order."""
    assert rollup([one, other]) is one
    assert rollup([other, one]) is one


def test_every_verdict_has_its_place() -> None:
    """The list orders all seven."""
    assert sorted(PRECEDENCE) == sorted(Verdict)
