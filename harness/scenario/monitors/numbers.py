"""Message ids: 30 characters of institution, time and sequence; one id, one message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Final

from harness.journal import Entry, canonical

from .breach import Bilingual, Breach, Monitor, both, content

SEQUENCE: Final = 4
"""Digits at the end of an id."""
NEAR: Final = 100
"""How far a sequence may run ahead, for messages that are not seen here."""
ENOUGH: Final = 8
"""Messages of one second from which an order can be told."""
JUMPS: Final = 4


class MsgidForm(Monitor):
    """A message id is institution, time and sequence: 30 characters."""

    name = "msgid-form"
    requirements = ("DER-MSG-1",)
    rule: ClassVar[Bilingual] = both("message ids have the form asked for", "报文ID格式正确")
    remedy: ClassVar[Bilingual] = both(
        "Build the id of 30 characters: institution code, yyyyMMddHHmmss, sequence of 4.",
        "报文ID应为30位：机构编号、yyyyMMddHHmmss时间、4位顺序号。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a message id of another form, whether the dialect refuses it or not."""
        self.tested.append(entry.n)
        said = [*(entry.body.get("notes") or ()), *(entry.body.get("violations") or ())]
        if any(each.get("rule") == "msgid_form" for each in said):
            yield Breach(
                message=both(
                    "The message id is not institution, time and sequence.",
                    "报文ID不是机构编号、时间和顺序号的组合。",
                ),
                evidence=(entry.n,),
                actual=entry.body.get("msgid"),
                pointer="/msgid",
            )


class MsgidUnique(Monitor):
    """One message id, one message: repeated only with the very same content."""

    name = "msgid-unique"
    requirements = ("DER-MSG-1",)
    rule: ClassVar[Bilingual] = both("a message id is used once", "报文ID唯一")
    remedy: ClassVar[Bilingual] = both(
        "Give each new message a new id; keep it only for a repetition of the same content.",
        "新报文使用新的报文ID，仅内容相同的重发沿用原ID。",
    )

    def __init__(self) -> None:
        """Know no message yet."""
        super().__init__()
        self._seen: dict[tuple[str, str], tuple[int, bytes]] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for an id that stood on another message before."""
        body = entry.body
        if not body.get("msgid"):
            return
        this = canonical({"infno": body["infno"], "input": dict(content(entry))})
        key = (body.get("institution", ""), body["msgid"])
        self.tested.append(entry.n)
        n, before = self._seen.setdefault(key, (entry.n, this))
        if before != this:
            yield Breach(
                message=both(
                    f"The message id {body['msgid']} stands on two different messages.",
                    f"报文ID{body['msgid']}被用于两个不同的报文。",
                ),
                evidence=(n, entry.n),
                actual=body["msgid"],
                pointer="/msgid",
            )


@dataclass(slots=True)
class _Second:
    """The ids of one institution in one second."""

    ids: set[str] = field(default_factory=set)
    last: list[int] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)


class MsgidSequence(Monitor):
    """The last four digits count up: drawn at random, the same id comes twice.

    Several counters, or one that follows the clock, are in order as well; only where most messages
    of one second follow none of the earlier ones are the digits no sequence. Among 120 messages
    with random digits two are alike at even odds.
    """

    name = "msgid-sequence"
    requirements = ("DER-MSG-1",)
    rule: ClassVar[Bilingual] = both("message ids are counted", "报文ID末四位为顺序号")
    remedy: ClassVar[Bilingual] = both(
        "Count the last four digits up from one counter of the institution; do not draw them.",
        "末四位应由全院统一的计数器递增生成，不得取随机数。",
    )

    def __init__(self) -> None:
        """Know no message yet."""
        super().__init__()
        self._seconds: dict[str, _Second] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach once the ids of one second follow no order."""
        msgid = str(entry.body.get("msgid") or "")
        second = self._seconds.setdefault(msgid[:-SEQUENCE], _Second())
        if not msgid[-SEQUENCE:].isdecimal() or msgid in second.ids:
            return
        number = int(msgid[-SEQUENCE:])
        if second.last and not _follows(number, second.last):
            second.jumps.append(entry.n)
        second.ids.add(msgid)
        second.last.append(number)
        many = len(second.ids)
        if many >= ENOUGH:
            self.tested.append(entry.n)
        if many >= ENOUGH and len(second.jumps) >= max(JUMPS, many // 2):
            yield Breach(
                message=both(
                    f"The last four digits of {many} message ids of one second follow no order:"
                    " they are drawn at random, and the same id will come twice.",
                    f"同一秒内{many}个报文ID的末四位无顺序：系随机生成，必将出现重复的报文ID。",
                ),
                evidence=tuple(second.jumps),
                actual=msgid,
                pointer="/msgid",
            )


def _follows(number: int, earlier: list[int]) -> bool:
    ahead = ((number - each) % 10**SEQUENCE for each in earlier)
    return number > max(earlier) or any(0 < each <= NEAR for each in ahead)
