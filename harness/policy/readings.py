"""Readings: named interpretations of words that the texts leave open, and which one applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from harness import resources

from .errors import UnknownReading
from .pack import Text

TABLE: Final = "fixtures/packs/readings.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One open question.

    Attributes:
        id: ``CC-01`` and so on.
        title: the question in words.
        clauses: the words it reads.
        options: option → what it means; the first is the project's default.

    """

    id: str
    title: Text
    clauses: tuple[str, ...]
    options: Mapping[str, Text]

    @property
    def default(self) -> str:
        """The option that holds until a bureau decides otherwise."""
        return next(iter(self.options))


@cache
def table() -> Mapping[str, Reading]:
    """Return all readings by id."""
    return {
        name: Reading(
            id=name,
            title=each["title"],
            clauses=tuple(each["clauses"]),
            options=each["options"],
        )
        for name, each in resources.load_yaml(TABLE).items()
    }


@dataclass(frozen=True, slots=True)
class Readings:
    """The options chosen; whatever is not chosen is read by its default.

    Attributes:
        chosen: option by reading id.

    """

    chosen: Mapping[str, str]

    @classmethod
    def of(cls, chosen: Mapping[str, str] | None = None) -> Readings:
        """Return readings with some options chosen.

        Raises:
            UnknownReading: for an id or option that does not exist.

        """
        for name, option in (chosen or {}).items():
            _known(name, option)
        return cls(dict(chosen or {}))

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Readings:
        """Return readings from texts such as ``CC-05=origin_plus_12``.

        Raises:
            UnknownReading: for a text, id or option that does not exist, or an id given twice.

        """
        chosen: dict[str, str] = {}
        for text in texts:
            name, sign, option = text.partition("=")
            if not sign:
                raise UnknownReading(f"{text!r} is no reading", why="expected CC-xx=OPTION")
            if name in chosen:
                raise UnknownReading(f"{name} is given twice")
            chosen[name] = option
        return cls.of(chosen)

    def option(self, name: str) -> str:
        """Return the option by which a question is read."""
        return self.chosen.get(name) or table()[name].default

    def with_option(self, name: str, option: str) -> Readings:
        """Return these readings with one question read otherwise."""
        return Readings.of({**self.chosen, name: option})

    def departures(self) -> dict[str, str]:
        """Return the options that are not the default."""
        return {
            name: option for name, option in self.chosen.items() if option != table()[name].default
        }


def _known(name: str, option: str) -> None:
    if name not in table():
        raise UnknownReading(f"there is no reading {name!r}", why=f"known are {', '.join(table())}")
    options = table()[name].options
    if option not in options:
        raise UnknownReading(
            f"{name} has no option {option!r}", why=f"its options are {', '.join(options)}"
        )
