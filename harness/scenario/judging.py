"""From the journal of one row to its findings: a pure function, run again by ``harness verify``.

Only what the HIS sent, showed, printed or answered judges it. Our own simulator's answers are
checked as well: broken they are our ``error``, met they are no evidence. A check that rests on a
failed step is blocked; one that passes by silence or refusal needs witness, quiescence and canary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from harness.journal import Entry
from harness.verdicts.catalogue import requirements
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

from . import wording
from .alternatives import options_met
from .binding import Unbound
from .checks import Check, before, checks_of, earlier
from .holding import hold
from .left_undone import left_undone
from .model import Kind, Row, Scenario, Step
from .record import Record
from .returned import binding
from .trials import Trial
from .turned_away import turned_away
from .witnesses import trusted, unwitnessed
from .wording import Bilingual

_TURNS: Final = {"reply": 0, "precondition": 0, "wire": 1, "sequence": 1, "platform": 2, "seen": 3}
_UNMET: Final = frozenset(Verdict) - {Verdict.PASS, Verdict.NOT_APPLICABLE}


def judge(scenario: Scenario, row: Row, entries: Iterable[Entry]) -> list[Finding]:
    """Return what every check of a scenario found in one row, in the order of the file.

    Checks of our own simulator that are met, and plain steps that were done, give no finding.
    """
    return _Judge(scenario, row, Record(entries)).findings()


class _Judge:
    """One row being judged; verdicts are made once and then remembered."""

    def __init__(self, scenario: Scenario, row: Row, record: Record) -> None:
        self._scenario, self._row, self._record = scenario, row, record
        self._checks = checks_of(scenario, row)
        self._bound = binding(scenario, row, record)
        self._trials: dict[str, Trial] = {}
        self._blockers: dict[str, str] = {}

    def findings(self) -> list[Finding]:
        """Judge the HIS first in each step, then our simulator, then what the HIS showed of it."""
        ordered = [each for step in self._scenario.steps for each in (*step.together, step)]
        for step in ordered:
            for check in sorted(self._of(step), key=lambda each: _TURNS[each.about]):
                self._make(check)
        for check in self._checks:
            if check.never is not None:
                self._make(check)
        for check in self._checks:
            if check.negative:
                self._weigh(check)
        return [self._finding(check) for check in self._checks if self._speaks(check)]

    def _of(self, step: Step) -> list[Check]:
        return [each for each in self._checks if each.step is step and each.never is None]

    def _make(self, check: Check) -> None:
        whole = self._whole()
        blocker = None if whole else self._blocker(check)
        if whole:
            self._trials[check.id] = whole
        elif blocker:
            self._block(check, blocker)
        else:
            self._trials[check.id] = self._considered(check, self._held(check))

    def _block(self, check: Check, blocker: str) -> None:
        self._blockers[check.id] = blocker
        message = wording.blocked(blocker)
        self._trials[check.id] = Trial(verdict=Verdict.NOT_EXERCISED, message=message)

    def _whole(self) -> Trial | None:
        """Return what holds for the whole row: declared away, or not to be played at all."""
        reason = (self._record.subject.get("declares") or {}).get(self._scenario.group)
        if reason:
            return Trial(verdict=Verdict.NOT_APPLICABLE, message=wording.declared(reason))
        gap = self._record.gap
        if gap:
            optional = gap.body.get("optional") is True
            verdict = Verdict.NOT_APPLICABLE if optional else Verdict.NOT_EXERCISED
            return Trial(verdict=verdict, message=gap.body["gap"])
        return None

    def _blocker(self, check: Check) -> str | None:
        """Return the check whose failure keeps this one from being made."""
        rests_on = [*before(self._scenario, check.step), *([check.step] if check.never else [])]
        for step in rests_on:
            for other in self._of(step):
                if other.about in ("reply", "precondition") and self._unmet(other):
                    return other.id
        near = () if check.never else (check.step, *check.step.together, *self._looked_at(check))
        own = [each for step in near for each in self._of(step)]
        return next((each.id for each in own if each is not check and self._stops(each)), None)

    def _looked_at(self, check: Check) -> tuple[Step, ...]:
        """What a view of the whole house shows rests on everything done before in it."""
        if check.step.kind is not Kind.OBSERVE:
            return ()
        return tuple(e for e in earlier(self._scenario, check.step) if e.kind is Kind.HIS)

    def _stops(self, other: Check) -> bool:
        """Tell whether a step was not done at all, so that its other checks say nothing."""
        if other.id not in self._trials:
            return False
        stopped = self._trials[other.id].verdict in (Verdict.NOT_EXERCISED, Verdict.ERROR)
        plain = other.about == "precondition" and self._unmet(other)
        return plain or (other.about == "reply" and stopped)

    def _unmet(self, check: Check) -> bool:
        return check.id in self._trials and self._trials[check.id].verdict in _UNMET

    def _held(self, check: Check) -> Trial:
        span = self._record.span(self._played_in(check.step).id)
        if span is None or span.end is None:
            return self._not_played()
        if span.skipped:
            return _skipped(span.skipped, check)
        try:
            return hold(self._scenario, check, self._record, self._bound)
        except Unbound as missing:
            return _nothing(missing.path)

    def _played_in(self, step: Step) -> Step:
        return next(each for each in self._scenario.steps if each is step or step in each.together)

    def _not_played(self) -> Trial:
        broken = self._record.broken
        if broken is None:
            return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.NOT_PLAYED)
        reply = {"reason": {"text": broken.body["reason"]}}
        return Trial(verdict=Verdict.ERROR, message=wording.broken(reply))

    def _considered(self, check: Check, trial: Trial) -> Trial:
        """Weigh a trial by who is judged and by what was really withstood."""
        if not check.judged:
            return self._ours(check, trial)
        if trial.verdict is Verdict.FAIL and not check.verifies and check.never is None:
            return replace(trial, verdict=Verdict.NOT_EXERCISED)
        if trial.verdict is Verdict.FAIL and check.about == "seen" and self._ours_is_wrong(check):
            return replace(trial, verdict=Verdict.ERROR)
        if trial.verdict is Verdict.FAIL and self._left_undone(check):
            return self._trials[check.id]
        other = turned_away(self._scenario, check, self._record)
        if trial.verdict is Verdict.FAIL and other:
            message = wording.turned_away(other)
            return replace(trial, verdict=Verdict.NOT_EXERCISED, message=message)
        if trial.verdict is Verdict.PASS and check.about != "precondition":
            missing = unwitnessed(self._scenario, check, self._record)
            if missing:
                message = wording.no_witness(missing)
                return Trial(verdict=Verdict.NOT_EXERCISED, message=message)
        return trial

    def _left_undone(self, check: Check) -> bool:
        """Block a check for which the HIS could not do what comes before; tell whether it is."""
        step = left_undone(self._scenario, self._row, check, self._record)
        if step is None:
            return False
        asked = [each for each in self._of(step) if each.about in ("reply", "precondition")]
        self._block(check, asked[0].id)
        return True

    def _ours(self, check: Check, trial: Trial) -> Trial:
        """Our own side: broken it is our error, unless the HIS gave it something else to do."""
        if trial.verdict is not Verdict.FAIL:
            return trial
        cause = next((each.id for each in self._checks if each.judged and self._unmet(each)), None)
        if cause:
            self._block(check, cause)
            return self._trials[check.id]
        excuse = self._excuse(check)
        if excuse:
            return Trial(verdict=Verdict.NOT_EXERCISED, message=excuse)
        return replace(trial, verdict=Verdict.ERROR, message=wording.own(trial.message))

    def _excuse(self, check: Check) -> Bilingual | None:
        """Return why our own side could not be as expected, if the HIS left it no chance."""
        span = self._record.span(self._played_in(check.step).id)
        until = span.end.n if span and span.end else self._record.last
        sent = self._record.exchanges(0, until)
        if any(each.body.get("refusal") for each in sent):
            return wording.PLATFORM_REFUSED
        order = self._scenario.flat_steps()
        played = order[: order.index(check.step) + 1]
        acted = any(step.kind in (Kind.HIS, Kind.TOGETHER) for step in played)
        if acted and not any(each.body.get("changes") for each in sent):
            return wording.NOTHING_SENT
        return None

    def _ours_is_wrong(self, check: Check) -> bool:
        mine = [each for each in self._of(check.step) if each.about == "platform"]
        return any(self._trials[each.id].verdict is Verdict.ERROR for each in mine)

    def _weigh(self, check: Check) -> None:
        trial, blocker = trusted(self._scenario, check, self._record, self._trials, self._of)
        self._trials[check.id] = trial
        if blocker:
            self._blockers[check.id] = blocker

    def _speaks(self, check: Check) -> bool:
        """Tell whether a check has anything to say about the HIS or about us."""
        trial = self._trials[check.id]
        if trial.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
            return check.judged and check.about != "precondition"
        return True

    def _finding(self, check: Check) -> Finding:
        trial = self._trials[check.id]
        claim = check.claim or check.never
        failed = trial.verdict is Verdict.FAIL
        return Finding(
            check=check.id,
            verdict=trial.verdict,
            requirements=self._about(check, trial),
            grade=self._grade(trial),
            expected=trial.expected,
            actual=trial.actual,
            pointer=trial.pointer,
            message=trial.message,
            evidence=trial.evidence,
            blocked_by=self._blockers.get(check.id),
            readings=_readings(self._scenario, check),
            would_pass=options_met(self._scenario, check, self._record, self._bound)
            if failed
            else (),
            hint=claim.hint if claim else None,
            step=check.step.id,
            part=check.part,
        )

    def _about(self, check: Check, trial: Trial) -> tuple[str, ...]:
        """An error of ours spoils whatever the scenario would have shown."""
        if trial.verdict is Verdict.ERROR and not check.verifies:
            return self._scenario.verifies
        return check.verifies

    def _grade(self, trial: Trial) -> str | None:
        attested = self._record.subject.get("grade") == "attested"
        return "attested" if trial.grade == "driver" and attested else trial.grade


def _skipped(reason: Mapping[str, Any], check: Check) -> Trial:
    if reason["because"] == "ours":
        message = wording.both(reason["text"], reason["text"])
        verdict = Verdict.ERROR if check.judged else Verdict.FAIL
        return Trial(verdict=verdict, message=message)
    if reason["because"] == "postponed":
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.POSTPONED)
    return _nothing(reason["path"])


def _nothing(path: str) -> Trial:
    message = wording.no_value(path)
    return Trial(verdict=Verdict.NOT_EXERCISED, message=message)


def _readings(scenario: Scenario, check: Check) -> tuple[str, ...]:
    found = set(scenario.rests_on)
    known = requirements()
    for id_ in check.verifies:
        found.update(known[id_].readings if id_ in known else ())
    return tuple(sorted(found))
