"""The actions and views of the driver protocol, ``schemas/driver/verbs.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from harness import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a HIS may be asked to do.

    Attributes:
        takes: keys of ``with``.
        shows: members of ``shown`` in its answer.
        ref: what its reference points to: ``referral``, ``stay`` or nothing.

    """

    name: str
    takes: tuple[str, ...]
    shows: tuple[str, ...]
    ref: str | None


@cache
def actions() -> Mapping[str, Action]:
    """Return every action by name."""
    content = resources.load_yaml("schemas/driver/verbs.yaml")["actions"]
    return {
        name: Action(
            name=name, takes=tuple(one["with"]), shows=tuple(one["shown"]), ref=one.get("ref")
        )
        for name, one in content.items()
    }


@cache
def views() -> Mapping[str, str | None]:
    """Return every view with what its key names: referral, stay, person, day, month, document."""
    content = resources.load_yaml("schemas/driver/verbs.yaml")["views"]
    return {name: one["key"] for name, one in content.items()}
