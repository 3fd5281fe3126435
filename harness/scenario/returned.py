"""What the steps of a row returned, read back from its journal."""

from __future__ import annotations

from typing import Any

from harness.clock import iso

from .binding import Binding
from .model import Kind, Row, Scenario
from .record import Record


def people(record: Record) -> dict[str, Any]:
    """Return what placeholders may know of people: world id to id, number and card."""
    return {str(each["id"]): each for each in record.sandbox.get("people", ())}


def binding(scenario: Scenario, row: Row, record: Record) -> Binding:
    """Return what placeholders stand for, once everything has been played."""
    begun = next((each for each in record.entries if each.kind == "step"), None)
    start = {"today": str(begun.at.date()), "now": iso(begun.at)} if begun else {}
    bound = Binding({**start, "people": people(record), **row.values})
    for step in scenario.flat_steps():
        entry = record.look(step.id, "reply") if step.kind is Kind.OBSERVE else None
        entry = entry or record.reply(step.id)
        if step.as_ and entry:
            bound = bound.returning(step.as_, entry.body["reply"])
    return bound
