"""What a run needs from outside: a way to make a HIS act, and sandboxes to let it act in.

The runner knows these protocols only, never which driver or which server stands behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from harness.errors import EnvironmentFault
from harness.journal import Journal


class AdapterBroken(EnvironmentFault):
    """The driver could not be reached, died, or answered something that is no answer.

    Never the hospital's fault: whatever it interrupts is an ``error``.
    """


class Driver(Protocol):
    """A way to make one HIS act, in the words of ``schemas/driver/protocol.json``."""

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return the result of one method.

        Raises:
            AdapterBroken: if there is none, or it breaks the published schema.

        """
        ...

    def close(self) -> None:
        """Let go of the HIS; never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSpec:
    """What one sandbox is made of.

    Attributes:
        id: its name on the wire; made of scenario and row, so the same in every run.
        world: name of the world's file.
        institution: world id of the institution that is driven first.
        pack: name or path of the pack.
        dialect: how messages are written.
        carriage: where the attributes of the slip travel.
        start: platform time at the start.
        seed: for credentials and faults.
        readings: reading id to option.
        decisions: decisions of bureaus, as loaded.
        parameters: pack parameters replaced for a test configuration, by path.
        faults: the plan in force from the start.
        mode: how messages arrive, ``http`` or ``in_process``.
        alias: per kind (physicians, items, …) world id to the HIS's own code.

    """

    id: str
    world: str
    institution: str | None
    pack: str
    dialect: str
    carriage: str
    start: datetime
    seed: int
    readings: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Mapping[str, Any], ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Mapping[str, Any], ...] = ()
    mode: str = "http"
    alias: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class SandboxPort(Protocol):
    """One simulated platform, open. Its journal may be appended to from any thread."""

    @property
    def base_url(self) -> str:
        """Return where it is reached."""
        ...

    @property
    def credentials(self) -> dict[str, str]:
        """Return what a hospital needs in order to be let in."""
        ...

    @property
    def journal(self) -> Journal:
        """Return everything that happened so far."""
        ...

    def world(self) -> dict[str, Any]:
        """Return what a driver is told of the world: people, institutions, physicians, items."""
        ...

    def now(self) -> datetime:
        """Return platform time."""
        ...

    def set_clock(self, to: datetime) -> None:
        """Move platform time and note it."""
        ...

    def act(self, by: str, act: str, with_: dict[str, Any]) -> dict[str, Any]:
        """Let the agency, an employer, a patient or another institution act, or send a probe."""
        ...

    def faults(self, plan: list[dict[str, Any]]) -> None:
        """Replace the fault plan and note it."""
        ...

    def view(self) -> dict[str, Any]:
        """Return a snapshot of the platform's state."""
        ...

    def requests_seen(self) -> int:
        """Return how many requests have come in, answered or not."""
        ...

    def close(self) -> None:
        """End the sandbox."""
        ...


class Bench(Protocol):
    """Whatever opens sandboxes."""

    def open(self, spec: SandboxSpec) -> SandboxPort:
        """Open one.

        Raises:
            DataError: if its world, pack, dialect or carriage does not exist.

        """
        ...
