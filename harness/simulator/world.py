"""A world: the facts at the start of a sandbox, read from YAML and completed from a seed.

The file says who and what there is; identity numbers, person numbers, phones and cards follow
from the seed, so that two sandboxes with different seeds have different people and the same
seed gives the same people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from harness import resources
from harness.domain.institutions import ChargeItem, Department, DesignatedInstitution, Physician
from harness.domain.people import InsuredPerson, PersonalAccount
from harness.domain.worldfacts import Bed, ListedCondition
from harness.errors import DataError
from harness.policy.approvals import diseases
from harness.validation import schema

from .worldparts import (
    account,
    bed,
    department,
    institution,
    item,
    person,
    physician,
    public_condition,
    public_institution,
    public_item,
    public_person,
    public_physician,
)

ALIASES = {
    "people": "people",
    "physicians": "physicians",
    "departments": "departments",
    "items": "items",
    "beds": "beds",
    "institutions": "institutions",
    "destinations": "institutions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The facts at the start. Every mapping is keyed by world id."""

    name: str
    title: Mapping[str, str]
    seed: int
    institution: str
    cities: Mapping[str, str]
    people: Mapping[str, InsuredPerson]
    accounts: Mapping[str, PersonalAccount]
    institutions: Mapping[str, DesignatedInstitution]
    city_approvers: frozenset[str]
    physicians: Mapping[str, Physician]
    departments: Mapping[str, Department]
    beds: Mapping[str, Bed]
    items: Mapping[str, ChargeItem]
    conditions: Mapping[str, ListedCondition]
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def city_name(self, code: str) -> str:
        """The name of a city code, or the code itself where the world does not name it."""
        return self.cities.get(code, code)

    def public(self) -> dict[str, Any]:
        """What a driver and ``GET /world`` may see: everything a hospital or its users know."""
        people = [public_person(p, self.accounts[p.id], self) for p in self.people.values()]
        return {
            "name": self.name,
            "title": dict(self.title),
            "seed": self.seed,
            "institution": self.institution,
            "cities": [{"code": code, "name": name} for code, name in self.cities.items()],
            "people": people,
            "institutions": [public_institution(i, self) for i in self.institutions.values()],
            "physicians": [public_physician(p, self) for p in self.physicians.values()],
            "departments": [
                {"id": d.id, "code": d.code, "name": d.name} for d in self.departments.values()
            ],
            "beds": [
                {"id": b.id, "code": b.code, "department": b.department} for b in self.beds.values()
            ],
            "items": [public_item(i) for i in self.items.values()],
            "conditions": [public_condition(c) for c in self.conditions.values()],
        }

    def with_aliases(self, aliases: Mapping[str, Mapping[str, str]]) -> World:
        """The same world with a HIS's own codes in place of ours.

        Args:
            aliases: by kind (physicians, departments, items, beds, institutions or
                destinations), the HIS's code of each world id.

        Raises:
            DataError: a kind or an id that the world does not have.
        """
        parts: dict[str, Any] = {}
        for kind, table in aliases.items():
            if kind == "people" or kind not in ALIASES:
                raise DataError(
                    f"alias kind {kind!r} is unknown", why=f"known: {', '.join(ALIASES)}"
                )
            name = ALIASES[kind]
            current = parts.get(name, dict(getattr(self, name)))
            parts[name] = {**current, **_recoded(name, current, table)}
        parts["aliases"] = {kind: dict(table) for kind, table in aliases.items()}
        return replace(self, **parts)


def load_world(source: str | Path | Mapping[str, Any], seed: int = 0) -> World:
    """Read a world by name (``capital``), by path, or from its content.

    Raises:
        DataError: the file is missing, breaks ``schemas/data/world.json`` or contradicts itself.
    """
    if isinstance(source, str) and source in world_names():
        return _shipped(source, seed)
    return _build(_checked(*_content(source)), seed)


