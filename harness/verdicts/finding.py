"""What one check found in one run of one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.errors import OursFault

from .verdict import GRADES, Verdict

Bilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict of one check, with the evidence it rests on.

    Attributes:
        check: ``SCENARIO#STEP.PART``.
        requirements: ids that the check verifies.
        grade: ``wire``, ``driver`` or ``attested``; ``None`` where nothing was seen.
        expected: the pattern, filled in.
        actual: what stood there instead; plain JSON.
        pointer: where in ``actual`` the first difference is.
        message: one sentence, ``{"en", "zh"}``.
        evidence: numbers of the journal entries.
        blocked_by: the check whose failure kept this one from being made.
        readings: readings that the expectation rests on.
        would_pass: other options under which what was seen would be right: (reading, option).
        hint: what to change.

    Raises:
        OursFault: if a ``pass`` or ``fail`` has no evidence.

    """

    check: str
    verdict: Verdict
    message: Bilingual
    requirements: tuple[str, ...] = ()
    grade: str | None = None
    expected: Any = None
    actual: Any = None
    pointer: str | None = None
    evidence: tuple[int, ...] = ()
    blocked_by: str | None = None
    readings: tuple[str, ...] = ()
    would_pass: tuple[tuple[str, str], ...] = ()
    hint: Bilingual | None = None
    step: str = ""
    part: str = ""

    def __post_init__(self) -> None:
        """Refuse a verdict about the HIS that nothing bears out."""
        if self.verdict in (Verdict.PASS, Verdict.FAIL):
            if not self.evidence:
                raise OursFault(f"a {self.verdict} without evidence", where=self.check)
            if self.grade not in GRADES:
                raise OursFault(f"evidence of no known grade: {self.grade}", where=self.check)
        if self.blocked_by and self.verdict is not Verdict.NOT_EXERCISED:
            raise OursFault("only what was not exercised can be blocked", where=self.check)

    def as_json(self) -> dict[str, Any]:
        """Return the members that an event and a report carry."""
        return {
            "check": self.check,
            "verdict": self.verdict.value,
            "requirements": list(self.requirements),
            "grade": self.grade,
            "expected": self.expected,
            "actual": self.actual,
            "pointer": self.pointer,
            "message": dict(self.message),
            "hint": dict(self.hint) if self.hint else None,
            "evidence": list(self.evidence),
            "blocked_by": self.blocked_by,
            "readings": list(self.readings),
            "would_pass": [{"reading": r, "option": o} for r, o in self.would_pass],
        }
