"""Rules that hold in every run, whatever the scenario says; also over recorded and live traffic."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from harness.journal import Entry
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

from ..model import Scenario
from ..record import sent_by_his
from .addresses import AddressesNameNobody
from .amounts import Division, LineAmounts, LineSums, PreviewFirst
from .breach import Breach, Monitor, both
from .contents import understood
from .figures import ShownFigures
from .messages import NoRealIdentity, OwnReply, SchemaValid, SignedIn
from .numbers import MsgidForm, MsgidSequence, MsgidUnique
from .persons import SamePerson
from .retries import ResolvedToday, ReversesOwn, SameIdAgain
from .sender import Directory, Sender
from .signatures import Signed
from .visits import VisitFacts, VisitKind

MONITORS: Final[Sequence[Callable[[], Monitor]]] = (
    SchemaValid,
    Signed,
    SignedIn,
    MsgidForm,
    MsgidUnique,
    MsgidSequence,
    LineAmounts,
    LineSums,
    Division,
    PreviewFirst,
    SameIdAgain,
    ResolvedToday,
    ReversesOwn,
    NoRealIdentity,
    AddressesNameNobody,
    SamePerson,
    VisitKind,
    VisitFacts,
    Sender,
    Directory,
    ShownFigures,
    OwnReply,
)
"""Every monitor, in the order in which they report."""


class MonitorSet:
    """All monitors over one stream of entries."""

    def __init__(self, prefix: str = "trace", about: Collection[str] | None = None) -> None:
        """Begin before the first entry; findings are named ``PREFIX#monitor.NAME``.

        Args:
            prefix: scenario or trace.
            about: requirements that a scenario is about; a trace is about everything.

        """
        self._prefix = prefix
        self._dialect = "plain"
        watching = [make() for make in MONITORS]
        self._monitors = [
            each
            for each in watching
            if about is None or each.everywhere or set(about) & set(each.requirements)
        ]
        self._reads = not all(each.everywhere for each in self._monitors)

    def feed(self, entry: Entry) -> list[Finding]:
        """Take one entry and return what it breaks."""
        if entry.kind == "exchange" and not sent_by_his(entry):
            return []
        if entry.kind == "sandbox":
            self._dialect = str(entry.body.get("dialect", self._dialect))
        # Most scenarios are about no contents: their messages need not be read again.
        read = understood(entry, self._dialect) if self._reads else entry
        return [
            self._finding(monitor, breach)
            for monitor in self._monitors
            for breach in _taken(monitor, entry if monitor.everywhere else read)
        ]

    def kept(self, broken: Iterable[str]) -> list[Finding]:
        """Return a ``pass`` for every monitor that was put to the test and is not broken.

        Args:
            broken: check ids of findings so far.

        """
        known = set(broken)
        return [
            Finding(
                check=self._name(monitor),
                verdict=Verdict.PASS,
                requirements=monitor.requirements,
                grade=monitor.grade,
                message=both(
                    f"Held throughout: {monitor.rule['en']}.", f"全程成立：{monitor.rule['zh']}。"
                ),
                evidence=tuple(sorted({monitor.tested[0], monitor.tested[-1]})),
                step="monitor",
                part=monitor.name,
            )
            for monitor in self._monitors
            if monitor.tested and monitor.requirements and self._name(monitor) not in known
        ]

    def _name(self, monitor: Monitor) -> str:
        return f"{self._prefix}#monitor.{monitor.name}"

    def _finding(self, monitor: Monitor, breach: Breach) -> Finding:
        return Finding(
            check=self._name(monitor),
            verdict=Verdict.ERROR if breach.ours else Verdict.FAIL,
            requirements=monitor.requirements,
            grade=monitor.grade,
            message=breach.message,
            expected=breach.expected,
            actual=breach.actual,
            pointer=breach.pointer,
            evidence=breach.evidence,
            hint=monitor.remedy,
            step="monitor",
            part=monitor.name,
        )


def _taken(monitor: Monitor, entry: Entry) -> Iterable[Breach]:
    return monitor.see(entry) if entry.kind == "exchange" else monitor.pass_time(entry)


def watched(scenario: Scenario, entries: Iterable[Entry]) -> list[Finding]:
    """Return what the monitors say of one row: the first breach of each, and what was kept.

    A kept rule counts only for the requirements that the scenario is about.
    """
    about = set(scenario.verifies)
    monitors = MonitorSet(scenario.id, about)
    first: dict[str, Finding] = {}
    for entry in entries:
        for finding in monitors.feed(entry):
            first.setdefault(finding.check, finding)
    kept = [each for each in monitors.kept(first) if about & set(each.requirements)]
    return [*first.values(), *kept]


def verified_by_monitors(requirement: str) -> frozenset[str]:
    """Return the names of the monitors that verify a requirement in every run: ``*#monitor.NAME``.

    A pass of theirs counts only in scenarios that are about the requirement; a breach always does.
    """
    names = {make().name for make in MONITORS if requirement in make().requirements}
    return frozenset(f"*#monitor.{name}" for name in names)
