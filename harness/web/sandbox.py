"""One simulated platform: the way of one request, from bytes to bytes.

Gateway check, envelope, schema, fault plan (before), service, journal entry, fault plan (after),
bytes. An answer of ours is checked against our own schema before a fault may spoil it on purpose:
what breaks it is our error, noted in the journal, never the hospital's failure.

No socket here and no sleep: a `Delivery` says what should happen to the answer, whoever holds the
connection does it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from harness.clock import Clock, iso
from harness.errors import UsageError
from harness.faults.delivery import Deliver, Delivery, Twice
from harness.faults.plan import FaultPlan
from harness.simulator.refusals import Refused
from harness.storage.ports import JournalUnavailable, Kept, Receipt, Store
from harness.wire.envelope import refusal
from harness.wire.http import HttpRequest
from harness.wire.identity import mask
from harness.wire.received import GatewayRefusal, Received

from .clockwork import within_reach
from .exchange import Line, receipt, turned_away
from .keeping import Keeping
from .probe import probed
from .serving import Striking, serve_message
from .spec import Spec

__all__ = ["Pending", "Sandbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An answer that may be sent once its entry is durable.

    Attributes:
        delivery: What then happens to it.
        receipt: When that is.
        generation: Counts how often the sandbox was made again from its journal.
    """

    delivery: Delivery
    receipt: Receipt
    generation: int


