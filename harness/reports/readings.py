"""What a verdict rests on where the law allows more than one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .fold import Report
from .records import Words
from .wording import words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNote:
    """One reading with the option in use and who settled it.

    Attributes:
        id: ``CC-01`` … ``CC-32``.
        option: the option in use, where the stream names it.
        ground: "project default, no official ruling", "decided by …" or "chosen for this test".

    """

    id: str
    option: str | None
    ground: Words


def reading_notes(report: Report) -> dict[str, ReadingNote]:
    """Return a note for every reading that a finding rests on."""
    used = {each for finding in report.findings for each in finding.readings}
    chosen = dict(report.start["readings"])
    decided = _decided(report.start["decisions"])
    return {each: _note(each, chosen.get(each), decided.get(each)) for each in sorted(used)}


def _note(reading: str, chosen: Any, decision: tuple[Mapping[str, Any], Any] | None) -> ReadingNote:
    if decision is not None:
        document, option = decision
        return ReadingNote(id=reading, option=option, ground=_decided_by(document))
    option = chosen.get("option") if isinstance(chosen, Mapping) else chosen
    if option is None or (isinstance(chosen, Mapping) and chosen.get("default")):
        ground = words("项目默认口径，尚无官方答复", "project default, no official ruling")
    else:
        ground = words("本次测试自选口径", "chosen for this test, no official ruling")
    return ReadingNote(id=reading, option=option, ground=ground)


def _decided(decisions: Any) -> dict[str, tuple[Mapping[str, Any], Any]]:
    return {
        settled["reading"]: (decision, settled.get("option"))
        for decision in decisions
        for settled in decision.get("settles", ())
        if "reading" in settled
    }


def _decided_by(decision: Mapping[str, Any]) -> Words:
    name = decision.get("document") or decision.get("decision")
    by = decision.get("issued_by")
    return words(f"依据{by or ''}《{name}》", f"decided by {name}" + (f" ({by})" if by else ""))