def world_names() -> list[str]:
    """The names of the worlds that ship with the harness."""
    found = resources.names("fixtures/worlds", ".yaml")
    return [name.rsplit("/", 1)[-1].removesuffix(".yaml") for name in found]


@lru_cache(maxsize=16)
def _shipped(name: str, seed: int) -> World:
    """A world that ships: nothing in it changes, so that sandboxes may share it."""
    return _build(_shipped_content(name), seed)


@cache
def _shipped_content(name: str) -> Mapping[str, Any]:
    where = f"fixtures/worlds/{name}.yaml"
    return _checked(resources.load_yaml(where), where)


def _checked(content: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    schema("data/world.json").check(content, where)
    _check_references(content, where)
    return content


def _content(source: str | Path | Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    if isinstance(source, Mapping):
        return source, str(source.get("name", "world"))
    text = str(source)
    if text.endswith((".yaml", ".yml")) or "/" in text:
        path = Path(text)
        if not path.is_file():
            raise DataError("no such world file", where=text)
        return resources.load_yaml_text(path.read_text(encoding="utf-8"), text), text
    raise DataError(f"no world is called {text!r}", why=f"known: {', '.join(world_names())}")


def _check_references(content: Mapping[str, Any], where: str) -> None:
    """Ids are unique, and what a row names exists."""
    known: dict[str, set[str]] = {}
    for kind in ("people", "institutions", "departments", "physicians", "items", "conditions"):
        ids = [row["id"] for row in content.get(kind, [])]
        double = next((each for each, count in Counter(ids).items() if count > 1), None)
        if double is not None:
            raise DataError(f"{kind}: {double!r} stands twice", where=where)
        known[kind] = set(ids)
    if content["institution"] not in known["institutions"]:
        raise DataError(f"institution {content['institution']!r} does not exist", where=where)
    codes = [row["code"] for row in content["institutions"]]
    if len(set(codes)) != len(codes):
        raise DataError("two institutions have one code", where=where)
    for row in content.get("conditions", []):
        listed = diseases().get(row.get("disease", ""))
        if "disease" in row and (listed is None or listed.period != row["period"]):
            raise DataError(
                f"condition {row['id']!r}: not the list's {row['disease']}", where=where
            )
    for row in content["physicians"]:
        for key, kind in (("department", "departments"), ("institution", "institutions")):
            if row[key] not in known[kind]:
                raise DataError(
                    f"physician {row['id']!r}: no {key} is called {row[key]!r}", where=where
                )


def _build(content: Mapping[str, Any], seed: int) -> World:
    people = {row["id"]: person(row, seed) for row in content["people"]}
    institutions = {row["id"]: institution(row) for row in content["institutions"]}
    departments = {row["id"]: department(row) for row in content["departments"]}
    doctors = enumerate(content["physicians"], start=1)
    return World(
        name=content["name"],
        title=content["title"],
        seed=seed,
        institution=content["institution"],
        cities=content["cities"],
        people=people,
        accounts={row["id"]: account(row, seed) for row in content["people"]},
        institutions=institutions,
        city_approvers=frozenset(
            row["id"] for row in content["institutions"] if row.get("city_approver")
        ),
        physicians={row["id"]: physician(row, n, institutions) for n, row in doctors},
        departments=departments,
        beds={b.id: b for b in map(bed, departments.values())},
        items={row["id"]: item(row) for row in content["items"]},
        conditions={row["id"]: ListedCondition(**row) for row in content.get("conditions", [])},
    )


def _recoded(name: str, current: Mapping[str, Any], table: Mapping[str, str]) -> dict[str, Any]:
    missing = next((each for each in table if each not in current), None)
    if missing is not None:
        raise DataError(f"alias: the world has no {missing!r} among its {name}")
    key = "own_code" if name == "items" else "code"
    return {each: replace(current[each], **{key: code}) for each, code in table.items()}
