"""Acts of others than the hospital under test: agency, employer, patient, another institution.

An act is ``(by, act, with)``; ``with`` has plain keys. It is judged by the same rules as a message.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from harness.clock import moment
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson
from harness.errors import HarnessError, UsageError
from harness.money import parse_yuan
from harness.wire.envelope import Request

from .judgement import Judgement
from .services.context import Answer
from .store import Draft

With = Mapping[str, Any]


class Responder(Protocol):
    """Whatever answers messages within a draft: the platform."""

    def respond(
        self, request: Request, at: dt.datetime, draft: Draft, *, sign_in: bool = True
    ) -> Answer:
        """Let the service of a transaction answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ActContext:
    """What an act sees."""

    draft: Draft
    judge: Judgement
    at: dt.datetime
    platform: Responder

    def person(self, with_: With) -> InsuredPerson:
        """The person named by world id, person number or identity number.

        Raises:
            UsageError: nobody is called so.
        """
        name = str(wanted(with_, "person"))
        found = self.draft.get("people", name, InsuredPerson)
        for by in ("number", "identity"):
            rows = self.draft.find("people", by, name, InsuredPerson)
            found = found or (rows[0] if rows else None)
        if found is None:
            raise UsageError(f"nobody in this world is called {name!r}")
        return found

    def institution(self, name: object) -> DesignatedInstitution:
        """The institution named by world id or code.

        Raises:
            UsageError: none is called so.
        """
        found = self.draft.get("institutions", str(name), DesignatedInstitution)
        rows = self.draft.find("institutions", "code", str(name), DesignatedInstitution)
        found = found or (rows[0] if rows else None)
        if found is None:
            raise UsageError(f"no institution in this world is called {name!r}")
        return found


Act = Callable[[ActContext, With], dict[str, Any]]


class Acts:
    """The table of acts."""

    def __init__(self) -> None:
        """Begin with none."""
        self._table: dict[tuple[str, str], Act] = {}

    def add(self, by: str, table: Mapping[str, Act]) -> None:
        """Add the acts of one party."""
        for name, act in table.items():
            self._table[by, name] = act

    def names(self) -> list[tuple[str, str]]:
        """Every (by, act)."""
        return sorted(self._table)

    def run(self, context: ActContext, by: str, act: str, with_: With) -> dict[str, Any]:
        """Play an act.

        Raises:
            UsageError: no such act, or arguments that make no sense.
            Refused: a rule forbids it.
        """
        found = self._table.get((by, act))
        if found is None:
            known = [name for who, name in self.names() if who == by]
            raise UsageError(f"{by!r} has no act {act!r}", why=f"known: {', '.join(known)}")
        try:
            return found(context, with_)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise UsageError(f"{by} {act}: the arguments make no sense", why=str(error)) from error


def wanted(with_: With, name: str) -> Any:
    """An argument that must be there.

    Raises:
        UsageError: it is not.
    """
    if with_.get(name) in (None, ""):
        raise UsageError(f"the argument {name!r} is missing")
    return with_[name]


def day(value: Any) -> dt.date:
    """A date argument.

    Raises:
        UsageError: it is none.
    """
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise UsageError(f"{value!r} is not a date") from None


def month(value: Any) -> dt.date:
    """A month argument ``2025-03`` as its first day."""
    return day(f"{str(value)[:7]}-01")


def instant(value: Any) -> dt.datetime:
    """A moment argument; a date means its first second."""
    try:
        return moment(str(value))
    except HarnessError as error:
        raise UsageError(str(error)) from None


def amount(value: Any) -> int:
    """An amount in yuan as fen."""
    try:
        return parse_yuan(str(value))
    except HarnessError as error:
        raise UsageError(str(error)) from None


def diagnosis(value: Any) -> tuple[str, str]:
    """``C34.1`` or ``{code, name}`` as code and name."""
    if isinstance(value, Mapping):
        return str(value["code"]), str(value.get("name") or value["code"])
    return str(value), str(value)
