"""A request that was refused for a reason which the scenario is not about.

A HIS that wrongly demands an admission number refuses every slip. That is the failure of the
scenario that gives none, and of the one that only asks for a slip; of the others it says nothing,
because what they are about was never reached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .checks import Check
from .model import Kind, Scenario
from .record import Record


def turned_away(scenario: Scenario, check: Check, record: Record) -> str | None:
    """Return the field for which a step was refused, if the scenario is about another one.

    A scenario is about the keys that it hands over in the step itself, lawful defaults are not. A
    refusal that names no field is taken for what it looks like.
    """
    if check.about != "reply" or check.step.kind is not Kind.HIS:
        return None
    reply = record.reply(check.step.id)
    field = _named(reply.body["reply"]) if reply else None
    if field is None or field.partition(".")[0] in check.step.with_:
        return None
    return None if any(re.search(each, field) for each in scenario.must_accept) else field


def _named(reply: Mapping[str, Any]) -> str | None:
    if reply.get("outcome") != "refused":
        return None
    return (reply.get("reason") or {}).get("field") or None
