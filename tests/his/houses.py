"""Hospitals that a vendor might really plug in: weak, broken, silent or dishonest adapters."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from harness.hospital.driver import ReferenceDriver
from harness.scenario.verbs import actions, views

Json = dict[str, Any]
ROLES = ["referral-hospital"]
GROUPS = (
    "slip", "approval", "filing", "channels", "slip-expiry", "filing-validity", "extension",
    "destination", "settlement", "deductible", "bands", "large-amount", "items", "emergency",
    "arrears", "chronic", "groups", "account", "exclusions", "residence", "quota",
    "reconciliation", "statistics", "confidentiality", "robustness", "versions",
)  # fmt: skip
"""Every group of scenarios (design 5.2)."""


class Sound:
    """The reference hospital behind an adapter that a subclass makes worse."""

    roles: ClassVar[list[str]] = ROLES
    can: ClassVar[Json] = {}
    declares: ClassVar[Json] = {}

    def __init__(self) -> None:
        """Begin with a sound hospital."""
        self.sound = ReferenceDriver()

    def call(self, method: str, params: Json) -> Json:
        """Introduce itself with its own capabilities, and pass everything else on."""
        reply = self.sound.call(method, params)
        if method == "initialize":
            reply["roles"] = self.roles
            reply["capabilities"] |= self.can
            reply["declares"] = self.declares
        return reply


class Hollow:
    """An adapter with no hospital behind it: it can everything, and does what a subclass says."""

    declares: ClassVar[Json] = {}

    def call(self, method: str, params: Json) -> Json:
        """Introduce itself as able to do everything."""
        if method == "initialize":
            return {
                "driver": "hollow",
                "his": {"vendor": "v", "product": "p", "version": "1"},
                "roles": ROLES,
                "timeouts": {"connect": 1, "read": 1},
                "capabilities": {
                    "actions": list(actions()),
                    "views": list(views()),
                    "clock": "set",
                    "restart": True,
                    "parallel": True,
                    "endpoint": "per_session",
                },
                "declares": self.declares,
            }
        return self.act(params) if method == "act" else self.observe(params, method)

    def act(self, params: Json) -> Json:
        """Say that it was done."""
        return {"outcome": "done", "ref": str(params["correlation"])}

    def observe(self, params: Json, method: str) -> Json:  # noqa: ARG002 - a hollow one shows nothing
        """Show nothing."""
        return {}


class Unsupporting(Hollow):
    """Answers ``unsupported`` to every action and every view."""

    def act(self, params: Json) -> Json:
        """Name the action as not supported."""
        return {"outcome": "unsupported", "reason": {"field": params["action"]}}

    def observe(self, params: Json, method: str) -> Json:
        """Name the view as not supported."""
        if method != "observe":
            return {}
        return {"outcome": "unsupported", "reason": {"field": params["view"]}}


class Parrot(Hollow):
    """Shows back whatever it was given, as if it had been filed and settled."""

    SHOWN: ClassVar[Json] = {
        "slip_no": "1",
        "status": "issued",
        "filing": {"status": "filed", "no": "1", "valid_from": "", "valid_until": ""},
    }

    def act(self, params: Json) -> Json:
        """Say that it was done and show a filing."""
        return {"outcome": "done", "ref": "1", "shown": {**params["with"], **self.SHOWN}}

    def observe(self, params: Json, method: str) -> Json:
        """Show the same filing in every view."""
        return {"shown": dict(self.SHOWN)} if method == "observe" and params else {}


class DeclaresEverythingAway(Sound):
    """Declares every group not applicable."""

    declares: ClassVar[Json] = {group: {"not_applicable": "不适用"} for group in GROUPS}


class StandsStill(Sound):
    """Cannot move its clock."""

    can: ClassVar[Json] = {"clock": "none"}


class OneAddress(Sound):
    """Knows one platform address only, and does one thing at a time."""

    can: ClassVar[Json] = {"endpoint": "fixed", "parallel": False}


class CannotRestart(Sound):
    """Cannot be stopped hard, and cannot say when it has come to rest."""

    can: ClassVar[Json] = {"restart": False, "settle_down": False}

    def call(self, method: str, params: Json) -> Json:
        """Come to rest at once, whatever was asked; nobody may ask."""
        if method in {"settle_down", "restart"}:
            raise AssertionError(f"{method} was not declared")
        return super().call(method, params)


class KnowsMore(Sound):
    """Declares actions, views and members that the protocol does not know."""

    def call(self, method: str, params: Json) -> Json:
        """Add members of its own to every answer."""
        reply = super().call(method, params)
        if method == "initialize":
            can = reply["capabilities"]
            can["actions"] = [*can["actions"], "print_bracelet"]
            can["views"] = [*can["views"], "cockpit"]
            can["biometrics"] = {"palm": True}
        return {**reply, "vendor_note": "内部编号"}


class ShowsNothing(Sound):
    """Works, but its adapter answers every view without ``shown``."""

    def call(self, method: str, params: Json) -> Json:
        """Do everything and show nothing."""
        reply = super().call(method, params)
        if method in {"act", "observe"}:
            reply.pop("shown", None)
        return reply


class Slow(Sound):
    """Takes a moment for everything."""

    def call(self, method: str, params: Json) -> Json:
        """Wait before each answer."""
        time.sleep(0.002)
        return super().call(method, params)


class Mortal(Sound):
    """Dies for good at its ``last`` action; all calls after it fail."""

    last: ClassVar[int] = 1

    def __init__(self) -> None:
        """Begin alive."""
        super().__init__()
        self.done = 0

    def call(self, method: str, params: Json) -> Json:
        """Work until the last action."""
        self.done += method == "act"
        if self.done >= self.last:
            raise ConnectionError("the adapter is gone")
        return super().call(method, params)


class DiesAtThird(Mortal):
    """Dies at the third action."""

    last: ClassVar[int] = 3


class DiesAtTwentieth(Mortal):
    """Dies at the twentieth action."""

    last: ClassVar[int] = 20


class Faints(Mortal):
    """Fails every seventh action and recovers."""

    def call(self, method: str, params: Json) -> Json:
        """Report a breakdown of the adapter now and then."""
        self.done += method == "act"
        if method == "act" and self.done % 7 == 0:
            return {"outcome": "failed", "reason": {"text": "click missed"}}
        return Sound.call(self, method, params)


class LeastReferral(Sound):
    """Offers the least of DRIVERS.md for ``referral-hospital``."""

    can: ClassVar[Json] = {
        "actions": ["identify", "refer", "review", "void_referral", "retry_filing"],
        "views": ["referral", "print", "notices"],
    }


class LeastExchange(Sound):
    """Offers the least of DRIVERS.md for ``reliable-exchange``."""

    can: ClassVar[Json] = {
        "actions": ["identify", "refer", "retry_filing"],
        "views": ["referral", "worklist"],
    }


class LeastInpatient(Sound):
    """Offers the least of DRIVERS.md for ``inpatient-settlement``."""

    can: ClassVar[Json] = {
        "actions": ["identify", "admit", "charge", "discharge", "preview", "settle"],
        "views": ["bill", "stay", "print"],
    }


class LeastLevelTwo(Sound):
    """Offers the least of DRIVERS.md for ``level2-hospital``."""

    can: ClassVar[Json] = {"actions": ["identify", "refer", "review"], "views": ["referral"]}


class LeastAccount(Sound):
    """Offers the least of DRIVERS.md for ``account-and-closing``."""

    can: ClassVar[Json] = {
        "actions": ["identify", "visit", "settle", "close_day"],
        "views": ["account", "bill", "day"],
    }
