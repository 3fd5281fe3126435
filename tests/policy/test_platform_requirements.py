"""Each requirement that only the platform can show is decided by a rule, shown by examples."""

from __future__ import annotations

import copy
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from inspect import signature
from types import CodeType, FrameType
from typing import Any

import pytest

from harness import resources
from harness.clock import moment
from harness.policy.loading import pack
from harness.policy.pack import Pack
from harness.policy.questions import arguments, in_fen
from harness.policy.readings import Readings
from harness.policy.rules import Rules
from harness.policy.trace import FOLDER, rules_behind
from harness.simulator.platform import Platform
from harness.simulator.world import load_world
from harness.wire.carriage import carriage
from harness.wire.dialects import dialect
from harness.wire.envelope import Request
from harness.wire.examples import example as message

DEFAULTS = resources.load_yaml(f"{FOLDER}/defaults.yaml")
ENTRIES = rules_behind()
CASES = [
    pytest.param(entry.rule, example, id=f"{id_}-{number}")
    for id_, entry in ENTRIES.items()
    for number, example in enumerate(entry.examples, 1)
]
WORLD = load_world("capital")


def platform_requirements() -> Iterator[str]:
    """Yield the id of every requirement that only the platform can show."""
    for name in resources.names("scenarios/requirements", ".yaml"):
        for each in resources.load_yaml(name)["requirements"]:
            if each["testable"] == "platform":
                yield each["id"]


def rule_of(dotted: str) -> Callable[..., Any]:
    """Return the function that a dotted name below ``harness`` stands for."""
    parts = dotted.split(".")
    for split in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(f"harness.{'.'.join(parts[:split])}")
        except ModuleNotFoundError:
            continue
        for part in parts[split:]:
            found = getattr(found, part)
        assert callable(found)
        return found  # type: ignore[no-any-return]
    raise AssertionError(f"{dotted} is no rule")


def over(default: Any, given: Any) -> Any:
    """Return a default with what is given laid over it; in lists, row by row."""
    if isinstance(default, dict) and isinstance(given, dict):
        keys = {**default, **given}
        return {
            key: over(default.get(key), given[key]) if key in given else default[key]
            for key in keys
        }
    if isinstance(default, list) and isinstance(given, list) and default:
        return [over(default[0], each) for each in given]
    return given


def shows(expected: Any, actual: Any) -> bool:
    """Tell whether a result is what an example says; an example may name a part of its fields."""
    if isinstance(expected, dict):
        parts = {
            key: actual.get(key) if isinstance(actual, Mapping) else getattr(actual, key)
            for key in expected
        }
        return all(shows(expected[key], part) for key, part in parts.items())
    if isinstance(expected, list):
        rows = list(actual)
        return len(rows) == len(expected) and all(map(shows, expected, rows))
    if isinstance(actual, date):
        return bool(expected == actual.isoformat())
    return bool(expected == (actual.value if isinstance(actual, Enum) else actual))


def asked(dotted: str, example: dict[str, Any]) -> Any:
    """Return what a rule of policy answers to the facts of an example."""
    given = over(copy.deepcopy(DEFAULTS.get(dotted, {})), example["given"])
    rule = rule_of(dotted)
    own = pack(example.get("pack", "nm-region"))
    if rule is Pack.changed:
        return _after_change(own, **given)
    facts = arguments(rule, given)
    if "rules" in signature(rule).parameters:
        facts["rules"] = Rules(own, Readings.of(example.get("readings", {})))
    return rule(**facts)


def _after_change(
    own: Pack,
    name: str,
    content: Any,
    since: str,
    on: str,
    facts: Mapping[str, str] | None = None,
) -> int:
    """Return a parameter of a day once the competent body has changed it."""
    changed = own.changed(
        name, content, since=date.fromisoformat(since), clause="LOCAL", source="an amendment"
    )
    return changed.number(name, date.fromisoformat(on), **(facts or {}))


