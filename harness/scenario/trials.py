"""One claim held against the evidence: met, broken, or not to be told.

A trial knows nothing of dependencies, witnesses and canaries; ``judging`` adds those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.journal import Entry
from harness.verdicts.verdict import Verdict

from . import wording
from .patterns import compare
from .record import seen
from .wording import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What holding one claim against the evidence gave.

    Attributes:
        verdict: ``pass`` and ``fail`` mean met and broken, whoever is judged.
        grade: kind of evidence; the judge lowers ``driver`` to ``attested`` where it must.
        evidence: numbers of the entries looked at.

    """

    verdict: Verdict
    message: Bilingual
    expected: Any = None
    actual: Any = None
    pointer: str | None = None
    grade: str | None = None
    evidence: tuple[int, ...] = ()


def of_reply(reply: Entry, pattern: Any, step: str) -> Trial:
    """Hold an answer against a pattern; a broken or unsupporting HIS shows nothing."""
    body = reply.body["reply"]
    return _unable(body) or _compared(wording.reply_of(step), pattern, body, reply)


def of_look(look: Entry, pattern: Any, *, optional: bool) -> Trial:
    """Hold what a view shows against a pattern."""
    body = look.body["reply"]
    view = look.body["params"]["view"]
    if body.get("outcome") == "unsupported":
        verdict = Verdict.NOT_APPLICABLE if optional else Verdict.NOT_EXERCISED
        return Trial(verdict=verdict, message=wording.not_offered("view", view))
    shown = seen(body)
    trial = _unable(body) or _compared(
        wording.view_of(view), pattern, body if shown is None else shown, look
    )
    if shown is None and trial.verdict is Verdict.PASS and body.get("outcome") != "refused":
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.shows_nothing(view))
    return trial


def of_platform(view: Entry, pattern: Any) -> Trial:
    """Hold the platform's own state against a pattern."""
    return _compared(wording.platform(), pattern, view.body["platform"], view)


def _unable(body: Mapping[str, Any]) -> Trial | None:
    if body.get("outcome") == "failed":
        return Trial(verdict=Verdict.ERROR, message=wording.broken(body))
    if body.get("outcome") == "unsupported":
        return Trial(verdict=Verdict.NOT_EXERCISED, message=wording.unsupported(body))
    return None


def _compared(what: Bilingual, pattern: Any, value: Any, entry: Entry) -> Trial:
    found = compare(pattern, value)
    return Trial(
        verdict=Verdict.FAIL if found else Verdict.PASS,
        message=wording.differs(what, found) if found else wording.met(what),
        expected=pattern,
        actual=value if not found or found.missing else found.actual,
        pointer=found.pointer if found else None,
        grade="driver",
        evidence=(entry.n,),
    )
