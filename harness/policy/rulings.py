"""Rulings: a bureau's decisions that settle a reading or a parameter for its own pools.

Order of authority: clear text, then the decision of the insured's pool, then the project's default.
A decision against clear text is refused and the clause named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from harness import resources
from harness.validation import schema

from .coherence import check
from .errors import RulingError
from .pack import Pack
from .parameters import KNOWN
from .readings import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision of a bureau.

    Attributes:
        decision: its short name.
        issued_by: the bureau.
        document: the document's title and number.
        issued_on: the day it was issued.
        pools: the places of insurance that it binds.
        since: the first day it holds.
        until: the last day, or None while it lasts.
        readings: option by reading that it settles.
        parameters: value by parameter that it settles.

    """

    decision: str
    issued_by: str
    document: str
    issued_on: date
    pools: tuple[str, ...]
    since: date
    until: date | None
    readings: dict[str, str]
    parameters: dict[str, Any]

    @property
    def label(self) -> str:
        """How a verdict cites it."""
        return f"{self.decision} ({self.document})"


def load_rulings(path: str | Path) -> tuple[Ruling, ...]:
    """Return the decisions of a file (YAML or JSON; one, a list, or ``decisions:``).

    Raises:
        RulingError: for an unknown reading, option or parameter, or one settled twice.
        DataError: if the file breaks its schema.

    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulingError("not readable", where=str(path), why=str(error)) from None
    content = resources.load_yaml_text(text, str(path))
    schema("data/decision.json").check(content, str(path))
    return rulings(content, str(path))


def rulings(content: Any, where: str) -> tuple[Ruling, ...]:
    """Return decisions from schema-checked content; raises as ``load_rulings`` does."""
    if isinstance(content, dict):
        content = content.get("decisions", [content])
    return tuple(_ruling(each, where) for each in content)


def _ruling(content: dict[str, Any], where: str) -> Ruling:
    readings: dict[str, str] = {}
    parameters: dict[str, Any] = {}
    for each in content["settles"]:
        if "reading" in each:
            _once(readings, each["reading"], where)
            _exists(each["reading"], each["option"], where)
            readings[each["reading"]] = each["option"]
        else:
            _once(parameters, each["parameter"], where)
            if each["parameter"] not in KNOWN:
                raise RulingError(f"there is no parameter {each['parameter']!r}", where=where)
            parameters[each["parameter"]] = each["value"]
    until = content["in_force"].get("until")
    return Ruling(
        decision=content["decision"],
        issued_by=content["issued_by"],
        document=content["document"],
        issued_on=date.fromisoformat(content["issued_on"]),
        pools=tuple(content["pools"]),
        since=date.fromisoformat(content["in_force"]["from"]),
        until=None if until is None else date.fromisoformat(until),
        readings=readings,
        parameters=parameters,
    )


def _once(seen: dict[str, Any], name: str, where: str) -> None:
    if name in seen:
        raise RulingError(f"{name} is settled twice by one decision", where=where)


def _exists(name: str, option: str, where: str) -> None:
    if name not in table():
        raise RulingError(f"there is no reading {name!r}", where=where)
    if option not in table()[name].options:
        options = ", ".join(table()[name].options)
        raise RulingError(f"{name} has no option {option!r}", where=where, why=f"has {options}")


def applied(pack: Pack, given: tuple[Ruling, ...]) -> Pack:
    """Return a pack with the parameters that rulings settle.

    Raises:
        RulingError: if the clear text of a clause already states a value, if a ruling is for
            another pool, or if two settle the same thing differently.

    """
    _concerned(pack, given)
    _agreed(given)
    for ruling in given:
        for name, value in ruling.parameters.items():
            _open(pack, name, ruling)
            pack = pack.changed(
                name,
                value,
                since=ruling.since,
                until=ruling.until,
                clause="LOCAL",
                source=ruling.label,
            )
            check(pack, ruling.label)
    return pack


def _open(pack: Pack, name: str, ruling: Ruling) -> None:
    parameter = pack.parameters[name]
    value = parameter.on(ruling.since)
    if value is None or value.missing is not None or pack.fictional:
        return
    raise RulingError(
        f"decision {ruling.decision} cannot settle {name}",
        why=f"clear text states it: {', '.join(value.clauses)}",
        remedy="A later amendment of the text belongs into a pack (--pack FILE).",
    )


def _concerned(pack: Pack, given: tuple[Ruling, ...]) -> None:
    for ruling in given:
        if not set(ruling.pools) & set(pack.pools):
            raise RulingError(
                f"decision {ruling.decision} is not used",
                why=f"it is for {', '.join(ruling.pools)}, the pack for {', '.join(pack.pools)}",
            )


def _agreed(given: tuple[Ruling, ...]) -> None:
    settled: dict[str, tuple[Any, str]] = {}
    for ruling in given:
        for name, option in [*ruling.readings.items(), *ruling.parameters.items()]:
            before = settled.setdefault(name, (option, ruling.decision))
            if before[0] != option:
                raise RulingError(
                    f"decisions {before[1]} and {ruling.decision} settle {name} differently"
                )
