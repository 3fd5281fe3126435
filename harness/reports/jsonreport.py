"""``report.json``: the run in one document, for programs.

Everything in it follows from the stream, so the same seed and the same hospital system give the
same bytes, apart from the members that ``schemas/report/report.json`` marks ``x-run-time``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from harness.verdicts.verdict import Verdict

from .fold import Report
from .records import FindingRecord, RequirementRecord, RowRecord, ScenarioRecord
from .signer import SignerIdentity

REPORT_JSON: Final = "report.json"
QUIET: Final = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
"""Verdicts that ask nobody to do anything."""


def report_json(report: Report, signer: SignerIdentity) -> dict[str, Any]:
    """Return the document of a run."""
    start, end = report.start, report.end
    return {
        "report": "urn:harness:report:1",
        "outcome": end["outcome"],
        "exit_code": end["exit_code"],
        "closing": end["closing"],
        "interrupted": bool(end["interrupted"]),
        "conclusions": end["conclusions"],
        "counts": end["counts"],
        "readiness": end["readiness"],
        "subject": {**start["his"], "hospital": start.get("hospital")},
        "suite": start["suite"],
        "mode": start["mode"],
        "as_of": start["as_of"],
        "profiles": start["profiles"],
        "selection": start.get("selection"),
        "pack": start["pack"],
        "readings": start["readings"],
        "decisions": start["decisions"],
        "dialect": start["dialect"],
        "carriage": start["carriage"],
        "seed": start["seed"],
        "declaration": {
            "roles": start["roles"],
            "capabilities": start["capabilities"],
            "declares": start["declares"],
        },
        "requirements": [_requirement(each) for each in report.requirements],
        "scenarios": [_scenario(each) for each in report.scenarios],
        "findings": [_finding(each) for each in report.findings if each.verdict not in QUIET],
        "reproduce": start["reproduce"],
        "signer": signer.as_json(),
        "started_at": start["started_at"],
        "finished_at": end["finished_at"],
    }


def write_json(report: Report, signer: SignerIdentity) -> bytes:
    """Return the bytes of ``report.json``: sorted keys, two spaces, UTF-8."""
    return pretty(report_json(report, signer))


def pretty(document: Mapping[str, Any]) -> bytes:
    """Return a document as a person and a ``diff`` like to read it."""
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _requirement(each: RequirementRecord) -> dict[str, Any]:
    known = each.definition
    found = {
        "id": each.id,
        "level": each.level,
        "basis": each.basis,
        "verdict": each.verdict,
        "scored": each.scored,
        "assertions": list(each.assertions),
        "readings": list(each.readings),
        **{name: known[name] for name in ("title", "instrument", "article") if name in known},
    }
    if not each.scored:
        found["unscored_reason"] = known.get("unscored_reason")
    if each.needs_review_because is not None:
        found["needs_review_because"] = each.needs_review_because
    return found


def _scenario(each: ScenarioRecord) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "verdict": each.verdict,
        "test_configuration": each.test_configuration,
        "rows": [_row(row) for row in each.rows],
    }


def _row(row: RowRecord) -> dict[str, Any]:
    return {
        "row": row.row,
        "verdict": row.verdict,
        "evidence": row.evidence,
        "virtual_range": list(row.virtual_range),
        "elapsed_ms": row.elapsed_ms,
        "checks": [{"check": each.check, "verdict": each.verdict} for each in row.findings],
    }


def _finding(each: FindingRecord) -> dict[str, Any]:
    return {
        "scenario": each.scenario,
        "row": each.row,
        "check": each.check,
        "verdict": each.verdict,
        "requirements": list(each.requirements),
        "grade": each.grade,
        "expected": each.expected,
        "actual": each.actual,
        "pointer": each.pointer,
        "message": each.message,
        "hint": each.hint,
        "evidence": [ref.as_json() for ref in each.evidence],
        "blocked_by": each.blocked_by,
        "waived": each.waived,
    }
