"""The registry of defects."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from harness.errors import UsageError
from harness.hospital import defects
from harness.hospital.defects.registry import answer, override, skip


def test_every_core_defect_is_there() -> None:
    """All core faults of the catalogue can be had, each with its row."""
    every = defects.every()
    assert sum(each.core for each in every) == 103
    assert len({each.id for each in every}) == len(every)
    assert all(each.title and each.violates and each.scenarios for each in every)


def test_a_defect_is_found_by_its_id() -> None:
    """Ids are looked up in either case; an unknown one is the user's mistake."""
    assert defects.find("m-072").id == "M-072"
    with pytest.raises(UsageError):
        defects.find("M-000")


def test_hooks_take_the_place_of_methods() -> None:
    """A hook is given the method; a check can be skipped, an answer fixed."""
    owner = SimpleNamespace(double=lambda x: 2 * x, check=lambda: 1 / 0, ask=lambda: "yes")
    override(owner, "double", lambda original, x: original(x) + 1)
    skip(owner, "check")
    answer(owner, "ask", "no")
    assert (owner.double(3), owner.check(), owner.ask()) == (7, None, "no")
