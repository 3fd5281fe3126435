"""The requirements and the frozen sets of them that a hospital is measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from harness import resources
from harness.errors import DataError, UsageError
from harness.validation import schema

Bilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One demand of one clause.

    Attributes:
        level: ``must``, ``should`` or ``may``.
        basis: ``text``, ``inferred`` or ``engineering``.
        testable: ``his``, ``platform``, ``report``, ``document`` or ``none``.
        actor: who is bound.
        readings: readings that a verdict rests on.
        excluded: why no check verifies it, if none does.
        adopted_by: the decision that adopted an inferred requirement.

    """

    id: str
    source: str
    instrument: Bilingual
    article: Bilingual
    title: Bilingual
    text: Bilingual
    level: str
    basis: str
    testable: str
    actor: tuple[str, ...]
    from_: date
    until: date | None = None
    readings: tuple[str, ...] = ()
    excluded: Bilingual | None = None
    adopted_by: str | None = None
    kind: str = ""

    def in_force(self, on: date) -> bool:
        """Tell whether it binds on a day."""
        return self.from_ <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A frozen set of requirements for some roles, with its deadline."""

    id: str
    title: Bilingual
    version: str
    frozen_on: date
    deadline: date | None
    effective_from: date
    roles: tuple[str, ...]
    requirements: frozenset[str]
    actions: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    not_scored: Mapping[str, str] = field(default_factory=dict)


class Catalogue(Mapping[str, Requirement]):
    """All requirements by id, in the order of the files."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        """Keep them; an id that stands twice is refused.

        Raises:
            DataError: naming the id that stands twice.

        """
        self._by_id: dict[str, Requirement] = {}
        for each in requirements:
            if each.id in self._by_id:
                raise DataError(f"the requirement {each.id} stands twice", where=each.source)
            self._by_id[each.id] = each

    def __getitem__(self, id_: str) -> Requirement:
        """Return one requirement."""
        return self._by_id[id_]

    def __iter__(self) -> Any:
        """Go through the ids."""
        return iter(self._by_id)

    def __len__(self) -> int:
        """Count them."""
        return len(self._by_id)


@cache
def requirements() -> Catalogue:
    """Return the shipped catalogue, ``scenarios/requirements/*.yaml``.

    Raises:
        DataError: if a file breaks its schema or an id stands twice.

    """
    names = resources.names("scenarios/requirements", ".yaml")
    return Catalogue(one for name in names for one in read_requirements(name))


def read_requirements(name: str) -> list[Requirement]:
    """Return the requirements of one shipped file.

    Raises:
        DataError: if the file breaks its schema.

    """
    content = resources.load_yaml(name)
    schema("data/requirement.json").check(content, name)
    return [_requirement(content, entry) for entry in content["requirements"]]


@cache
def profiles() -> Mapping[str, Profile]:
    """Return the shipped profiles by id, ``scenarios/profiles/*.yaml``.

    Raises:
        DataError: if a file breaks its schema, is misnamed or names an unknown requirement.

    """
    found = (read_profile(name) for name in resources.names("scenarios/profiles", ".yaml"))
    return {each.id: each for each in found}


def read_profile(name: str) -> Profile:
    """Return the profile of one shipped file.

    Raises:
        DataError: if it breaks its schema, is misnamed or names an unknown requirement.

    """
    content = resources.load_yaml(name)
    schema("data/profile.json").check(content, name)
    stem = name.rpartition("/")[2].removesuffix(".yaml")
    if content["id"] != stem:
        raise DataError("/id must be the file's name", where=name, why=f"it is {content['id']}")
    for key in ("requirements", "not_scored"):
        _known(content.get(key, ()), name, key)
    return _profile(content)


def chosen_profiles(names: Iterable[str]) -> tuple[Profile, ...]:
    """Return profiles by their ids.

    Raises:
        UsageError: naming the profiles there are, if one is unknown.

    """
    known = profiles()
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise UsageError(f"no profile {name}", remedy=f"There are: {', '.join(known)}.")
    return tuple(known[name] for name in wanted)


def _known(ids: Iterable[str], name: str, key: str) -> None:
    for id_ in ids:
        if id_ not in requirements():
            raise DataError(f"/{key} names {id_}", where=name, why="there is no such requirement")


def _requirement(file: Mapping[str, Any], entry: Mapping[str, Any]) -> Requirement:
    force = entry.get("in_force", file["in_force"])
    return Requirement(
        id=entry["id"],
        source=file["source"],
        instrument=file["instrument"],
        article=_both(entry["article"]),
        title=entry["title"],
        text=entry["text"],
        level=entry["level"],
        basis=entry["basis"],
        testable=entry["testable"],
        actor=tuple(entry["actor"]),
        from_=date.fromisoformat(force["from"]),
        until=_day(force.get("until")),
        readings=tuple(entry.get("readings", ())),
        excluded=_both(entry.get("excluded")) if entry.get("excluded") else None,
        adopted_by=entry.get("adopted_by"),
        kind=entry.get("kind", ""),
    )


def _profile(content: Mapping[str, Any]) -> Profile:
    return Profile(
        id=content["id"],
        title=content["title"],
        version=content["version"],
        frozen_on=date.fromisoformat(content["frozen_on"]),
        deadline=_day(content["deadline"]),
        effective_from=date.fromisoformat(content["effective_from"]),
        roles=tuple(content["roles"]),
        requirements=frozenset(content["requirements"]),
        actions=tuple(content["minimal"]["actions"]),
        views=tuple(content["minimal"]["views"]),
        not_scored=content.get("not_scored", {}),
    )


def _both(text: Any) -> Bilingual:
    return text if isinstance(text, Mapping) else {"en": text, "zh": text}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
