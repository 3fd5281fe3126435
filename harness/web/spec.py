"""What a sandbox is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol

from harness.clock import iso, moment

__all__ = ["Ingredients", "Spec"]

_MAPS = ("readings", "parameters", "credentials", "alias")


class Ingredients(Protocol):
    """Whatever names the ingredients of a sandbox; the runner has a type of its own for it."""

    @property
    def id(self) -> str:
        """Name of the sandbox on the wire."""

    @property
    def world(self) -> str:
        """Name or path of the world."""

    @property
    def institution(self) -> str | None:
        """World id of the institution that is driven first; None for the world's own."""

    @property
    def pack(self) -> str:
        """Name or path of the pack."""

    @property
    def dialect(self) -> str:
        """How messages are written."""

    @property
    def carriage(self) -> str:
        """Where the attributes of the slip travel."""

    @property
    def start(self) -> datetime:
        """Platform time at the start."""

    @property
    def seed(self) -> int:
        """For people, credentials and faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The ingredients of one sandbox, plain enough to be kept.

    Attributes:
        id: Its name on the wire.
        world: Name or path of the world.
        institution: World id of the institution that is driven first; None for the world's own.
        pack: Name or path of the pack.
        dialect: How messages are written.
        carriage: Where the attributes of the slip travel.
        start: Platform time at the start; None lets the clock follow China time.
        seed: For people, credentials and faults.
        readings: Reading id -> option.
        decisions: Rulings of bureaus, as loaded.
        parameters: Pack parameters replaced for a test configuration.
        faults: The plan in force from the start.
        mode: How messages arrive: `http` or `in_process`.
        keys: Seed of the credentials, where a HIS keeps them for several sandboxes; None: `seed`.
        credentials: Keys that the HIS already has, by name, in place of those of the seed.
        alias: Kind -> world id -> the HIS's own code.
    """

    id: str
    world: str = "capital"
    institution: str | None = None
    pack: str = "nm-region"
    dialect: str = "plain"
    carriage: str = "national"
    start: datetime | None = None
    seed: int = 0
    readings: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Mapping[str, Any], ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Mapping[str, Any], ...] = ()
    mode: str = "http"
    keys: int | None = None
    credentials: Mapping[str, str] = field(default_factory=dict)
    alias: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, other: Ingredients) -> Spec:
        """Take over what another type names; what it does not name has its default."""
        if isinstance(other, Spec):
            return other
        names = [each.name for each in fields(cls) if hasattr(other, each.name)]
        return cls(**{name: getattr(other, name) for name in names})

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Spec:
        """Read what `as_json` wrote."""
        known = {each.name for each in fields(cls)}
        found = {key: each for key, each in value.items() if key in known}
        if found.get("start") is not None:
            found["start"] = moment(found["start"])
        for name in ("decisions", "faults"):
            found[name] = tuple(found.get(name, ()))
        return cls(**found)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        start = None if self.start is None else iso(self.start)
        lists = {name: list(plain[name]) for name in ("decisions", "faults")}
        maps = {name: dict(plain[name]) for name in _MAPS}
        return {**plain, **lists, **maps, "start": start}
