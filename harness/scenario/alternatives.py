"""Other readings under which what was seen would be right.

A block of expectations may say ``instead`` what another option of a reading would have it expect;
only where that is met can a failure be put down to an unsettled reading.
"""

from __future__ import annotations

from dataclasses import replace

from harness.verdicts.verdict import Verdict

from .binding import Binding, Unbound
from .checks import Check
from .holding import hold
from .model import Scenario
from .record import Record


def options_met(
    scenario: Scenario, check: Check, record: Record, bound: Binding
) -> tuple[tuple[str, str], ...]:
    """Return (reading, option) of every alternative of a broken claim that the evidence meets."""
    if check.claim is None:
        return ()
    found = []
    for each in check.claim.instead:
        other = replace(check, claim=replace(check.claim, expected=each.expected))
        try:
            trial = hold(scenario, other, record, bound)
        except Unbound:
            continue
        if trial.verdict is Verdict.PASS:
            found.append((each.reading, each.option))
    return tuple(found)
