"""The options of ``certify`` that decide what is played, as one value."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from harness.clock import SystemClock
from harness.drivers.spec import HisSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user asked for; ``None`` and empty mean: not said."""

    selector: Sequence[str] = ()
    his: str | None = None
    profile: Sequence[str] = ()
    pack: str | None = None
    dialect: str | None = None
    carriage: str | None = None
    reading: Sequence[str] = ()
    decisions: Path | None = None
    as_of: date | None = None
    seed: int | None = None
    jobs: int | None = None
    mode: str = "ci"
    baseline: Path | None = None
    failed_from: Path | None = None
    listen: str | None = None
    advertise: str | None = None
    idle: float | None = None
    priority: str | None = None

    def completed(self, his: HisSpec) -> Choices:
        """Return the choices with what the ``his.toml`` presets, then with the defaults."""
        preset: dict[str, Any] = {
            "pack": "nm-region",
            "dialect": "plain",
            "carriage": "national",
            "seed": 0,
            "idle": 2.0,
            "as_of": SystemClock().now().date(),
            **his.run,
        }
        missing = {k: v for k, v in preset.items() if getattr(self, k) in (None, ())}
        return replace(self, **missing)

    def address(self) -> dict[str, str | None]:
        """Return where the platform listens, and under which address it is reached."""
        return {"listen": self.listen, "advertise": self.advertise}

    def sitting(self) -> dict[str, Any]:
        """Return what must be the same when a run by hand is taken up again."""
        names = ("selector", "profile", "pack", "dialect", "carriage", "reading", "seed", "mode")
        plain = {name: getattr(self, name) for name in names}
        return {k: list(v) if isinstance(v, (list, tuple)) else v for k, v in plain.items()}

    def command(self) -> str:
        """Return the command that plays the same run again."""
        return shlex.join(["harness", "certify", *self._words()])

    def _words(self) -> Iterator[str]:
        yield from self.selector
        single = ("his", "pack", "dialect", "carriage", "decisions", "as_of", "seed", "baseline")
        for name in (*single, "failed_from", "listen", "advertise", "priority"):
            value = getattr(self, name)
            if value is not None:
                yield from (f"--{name.replace('_', '-')}", str(value))
        for name in ("profile", "reading"):
            for value in getattr(self, name):
                yield from (f"--{name}", value)
        if self.mode != "ci":
            yield from ("--mode", self.mode)
