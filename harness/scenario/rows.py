"""One row from nothing to its findings: sandbox, play, judgement, evidence."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from harness.clock import SystemClock, iso, moment
from harness.errors import HarnessError
from harness.journal import Entry, Journal
from harness.verdicts.finding import Finding
from harness.verdicts.review import reviewed
from harness.verdicts.verdict import Verdict, rollup
from harness.wire.dialects import dialect

from . import wording
from .execution import Execution
from .guiding import Guide
from .judging import judge
from .model import Row, Scenario
from .monitors import watched
from .ports import Bench, Driver, SandboxSpec
from .subject import OPTIONAL, Subject

START: Final = "2025-05-06T09:00"
SIGNING: Final = "csb"
UNDATED: Final = "plain"
"""Where a scenario begins that does not say, if the clock of the HIS can be set."""


LONGEST: Final = 80
"""Letters of a row's name in the name of its evidence file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is the same for every row of a run.

    Attributes:
        readings: reading to option, chosen for the run.
        decided: readings that a decision settles.
        idle: real seconds without a request that count as rest.
        alias: per kind, world id to the HIS's own code.

    """

    pack: str = "nm-region"
    dialect: str = "plain"
    carriage: str = "national"
    readings: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Mapping[str, Any], ...] = ()
    decided: tuple[str, ...] = ()
    seed: int = 0
    mode: str = "ci"
    idle: float = 2.0
    in_process: bool = False
    alias: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What one row gave.

    Attributes:
        broken: whether the adapter gave out.
        stopped: whether the person who played it stopped inside.
        elapsed_ms: real time.

    """

    scenario: str
    row: str
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]
    broken: bool = False
    stopped: bool = False
    elapsed_ms: int = 0

    @property
    def verdict(self) -> Verdict:
        """What its findings add up to."""
        return rollup(each.verdict for each in self.findings)

    @property
    def file(self) -> str:
        """Where its evidence lies, from the folder of the run."""
        return evidence_file(self.scenario, self.row)


def evidence_file(scenario: str, row: str) -> str:
    """Return the name of an evidence file: safe on every file system, different for every row."""
    plain = "".join(each if _plain(each) else "-" for each in row)[:LONGEST]
    tail = "" if plain == row else f"-{hashlib.sha256(row.encode()).hexdigest()[:8]}"
    return f"evidence/{scenario}/{plain}{tail}.ndjson"


def _plain(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter in "_-=,.")


def findings_of(
    scenario: Scenario,
    row: Row,
    entries: Sequence[Entry],
    *,
    mode: str = "ci",
    decided: Sequence[str] = (),
) -> list[Finding]:
    """Return everything that a row's evidence says: checks, then monitors; a pure function."""
    found = [*judge(scenario, row, entries), *watched(scenario, entries)]
    return [reviewed(each, mode=mode, decided=decided) for each in found]


def play(
    scenario: Scenario,
    row: Row,
    *,
    driver: Driver,
    subject: Subject,
    bench: Bench,
    settings: Settings,
    guide: Guide | None = None,
) -> RowResult:
    """Play a row and judge it; whatever goes wrong on our side becomes an ``error``."""
    begun = time.monotonic()
    entries: Sequence[Entry] = ()
    stopped = False
    try:
        entries, stopped = _entries(scenario, row, driver, subject, bench, settings, guide)
        found = findings_of(scenario, row, entries, mode=settings.mode, decided=settings.decided)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not end the run
        found = [_fault(scenario, error)]
    return RowResult(
        scenario=scenario.id,
        row=row.name,
        findings=tuple(found),
        entries=tuple(entries),
        broken=any(e.kind == "step" and e.body["phase"] == "broken" for e in entries),
        stopped=stopped,
        elapsed_ms=round((time.monotonic() - begun) * 1000),
    )


def _entries(
    scenario: Scenario,
    row: Row,
    driver: Driver,
    subject: Subject,
    bench: Bench,
    settings: Settings,
    guide: Guide | None,
) -> tuple[Sequence[Entry], bool]:
    """Return the evidence of a row, and whether a person stopped before its end."""
    spec = spec_of(scenario, row, subject, settings)
    lacks = subject.lacks(scenario)
    foreign = "" if subject.speaks(spec.dialect, settings.dialect) else spec.dialect
    if lacks or foreign or scenario.group in subject.declares:
        return _unplayed(scenario, spec, subject, lacks, foreign), False
    sandbox = bench.open(spec)
    try:
        execution = Execution(
            scenario,
            row,
            driver=driver,
            subject=subject,
            sandbox=sandbox,
            spec=spec,
            idle=settings.idle,
            guide=guide,
        )
        execution.play()
        return tuple(sandbox.journal.entries), execution.stopped
    finally:
        sandbox.close()


def spec_of(scenario: Scenario, row: Row, subject: Subject, settings: Settings) -> SandboxSpec:
    """Return the sandbox of a row; its name tells the HIS nothing about the scenario."""
    name = f"{settings.seed}/{scenario.id}/{row.name}"
    return SandboxSpec(
        id=f"s{hashlib.sha256(name.encode()).hexdigest()[:12]}",
        world=scenario.world,
        institution=next(iter(scenario.sessions.values())),
        pack=scenario.pack or settings.pack,
        dialect=_dialect(scenario, settings),
        carriage=scenario.carriage or settings.carriage,
        start=_start(scenario, row, subject),
        seed=settings.seed,
        readings={**settings.readings, **scenario.readings},
        decisions=settings.decisions,
        parameters=scenario.parameters,
        mode="in_process" if settings.in_process else "http",
        alias=settings.alias,
    )


def _dialect(scenario: Scenario, settings: Settings) -> str:
    """Return the dialect of the run, or a stand-in where a scenario is about other gateways."""
    own = dialect(settings.dialect)
    match scenario.gateway:
        case "signing" if not own.signs:
            return SIGNING
        case "undated" if own.dated:
            return UNDATED
        case _:
            return own.name


def _start(scenario: Scenario, row: Row, subject: Subject) -> datetime:
    text = scenario.start or (START if subject.clock else None)
    if text is None:
        return SystemClock().now().replace(microsecond=0)
    for name, value in row.values.items():
        text = text.replace(f"${{{name}}}", str(value))
    return moment(text)


def _unplayed(
    scenario: Scenario, spec: SandboxSpec, subject: Subject, lacks: Sequence[str], foreign: str
) -> Sequence[Entry]:
    """Return the evidence of a row that this HIS cannot play, or need not."""
    journal = Journal()
    reply = subject.noted(scenario, foreign)
    told = {"session": "", "method": "initialize", "params": {}, "reply": reply, "step": ""}
    journal.append(spec.start, "driver", told)
    gap = dict(wording.not_offered("capability", ", ".join(lacks)))
    body: dict[str, Any] = {"id": "", "phase": "skipped", "kind": "scenario", "gap": gap}
    body["now"] = iso(spec.start)
    if OPTIONAL & set(lacks):
        body["optional"] = True
    journal.append(spec.start, "step", body)
    return journal.entries


def _fault(scenario: Scenario, error: Exception) -> Finding:
    text = str(error) if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
    return Finding(
        check=f"{scenario.id}#run",
        verdict=Verdict.ERROR,
        message=wording.ours(text, text),
        requirements=scenario.verifies,
    )
