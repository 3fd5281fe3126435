"""One sandbox's two ends, in any dialect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from harness.clock import moment
from harness.wire import credentials
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect
from harness.wire.server import ServerPort

Ends = tuple[ServerPort, ClientPort]


@pytest.fixture
def at() -> datetime:
    """Return a moment of platform time."""
    return moment("2025-05-06T09:00")


@pytest.fixture
def ends() -> Callable[[str], Ends]:
    """Return a function from a dialect's name to the platform's and the hospital's end."""

    def made(name: str) -> Ends:
        keys = credentials.make(dialect(name), 7)
        return ServerPort(dialect(name), keys), ClientPort(
            dialect(name), credentials.public(keys), "http://127.0.0.1:8080/s/x/"
        )

    return made
