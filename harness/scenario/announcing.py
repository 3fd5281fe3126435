"""The events of a run as they stand in ``run.ndjson``."""

from __future__ import annotations

from typing import Any

from harness.clock import iso
from harness.verdicts.catalogue import Requirement
from harness.verdicts.ledger import Scope, Standing, unscored

from .model import Scenario
from .rows import RowResult

Event = dict[str, Any]


def clause(one: Requirement, scope: Scope) -> dict[str, Any]:
    """Return a requirement as ``run_started`` announces it."""
    reason = unscored(one, scope)
    return {
        "id": one.id,
        "level": one.level,
        "basis": one.basis,
        "testable": one.testable,
        "actor": list(one.actor),
        "in_force": one.in_force(scope.as_of),
        "scored": reason is None,
        "unscored_reason": dict(reason) if reason else None,
        "checks": sorted(scope.checks.get(one.id, ())),
        "title": dict(one.title),
        "text": dict(one.text),
        "instrument": dict(one.instrument),
        "article": dict(one.article),
    }


def scenario(one: Scenario) -> dict[str, Any]:
    """Return a scenario as ``run_started`` announces it; test configurations are marked."""
    marks = {"readings": dict(one.readings), "parameters": dict(one.parameters)}
    test = {name: value for name, value in marks.items() if value}
    told = {"id": one.id, "title": dict(one.title), "rows": [row.name for row in one.rows]}
    return {**told, "test_configuration": test} if test else told


def requirement(one: Standing) -> Event:
    """Return the event that says what a run found of a requirement."""
    told: Event = {
        "event": "requirement",
        "id": one.requirement.id,
        "verdict": one.verdict.value,
        "scored": one.scored,
        "level": one.requirement.level,
        "basis": one.requirement.basis,
        "assertions": [
            {
                "check": each.check,
                "verdict": each.verdict.value,
                "evidence": [dict(ref) for ref in each.evidence],
            }
            for each in one.assertions
        ],
    }
    return {**told, "needs_review_because": dict(one.review)} if one.review else told


def finished(result: RowResult) -> Event:
    """Return the event that ends a row; without evidence it names no file."""
    entries = result.entries
    evidence = None
    if entries:
        evidence = {"file": result.file, "entries": len(entries), "head": entries[-1].hash}
    return {
        "event": "scenario_finished",
        "verdict": result.verdict.value,
        "evidence": evidence,
        "virtual_range": [iso(entries[0].at), iso(entries[-1].at)] if entries else [],
        "elapsed_ms": result.elapsed_ms,
    }
