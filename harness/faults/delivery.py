"""What may happen to an answer on its way to the hospital system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from harness.wire.http import HttpReply

__all__ = ["Deliver", "Delivery", "NoAnswer", "Twice"]

#: Milliseconds after which a connection that is kept waiting is closed at the latest.
LONGEST_WAIT = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """The reply is sent.

    Attributes:
        reply: What is sent.
        wait_ms: Milliseconds before it is sent.
        late: The hospital's own time-out is meant to end first; in process it always does.
        cut: After so many bytes of the body the connection breaks; None sends all.
        overtaken: The reply waits until another exchange of the sandbox has been answered, or
            until `wait_ms` have gone by.
        delivered: The fault had its effect (an empty field cannot be offered in an answer that
            lacks it).
        detail: What the receipt says besides.
    """

    reply: HttpReply
    wait_ms: int = 0
    late: bool = False
    cut: int | None = None
    overtaken: bool = False
    delivered: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Nothing is sent.

    Attributes:
        how: `reset`: the connection is closed at once; `timeout`: it stays open and silent.
        wait_ms: Milliseconds after which a silent connection is closed.
        delivered: The fault had its effect.
        detail: What the receipt says besides.
    """

    how: Literal["reset", "timeout"]
    wait_ms: int = LONGEST_WAIT
    delivered: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """The request reaches the service twice.

    Attributes:
        answer: Which of the two answers goes back over the one connection.
        delivered: The fault had its effect.
        detail: What the receipt says besides.
    """

    answer: Literal["first", "last"]
    delivered: bool = True
    detail: Mapping[str, Any] = field(default_factory=dict)


Delivery: TypeAlias = Deliver | NoAnswer
