"""Entries of the evidence as a reader sees them beside a verdict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from harness.clock import iso
from harness.journal import Entry

from .evidence import Evidence
from .records import EvidenceRef, Words
from .wording import words

KINDS: Final = {
    "exchange": words("报文往来", "Exchange"),
    "driver": words("被测系统操作与应答", "Action of the system under test"),
    "act": words("其他参与方操作", "Act of another party"),
    "clock": words("平台时间", "Platform time"),
    "fault": words("故障安排", "Fault plan"),
    "view": words("平台状态", "State of the platform"),
    "step": words("步骤", "Step"),
    "sandbox": words("测试环境", "Sandbox"),
}

PANELS: Final = {
    "request": words("请求（被测系统发出）", "Request (sent by the system under test)"),
    "response": words("应答（平台返回）", "Response (answered by the platform)"),
    "params": words("要求被测系统做什么", "What the system was asked to do"),
    "reply": words("答复", "Reply"),
    "with": words("参数", "Arguments"),
    "faults": words("注入的故障", "Injected faults"),
    "notes": words("字段提示", "Notes on fields"),
}

HIDDEN: Final = frozenset({"changes"})
"""Bookkeeping for replay; it stays in the evidence file."""

LONGEST: Final = 12_000
"""Characters of one panel; the rest is in the evidence file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of an entry, written as indented JSON."""

    title: Words
    text: str
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One entry, or the mention of one that is shown elsewhere or not at hand.

    Attributes:
        anchor: where in the document the entry is shown in full.
        shown_before: whether that is at an earlier place.
        kind: what sort of entry; None where the file is not at hand.

    """

    ref: EvidenceRef
    anchor: str
    shown_before: bool
    kind: Words | None = None
    at: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    panels: tuple[Panel, ...] = ()


class Exhibits:
    """Shows each entry in full once, and afterwards by a link."""

    def __init__(self, evidence: Evidence) -> None:
        """Take entries from the evidence of a run."""
        self._evidence = evidence
        self._anchors: dict[EvidenceRef, str] = {}

    def show(self, ref: EvidenceRef) -> Exhibit:
        """Return the entry, in full if it is asked for the first time."""
        shown_before = ref in self._anchors
        anchor = self._anchors.setdefault(ref, f"exhibit-{len(self._anchors) + 1}")
        entry = None if shown_before else self._evidence.entry(ref)
        if entry is None:
            return Exhibit(ref=ref, anchor=anchor, shown_before=shown_before)
        return _exhibit(ref, anchor, entry)


def _exhibit(ref: EvidenceRef, anchor: str, entry: Entry) -> Exhibit:
    facts, panels = [], []
    for name, value in _in_reading_order(entry.body):
        if isinstance(value, (dict, list)):
            panels.append(_panel(PANELS.get(name, words(name, name)), value))
        else:
            facts.append((name, _scalar(value)))
    return Exhibit(
        ref=ref,
        anchor=anchor,
        shown_before=False,
        kind=KINDS.get(entry.kind, words(entry.kind, entry.kind)),
        at=iso(entry.at),
        facts=tuple(facts),
        panels=tuple(panels),
    )


def _in_reading_order(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    kept = {
        name: value
        for name, value in body.items()
        if name not in HIDDEN and value not in (None, [], {}, "")
    }
    first = [name for name in PANELS if name in kept]
    rest = sorted(name for name in kept if name not in PANELS)
    return [(name, kept[name]) for name in (*rest, *first)]


def _panel(title: Words, value: Any) -> Panel:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return Panel(title=title, text=text[:LONGEST], cut=len(text) > LONGEST)


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
