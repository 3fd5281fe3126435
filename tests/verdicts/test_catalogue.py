"""The catalogue and its frozen sets load, and hang together."""

from __future__ import annotations

import pytest

from harness.errors import DataError, UsageError
from harness.verdicts.catalogue import Catalogue, chosen_profiles, profiles, requirements


def test_all_are_there() -> None:
    """The catalogue holds every entry that the project took over."""
    assert len(requirements()) == 373
    assert all(one.title["zh"] and one.title["en"] for one in requirements().values())


def test_an_id_stands_once() -> None:
    """Two requirements cannot share an id."""
    one = requirements()["NM25-A17-6"]
    with pytest.raises(DataError, match="NM25-A17-6"):
        Catalogue([one, one])


def test_profiles_name_what_exists() -> None:
    """Every profile loads, and an unknown one is refused with those there are."""
    assert "referral-hospital" in profiles()
    with pytest.raises(UsageError, match="referral-hospital"):
        chosen_profiles(["nobody"])
