"""What the fold over a stream is made of: findings, rows, scenarios and requirements, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from harness.verdicts.verdict import Verdict, rollup

Words = Mapping[str, str]
"""A text in both languages: ``{"en": …, "zh": …}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRef:
    """One entry of one evidence file.

    Attributes:
        file: ``evidence/<scenario>/<row>.ndjson``, from the folder of the run.
        n: the entry's number.

    """

    file: str
    n: int

    def as_json(self) -> dict[str, Any]:
        """Return the reference as it stands in reports."""
        return {"file": self.file, "n": self.n}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    """One check's result in one row of one scenario, as the run recorded it."""

    scenario: str
    row: str
    check: str
    verdict: Verdict
    requirements: tuple[str, ...]
    grade: str | None
    expected: Any
    actual: Any
    pointer: str | None
    message: Words
    hint: Words | None
    evidence: tuple[EvidenceRef, ...]
    blocked_by: str | None
    readings: tuple[str, ...]
    waived: str | None

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """Return the finding that an event records."""
        return cls(
            scenario=event["scenario"],
            row=event["row"],
            check=event["check"],
            verdict=Verdict(event["verdict"]),
            requirements=tuple(event["requirements"]),
            grade=event.get("grade"),
            expected=event.get("expected"),
            actual=event.get("actual"),
            pointer=event.get("pointer"),
            message=event["message"],
            hint=event.get("hint"),
            evidence=tuple(EvidenceRef(file=ref["file"], n=ref["n"]) for ref in event["evidence"]),
            blocked_by=event.get("blocked_by"),
            readings=tuple(event.get("readings", ())),
            waived=event.get("waived"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """One run of one scenario.

    Attributes:
        row: its ``vary`` values, ``_`` where there are none.
        finished: whether the run came to its end.
        evidence: ``{file, entries, head}``; None where there is none.
        virtual_range: first and last moment of platform time.
        elapsed_ms: real duration; a run-time value.

    """

    scenario: str
    row: str
    finished: bool
    verdict: Verdict
    findings: tuple[FindingRecord, ...]
    evidence: Mapping[str, Any] | None
    virtual_range: tuple[str, ...]
    elapsed_ms: int

    @classmethod
    def of(
        cls,
        scenario: str,
        row: str,
        findings: tuple[FindingRecord, ...],
        event: Mapping[str, Any] | None,
    ) -> Self:
        """Return a row from its findings and its last event; without one it broke off."""
        end = event or {"verdict": "not_exercised"}
        return cls(
            scenario=scenario,
            row=row,
            finished=event is not None,
            verdict=Verdict(end["verdict"]),
            findings=findings,
            evidence=end.get("evidence"),
            virtual_range=tuple(end.get("virtual_range") or ()),
            elapsed_ms=int(end.get("elapsed_ms") or 0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRecord:
    """One scenario with its rows; its verdict is the first of its rows' by precedence.

    Attributes:
        test_configuration: readings or parameters that the scenario sets for itself, if any.

    """

    id: str
    title: Words
    verdict: Verdict
    rows: tuple[RowRecord, ...]
    test_configuration: Mapping[str, Any] | None

    @classmethod
    def of(cls, scenario: Mapping[str, Any], rows: tuple[RowRecord, ...]) -> Self:
        """Return a scenario from its announcement and its rows."""
        return cls(
            id=scenario["id"],
            title=scenario["title"],
            verdict=rollup(row.verdict for row in rows),
            rows=rows,
            test_configuration=scenario.get("test_configuration"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """One clause with what the run found about it.

    Attributes:
        definition: the clause as announced: title, text, instrument, article, level, basis, …
        scored: whether it decides the outcome.
        assertions: ``{check, verdict, evidence}`` for each check that verifies it.
        readings: the readings that its findings rest on.
        needs_review_because: what to ask, where a failure rests on an unsettled reading.

    """

    id: str
    definition: Mapping[str, Any]
    level: str
    basis: str
    scored: bool
    verdict: Verdict
    assertions: tuple[Mapping[str, Any], ...]
    readings: tuple[str, ...]
    needs_review_because: Any

    @classmethod
    def of(
        cls,
        definition: Mapping[str, Any],
        event: Mapping[str, Any] | None,
        readings: tuple[str, ...],
    ) -> Self:
        """Return a clause from its announcement and its result; without one it was not reached."""
        result = event or {"verdict": "not_exercised", "assertions": ()}
        return cls(
            id=definition["id"],
            definition=definition,
            level=definition["level"],
            basis=definition["basis"],
            scored=bool(result.get("scored", definition["scored"])),
            verdict=Verdict(result["verdict"]),
            assertions=tuple(result["assertions"]),
            readings=readings,
            needs_review_because=result.get("needs_review_because"),
        )
