"""Reading scenario files.

A file that breaks ``schemas/data/scenario.json``, names a requirement or a step that does not
exist, or says something twice does not load; the message names file, key and reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from harness import resources
from harness.errors import DataError
from harness.validation import schema
from harness.verdicts.catalogue import requirements

from .building import build
from .model import GROUPS, Scenario, Seen, Wire


@cache
def shipped() -> Mapping[str, Scenario]:
    """Return every shipped scenario by id, in the order of groups, catalogue and id.

    Raises:
        DataError: at the first file that does not load.

    """
    names = [f"scenarios/{group}" for group in GROUPS]
    files = [name for folder in names for name in resources.names(folder, ".yaml")]
    found = (load(_id_of(name), resources.read_text(name), name) for name in files)
    return {each.id: each for each in sorted(found, key=_order)}


def load_file(path: Path) -> Scenario:
    """Return the scenario of a file outside the suite; its folder is its group.

    Raises:
        DataError: if the file is missing or does not load.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("cannot be read", where=str(path), why=str(error)) from None
    return load(f"{path.resolve().parent.name}/{path.stem}", text, str(path))


def load(id_: str, text: str, where: str) -> Scenario:
    """Return the scenario that a YAML text holds.

    Args:
        id_: ``<group>/<slug>``.
        text: the document.
        where: the file's name, for messages.

    Raises:
        DataError: naming file, key and reason.

    """
    content = resources.load_yaml_text(text, where)
    schema("data/scenario.json").check(content, where)
    if id_.partition("/")[0] not in GROUPS:
        raise DataError(f"{id_} is in no group", where=where, why=f"groups are {', '.join(GROUPS)}")
    _known_requirements(content, where, "")
    scenario = build(id_, content, where)
    _known_steps(scenario, where)
    return scenario


def _id_of(name: str) -> str:
    return name.removeprefix("scenarios/").removesuffix(".yaml")


def _order(scenario: Scenario) -> tuple[int, str, str]:
    return GROUPS.index(scenario.group), scenario.catalogue or "~", scenario.slug


def _known_requirements(value: Any, where: str, at: str) -> None:
    """Refuse unknown ids wherever a ``verifies`` stands."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            _known_requirements(each, where, f"{at}/{index}")
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "verifies" and isinstance(each, list):
                _refuse_unknown(each, where, f"{at}/verifies")
            else:
                _known_requirements(each, where, f"{at}/{key}")


def _refuse_unknown(ids: list[str], where: str, at: str) -> None:
    for index, id_ in enumerate(ids):
        if id_ not in requirements():
            raise DataError(f"{at}/{index} is {id_}", where=where, why="no such requirement")


def _known_steps(scenario: Scenario, where: str) -> None:
    """Refuse names of steps, faults and sessions that the scenario does not have."""
    known = {
        "step": {each.id for each in scenario.flat_steps()},
        "fault": {fault.id for step in scenario.steps for fault in step.plan},
        "session": set(scenario.sessions),
    }
    for key, kind, name in _names(scenario):
        if name not in known[kind]:
            there = ", ".join(sorted(known[kind])) or "none"
            raise DataError(f"{key} names the {kind} {name}", where=where, why=f"there is {there}")


def _names(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Give every name of a step, fault or session that is used: key, kind, name."""
    for step in scenario.flat_steps():
        yield from (("depends", "step", name) for name in step.depends)
        if step.session:
            yield step.id, "session", step.session
        for claim in step.claims:
            yield from (("witness", each.kind, each.name) for each in claim.witness)
            if isinstance(claim.expected, Wire) and claim.expected.since:
                yield "since", "step", claim.expected.since
            if isinstance(claim.expected, Seen) and claim.expected.session:
                yield claim.part, "session", claim.expected.session
    for item in scenario.never:
        yield from (("never", "step", name) for name in (item.after, item.until) if name)
        yield from (("witness", each.kind, each.name) for each in item.witness)
