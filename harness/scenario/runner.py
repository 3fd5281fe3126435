"""A run as one stream of events.

The order of events is that of the suite, however many rows are played at once; a run that is
interrupted still ends with its requirements and its last event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from harness.clock import Clock, SystemClock, iso
from harness.verdicts.catalogue import Catalogue, Requirement
from harness.verdicts.finding import Finding
from harness.verdicts.ledger import Located, Scope, Standing, standing
from harness.verdicts.outcome import Baselined, Outcome, closing, conclusions, counts, outcome
from harness.verdicts.readiness import readiness
from harness.verdicts.verdict import Verdict, rollup

from .announcing import Event, clause, finished, requirement, scenario
from .model import Row, Scenario
from .rows import RowResult, Settings
from .subject import Subject

Task = tuple[Scenario, Row]
Player = Callable[[Sequence[Task]], Iterator[RowResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is to do, decided before it begins.

    Attributes:
        scenarios: those to play, in order.
        head: members of ``run_started`` that the caller knows: suite, selection, reproduce, ….
        waived: check id to the baseline's reason for a known deviation; ``None``: no baseline.
        expired: entries of the baseline whose day has passed.

    """

    scenarios: tuple[Scenario, ...]
    catalogue: Catalogue
    scope: Scope
    settings: Settings
    subject: Subject
    head: Mapping[str, Any] = field(default_factory=dict)
    waived: Mapping[str, str] | None = None
    expired: frozenset[str] = frozenset()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every row of every scenario."""
        return tuple((scenario, row) for scenario in self.scenarios for row in scenario.rows)


class Run:
    """One run; ``events`` gives its stream."""

    def __init__(
        self,
        plan: Plan,
        player: Player,
        *,
        broken: Exception | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Prepare.

        Args:
            plan: what to do.
            player: plays rows in order.
            broken: why the HIS could not be initialised; then the run is invalid.
            clock: real time.

        """
        self._broken = broken
        self._plan, self._player, self._clock = plan, player, clock or SystemClock()
        self._found: list[Located] = []
        self._range: tuple[str, str] | None = None
        self._started = iso(self._clock.now().replace(microsecond=0))
        self.results: list[RowResult] = []

    def events(self) -> Iterator[tuple[Event, RowResult | None]]:
        """Give each event, and with ``scenario_finished`` the row whose evidence is to be kept."""
        yield self._beginning(), None
        interrupted = False
        try:
            yield from self._rows()
        except KeyboardInterrupt:
            interrupted = True
        for event in self.ending(interrupted=interrupted):
            yield event, None

    def _rows(self) -> Iterator[tuple[Event, RowResult | None]]:
        tasks = self._plan.tasks
        for index, result in enumerate(self._player(tasks), 1):
            named = {"scenario": result.scenario, "row": result.row}
            yield (
                {"event": "scenario_started", **named, "index": index, "total": len(tasks)},
                None,
            )
            self._take(result)
            for finding in result.findings:
                yield {**named, **self._told(finding, result)}, None
            yield {**named, **finished(result)}, result

    def _take(self, result: RowResult) -> None:
        self.results.append(replace(result, entries=()))
        self._found += [Located(finding=each, file=result.file) for each in result.findings]
        if result.entries:
            ends = [iso(each.at) for each in (result.entries[0], result.entries[-1])]
            low, high = self._range or (ends[0], ends[1])
            self._range = min(low, ends[0]), max(high, ends[1])

    def _beginning(self) -> Event:
        plan = self._plan
        return {
            "event": "run_started",
            **plan.head,
            "seed": plan.settings.seed,
            "mode": plan.settings.mode,
            "as_of": plan.scope.as_of.isoformat(),
            "profiles": [each.id for each in plan.scope.profiles],
            "pack": plan.settings.pack,
            "dialect": plan.settings.dialect,
            "carriage": plan.settings.carriage,
            "readings": dict(plan.settings.readings),
            "decisions": [dict(each) for each in plan.settings.decisions],
            "roles": list(plan.subject.roles),
            "capabilities": dict(plan.subject.reply.get("capabilities", {})),
            "declares": dict(plan.subject.reply.get("declares") or {}),
            "started_at": self._started,
            "requirements": [clause(each, plan.scope) for each in self._clauses()],
            "scenarios": [scenario(each) for each in plan.scenarios],
        }

    def _told(self, finding: Finding, result: RowResult) -> Event:
        evidence = [{"file": result.file, "n": n} for n in finding.evidence]
        waived = (self._plan.waived or {}).get(finding.check)
        return {"event": "finding", **finding.as_json(), "evidence": evidence, "waived": waived}

    def ending(self, *, interrupted: bool = False) -> Iterator[Event]:
        """Give the requirements and the last event."""
        standings = self._standings()
        yield from (requirement(each) for each in standings)
        result = outcome(each.verdict for each in standings if each.scored)
        both = conclusions(standings)
        if self._broken:
            result, both = Outcome.INVALID, dict.fromkeys(both, Outcome.INVALID.value)
        words = closing(
            result,
            interrupted=interrupted,
            baselined=self._baselined(standings),
            unscored_failures=sum(
                each.verdict is Verdict.FAIL for each in standings if not each.scored
            ),
        )
        yield {
            "event": "run_finished",
            "outcome": result.value,
            "exit_code": words.exit_code,
            "closing": dict(words.words),
            "conclusions": both,
            "counts": counts(standings),
            "readiness": readiness(
                self._plan.scope.profiles,
                tested_at=self._started,
                virtual_range=self._range,
                in_service_on=self._in_service_on(),
            ),
            "interrupted": interrupted,
            "finished_at": iso(self._clock.now().replace(microsecond=0)),
        }

    def _in_service_on(self) -> date | None:
        attested = self._plan.head.get("in_service_on")
        return date.fromisoformat(attested) if attested else None

    def _standings(self) -> list[Standing]:
        plan = self._plan
        return [standing(each, self._found, plan.scope) for each in self._clauses()]

    def _clauses(self) -> list[Requirement]:
        """Return every requirement of the profiles, in the order of the catalogue."""
        known = self._plan.catalogue
        return [known[id_] for id_ in known if id_ in self._plan.scope.requirements]

    def _baselined(self, standings: Sequence[Standing]) -> Baselined | None:
        waived = self._plan.waived
        if waived is None:
            return None
        verdicts = [_without(each, waived) for each in standings if each.scored]
        off = {each.finding.check for each in self._found if each.finding.verdict in _DEVIATES}
        stale = tuple(sorted((waived.keys() - off) | (self._plan.expired & off)))
        return Baselined(remaining=outcome(verdicts), stale=stale)


_DEVIATES: Final = frozenset(Verdict) - {Verdict.PASS, Verdict.NOT_APPLICABLE}


def _without(one: Standing, waived: Mapping[str, str]) -> Verdict:
    """Return a requirement's verdict once known deviations are set aside."""
    kept = [each.verdict for each in one.assertions if each.check not in waived]
    return rollup(kept) if kept else Verdict.PASS
