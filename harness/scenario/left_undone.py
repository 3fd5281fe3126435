"""An earlier step that the HIS could not do, so that a later figure says nothing.

A HIS without a screen for approvals cannot have the approved item paid; one whose adapter missed a
click has no line on the bill. What is then missing is not exercised, never a failure. What a HIS
does that it must not do stays what it is.
"""

from __future__ import annotations

from typing import Final

from .checks import Check, earlier, is_negative
from .model import Kind, Row, Scenario, Step
from .record import Record

_UNDONE: Final = ("unsupported", "failed")


def left_undone(scenario: Scenario, row: Row, check: Check, record: Record) -> Step | None:
    """Return the earlier step that was not done, if it excuses this check.

    Nothing excuses a message that must not be sent.
    """
    if check.never is not None:
        return None
    if check.about == "wire" and check.claim and is_negative(check.claim, row.values):
        return None
    for step in earlier(scenario, check.step):
        reply = record.reply(step.id) if step.kind is Kind.HIS else None
        if reply and reply.body["reply"].get("outcome") in _UNDONE:
            return step
    return None