def played(example: dict[str, Any]) -> Any:
    """Return the last reply of a platform on which the steps of an example were played."""
    rules = Rules(pack(example.get("pack", "nm-region")), Readings.of(example.get("readings", {})))
    platform = Platform(WORLD, rules, dialect("plain"), carriage("national"))
    at, known, reply = "2025-03-10T10:00", dict[str, Any](), dict[str, Any]()
    for step in example["steps"]:
        at = step.get("at", at)
        reply = (
            _sent(platform, step, at, known)
            if "send" in step
            else _acted(platform, step, at, known)
        )
        known |= reply
    return reply


def _acted(platform: Platform, step: Any, at: str, known: dict[str, Any]) -> dict[str, Any]:
    with_ = {name: _named(value, known) for name, value in step["with"].items()}
    outcome = platform.act(step["by"], step["act"], with_, moment(at))
    platform.apply(outcome.changes)
    return outcome.reply


def _named(value: Any, known: Mapping[str, Any]) -> Any:
    return known[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _sent(platform: Platform, step: Any, at: str, known: dict[str, Any]) -> dict[str, Any]:
    house, whom = WORLD.institutions["hh-3a"], WORLD.people[step.get("person", "wang")]
    content = copy.deepcopy(message(step["send"], moment(at)).input)
    fields = {"psn_no": whom.number, "psn_name": whom.name, "certno": whom.identity}
    fields |= {"mdtrt_cert_no": whom.identity}
    fields |= {name: _named(value, known) for name, value in step.get("input", {}).items()}
    told = set(step.get("input", {}))
    for node in content.values():
        node |= {name: value for name, value in fields.items() if name in node or name in told}
    request = Request(
        infno=step["send"],
        input=content,
        fixmedins_code=house.code,
        mdtrtarea_admvs=house.region,
        msgid=f"{house.code}{len(known):017d}",
    )
    outcome = platform.handle(request, moment(at))
    platform.apply(outcome.changes)
    assert isinstance(outcome.response.output, dict), outcome.refusal
    return outcome.response.output


def called(work: Callable[[], Any]) -> tuple[Any, set[CodeType]]:
    """Return the result of some work and the code of every function that took part in it."""
    codes: set[CodeType] = set()

    def note(frame: FrameType, *_: object) -> None:
        codes.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        return work(), codes
    finally:
        sys.setprofile(before)


def test_every_requirement_of_the_platform_has_a_rule_and_an_example() -> None:
    """None is left out and none is invented."""
    bare = [id_ for id_, each in ENTRIES.items() if not each.examples]

    assert set(platform_requirements()) == set(ENTRIES)
    assert bare == []


def test_a_wrong_expectation_is_seen() -> None:
    """What an example says is compared, field by field and row by row."""
    assert shows({"a": [1, {"b": None}]}, {"a": (1, {"b": None, "c": 2})})
    assert not shows({"a": [1]}, {"a": (1, 2)})
    assert not shows({"b": 1}, {"a": 1})
    assert not shows("2025-01-01", date(2025, 1, 2))


@pytest.mark.parametrize("dotted", sorted({each.rule for each in ENTRIES.values()}))
def test_every_rule_that_decides_a_requirement_exists(dotted: str) -> None:
    """A dotted name leads to a function with a docstring."""
    assert rule_of(dotted).__doc__


@pytest.mark.parametrize(("dotted", "example"), CASES)
def test_every_worked_example_of_a_requirement_holds(dotted: str, example: dict[str, Any]) -> None:
    """The rule gives what was worked out by hand; on the platform, the rule itself took part."""
    if "raises" in example:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the class is named by the data
            asked(dotted, example)
        assert example["raises"] == type(caught.value).__name__
    elif "steps" in example:
        reply, codes = called(lambda: played(example))
        assert shows(example["gives"], reply), reply
        assert rule_of(dotted).__code__ in codes
    else:
        answer = asked(dotted, example)
        assert shows(in_fen(example["gives"]), answer), answer
