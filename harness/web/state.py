"""Everything about a sandbox that follows from its journal.

Whatever changes, changes by an entry: the living sandbox and one that is made again after a
restart take the same steps, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from harness.clock import moment
from harness.faults.plan import FaultPlan
from harness.journal import Entry
from harness.simulator.platform import Platform

__all__ = ["State"]


class State:
    """Platform, clock, fault plan and known messages of one sandbox.

    Attributes:
        platform: The simulated platform.
        plan: The fault plan, and how far it has been counted.
        stands_at: Where a clock that was set stands; None where it follows China time.
        latest: Platform time of the last entry.
        seen: How many requests have come in.
    """

    def __init__(
        self, platform: Platform, plan: FaultPlan, start: datetime | None, seed: int
    ) -> None:
        """Begin before the first entry."""
        self.platform = platform
        self.plan = plan
        self.stands_at = start
        self.latest = start
        self.seen = 0
        self._seed = seed
        self._first: dict[tuple[str, str], int] = {}

    def first(self, institution: str, msgid: str) -> int | None:
        """Return the number of the exchange in which a message first reached the service."""
        return self._first.get((institution, msgid))

    def fold(self, entry: Entry) -> None:
        """Take the step that an entry stands for."""
        body = entry.body
        self.latest = entry.at
        match entry.kind:
            case "exchange":
                self._exchange(entry.n, body)
            case "act":
                self.platform.apply(body["changes"])
            case "clock":
                self.stands_at = moment(body["now"])
            case "fault":
                self.plan = FaultPlan.of(body["plan"], self._seed)
            case _:
                pass

    def _exchange(self, n: int, body: Mapping[str, Any]) -> None:
        receipts = body["faults"]
        if not any(each.get("copy") for each in receipts):
            self.seen += 1
        if body["changes"]:
            self.platform.apply(body["changes"])
        if not body["passed"]:
            return
        content = body["request"].get("input")
        if self.plan.faults:
            known = content if isinstance(content, dict) else {}
            self.plan = self.plan.after(body["infno"], known, receipts)
        if body["msgid"] and body["response"] is not None:
            self._first.setdefault((body["institution"], body["msgid"]), n)
