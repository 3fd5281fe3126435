"""The reference hospital behind the driver interface (design 5.3): ``call(method, params)``.

One driver may hold several houses of one sandbox; each session is one house. Calls to a house are
taken one after another, which is how two counters never do the same thing twice (DER-CON-1).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from harness import __version__
from harness.clock import moment
from harness.wire.dialects import dialect_names

from .actions import refused
from .group import GroupChannel
from .hospital import TIMEOUTS, Hospital, Setting
from .refusal import Refused
from .screens import Screens
from .store import MemoryVault

Mutation = Callable[[Hospital], None]
ROLES = (
    "referral-hospital",
    "receiving-hospital",
    "county-hospital",
    "wuhai-centre",
    "wuhai-level-2",
)
PROTOCOL = 1


@dataclass
class Session:
    """One open house with its lock."""

    setting: Setting
    house: Hospital
    lock: threading.RLock


class ReferenceDriver:
    """Plays the reference hospital; ``mutations`` make a faulty one of it."""

    def __init__(
        self, mutations: Iterable[Mutation] = (), timeouts: tuple[float, float] = TIMEOUTS
    ) -> None:
        """Begin without a session."""
        self._mutations = tuple(mutations)
        self._timeouts = timeouts
        self._sessions: dict[str, Session] = {}
        self._groups: dict[str, GroupChannel] = {}
        self._lock = threading.Lock()

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Answer one message of the protocol.

        Raises:
            KeyError: an unknown session.
            ValueError: an unknown method.

        """
        match method:
            case "initialize":
                return self.initialize()
            case "session.open":
                return self.open(params)
            case "session.close":
                return self.close(str(params.get("session") or ""))
        session = self._session(params)
        with session.lock:
            return self._inside(session, method, params)

    def initialize(self) -> dict[str, Any]:
        """Say who we are and what we can do."""
        connect, read = self._timeouts
        return {
            "protocol": PROTOCOL,
            "driver": {"name": "reference", "version": __version__},
            "his": {
                "vendor": "referral-harness",
                "product": "reference hospital",
                "version": __version__,
                "build": "reference",
            },
            "roles": list(ROLES),
            "timeouts": {"connect": connect, "read": read},
            "capabilities": {
                "actions": list(Screens.ACTIONS),
                "views": list(Screens.VIEWS),
                "clock": "set",
                "restart": True,
                "parallel": True,
                "endpoint": "per_session",
                "settle_down": True,
                "chronic_application": True,
                "dialects": list(dialect_names()),
            },
            "declares": {},
        }

    def open(self, params: dict[str, Any]) -> dict[str, Any]:
        """Open a house in a sandbox."""
        base = str(params["base_url"])
        with self._lock:
            group = self._groups.setdefault(base.rstrip("/"), GroupChannel())
        now = params.get("now")
        setting = Setting(
            base_url=base,
            dialect=str(params.get("dialect") or "plain"),
            carriage=str(params.get("carriage") or "national"),
            credentials=dict(params.get("credentials") or {}),
            institution=str(params["institution"]),
            world=params["world"],
            now=moment(str(now)) if now else None,
            timeouts=self._timeouts,
            group=group,
            vault=MemoryVault(),
        )
        name = str(params.get("session") or setting.institution)
        session = Session(setting, self._house(setting), threading.RLock())
        with self._lock:
            self._sessions[name] = session
        return {"session": name}

    def close(self, name: str) -> dict[str, Any]:
        """Close a house."""
        with self._lock:
            session = self._sessions.pop(name, None)
        if session is not None:
            session.house.close()
        return {}

    def tick(self) -> None:
        """Let every house take up what is due; for clocks that run by themselves."""
        with self._lock:
            sessions = list(self._sessions.values())
        for session in sessions:
            with session.lock:
                session.house.work()

    def _house(self, setting: Setting) -> Hospital:
        house = Hospital(setting)
        for mutation in self._mutations:
            mutation(house)
        return house

    def _session(self, params: dict[str, Any]) -> Session:
        name = str(params.get("session") or "")
        with self._lock:
            if not name and self._sessions:
                name = next(reversed(self._sessions))
            return self._sessions[name]

    def _inside(self, session: Session, method: str, params: dict[str, Any]) -> dict[str, Any]:
        house = session.house
        match method:
            case "act":
                return self.act(house, params)
            case "observe":
                return self.observe(house, params)
            case "clock.set":
                house.clock.set(moment(str(params["now"])))
                house.work()
                return {}
            case "settle_down":
                house.settle_down()
                return {"quiet": True}
            case "restart":
                return self.restart(session)
        raise ValueError(f"unknown method {method!r}")

    def act(self, house: Hospital, params: dict[str, Any]) -> dict[str, Any]:
        """Do what a user asks."""
        action = house.screens.action(str(params["action"]))
        if action is None:
            text = f"本系统没有此操作：{params['action']}"
            return {"outcome": "unsupported", "reason": {"code": "UNSUPPORTED", "text": text}}
        try:
            return action(dict(params.get("with") or {}), str(params.get("user") or ""))
        except Refused as error:
            return refused(error)

    def observe(self, house: Hospital, params: dict[str, Any]) -> dict[str, Any]:
        """Show what a user sees."""
        view = house.screens.view(str(params["view"]))
        if view is None:
            return {"outcome": "unsupported", "reason": {"code": "UNSUPPORTED", "text": "无此视图"}}
        try:
            return {
                "outcome": "done",
                "shown": view(params.get("key"), str(params.get("user") or "")),
            }
        except Refused as error:
            return refused(error)

    def restart(self, session: Session) -> dict[str, Any]:
        """Lose everything that is not in the store, then take up the work that it holds."""
        now = session.house.clock.now()
        session.house.close()
        session.setting = replace(session.setting, now=now)
        session.house = self._house(session.setting)
        session.house.work()
        return {}


def reference() -> ReferenceDriver:
    """Return the reference hospital: ``--his python:harness.hospital.driver:reference``."""
    return ReferenceDriver()
