"""What a monitor is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from harness.journal import Entry

Bilingual = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where a rule that always holds was broken.

    Attributes:
        evidence: numbers of the entries.
        ours: whether the suite itself broke it.

    """

    message: Bilingual
    evidence: tuple[int, ...]
    expected: Any = None
    actual: Any = None
    pointer: str | None = None
    ours: bool = False


class Monitor:
    """A rule that holds whatever happens; a fold over entries, one institution or many.

    Attributes:
        everywhere: whether a breach counts in every scenario; contents, which many a scenario
            spoils on purpose, count where a scenario is about them.
        grade: of the evidence: what was sent, or what the driver says was shown.
        rule: what holds, in a few words.
        remedy: what to do where it does not.
        tested: numbers of the entries at which the rule was put to the test.

    """

    name: ClassVar[str]
    requirements: ClassVar[tuple[str, ...]]
    everywhere: ClassVar[bool] = True
    grade: ClassVar[str] = "wire"
    rule: ClassVar[Bilingual]
    remedy: ClassVar[Bilingual]

    def __init__(self) -> None:
        """Begin before the first entry."""
        self.tested: list[int] = []

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Take one more message of a HIS and give what it breaks."""
        raise NotImplementedError

    def pass_time(self, entry: Entry) -> Iterable[Breach]:  # noqa: ARG002 - most do not care
        """Take any other entry: the clock moved."""
        return ()


QUERIES: Final = frozenset({"2001", "2206", "2303"})
"""Messages of the 2xxx family that change nothing."""

REVERSAL: Final = "2601"


def changes_something(infno: str) -> bool:
    """Tell whether a message asks the platform to change something."""
    return infno.startswith("2") and infno not in QUERIES


def succeeded(entry: Entry) -> bool:
    """Tell whether the platform did what a message asked."""
    response = entry.body.get("response") or {}
    return str(response.get("infcode")) == "0"


def unanswered(entry: Entry) -> bool:
    """Tell whether the HIS cannot know what became of its message."""
    status = entry.body.get("status")
    if status is None or status >= 500:
        return True
    receipts = entry.body.get("faults") or ()
    return any(
        each.get("delivered") and (each.get("answered") is False or each.get("kind") in _GARBLED)
        for each in receipts
    )


_GARBLED: Final = frozenset({"non_json", "truncate", "gbk_body", "reset", "drop_request"})


def content(entry: Entry) -> Mapping[str, Any]:
    """Return the input of a message; empty if it could not be read."""
    found = (entry.body.get("request") or {}).get("input")
    return found if isinstance(found, Mapping) else {}


def both(en: str, zh: str) -> Bilingual:
    """Return a sentence in both languages."""
    return {"en": en, "zh": zh}
