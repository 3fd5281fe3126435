"""``harness certify --dialect all``: the same suite in every dialect, and where verdicts differ.

Each dialect has a run and a report of its own, in a folder of its name. Signing by SM2 is slow:
those dialects play the scenarios of the first priority unless everything is asked for, and only
what two dialects have both judged is compared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click

from harness.cli.run_choices import Choices
from harness.errors import EnvironmentFault
from harness.reports.wording import OUTCOMES, VERDICTS
from harness.wire.dialects import dialect, dialect_names

ALL: Final = "all"
FILE: Final = "matrix.json"
_SLOW: Final = frozenset({"oauth-sm", "sorted-sm2"})
_FIRST: Final = "P1"
_INTERRUPTED: Final = 130
_WORST: Final = (_INTERRUPTED, 4, 1, 3, 5, 0)
"""Exit codes of runs, the gravest first."""
WORDS: Final = {
    "first": {"zh": "（仅P1场景，--full运行全部）", "en": " (priority 1 only; --full plays all)"},
    "same": {"zh": "各方言结论一致。", "en": "No verdict differs between dialects."},
    "differ": {"zh": "各方言结论不一致：", "en": "Verdicts that differ between dialects:"},
    "outcomes": {"zh": "各方言结果：", "en": "Outcomes by dialect:"},
}

Play = Callable[[Choices, Path], int]


@dataclass(frozen=True, slots=True)
class Played:
    """One dialect's run: its exit code, its length in seconds, its ``report.json``."""

    exit_code: int
    seconds: float
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A requirement or a row of a scenario that is judged differently.

    Attributes:
        kind: ``requirement`` or ``row``.
        id: of the requirement, or ``scenario/row``.
        verdicts: by dialect, of those that judged it.

    """

    kind: str
    id: str
    verdicts: Mapping[str, str]


def run_matrix(choices: Choices, out: Path, play: Play, lang: str, *, full: bool) -> int:
    """Play the suite in every dialect, tell where verdicts differ, and return an exit code.

    Args:
        choices: what to play; its dialect is replaced.
        out: takes a folder for each dialect, and ``matrix.json``.
        play: plays one run into a folder and returns its exit code.
        lang: of what is printed.
        full: whether slow dialects play everything too.

    Raises:
        EnvironmentFault: if the folder cannot be written.

    """
    runs: dict[str, Played] = {}
    names = dialect_names()
    for index, name in enumerate(names, start=1):
        narrowed = _narrowed(choices, name, full=full)
        note = WORDS["first"][lang] if narrowed.priority != choices.priority else ""
        click.echo(f"== {index}/{len(names)} {name}{note}")
        begun = time.monotonic()
        code = play(narrowed, _made(out / name))
        runs[name] = Played(code, time.monotonic() - begun, _report(out / name))
        if code == _INTERRUPTED:
            break
    found = tuple(differences(runs))
    _keep(out, runs, found)
    for line in told(runs, found, lang):
        click.echo(line)
    codes = {each.exit_code for each in runs.values()}
    return next((code for code in _WORST if code in codes), max(codes, default=3))


def differences(runs: Mapping[str, Played]) -> Iterator[Difference]:
    """Yield what two dialects have both judged, and differently."""
    scored = {name: dict(_judged(each, _scored(each.report))) for name, each in runs.items()}
    yield from _differing("requirement", scored)
    rows = {name: dict(_judged(each, _rows(each.report))) for name, each in runs.items()}
    yield from _differing("row", rows)


def told(runs: Mapping[str, Played], found: Iterable[Difference], lang: str) -> Iterator[str]:
    """Yield the comparison as text."""
    yield WORDS["outcomes"][lang]
    for name, run in runs.items():
        outcome = OUTCOMES[run.report["outcome"]][lang].lower()
        yield f"  {name:<12} {run.seconds:4.0f} s  {outcome}"
    listed = tuple(found)
    if len(runs) < 2:
        return
    yield WORDS["differ" if listed else "same"][lang]
    for each in listed:
        by_verdict: dict[str, list[str]] = {}
        for name, verdict in each.verdicts.items():
            by_verdict.setdefault(verdict, []).append(name)
        words = {verdict: VERDICTS[verdict][lang].lower() for verdict in by_verdict}
        parts = (f"{words[v]}: {', '.join(names)}" for v, names in by_verdict.items())
        yield f"  {each.id}  {' · '.join(parts)}"


def _narrowed(choices: Choices, name: str, *, full: bool) -> Choices:
    spoken = replace(choices, dialect=name)
    slow = dialect(name).gateway in _SLOW
    return replace(spoken, priority=_FIRST) if slow and not full else spoken


def _differing(kind: str, judged: Mapping[str, Mapping[str, str]]) -> Iterator[Difference]:
    names = dict.fromkeys(id_ for each in judged.values() for id_ in each)
    for id_ in names:
        verdicts = {name: each[id_] for name, each in judged.items() if id_ in each}
        if len(set(verdicts.values())) > 1:
            yield Difference(kind=kind, id=id_, verdicts=verdicts)


def _judged(run: Played, verdicts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Leave out what an interrupted run did not come to."""
    cut = run.exit_code == _INTERRUPTED
    return ((id_, each) for id_, each in verdicts if not (cut and each == "not_exercised"))


def _scored(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((each["id"], each["verdict"]) for each in report["requirements"] if each["scored"])


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for scenario in report["scenarios"]:
        for row in scenario["rows"]:
            yield f"{scenario['id']}/{row['row']}", row["verdict"]


def _made(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "the folder cannot be made", where=str(folder.parent), why=error.strerror
        ) from error
    return folder


def _report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


def _keep(out: Path, runs: Mapping[str, Played], found: Iterable[Difference]) -> None:
    content = {
        "dialects": {
            name: {
                "outcome": each.report["outcome"],
                "exit_code": each.exit_code,
                "seconds": round(each.seconds, 1),
                "counts": each.report["counts"],
            }
            for name, each in runs.items()
        },
        "differences": [
            {"kind": each.kind, "id": each.id, "verdicts": dict(each.verdicts)} for each in found
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    _made(out / FILE).write_text(text, encoding="utf-8")
