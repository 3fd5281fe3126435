"""How a defect is declared, found and fitted to a house."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from harness.errors import OursFault, UsageError
from harness.hospital.hospital import Hospital
from harness.resources import load_yaml_text

Mutation = Callable[[Hospital], None]
MODULES: Final = (
    "slips", "reviews", "filings", "dates", "extensions", "destinations", "wards", "amounts",
    "deductibles", "bookings", "items", "accounts", "residents", "offices", "recovery", "habits",
)  # fmt: skip
_DECLARED: dict[str, Mutation] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One fault.

    Attributes:
        violates: requirement ids.
        scenarios: slugs of the scenarios that must notice it.
        apply: fits it to a house.
        habits: which habits of real systems it is, by their numbers in wire.md §9.

    """

    id: str
    core: bool
    title: str
    violates: tuple[str, ...]
    scenarios: tuple[str, ...]
    apply: Mutation
    habits: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what a list shows."""
        return {
            "id": self.id,
            "core": self.core,
            "title": self.title,
            "violates": list(self.violates),
            "scenarios": list(self.scenarios),
            "habits": list(self.habits),
        }


def defect(name: str) -> Callable[[Mutation], Mutation]:
    """Declare a function as the fault of this id."""

    def declared(mutation: Mutation) -> Mutation:
        if name in _DECLARED:
            raise OursFault(f"defect {name} is declared twice")
        _DECLARED[name] = mutation
        return mutation

    return declared


def override(owner: object, name: str, function: Callable[..., Any]) -> None:
    """Put a function in a method's place; it is given the method as its first argument."""
    original = getattr(owner, name)

    def replaced(*args: Any, **kwargs: Any) -> Any:
        return function(original, *args, **kwargs)

    setattr(owner, name, replaced)


def skip(owner: object, *names: str) -> None:
    """Make methods that only check do nothing."""
    for name in names:
        override(owner, name, lambda _original, *_args, **_kwargs: None)


def answer(owner: object, name: str, value: Any) -> None:
    """Make a method answer the same always."""
    override(owner, name, lambda _original, *_args, **_kwargs: value)


@cache
def every() -> tuple[Defect, ...]:
    """Return all defects by id."""
    for module in MODULES:
        importlib.import_module(f"harness.hospital.defects.{module}")
    rows = {row["id"]: row for row in _catalogue()}
    return tuple(_described(name, rows) for name in sorted(_DECLARED))


def find(name: str) -> Defect:
    """Return a defect by its id.

    Raises:
        UsageError: there is none.

    """
    wanted = name.upper()
    found = next((each for each in every() if each.id == wanted), None)
    if found is None:
        raise UsageError(
            f"there is no defect {name!r}", remedy="`harness defects list` shows them."
        )
    return found


def _described(name: str, rows: dict[str, dict[str, Any]]) -> Defect:
    row = rows.get(name)
    if row is None:
        raise OursFault(f"defect {name} is not in the catalogue")
    return Defect(
        id=name,
        core=row["core"],
        title=row["title"],
        violates=tuple(row["violates"]),
        scenarios=tuple(row["scenarios"]),
        apply=_DECLARED[name],
        habits=tuple(row.get("habits", ())),
    )


def _catalogue() -> list[dict[str, Any]]:
    text = files("harness.hospital.defects").joinpath("catalogue.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = load_yaml_text(text, "harness/hospital/defects/catalogue.yaml")
    return found