class Sandbox(Keeping):
    """One simulated platform: what `scenario` calls a `SandboxPort`."""

    @classmethod
    def create(cls, spec: Spec, store: Store, base_url: str, wall: Clock | None = None) -> Sandbox:
        """Begin a sandbox.

        Raises:
            UsageError: There is one of that name.
            DataError: An ingredient does not exist.
        """
        sandbox = cls(spec, store, base_url, wall)
        store.create(spec.id, spec.as_json())
        opening = {**sandbox._parts.opening(), "now": iso(sandbox.now())}
        sandbox.attempt(lambda: sandbox._write("sandbox", opening))
        return sandbox

    @classmethod
    def restore(cls, kept: Kept, store: Store, base_url: str, wall: Clock | None = None) -> Sandbox:
        """Make a sandbox again from its journal.

        Raises:
            BrokenChain: The journal was changed.
        """
        sandbox = cls(Spec.from_json(kept.spec), store, base_url, wall)
        sandbox.ledger.resume()
        return sandbox

    def serve(self, http: HttpRequest) -> Delivery:
        """Answer a request; the entry is durable on return."""
        try:
            pending = self.receive(http)
        except JournalUnavailable:
            return self.unavailable(http)
        try:
            pending.receipt.wait()
        except JournalUnavailable:
            # Where nothing can be read either, the next request tries again.
            with suppress(JournalUnavailable):
                self.recover(pending.generation)
            return self.unavailable(http)
        return pending.delivery

    def receive(self, http: HttpRequest) -> Pending:
        """Answer a request; nothing may be sent before the receipt says that it is durable.

        Raises:
            JournalUnavailable: The journal takes nothing.
        """
        return self.attempt(lambda: self._receive(http))

    def unavailable(self, http: HttpRequest) -> Delivery:
        """Return the answer of a platform that cannot write its journal."""
        met = self._parts.port.receive(http, self.now(), self._wall.now())
        if isinstance(met, GatewayRefusal):
            return Deliver(reply=met.reply)
        code = "JOURNAL_UNAVAILABLE"
        return Deliver(reply=self._parts.port.reply(met, refusal(code, Refused(code).text)))

    def world(self) -> dict[str, Any]:
        """Return people, institutions, physicians, departments, items: what a driver may know."""
        return self._parts.world.public()

    def set_clock(self, to: datetime) -> None:
        """Move platform time; from now on it stands still until moved again.

        Raises:
            UsageError: The moment lies before the present one, or out of reach.
        """
        within_reach(to)

        def move() -> None:
            if to < self.now():
                raise UsageError(
                    f"the clock stands at {iso(self.now())} and cannot go back to {iso(to)}",
                    remedy="Create another sandbox to rehearse an earlier day.",
                )
            self._write("clock", {"now": iso(to)}, at=to)

        self.attempt(move)

    def faults(self, plan: list[dict[str, Any]]) -> None:
        """Replace the fault plan.

        Raises:
            DataError: It means nothing.
        """
        FaultPlan.of(plan, self.spec.seed)
        body = {"plan": [dict(each) for each in plan]}
        self.attempt(lambda: self._write("fault", body))

    def act(self, by: str, act: str, with_: dict[str, Any]) -> dict[str, Any]:
        """Let somebody else act: agency, employer, patient, another institution, ourselves.

        Returns:
            The reply: `outcome` (accepted, refused), `code` where refused, and data.

        Raises:
            UsageError: Nobody does that, or it is not said with what.
        """

        def play() -> dict[str, Any]:
            self.catch_up()
            if by == "probe":
                reply, changes = probed(self._parts, self._state, with_, self.now())
            else:
                outcome = self._state.platform.act(by, act, with_, self.now())
                reply, changes = outcome.reply, outcome.changes
            told = mask({"by": by, "act": act, "with": with_, "reply": reply})
            self._write("act", {**told, "changes": changes})
            return reply

        return self.attempt(play)

    def view(self) -> dict[str, Any]:
        """Return a snapshot of the platform's state."""
        with self.ledger.lock:
            self.catch_up()
            found: dict[str, Any] = self._state.platform.view(at=self.now())
            return found

    def requests_seen(self) -> int:
        """Return how many requests have come in, answered or not."""
        return self._state.seen

    def expect_strangers(self, numbers: frozenset[str]) -> None:
        """Take messages about these person or identity numbers for late ones of earlier sandboxes.

        Where a HIS has one fixed address, sandboxes follow each other behind it.
        """
        self._strangers = numbers

    def refuse(self, http: HttpRequest, met: GatewayRefusal) -> Pending:
        """Answer a request that the edge could not even read, and note it."""
        body = turned_away(http, met, self.spec.mode)
        written = self.attempt(lambda: self._write("exchange", body))
        return self._pending(Deliver(reply=met.reply), written)

    def close(self) -> None:
        """Wait until everything is durable and leave the bench; the journal stays readable."""
        self.settle()
        self.left()

    def _receive(self, http: HttpRequest) -> Pending:
        at = self.now()
        met = self._parts.port.receive(http, at, self._wall.now())
        if isinstance(met, GatewayRefusal):
            return self.refuse(http, met)
        return self._message(http, met, at)

    def _message(self, http: HttpRequest, received: Received, at: datetime) -> Pending:
        striking = Striking(parts=self._parts, state=self._state, received=received)
        before = None if received.refused() else striking.before()
        if before is None:
            return self._answer(http, striking, at, [])
        fault, effect = before
        if isinstance(effect, Twice):
            first = self._answer(http, striking, at, [receipt(fault, effect)])
            again = Striking(parts=self._parts, state=self._state, received=received)
            last = self._answer(http, again, at, [receipt(fault, effect, copy=True)])
            return last if effect.answer == "last" else replace(last, delivery=first.delivery)
        body = self._line(received).body(http, None, [receipt(fault, effect)], effect)
        return self._pending(effect, self._write("exchange", body, at=at))

    def _answer(
        self, http: HttpRequest, striking: Striking, at: datetime, receipts: list[dict[str, Any]]
    ) -> Pending:
        received = striking.received
        served = serve_message(self._parts, self._state, received, at)
        delivery: Delivery = Deliver(reply=served.answer.reply)
        copy = any(each.get("copy") for each in receipts)
        after = None if copy or received.refused() else striking.after(served.response)
        if after is not None:
            fault, delivery = after
            receipts = [*receipts, receipt(fault, delivery)]
        body = self._line(received).body(http, served, receipts, delivery)
        written = self._write("exchange", body, at=at)
        if served.ours:
            own = {"exchange": len(self.ledger), "infno": received.request.infno}
            written = self._write("ours", {**own, "violations": served.ours}, at=at)
        return self._pending(delivery, written)

    def _line(self, received: Received) -> Line:
        return Line(received=received, mode=self.spec.mode, strangers=self._strangers)

    def _pending(self, delivery: Delivery, written: Receipt) -> Pending:
        return Pending(delivery=delivery, receipt=written, generation=self._generation)
