"""A pack: the dated legal parameters of one pooling region, and how a value is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from .errors import MissingParameter, PackError, RulesNotInForce, UnknownCategory
from .parameters import FACTS, KNOWN

Text = Mapping[str, str]
"""The same sentence in ``en`` and ``zh``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a parameter is during one period.

    Attributes:
        since: the first day.
        until: the last day, or None while it lasts.
        clauses: the requirement ids that state it.
        content: an int, text, list of codes, or nested rows; None if the value is missing.
        missing: why we do not have the value, in both languages.
        source: the ruling or test configuration that set it, if the pack did not.

    """

    since: date
    until: date | None
    clauses: tuple[str, ...]
    content: Any = None
    missing: Text | None = None
    source: str | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the period holds a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One legal quantity through time.

    Attributes:
        name: as in ``parameters.KNOWN``.
        unit: what its integers count.
        keys: the facts its tables depend on, each with its possible values, outermost first.
        values: its periods in order of time.
        elsewhere: why a table has no row for other facts.

    """

    name: str
    unit: str
    keys: Mapping[str, tuple[str, ...]]
    values: tuple[Value, ...]
    elsewhere: Text | None = None

    def on(self, day: date) -> Value | None:
        """Return the value of a day, or None outside all periods."""
        return next((each for each in self.values if each.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was looked up: what a step of an explanation cites."""

    name: str
    value: Any
    since: date
    clauses: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The dated legal parameters of one pooling region.

    Attributes:
        name: as ``--pack`` names it.
        title: what it is.
        pools: administrative codes of the places of insurance that it governs.
        in_force_from: no day before it can be judged.
        in_force_clauses: the clauses that say so.
        fictional: whether its prices are invented; every result says so.
        unverified_after: the day after which we do not know of amendments.
        banner: what every priced page says.
        parameters: all parameters by name.

    """

    name: str
    title: Text
    pools: tuple[str, ...]
    in_force_from: date
    in_force_clauses: tuple[str, ...]
    fictional: bool
    unverified_after: date | None = None
    banner: Text | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def find(self, name: str, day: date, **facts: str) -> Found:
        """Return the value of a parameter on a day for some facts.

        Args:
            name: a name of ``parameters.KNOWN``.
            day: the day that decides.
            facts: the facts a table may depend on, for example ``grade="3A"``.

        Raises:
            RulesNotInForce: if the pack holds nothing for so early a day.
            MissingParameter: if the pack declares not to have the value.
            UnknownCategory: if a table has no row for the facts.

        """
        if day < self.in_force_from:
            raise self._not_in_force(day)
        parameter = self.parameters[name]
        value = parameter.on(day)
        if value is None or value.missing is not None:
            raise self._missing(name, day, value.missing if value else None)
        content = value.content
        for key in parameter.keys if isinstance(content, Mapping) else ():
            if facts[key] not in content:
                raise self._no_row(parameter, key, facts[key])
            content = content[facts[key]]
        return Found(name, content, value.since, value.clauses, value.source)

    def number(self, name: str, day: date, **facts: str) -> int:
        """Return a parameter that is an integer; raises as ``find`` does."""
        return int(self.find(name, day, **facts).value)

    def known(self, name: str, day: date) -> bool:
        """Tell whether a value is held for a day."""
        value = self.parameters[name].on(day)
        return value is not None and value.missing is None

    def changed(
        self,
        name: str,
        content: Any,
        *,
        since: date,
        clause: str,
        source: str,
        until: date | None = None,
    ) -> Pack:
        """Return a pack in which a parameter has another value from a day on.

        Used for a bureau's ruling and for test configurations; the source is shown on every step.
        Without a last day it replaces all that would follow; after its last day the pack's own
        values hold again.

        Raises:
            PackError: if there is no such parameter, or the value does not fit its table.

        """
        if name not in self.parameters:
            raise PackError(f"there is no parameter {name!r}", where=source)
        old = self.parameters[name]
        before = [_ended(each, since) for each in old.values if each.since < since]
        new = Value(since=since, until=until, clauses=(clause,), content=content, source=source)
        after = [] if until is None else [_begun(each, until) for each in old.values]
        keys = old.keys or keys_of(name, content, source)
        parameter = replace(
            old, values=(*before, new, *(each for each in after if each is not None)), keys=keys
        )
        return replace(self, parameters={**self.parameters, name: parameter})

    def _not_in_force(self, day: date) -> RulesNotInForce:
        return RulesNotInForce(
            f"the rules of pack {self.name} are not in force on {day}",
            why=f"they began on {self.in_force_from} ({', '.join(self.in_force_clauses)})",
        )

    def _missing(self, name: str, day: date, reason: Text | None) -> MissingParameter:
        why = reason["en"] if reason else f"the pack has no value of it for {day}"
        error = MissingParameter(
            f"pack {self.name} has no value of {name}",
            why=why,
            remedy="Give it in a pack of your own (--pack FILE) or in a ruling (--decisions FILE).",
        )
        error.parameter = name
        return error

    def _no_row(self, parameter: Parameter, key: str, value: str) -> UnknownCategory:
        if parameter.elsewhere is not None:
            error = MissingParameter(
                f"pack {self.name} has no value of {parameter.name} for {key} {value!r}",
                why=parameter.elsewhere["en"],
            )
            error.parameter = parameter.name
            raise error
        return UnknownCategory(
            f"{key} {value!r} is in no class of {parameter.name}",
            why=f"known are {', '.join(parameter.keys[key])}",
        )


def keys_of(name: str, content: Any, source: str) -> dict[str, tuple[str, ...]]:
    """Return the facts that the rows of a new table are keyed by, outermost first.

    Raises:
        PackError: if a level of the rows is keyed by nothing that the parameter may depend on.

    """
    keys: dict[str, tuple[str, ...]] = {}
    while isinstance(content, Mapping):
        fact = next((each for each in KNOWN[name][1] if set(content) <= FACTS[each]), None)
        if fact is None or fact in keys or not content:
            raise PackError(f"{name} cannot be a table by {', '.join(content)}", where=source)
        keys[fact] = tuple(content)
        content = next(iter(content.values()))
    return keys


def _begun(value: Value, after: date) -> Value | None:
    """Return what is left of a period after a day."""
    if value.until is not None and value.until <= after:
        return None
    return replace(value, since=max(value.since, date.fromordinal(after.toordinal() + 1)))


def _ended(value: Value, since: date) -> Value:
    if value.until is not None and value.until < since:
        return value
    return replace(value, until=date.fromordinal(since.toordinal() - 1))
