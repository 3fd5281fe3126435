"""HTTP messages are plain frozen values."""

from __future__ import annotations

import dataclasses

import pytest

from harness.wire.http import HttpReply, HttpRequest


def test_values_are_frozen() -> None:
    """A request and a reply cannot be changed once made."""
    for value in (HttpRequest(), HttpReply()):
        with pytest.raises(dataclasses.FrozenInstanceError):
            value.body = b"x"
