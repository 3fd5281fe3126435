"""Did the suite notice a defect, and nothing else?

The rules of the kill matrix: a defect is *killed* when a scenario of its row fails and every
requirement of ``violates`` that such a scenario verifies is ``fail``. A scenario is *related* when
the row names it, when it verifies a requirement of ``violates``, or when it lists the defect under
``related:``. *Collateral* is an unrelated scenario with a check newly ``fail``, ``error`` or
``inconclusive``; a check that was merely blocked does not count, nor does a monitor of a
requirement of ``violates``, for monitors watch every scenario alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from harness.verdicts.verdict import Verdict, rollup

from .checks import verifying
from .model import Scenario

_TURNED: Final = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A defect as its row describes it.

    Attributes:
        violates: requirement ids.
        scenarios: slugs of the scenarios that must notice it.

    """

    id: str
    core: bool
    violates: frozenset[str]
    scenarios: frozenset[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run found: the verdict of each check, by scenario, blocked checks left out.

    Attributes:
        checks: Verdicts by scenario and check.
        watched: Requirements of the monitors, by check.

    """

    checks: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    watched: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def from_events(cls, events: Iterable[Mapping[str, Any]]) -> Seen:
        """Fold the findings of a run; a check of several rows takes the most severe verdict."""
        found: dict[str, dict[str, list[Verdict]]] = {}
        watched: dict[str, frozenset[str]] = {}
        for event in events:
            if event["event"] == "finding" and not event.get("blocked_by"):
                checks = found.setdefault(event["scenario"], {})
                checks.setdefault(event["check"], []).append(Verdict(event["verdict"]))
                if "#monitor." in event["check"]:
                    watched[event["check"]] = frozenset(event["requirements"])
        rolled = {name: {c: rollup(v) for c, v in each.items()} for name, each in found.items()}
        return cls(rolled, watched)

    def of(self, check: str) -> Verdict | None:
        """Return the verdict of a check, or nothing if it was not made."""
        return self.checks.get(check.partition("#")[0], {}).get(check)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """What the suite made of one defect.

    Attributes:
        by: scenarios of the row that failed.
        requirements: ids of ``violates`` that turned ``fail``.
        survivors: ids of ``violates`` that a failing scenario verifies and that did not.
        collateral: unrelated scenarios that turned.

    """

    id: str
    core: bool
    killed: bool
    by: tuple[str, ...]
    requirements: tuple[str, ...]
    survivors: tuple[str, ...]
    collateral: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the members that ``harness defects run --json`` publishes."""
        return {
            "id": self.id,
            "core": self.core,
            "killed": self.killed,
            "by": list(self.by),
            "requirements": list(self.requirements),
            "survivors": list(self.survivors),
            "collateral": list(self.collateral),
        }


def kill(suspect: Suspect, suite: Sequence[Scenario], healthy: Seen, sick: Seen) -> Kill:
    """Compare a run against the defect with one against the sound hospital."""
    noticed = [each for each in suite if each.slug in suspect.scenarios and _failed(sick, each)]
    at_stake = suspect.violates & {name for each in noticed for name in each.verifies}
    broken = {name for name in suspect.violates if _broken(suite, sick, name)}
    broken |= {name for each in noticed for name in _watched(sick, each) & suspect.violates}
    strangers = [each for each in suite if not _related(suspect, each)]
    return Kill(
        id=suspect.id,
        core=suspect.core,
        killed=bool(noticed) and at_stake <= broken,
        by=tuple(each.id for each in noticed),
        requirements=tuple(sorted(broken)),
        survivors=tuple(sorted(at_stake - broken)),
        collateral=tuple(each.id for each in strangers if _turned(suspect, healthy, sick, each)),
    )


def _failed(seen: Seen, scenario: Scenario) -> bool:
    return Verdict.FAIL in seen.checks.get(scenario.id, {}).values()


def _broken(suite: Sequence[Scenario], seen: Seen, requirement: str) -> bool:
    checks = verifying(suite).get(requirement, ())
    return any(seen.of(check) is Verdict.FAIL for check in checks)


def _related(suspect: Suspect, scenario: Scenario) -> bool:
    named = scenario.slug in suspect.scenarios or suspect.id in scenario.related
    return named or bool(suspect.violates & set(scenario.verifies))


def _watched(seen: Seen, scenario: Scenario) -> set[str]:
    checks = seen.checks.get(scenario.id, {})
    failed = (check for check, verdict in checks.items() if verdict is Verdict.FAIL)
    return {name for check in failed for name in seen.watched.get(check, ())}


def _turned(suspect: Suspect, healthy: Seen, sick: Seen, scenario: Scenario) -> bool:
    now = sick.checks.get(scenario.id, {})
    return any(
        verdict in _TURNED
        and healthy.of(check) != verdict
        and not suspect.violates & sick.watched.get(check, frozenset())
        for check, verdict in now.items()
    )
