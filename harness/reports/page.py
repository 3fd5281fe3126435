"""What ``report.html`` shows, arranged; the template only places it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from harness.journal import canonical
from harness.verdicts.verdict import Verdict

from .chart import ORDER, Chart, by_instrument, chart
from .exhibit import Exhibit, Exhibits
from .fold import Report
from .readings import ReadingNote, reading_notes
from .records import FindingRecord, RequirementRecord, Words
from .wording import NEXT_STEPS, say, words

SHOWN: Final = (Verdict.FAIL, Verdict.ERROR, Verdict.NEEDS_REVIEW, Verdict.INCONCLUSIVE)
"""Verdicts that are explained one by one; ``not_exercised`` has a table."""


OPENED: Final = 20
"""Failures whose exchange is shown without being asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One check that did not hold, with everything needed to understand and mend it.

    Attributes:
        number: its place in the report, from 1.
        first: the finding shown in full.
        others: findings of the same check with the same verdict in other rows.
        clauses: the clauses that the check verifies.
        exhibits: the entries that prove it.
        blocked: how many checks could not be made because of it.
        rerun: the command that runs its scenario alone.

    """

    number: int
    first: FindingRecord
    others: tuple[FindingRecord, ...]
    clauses: tuple[RequirementRecord, ...]
    exhibits: tuple[Exhibit, ...]
    readings: tuple[ReadingNote, ...]
    blocked: int
    rerun: str

    @property
    def opened(self) -> bool:
        """Whether its first exhibit is seen without a click, on the screen and on paper."""
        return self.first.verdict is Verdict.FAIL and self.number <= OPENED

    @property
    def hint(self) -> Words:
        """What to do next."""
        return self.first.hint or say(NEXT_STEPS, self.first.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untested:
    """A clause that was not exercised, and why."""

    clause: RequirementRecord
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole report, arranged."""

    report: Report
    problems: Mapping[Verdict, Sequence[Problem]]
    untested: Sequence[Untested]
    chart: Chart
    readings: Mapping[str, ReadingNote]
    fingerprint: str

    @property
    def scored(self) -> Sequence[RequirementRecord]:
        """The clauses that decide the outcome."""
        return [each for each in self.report.requirements if each.scored]

    @property
    def instruments(self) -> Sequence[Sequence[RequirementRecord]]:
        """All clauses, by instrument."""
        return by_instrument(self.report.requirements)

    @property
    def tally(self) -> Sequence[tuple[Verdict, int]]:
        """How many scored clauses have each verdict; all seven, ``pass`` first."""
        counts = self.report.scored_counts
        return [(verdict, counts.get(verdict, 0)) for verdict in ORDER]


def page(report: Report, exhibits: Exhibits) -> Page:
    """Arrange a report."""
    notes = reading_notes(report)
    return Page(
        report=report,
        problems=_problems(report, exhibits, notes),
        untested=_untested(report),
        chart=chart([each for each in report.requirements if each.scored]),
        readings=notes,
        fingerprint=fingerprint(report),
    )


def fingerprint(report: Report) -> str:
    """Return SHA-256 over the heads of all journals: the same for the same conduct of a system."""
    heads = [row.evidence for row in report.rows if row.evidence is not None]
    return hashlib.sha256(canonical([dict(head) for head in heads])).hexdigest()


def _problems(
    report: Report, exhibits: Exhibits, notes: Mapping[str, ReadingNote]
) -> dict[Verdict, list[Problem]]:
    groups: dict[tuple[Verdict, str], list[FindingRecord]] = {}
    for finding in report.findings:
        if finding.verdict in SHOWN:
            groups.setdefault((finding.verdict, finding.check), []).append(finding)
    found: dict[Verdict, list[Problem]] = {verdict: [] for verdict in SHOWN}
    for verdict in SHOWN:
        for (each, _), findings in groups.items():
            if each == verdict:
                number = sum(map(len, found.values())) + 1
                found[verdict].append(_problem(number, findings, report, exhibits, notes))
    return found


def _problem(
    number: int,
    findings: Sequence[FindingRecord],
    report: Report,
    exhibits: Exhibits,
    notes: Mapping[str, ReadingNote],
) -> Problem:
    first, *others = findings
    return Problem(
        number=number,
        first=first,
        others=tuple(others),
        clauses=tuple(each for each in report.requirements if each.id in first.requirements),
        exhibits=tuple(exhibits.show(ref) for ref in first.evidence),
        readings=tuple(notes[each] for each in first.readings),
        blocked=sum(1 for each in report.findings if each.blocked_by == first.check),
        rerun=_rerun(report.start["reproduce"], first.scenario),
    )


def _rerun(reproduce: Any, scenario: str) -> str:
    command = str(reproduce)
    start = "harness certify"
    return f"{start} {scenario}{command.removeprefix(start)}" if start in command else command


def _untested(report: Report) -> list[Untested]:
    return [
        Untested(clause=each, reason=_reason(each, report))
        for each in report.requirements
        if each.verdict is Verdict.NOT_EXERCISED and each.scored
    ]


def _cause(finding: FindingRecord, report: Report) -> FindingRecord:
    """Return what a blocked check waits for at the end of the chain."""
    place = (finding.scenario, finding.row)
    first = {each.check: each for each in report.findings if (each.scenario, each.row) == place}
    seen = {finding.check}
    while finding.blocked_by in first and finding.blocked_by not in seen:
        finding = first[finding.blocked_by]
        seen.add(finding.check)
    return finding


def _reason(clause: RequirementRecord, report: Report) -> Words:
    silent = [
        each
        for each in report.findings
        if each.verdict is Verdict.NOT_EXERCISED and clause.id in each.requirements
    ]
    for finding in sorted(silent, key=lambda each: each.blocked_by is not None):
        return _cause(finding, report).message
    if clause.definition.get("checks"):
        return words("本次未运行验证该条款的场景。", "No scenario that verifies it was run.")
    return words("本套件尚无验证该条款的检查项。", "The suite has no check that verifies it yet.")
