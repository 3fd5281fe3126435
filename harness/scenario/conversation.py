"""Talking to the HIS through its driver, with every word noted in the journal."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from harness.clock import iso
from harness.wire.identity import mask

from .keys import remembered
from .model import Step
from .ports import AdapterBroken, Driver, SandboxPort, SandboxSpec
from .subject import Subject

_UNASKED: Final = {"credentials", "world"}
"""Parts of ``session.open`` that stay out of the evidence: secrets, and the world's own file."""


class Conversation:
    """All sessions of one row."""

    def __init__(
        self,
        driver: Driver,
        subject: Subject,
        sandbox: SandboxPort,
        *,
        spec: SandboxSpec,
        idle: float,
    ) -> None:
        """Prepare; nothing is said yet."""
        self._driver, self._subject, self._sandbox = driver, subject, sandbox
        self._spec, self._idle = spec, idle
        self._ids: dict[str, str] = {}
        self._recent: dict[str, dict[str, str]] = {}

    def note(self, entry_kind: str, **body: Any) -> int:
        """Put an entry into the journal; a real-looking identity number never gets there."""
        return self._sandbox.journal.append(self._sandbox.now(), entry_kind, mask(body)).n

    def introduce(self, subject: dict[str, Any]) -> None:
        """Note whom the evidence is about."""
        self.note("driver", session="", method="initialize", params={}, reply=subject, step="")

    def open(self, name: str, institution: str, world: dict[str, Any]) -> None:
        """Open one institution's session; its id is no other row's, for rows may play at once.

        Raises:
            AdapterBroken: if the driver does not.

        """
        asked = f"{name}-{self._spec.id}"
        params = {
            "session": asked,
            "base_url": self._sandbox.base_url,
            "dialect": self._spec.dialect,
            "carriage": self._spec.carriage,
            "credentials": self._sandbox.credentials,
            "institution": institution,
            "world": world,
            "now": iso(self._sandbox.now()),
        }
        reply = self._driver.call("session.open", params)
        self._ids[name] = str(reply.get("session") or asked)
        self._recent[name] = {}
        kept = {key: value for key, value in params.items() if key not in _UNASKED}
        self.note("driver", session=name, method="session.open", params=kept, reply={}, step="")

    def close(self) -> None:
        """Close what was opened; a driver that cannot has said all it had to say."""
        for name in self._ids:
            with contextlib.suppress(AdapterBroken):
                self._driver.call("session.close", {"session": self._ids[name]})

    def recent(self, session: str) -> Mapping[str, str]:
        """Return what a session last used."""
        return self._recent[session]

    def remember(
        self, session: str, action: str, with_: Mapping[str, Any], reply: Mapping[str, Any]
    ) -> None:
        """Keep what an action used and made."""
        self._recent[session] = remembered(self._recent[session], action, with_, reply)

    def act(
        self, session: str, step: Step, with_: dict[str, Any], correlation: str
    ) -> dict[str, Any]:
        """Ask for an action and note the answer.

        Raises:
            AdapterBroken: if there is no answer; the failed attempt is noted.

        """
        try:
            reply = self.ask_act(session, step, with_, correlation)
        except AdapterBroken as error:
            self.note_act(session, step, with_, _broken(error))
            raise
        return self.note_act(session, step, with_, reply)

    def ask_act(
        self, session: str, step: Step, with_: dict[str, Any], correlation: str
    ) -> dict[str, Any]:
        """Ask for an action; safe to call from several threads.

        Raises:
            AdapterBroken: if there is no answer.

        """
        if step.verb not in self._subject.actions:
            return _not_offered("action", step.verb)
        params = {
            "session": self._ids[session],
            "action": step.verb,
            "with": with_,
            "user": step.user,
            "correlation": correlation,
        }
        return self._driver.call("act", params)

    def note_act(
        self, session: str, step: Step, with_: dict[str, Any], reply: dict[str, Any]
    ) -> dict[str, Any]:
        """Note an answer."""
        params = {"action": step.verb, "with": with_, "user": step.user}
        self.note("driver", session=session, method="act", params=params, reply=reply, step=step.id)
        return reply

    def observe(
        self, session: str, step: str, parts: list[str], asked: dict[str, Any]
    ) -> dict[str, Any]:
        """Look at a view and note what it showed.

        Args:
            session: whose HIS.
            step: the step's id.
            parts: the expectations that the look serves.
            asked: view, key, user.

        Raises:
            AdapterBroken: if there is no answer; the failed attempt is noted.

        """
        broken: AdapterBroken | None = None
        try:
            reply = self._observed(session, asked)
        except AdapterBroken as error:
            reply, broken = _broken(error), error
        self.note(
            "driver",
            session=session,
            method="observe",
            params=asked,
            reply=reply,
            step=step,
            parts=parts,
        )
        if broken:
            raise broken
        return reply

    def _observed(self, session: str, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["view"] not in self._subject.views:
            return _not_offered("view", asked["view"])
        return self._driver.call("observe", {"session": self._ids[session], **asked})

    def set_clock(self, session: str, to: datetime, step: str) -> None:
        """Set the clock of the HIS.

        Raises:
            AdapterBroken: if it does not answer.

        """
        params = {"session": self._ids[session], "now": iso(to)}
        self._driver.call("clock.set", params)
        noted = {"now": iso(to)}
        self.note("driver", session=session, method="clock.set", params=noted, reply={}, step=step)

    def restart(self, session: str, step: str) -> None:
        """Stop the HIS hard and start it again.

        Raises:
            AdapterBroken: if it does not answer.

        """
        self._driver.call("restart", {"session": self._ids[session]})
        self.note("driver", session=session, method="restart", params={}, reply={}, step=step)

    def settle(self) -> bool:
        """Let the HIS come to rest; tell whether it did."""
        timeouts = self._subject.timeouts
        longest = 30 + 4 * (timeouts.get("connect", 0) + timeouts.get("read", 0))
        answers = [self._settled(id_, longest) for id_ in self._ids.values()]
        if None in answers:
            return wait_until_idle(self._sandbox, self._idle)
        return all(answers)

    def _settled(self, session: str, longest: float) -> bool | None:
        """Tell whether a session is quiet, or ``None`` if it cannot say."""
        if not self._subject.settles:
            return None
        reply = self._driver.call("settle_down", {"session": session, "timeout": longest})
        if reply.get("outcome") == "unsupported":
            return None
        return reply.get("quiet") is not False


def wait_until_idle(sandbox: SandboxPort, idle: float) -> bool:
    """Wait until no request has come in for so many real seconds; at most for thirty times that."""
    seen, quiet_since = sandbox.requests_seen(), time.monotonic()
    limit = quiet_since + 30 * idle
    while time.monotonic() < limit:
        if time.monotonic() - quiet_since >= idle:
            return True
        time.sleep(min(idle / 10, 0.1))
        if (now := sandbox.requests_seen()) != seen:
            seen, quiet_since = now, time.monotonic()
    return False


def _not_offered(what: str, name: str) -> dict[str, Any]:
    text = f"the HIS does not offer the {what} {name}"
    return {"outcome": "unsupported", "reason": {"field": name, "text": text}, "asked": False}


def _broken(error: AdapterBroken) -> dict[str, Any]:
    return {"outcome": "failed", "reason": {"text": str(error)[:300]}, "broken": True}
