"""Playing one row: every step, every answer and every look goes into the sandbox's journal.

Nothing is judged here. What cannot be played is noted with its reason.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness.clock import iso
from harness.errors import UsageError

from .binding import Binding, Unbound
from .conversation import Conversation
from .course import POSTPONED, Course
from .guiding import Guide, PutOff, Stopped, WentBack
from .keys import default_key
from .model import OURS, UNSET, Kind, Row, Scenario, Seen, Step
from .moments import moved
from .ports import AdapterBroken, Driver, SandboxPort, SandboxSpec
from .record import Record
from .returned import binding, people
from .subject import Subject

_Look = tuple[str, str, str | None, str]


class Execution:
    """One row being played."""

    def __init__(
        self,
        scenario: Scenario,
        row: Row,
        *,
        driver: Driver,
        subject: Subject,
        sandbox: SandboxPort,
        spec: SandboxSpec,
        idle: float = 2.0,
        guide: Guide | None = None,
    ) -> None:
        """Prepare; nothing is sent yet. A sandbox that was kept is played on from where it is."""
        self._scenario, self._subject, self._sandbox = scenario, subject, sandbox
        self._talk = Conversation(driver, subject, sandbox, spec=spec, idle=idle)
        self._salt, self._guide = spec.id, guide
        self._before = Record(sandbox.journal.entries)
        self._course = Course(scenario.steps, self._before.entries)
        self._bound = self._beginning(row, self._before)
        self.stopped = False

    def _beginning(self, row: Row, record: Record) -> Binding:
        if self._course.resumed:
            return binding(self._scenario, row, record)
        now = self._sandbox.now()
        started = {"today": str(now.date()), "now": iso(now), "people": people(record)}
        return Binding({**started, **row.values})

    def play(self) -> None:
        """Play all steps, as far as the adapter holds out; the journal tells how far."""
        self._talk.introduce(self._subject.noted(self._scenario))
        try:
            if self._guide:
                self._guide.begin(self._scenario, self._sandbox)
            self._open_sessions()
            while step := self._course.next():
                self._take(step)
        except AdapterBroken as error:
            self._talk.note("step", id="", phase="broken", kind="driver", reason=str(error)[:300])
        except (Stopped, KeyboardInterrupt):
            if self._guide is None:
                raise
            self.stopped = True
        finally:
            self._talk.close()

    def _take(self, step: Step) -> None:
        try:
            self._play(step)
        except WentBack:
            self._course.back()
        else:
            self._course.forward()

    def _open_sessions(self) -> None:
        world = self._sandbox.world()
        for name, institution in self._scenario.sessions.items():
            self._talk.open(name, institution or world["institution"], world)
        for step in self._scenario.flat_steps():
            reply = self._before.reply(step.id)
            if step.kind is Kind.HIS and reply:
                with_, told = reply.body["params"]["with"], reply.body["reply"]
                self._talk.remember(self._session(step), step.verb, with_, told)

    def _play(self, step: Step) -> None:
        since = self._course.begun(step)
        if since is None:
            since = self._talk.note("step", id=step.id, phase="begin", kind=step.kind.value)
        if self._guide:
            self._guide.step(step, since)
        skipped, quiet = None, True
        try:
            quiet = self._act(step)
            self._look(step)
        except Unbound as missing:
            skipped = {"because": "unbound", "name": missing.name, "path": missing.path}
        except UsageError as error:
            skipped = {"because": "ours", "text": str(error)}
        except PutOff:
            skipped = {"because": POSTPONED}
        except AdapterBroken:
            self._end(step, quiet=quiet, skipped=None)
            raise
        self._end(step, quiet=quiet, skipped=skipped)

    def _end(self, step: Step, *, quiet: bool, skipped: dict[str, str] | None) -> None:
        ending = {"skipped": skipped} if skipped else {}
        self._talk.note(
            "step", id=step.id, phase="end", kind=step.kind.value, quiet=quiet, **ending
        )

    def _act(self, step: Step) -> bool:
        """Do what the step says; tell whether the HIS came to rest."""
        if step.kind in OURS:
            self._ours(step)
            return self._talk.settle()
        match step.kind:
            case Kind.HIS:
                self._operate(step)
            case Kind.OBSERVE:
                self._observe(step)
                return True
            case Kind.FAULT:
                self._sandbox.faults([self._bound.fill(each.plan) for each in step.plan])
                return True
            case Kind.CLOCK:
                self._move_clock(step)
            case Kind.RESTART:
                self._talk.restart(self._session(step), step.id)
            case _:
                self._together(step)
        return self._talk.settle()

    def _operate(self, step: Step) -> None:
        with_ = self._bound.fill(step.with_)
        reply = self._talk.act(self._session(step), step, with_, self._correlation(step))
        self._keep(step, with_, reply)

    def _together(self, step: Step) -> None:
        asked = [(each, self._bound.fill(each.with_)) for each in step.together]
        with ThreadPoolExecutor(len(asked)) as pool:
            jobs = [
                pool.submit(self._talk.ask_act, self._session(s), s, w, self._correlation(s))
                for s, w in asked
            ]
        for (each, with_), job in zip(asked, jobs, strict=True):
            reply = self._talk.note_act(self._session(each), each, with_, job.result())
            self._keep(each, with_, reply)

    def _ours(self, step: Step) -> None:
        with_ = self._bound.fill(step.with_)
        if step.kind is Kind.PROBE:
            with_ = {**with_, "infno": step.verb}
        reply = self._sandbox.act(step.kind.value, step.verb, with_)
        if step.as_:
            self._bound = self._bound.returning(step.as_, reply)

    def _observe(self, step: Step) -> None:
        key = self._key(step, step.verb, step.key)
        asked = {"view": step.verb, "key": key, "user": step.user}
        reply = self._talk.observe(self._session(step), step.id, ["reply"], asked)
        if step.as_:
            self._bound = self._bound.returning(step.as_, reply)

    def _keep(self, step: Step, with_: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
        if step.as_:
            self._bound = self._bound.returning(step.as_, reply)
        self._talk.remember(self._session(step), step.verb, with_, reply)

    def _move_clock(self, step: Step) -> None:
        target = moved(self._bound.fill(step.to), self._sandbox.now())
        self._sandbox.set_clock(target)
        shown = moved(self._bound.fill(step.his_clock), target) if step.his_clock else target
        for name in self._scenario.sessions:
            self._talk.set_clock(name, shown, step.id)

    def _look(self, step: Step) -> None:
        """Look at every view that the step expects something of, and at the platform."""
        for (session, view, user, _), (key, parts) in self._looks(step).items():
            asked = {"view": view, "key": key, "user": user}
            self._talk.observe(session, step.id, parts, asked)
        for each in step.together:
            self._look(each)
        if any(claim.about == "platform" for claim in step.claims):
            self._talk.note("view", step=step.id, platform=self._sandbox.view())

    def _looks(self, step: Step) -> dict[_Look, tuple[Any, list[str]]]:
        """Return each look once, with the expectations it serves."""
        found: dict[_Look, tuple[Any, list[str]]] = {}
        for claim in step.claims:
            looked = claim.expected
            if isinstance(looked, Seen):
                # What was never made cannot be looked at; the judge sees that nobody looked.
                with contextlib.suppress(Unbound):
                    key = self._key(step, looked.view, looked.key)
                    session = looked.session or self._session(step)
                    name = (session, looked.view, looked.user, repr(key))
                    found.setdefault(name, (key, []))[1].append(claim.part)
        return found

    def _key(self, step: Step, view: str, key: Any) -> Any:
        recent = self._talk.recent(self._session(step))
        filled = key if key is UNSET else self._bound.fill(key)
        return default_key(view, filled, recent=recent, now=self._sandbox.now())

    def _session(self, step: Step) -> str:
        return step.session or self._scenario.main_session

    def _correlation(self, step: Step) -> str:
        return hashlib.sha256(f"{self._salt}/{step.id}".encode()).hexdigest()[:16]
