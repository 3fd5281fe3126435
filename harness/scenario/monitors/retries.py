"""What follows when nobody answered: the same message id again, and an end before the day ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from harness.journal import Entry, canonical

from .breach import (
    REVERSAL,
    Bilingual,
    Breach,
    Monitor,
    both,
    changes_something,
    content,
    unanswered,
)
from .contents import other, rows, text_of

RESOLVING: Final = {
    "2501": {"5304", "2502"},
    "2501A": {"5304", "2502"},
    "2502": {"5304"},
    "2304": {"5203", "5201", "5303", "5202", "3202", "2305"},
    "2305": {"5203", "5201", "5303", "5202", "3202"},
    "2207": {"5203", "5201", "5303", "5202", "3202", "2208"},
    "2208": {"5203", "5201", "5303", "5202", "3202"},
}
"""Queries and opposite acts by which an outcome becomes known or does not matter any more."""

GENERAL: Final = frozenset(
    {"5201", "5202", "5203", "5204", "5301", "5303", "5304", "3202", REVERSAL}
)
"""Queries by which the outcome of anything else becomes known."""


@dataclass(slots=True)
class _Open:
    """A message whose outcome its sender does not know."""

    n: int
    infno: str
    msgid: str
    content: bytes
    day: date
    attempts: list[int] = field(default_factory=list)


class _Unknowns:
    """Open outcomes of every institution."""

    def __init__(self) -> None:
        self.open: dict[str, list[_Open]] = {}

    def see(self, entry: Entry) -> bool:
        """Open what was not answered, close what has become known; tell whether anything has."""
        closed = False
        body = entry.body
        mine = self.open.setdefault(body.get("institution", ""), [])
        for each in list(mine):
            same = (each.infno, each.msgid) == (body["infno"], body.get("msgid"))
            if same or resolves(each.infno, body["infno"]):
                each.attempts.append(entry.n)
                if not unanswered(entry):
                    mine.remove(each)
                    closed = True
        known = any(each.msgid == body.get("msgid") for each in mine)
        if changes_something(body["infno"]) and unanswered(entry) and not known:
            mine.append(_opened(entry))
        return closed


def resolves(open_: str, infno: str) -> bool:
    """Tell whether a message of one kind makes known, or undoes, what became of another."""
    return infno == REVERSAL or infno in RESOLVING.get(open_, GENERAL)


def _opened(entry: Entry) -> _Open:
    body = entry.body
    return _Open(
        n=entry.n,
        infno=body["infno"],
        msgid=str(body.get("msgid")),
        content=canonical(dict(content(entry))),
        day=entry.at.date(),
    )


class SameIdAgain(Monitor):
    """A retry after an unknown outcome carries the first message's id."""

    name = "retry-same-id"
    requirements = ("DER-MSG-1",)
    rule: ClassVar[Bilingual] = both("a retry keeps its message id", "重发沿用原报文ID")
    remedy: ClassVar[Bilingual] = both(
        "Keep the message id for a retry, or ask first what became of the message.",
        "重发应沿用原报文ID，或先查询原报文结果。",
    )

    def __init__(self) -> None:
        """Know no unknown outcome yet."""
        super().__init__()
        self._unknown = _Unknowns()

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for the same content under another id while the outcome is unknown."""
        body = entry.body
        this = canonical(dict(content(entry)))
        for each in self._unknown.open.get(body.get("institution", ""), ()):
            again = each.infno == body["infno"] and each.content == this
            if again:
                self.tested.append(entry.n)
            if again and each.msgid != body.get("msgid"):
                yield Breach(
                    message=both(
                        f"Message {each.infno} was sent again under another id although its outcome"
                        " was unknown.",
                        f"{each.infno}报文结果未知，却以新的报文ID重发。",
                    ),
                    evidence=(each.n, entry.n),
                    expected=each.msgid,
                    actual=body.get("msgid"),
                    pointer="/msgid",
                )
                break
        self._unknown.see(entry)


class ResolvedToday(Monitor):
    """Every unknown outcome is looked into before the day closes."""

    name = "resolved-today"
    requirements = ("DER-MSG-2",)
    rule: ClassVar[Bilingual] = both("unknown outcomes end the same day", "未知结果当日处理")
    remedy: ClassVar[Bilingual] = both(
        "Ask for the outcome (5304, 5203) or reverse it (2601) before the day is over.",
        "应于当日查询结果（5304、5203）或冲正（2601）。",
    )

    def __init__(self) -> None:
        """Know no unknown outcome yet."""
        super().__init__()
        self._unknown = _Unknowns()

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for what an earlier day left without any attempt."""
        found = list(self.pass_time(entry))
        if self._unknown.see(entry):
            self.tested.append(entry.n)
        return found

    def pass_time(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for each message that nobody asked after before its day was over."""
        for institution, mine in self._unknown.open.items():
            late = [each for each in mine if each.day < entry.at.date()]
            self._unknown.open[institution] = [each for each in mine if each not in late]
            for each in late:
                if not each.attempts:
                    yield Breach(
                        message=both(
                            f"Nobody asked what became of message {each.infno} before the day was"
                            " over.",
                            f"{each.infno}报文结果未知，当日未查询或冲正。",
                        ),
                        evidence=(each.n, entry.n),
                        actual=each.msgid,
                    )


class ReversesOwn(Monitor):
    """A reversal names the message that it takes back."""

    name = "reversal-names-message"
    requirements = ("DER-MSG-2",)
    rule: ClassVar[Bilingual] = both("a reversal names its message", "冲正指明原报文")
    remedy: ClassVar[Bilingual] = both(
        "Keep the message id with the message, and send it as omsgid with 2601.",
        "原报文ID应随业务保存，冲正（2601）时以omsgid上传。",
    )

    def __init__(self) -> None:
        """Know no message yet."""
        super().__init__()
        self._sent: dict[str, set[str]] = {}
        self._lost: dict[tuple[str, str], int] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a reversal of an id never seen, where a lost message was seen."""
        body = entry.body
        institution = body.get("institution", "")
        sent = self._sent.setdefault(institution, set())
        if body["infno"] == REVERSAL:
            yield from self._reversal(entry, institution, sent)
        sent.add(str(body.get("msgid")))
        if changes_something(body["infno"]) and unanswered(entry):
            self._lost[institution, body["infno"]] = entry.n

    def _reversal(self, entry: Entry, institution: str, sent: set[str]) -> Iterable[Breach]:
        for pointer, row in rows(entry):
            # What never reached the platform stands in no journal; its reversal cannot be judged.
            lost = self._lost.get((institution, text_of(row, "oinfno")), 0)
            if lost:
                self.tested.append(entry.n)
            if lost and text_of(row, "omsgid") not in sent:
                yield other(entry, f"{pointer}/omsgid", None, text_of(row, "omsgid"), lost)
