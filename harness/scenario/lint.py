"""What a scenario must not be, beyond its schema: one that could never prove what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.errors import HarnessError
from harness.faults.kinds import KINDS
from harness.policy.readings import table
from harness.simulator.world import load_world
from harness.verdicts.catalogue import profiles, requirements
from harness.wire.catalogue import TRANSACTIONS

from .binding import names_in
from .checks import Check, checks_of, proves_nothing
from .keywords import KEYWORDS
from .model import Kind, Scenario, Seen, Step, Wire
from .patterns import keywords_in
from .verbs import actions, views

BUILT_IN = frozenset({"today", "now", "people"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a scenario."""

    scenario: str
    where: str
    what: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        return f"{self.scenario}: {self.where}: {self.what}"


def lint(scenario: Scenario) -> list[Problem]:
    """Return everything that is wrong with a scenario, in the order of the file."""
    found = [*_proof(scenario), *_words(scenario), *_world(scenario), *_placeholders(scenario)]
    return [Problem(scenario=scenario.id, where=where, what=what) for where, what in found]


def _proof(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Nothing is verified but by the HIS, and no silence counts without a canary."""
    judged = [each for each in checks_of(scenario) if each.judged and each.verifies]
    if scenario.verifies and not judged:
        yield "/verifies", "nothing that the HIS sends, shows, prints or answers is expected"
    yield from (("/verifies", problem) for problem in _named(scenario, judged))
    for each in judged:
        if each.negative and not _has_canary(scenario, each):
            when = "after it" if each.about != "reply" else "beside it"
            yield each.id.partition("#")[2], f"passes by nothing happening, without a canary {when}"
    for profile in scenario.profiles:
        if profiles() and profile not in profiles():
            yield "/profiles", f"there is no profile {profile}"


def _named(scenario: Scenario, judged: list[Check]) -> Iterator[str]:
    """What is named at the top and what the checks verify are the same."""
    verified = {id_ for each in judged for id_ in each.verifies}
    top = set(scenario.verifies)
    if judged:
        yield from (f"no check verifies {id_}" for id_ in sorted(top - verified))
    for id_ in sorted(verified - top):
        yield f"a check verifies {id_}, which is not named at the top"
    proved = {id_ for each in judged if not proves_nothing(each) for id_ in each.verifies}
    for id_ in sorted(verified - proved):
        yield f"{id_} rests on nothing but the word `done`"
    for id_ in sorted(verified & requirements().keys()):
        if requirements()[id_].testable == "none":
            yield f"{id_} has no consequence in software"


def _has_canary(scenario: Scenario, check: Check) -> bool:
    order = [step.id for step in scenario.flat_steps()]
    at = order.index(check.step.id)
    marked = [n for n, step in enumerate(scenario.flat_steps()) if step.canary and n != at]
    return any(n > at or check.about == "reply" for n in marked)


def _words(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Actions, views, messages, faults, readings and pattern keywords exist."""
    for step in scenario.flat_steps():
        yield from ((step.id, problem) for problem in _step_words(step))
    for item in scenario.never:
        if item.wire and item.wire.infno not in TRANSACTIONS:
            yield item.id, f"there is no message {item.wire.infno}"
        if item.view and item.view not in views():
            yield item.id, f"there is no view {item.view}"
    for reading in scenario.readings:
        if reading not in table():
            yield "/readings", f"there is no reading {reading}"


def _step_words(step: Step) -> Iterator[str]:
    if step.kind is Kind.HIS:
        yield from _action(step)
    if step.kind is Kind.OBSERVE and step.verb not in views():
        yield f"there is no view {step.verb}"
    if step.kind is Kind.PROBE and step.verb not in TRANSACTIONS:
        yield f"there is no message {step.verb}"
    for fault in step.plan:
        if "${" not in fault.plan["kind"] and fault.plan["kind"] not in KINDS:
            yield f"there is no fault {fault.plan['kind']}"
    for claim in step.claims:
        expected = claim.expected
        if isinstance(expected, Wire) and expected.infno not in TRANSACTIONS:
            yield f"there is no message {expected.infno}"
        if isinstance(expected, Seen) and expected.view not in views():
            yield f"there is no view {expected.view}"
        for pattern in _patterns(expected):
            unknown = set(keywords_in(pattern)) - set(KEYWORDS)
            yield from (f"there is no pattern keyword {each}" for each in sorted(unknown))


def _action(step: Step) -> Iterator[str]:
    known = actions().get(step.verb)
    if known is None:
        yield f"there is no action {step.verb}"
        return
    for key in step.with_:
        if key not in known.takes and "${" not in key:
            yield f"{step.verb} takes no {key}; it takes {', '.join(known.takes)}"


def _patterns(expected: Any) -> list[Any]:
    if isinstance(expected, Wire):
        return [expected.where, expected.request, expected.header]
    return [expected.shows] if isinstance(expected, Seen) else [expected]


def _world(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """People and institutions that are named are in the world."""
    try:
        told = load_world(scenario.world).public()
    except HarnessError as error:
        yield "/world", str(error)
        return
    institutions = {each["id"] for each in told["institutions"]}
    people = {each["id"] for each in told["people"]}
    for name, institution in scenario.sessions.items():
        if institution and "${" not in institution and institution not in institutions:
            yield f"/sessions/{name}", f"the world has no institution {institution}"
    for step in scenario.flat_steps():
        person = step.with_.get("person")
        person = person.get("id") if isinstance(person, Mapping) else person
        if isinstance(person, str) and "${" not in person and person not in people:
            yield step.id, f"the world has no person {person}"


def _placeholders(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every placeholder has a value in every row, from the row or from an earlier step."""
    rows = [set(row.values) for row in scenario.rows]
    always = BUILT_IN | set.intersection(*rows)
    known: set[str] = set()
    for step in scenario.flat_steps():
        used = {*names_in(step.with_), *names_in(step.key), *names_in(step.to)}
        missing = used - always - known
        yield from ((step.id, f"${{{name}}} has no value here") for name in sorted(missing))
        if step.as_:
            known.add(step.as_)
        later = {name for c in step.claims for p in _patterns(c.expected) for name in names_in(p)}
        for name in sorted(later - always - known):
            yield step.id, f"${{{name}}} has no value here"
