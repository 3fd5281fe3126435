"""The rules of one run: a pack, the readings chosen, and the rulings of bureaus."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from harness.calendar import PeriodRule

from .errors import RulingError
from .pack import Found, Pack
from .readings import Readings, table
from .rulings import Ruling, applied

#: Answers that are kept at most; then all are forgotten.
MOST: Final = 4096
DEFAULT = {"en": "project default, no official ruling", "zh": "本项目默认口径，尚无官方裁定"}
CHOSEN = {"en": "chosen for this run", "zh": "本次运行选定"}

Answer = TypeVar("Answer")


class Rules:
    """What every function of ``policy`` takes first; immutable.

    Attributes:
        pack: the parameters, those settled by rulings included.
        readings: the options chosen for this run.
        rulings: the decisions of bureaus, which stand above defaults and below clear text.
        compiled: a cache for whatever is made from the above alone.

    """

    __slots__ = (
        "_answers",
        "_eras",
        "_found",
        "_options",
        "compiled",
        "pack",
        "readings",
        "rulings",
    )

    def __init__(
        self,
        pack: Pack,
        readings: Readings | None = None,
        decisions: Iterable[Ruling] = (),
    ) -> None:
        """Put the three together.

        Raises:
            RulingError: if a decision goes against clear text, is for another pool, contradicts
                another, or settles a reading for which another option was chosen.

        """
        self.rulings = tuple(decisions)
        self.pack = applied(pack, self.rulings)
        self.readings = readings or Readings.of()
        self._begin()
        self._options = _options(self.readings)
        self._agree()
        self._eras = self._changes()

    def option(self, name: str, day: date) -> str:
        """Return the option by which a question is read on a day."""
        ruling = self._ruling(name, day) if self.rulings else None
        return ruling.readings[name] if ruling else self._options[name]

    def basis(self, name: str, day: date) -> dict[str, str]:
        """Return why that option holds, in both languages."""
        ruling = self._ruling(name, day)
        if ruling:
            return {"en": f"decided by {ruling.document}", "zh": f"依据{ruling.document}"}
        return CHOSEN if name in self.readings.chosen else DEFAULT

    def find(self, name: str, day: date, **facts: str) -> Found:
        """Return a parameter with its period and clauses; raises as ``Pack.find`` does."""
        key = (name, bisect_right(self._eras, day), *facts.items())
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.pack.find(name, day, **facts)
        return found

    def number(self, name: str, day: date, **facts: str) -> int:
        """Return an integer parameter; raises as ``Pack.find`` does."""
        return int(self.find(name, day, **facts).value)

    def once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """Return the answer to a question that these rules and the question alone decide."""
        found: Answer | None = self._answers.get(question)
        if found is None:
            if len(self._answers) >= MOST:
                self._answers.clear()
            found = self._answers[question] = answer()
        return found

    def period(self, day: date) -> PeriodRule:
        """Return how periods of months are counted (CC-01)."""
        option = self.option("CC-01", day)
        return PeriodRule.CIVIL_CODE if option == "roll_window_acts" else PeriodRule(option)

    def era(self, day: date) -> int:
        """Return a number that is the same for all days with the same parameters and rulings."""
        return bisect_right(self._eras, day)

    def with_option(self, name: str, option: str) -> Rules:
        """Return these rules with one question read otherwise, rulings notwithstanding."""
        free = tuple(each for each in self.rulings if name not in each.readings)
        made = Rules.__new__(Rules)
        made.rulings, made.pack = free, self.pack
        made.readings = self.readings.with_option(name, option)
        made._options = _options(made.readings)  # noqa: SLF001 - its own kind
        made._begin()  # noqa: SLF001 - its own kind
        made._eras = self._eras  # noqa: SLF001 - its own kind
        return made

    def _begin(self) -> None:
        """Begin with nothing looked up."""
        self.compiled: dict[Any, Any] = {}
        self._found: dict[tuple[Any, ...], Found] = {}
        self._answers: dict[Hashable, Any] = {}

    def _ruling(self, name: str, day: date) -> Ruling | None:
        for each in self.rulings:
            if (
                name in each.readings
                and each.since <= day
                and (not each.until or day <= each.until)
            ):
                return each
        return None

    def _agree(self) -> None:
        for ruling in self.rulings:
            for name, option in ruling.readings.items():
                if self.readings.chosen.get(name, option) != option:
                    raise RulingError(
                        f"{name}={self.readings.chosen[name]} is not used",
                        why=f"decision {ruling.label} settles it as {option}",
                    )

    def _changes(self) -> list[date]:
        days = {self.pack.in_force_from}
        for parameter in self.pack.parameters.values():
            days |= {each.since for each in parameter.values}
            days |= {_after(each.until) for each in parameter.values if each.until}
        for ruling in self.rulings:
            days |= {ruling.since, *([_after(ruling.until)] if ruling.until else [])}
        return sorted(days)


def _options(readings: Readings) -> dict[str, str]:
    return {name: readings.option(name) for name in table()}


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def alternatives(name: str, option: str) -> tuple[str, ...]:
    """Return the other options of a reading."""
    return tuple(each for each in table()[name].options if each != option)
