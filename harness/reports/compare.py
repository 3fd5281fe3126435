"""Two reports side by side: what became worse, what became better.

Only like is compared with like: the same suite, requirement set, pack, dialect, carriage, readings
and mode, and the same clauses scored. Anything else would blame a hospital for a change of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.errors import DataError
from harness.validation import schema
from harness.verdicts.verdict import Verdict, rollup

from .jsonreport import REPORT_JSON
from .records import Words
from .wording import VERDICTS, say, words

SAME: Final = (
    ("suite", words("测试套件", "suite")),
    ("profiles", words("要求集", "requirement sets")),
    ("mode", words("测试方式", "mode")),
    ("pack", words("政策参数包", "pack")),
    ("dialect", words("接口方言", "dialect")),
    ("carriage", words("转诊单承载方式", "carriage")),
    ("readings", words("解释口径", "readings")),
    ("decisions", words("裁定", "decisions")),
    ("selection", words("测试范围", "selection")),
)
"""What must be equal for two reports to be comparable."""

FROM_GOOD_TO_BAD: Final = (
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
    Verdict.NEEDS_REVIEW,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_EXERCISED,
    Verdict.ERROR,
    Verdict.FAIL,
)
"""What was shown once and is now declared out of scope is a loss, so ``pass`` stands first."""

KINDS: Final = {
    "requirement": words("条款", "clause"),
    "scenario": words("场景", "scenario"),
    "check": words("检查项", "check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing whose verdict is another than before; None where it was or is not there."""

    kind: str
    name: str
    before: Verdict | None
    after: Verdict | None

    @property
    def worse(self) -> bool:
        """Whether the later verdict is further from ``pass``; what is gone is worse."""
        if self.before is None:
            return self.after not in (Verdict.PASS, Verdict.NOT_APPLICABLE)
        if self.after is None:
            return True
        return FROM_GOOD_TO_BAD.index(self.after) > FROM_GOOD_TO_BAD.index(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two reports have to say to each other.

    Attributes:
        obstacles: what differs so that they cannot be compared: name, old value, new value.
        changes: every verdict that is another; empty where there is an obstacle.

    """

    obstacles: tuple[tuple[Words, Any, Any], ...]
    changes: tuple[Change, ...]

    @property
    def exit_code(self) -> int:
        """0 nothing worse, 1 something worse, 2 not comparable."""
        if self.obstacles:
            return 2
        return int(any(each.worse for each in self.changes))

    def text(self, lang: str) -> str:
        """Return the table for a terminal, in ``zh`` or ``en``."""
        return "\n".join(_lines(self, lang))


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """Compare two documents of the schema ``report/report.json``."""
    obstacles = tuple(
        (name, old.get(key), new.get(key)) for key, name in SAME if old.get(key) != new.get(key)
    )
    scored = _scored(old), _scored(new)
    if not obstacles and scored[0] != scored[1]:
        name = words("计入结论的条款", "scored clauses")
        obstacles = ((name, sorted(scored[0] - scored[1]), sorted(scored[1] - scored[0])),)
    return Comparison(obstacles=obstacles, changes=() if obstacles else tuple(_changes(old, new)))


def load_report(path: Path) -> dict[str, Any]:
    """Read a ``report.json``, or the one in a folder.

    Raises:
        DataError: if there is none, or it is not a report.

    """
    file = path / REPORT_JSON if path.is_dir() else path
    try:
        document: dict[str, Any] = json.loads(file.read_bytes())
    except OSError as error:
        raise DataError(
            "there is no report",
            where=str(file),
            why=error.strerror,
            remedy="Name a report.json or the folder that holds it.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError("not a report: no JSON", where=str(file), why=str(error)) from None
    schema("report/report.json").check(document, str(file))
    return document


def _scored(document: Mapping[str, Any]) -> set[str]:
    return {each["id"] for each in document["requirements"] if each["scored"]}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = _verdicts(old), _verdicts(new)
    for kind, name in sorted(before.keys() | after.keys(), key=lambda key: (_ORDER[key[0]], key)):
        change = Change(
            kind=kind,
            name=name,
            before=before.get((kind, name)),
            after=after.get((kind, name)),
        )
        if change.before is not change.after:
            yield change


def _verdicts(document: Mapping[str, Any]) -> dict[tuple[str, str], Verdict]:
    found: dict[tuple[str, str], list[Verdict]] = {}
    for kind, name, verdict in _judged(document):
        found.setdefault((kind, name), []).append(Verdict(verdict))
    return {key: rollup(verdicts) for key, verdicts in found.items()}


def _judged(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for requirement in document["requirements"]:
        yield "requirement", requirement["id"], requirement["verdict"]
    for scenario in document["scenarios"]:
        yield "scenario", scenario["id"], scenario["verdict"]
        for row in scenario["rows"]:
            suffix = "" if row["row"] == "_" else f" [{row['row']}]"
            for each in row["checks"]:
                yield "check", f"{each['check']}{suffix}", each["verdict"]


_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


def _lines(comparison: Comparison, lang: str) -> Iterator[str]:
    if comparison.obstacles:
        yield {"zh": "两份报告不可比较：", "en": "The reports cannot be compared:"}[lang]
        for name, old, new in comparison.obstacles:
            yield f"  {name[lang]}: {_short(old)} → {_short(new)}"
        return
    worse = [each for each in comparison.changes if each.worse]
    other = [each for each in comparison.changes if not each.worse]
    yield from _table(words("变差", "Worse"), worse, lang)
    yield from _table(words("变好", "Better"), other, lang)
    if not worse:
        yield {"zh": "没有变差的项目。", "en": "Nothing is worse."}[lang]


def _table(title: Words, changes: list[Change], lang: str) -> Iterator[str]:
    if changes:
        yield f"{title[lang]} ({len(changes)})"
    for each in changes:
        before, after = _word(each.before, lang), _word(each.after, lang)
        yield f"  {KINDS[each.kind][lang]}  {each.name}: {before} → {after}"


def _word(verdict: Verdict | None, lang: str) -> str:
    return say(VERDICTS, verdict)[lang] if verdict else {"zh": "无", "en": "absent"}[lang]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:160]}…"
