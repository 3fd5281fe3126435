"""A person who plays a scenario by hand may stop, go back, or put a step off."""

from __future__ import annotations

from typing import Protocol

from harness.errors import EnvironmentFault

from .model import Scenario, Step
from .ports import SandboxPort


class Aside(EnvironmentFault):
    """What a person may say in the place of an answer; no driver of a program ever does."""


class Stopped(Aside):
    """Enough for now: what was played stays, the step stays open."""


class WentBack(Aside):
    """The step before this one is to be played again."""


class PutOff(Aside):
    """This step is left for later."""


class Guide(Protocol):
    """Leads a person through a scenario: knows what a driver of a program must not know."""

    def begin(self, scenario: Scenario, sandbox: SandboxPort) -> None:
        """Take note of the row that is played from now on."""
        ...

    def step(self, step: Step, since: int) -> None:
        """Take note of the step that is played from now on; ``since``: the entry that began it."""
        ...
