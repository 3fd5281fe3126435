"""Credentials come from the seed and from nothing else."""

from __future__ import annotations

import pytest

from harness.wire import credentials
from harness.wire.dialects import dialect, dialect_names


@pytest.mark.parametrize("name", dialect_names())
def test_the_same_seed_gives_the_same_keys(name: str) -> None:
    """Two sandboxes of one seed are alike, of two seeds are not."""
    spoken = dialect(name)
    made = credentials.make(spoken, 7)
    assert made == credentials.make(spoken, 7)
    assert all(isinstance(each, str) and each for each in made.values())
    if spoken.gateway == "none":
        assert made == {}
    else:
        assert not set(made.values()) & set(credentials.make(spoken, 8).values())


def test_a_hospital_does_not_learn_the_platforms_key() -> None:
    """What is handed out cannot sign answers."""
    made = credentials.make(dialect("oauth-sm"), 7)
    assert "platform_private" in made
    assert "platform_private" not in credentials.public(made)
    assert len(made["client_id"]) == 16
