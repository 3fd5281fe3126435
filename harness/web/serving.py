"""A message and the service, a message and its faults."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from harness.faults.delivery import Delivery, Twice
from harness.faults.kind import AFTER, BEFORE, Draft, Phase
from harness.faults.plan import Fault
from harness.wire.envelope import Response, moment17, refusal
from harness.wire.received import Received

from .assembly import Parts
from .exchange import Served
from .state import State

__all__ = ["Striking", "serve_message"]

BROKEN = (
    "平台内部错误，已记入日志；这是测试平台的问题，不是医院的问题 (an error of the platform itself)"
)


def serve_message(
    parts: Parts, state: State, received: Received, at: datetime, *, sign_in: bool = True
) -> Served:
    """Let the service answer a message; changes nothing.

    A sign-in is asked for where the dialect enforces it, and not at all without ``sign_in``.
    Never raises for whatever the message holds: if the service does, that is an error of ours,
    which the journal notes and the hospital is not charged with.
    """
    request = received.request
    if (refused := received.refused()) is not None:
        return _served(parts, received, refused)
    try:
        outcome = state.platform.handle(request, at, received.digest, sign_in=sign_in)
        served = _served(parts, received, outcome.response, outcome.changes, outcome.refusal)
        if outcome.duplicate_of is not None:
            first = state.first(request.fixmedins_code, request.msgid)
            served = replace(served, duplicate_of=first)
    except Exception as error:  # noqa: BLE001 - no message may end in a stack trace
        now = moment17(at)
        answer = refusal("PLATFORM_ERROR", BROKEN, refmsg_time=now, respond_time=now)
        return _served(parts, received, answer, ours=[_shown(error)])
    return served


def _served(
    parts: Parts,
    received: Received,
    response: Response,
    changes: list[dict[str, Any]] | None = None,
    refused: str | None = None,
    *,
    ours: list[dict[str, Any]] | None = None,
) -> Served:
    answer = parts.port.answer(received, response)
    return Served(
        response=response,
        answer=answer,
        changes=list(changes or ()),
        refusal=refused or response.code,
        ours=[each.as_json() for each in answer.broken] + (ours or []),
    )


def _shown(error: Exception) -> dict[str, Any]:
    """Say what broke and where, without values: they may be anything."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f for f in reversed(frames) if "harness" in f.filename), frames[-1])
    file = place.filename.replace("\\", "/").rpartition("harness/")[2]
    return {
        "pointer": "",
        "rule": "exception",
        "error": type(error).__name__,
        "at": f"{file}:{place.lineno}",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Striking:
    """The fault plan and one message, as they stand before its entry is written."""

    parts: Parts
    state: State
    received: Received

    def before(self) -> tuple[Fault, Delivery | Twice] | None:
        """Return the fault that keeps the message from the service, or doubles it."""
        if not self.state.plan.faults:
            return None
        now = moment17(self.received.at)
        return self._strike(BEFORE, Response(refmsg_time=now, respond_time=now))

    def after(self, response: Response) -> tuple[Fault, Delivery] | None:
        """Return the fault that strikes the answer."""
        struck = self._strike(AFTER, response)
        if struck is None or isinstance(struck[1], Twice):
            return None
        return struck[0], struck[1]

    def _strike(self, when: Phase, response: Response) -> tuple[Fault, Delivery | Twice] | None:
        plan = self.state.plan
        if not plan.faults:
            return None
        content = self.received.envelope.get("input")
        known = content if isinstance(content, dict) else {}
        infno = self.received.request.infno
        if when == AFTER:
            plan = plan.take(infno, known, BEFORE)[1]
        fault, plan = plan.take(infno, known, when)
        if fault is None:
            return None
        draft = Draft(
            response=response,
            encode=lambda changed: self.parts.port.reply(self.received, changed),
            seal=self.parts.port.gateway.sealed,
            random=plan.random(fault),
            person=self._person,
        )
        return fault, fault.kind.effect(draft, fault.params)

    def _person(self, name: str) -> dict[str, str] | None:
        for each in self.parts.world.public()["people"]:
            if each["id"] == name:
                return {
                    "psn_no": each["psn_no"],
                    "certno": each["certno"],
                    "psn_name": each["name"],
                }
        return None
