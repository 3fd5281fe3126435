"""The reason of each number, recorded by the very code that computes it.

A rule calls ``record.step(name, value, input=…)``; what the name means (clauses, readings, units,
sentences) stands once in ``fixtures/packs/steps.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, Final, NamedTuple, Protocol

from harness import resources

from .pack import Found

TABLE: Final = "fixtures/packs/steps.yaml"


class Step(NamedTuple):
    """One rule applied.

    Attributes:
        rule: its name in the table of steps.
        value: what it gave: fen, basis points, a count, a date or a word, as the table says.
        inputs: what it was given, by name.
        parameters: the legal values it used.

    """

    rule: str
    value: Any
    inputs: Mapping[str, Any]
    parameters: tuple[Found, ...]


#: ``Step(*fields)`` without a frame of Python; explanations are made by the million.
_step: Final[Callable[[Iterable[Any]], Step]] = partial(tuple.__new__, Step)


class Record(Protocol):
    """Whatever takes steps."""

    def step(
        self, rule: str, value: Any, parameters: tuple[Found, ...] = (), **inputs: Any
    ) -> None:
        """Take one step."""
        ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps kept so far, in order."""
        ...


class Recorder:
    """Keeps every step."""

    __slots__ = ("_append", "_steps")

    def __init__(self) -> None:
        """Begin with none."""
        self._steps: list[tuple[str, Any, Mapping[str, Any], tuple[Found, ...]]] = []
        self._append = self._steps.append

    def step(
        self, rule: str, value: Any, parameters: tuple[Found, ...] = (), **inputs: Any
    ) -> None:
        """Keep one step."""
        self._append((rule, value, inputs, parameters))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps so far, in order."""
        return tuple(map(_step, self._steps))


class _Silent:
    __slots__ = ()

    def step(
        self, rule: str, value: Any, parameters: tuple[Found, ...] = (), **inputs: Any
    ) -> None:
        """Forget it."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """None were kept."""
        return ()


SILENT: Final = _Silent()
"""The recorder that keeps nothing."""


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Return what each step means: unit, clauses, readings, inputs, and sentences en and zh."""
    content: Mapping[str, Mapping[str, Any]] = resources.load_yaml(TABLE)
    return content
