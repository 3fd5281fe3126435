"""The HIS under test, as its driver introduced it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Scenario

PROTOCOL = 1
OPTIONAL = frozenset({"chronic_application"})
"""Capabilities that no clause asks of a hospital: without them a scenario is not applicable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What ``initialize`` said.

    Attributes:
        his: vendor, product, version, build.
        roles: what the HIS is for; selects profiles.
        actions: those offered.
        views: those offered.
        clock: whether its clock can be set.
        restart: whether it can be stopped hard and started again.
        parallel: whether actions may run at once.
        fixed: whether it knows one address only.
        dialects: those that it can be switched to; ``None`` for the run's own alone.
        settles: whether it says when it has come to rest.
        applies: whether ``request_item`` applies for a listed chronic condition.
        timeouts: connect and read, in seconds.
        declares: group or requirement to why it is not applicable.
        grade: ``driver`` or ``attested``.
        reply: the whole answer.

    """

    his: Mapping[str, Any]
    roles: tuple[str, ...] = ()
    actions: frozenset[str] = frozenset()
    views: frozenset[str] = frozenset()
    clock: bool = False
    restart: bool = False
    parallel: bool = False
    fixed: bool = False
    dialects: frozenset[str] | None = None
    settles: bool = True
    applies: bool = False
    timeouts: Mapping[str, float] = field(default_factory=dict)
    declares: Mapping[str, str] = field(default_factory=dict)
    grade: str = "driver"
    reply: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def introduced(cls, reply: Mapping[str, Any], grade: str = "driver") -> Subject:
        """Return the subject of an ``initialize`` answer that keeps its schema."""
        can = reply["capabilities"]
        return cls(
            his=reply["his"],
            roles=tuple(reply["roles"]),
            actions=frozenset(can["actions"]),
            views=frozenset(can["views"]),
            clock=can["clock"] == "set",
            restart=bool(can["restart"]),
            parallel=can["parallel"] is True or can["parallel"] > 1,
            fixed=can.get("endpoint") == "fixed",
            dialects=frozenset(can["dialects"]) if "dialects" in can else None,
            settles=can.get("settle_down") is not False,
            applies=can.get("chronic_application") is True,
            timeouts=reply["timeouts"],
            declares={k: v["not_applicable"] for k, v in (reply.get("declares") or {}).items()},
            grade=grade,
            reply=reply,
        )

    def lacks(self, scenario: Scenario) -> tuple[str, ...]:
        """Return the capabilities that a scenario needs and this HIS does not have."""
        has = {
            "clock": self.clock,
            "restart": self.restart,
            "parallel": self.parallel,
            "chronic_application": self.applies,
        }
        return tuple(sorted(need for need in scenario.needs if not has[need]))

    def speaks(self, dialect: str, own: str) -> bool:
        """Tell whether the HIS can be heard in a dialect; ``own`` is the run's."""
        return dialect == own or dialect in (self.dialects or ())

    def noted(self, scenario: Scenario, foreign: str = "") -> dict[str, Any]:
        """Return what the evidence of a scenario must know of the subject.

        Args:
            scenario: that is played.
            foreign: the dialect that it needs and the HIS does not speak, if so.

        """
        declared = {k: v for k, v in self.declares.items() if k == scenario.group}
        if foreign:
            declared.setdefault(
                scenario.group, f"不使用{foreign}方言 (dialect {foreign} is not spoken)"
            )
        return {"declares": declared, "clock": self.clock, "grade": self.grade}
