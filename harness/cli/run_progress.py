"""What a run says on the terminal: progress, failures as they happen, one screen at the end.

Not on a terminal there is no colour, and a long run says now and then, on standard error, how far
it is.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import click

from harness.reports.wording import OUTCOMES, VERDICTS
from harness.verdicts.verdict import PRECEDENCE, Verdict

COLOURS: Final = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.ERROR: "magenta",
    Verdict.NOT_EXERCISED: "yellow",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.NEEDS_REVIEW: "yellow",
    Verdict.NOT_APPLICABLE: "blue",
}
QUIET: Final = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
PAUSE: Final = 30.0
"""Seconds between two words of a run that nobody watches."""
LINES: Final = 12
"""Clauses named at the end, so that it fits on one screen."""


class Progress:
    """Follows the events of a run."""

    def __init__(self, lang: str) -> None:
        """Begin; ``lang`` is ``en`` or ``zh``."""
        self._lang = lang
        self._live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._rows: Counter[Verdict] = Counter()
        self._clauses: list[dict[str, Any]] = []
        self._titles: dict[str, dict[str, str]] = {}
        self._begun = time.monotonic()
        self._told = self._begun
        self._now = (0, 0)
        self._end: dict[str, Any] = {}

    @property
    def exit_code(self) -> int:
        """The exit code that the run came to."""
        return int(self._end["exit_code"])

    def show(self, event: dict[str, Any]) -> None:
        """Take one event."""
        match event["event"]:
            case "run_started":
                self._titles = {each["id"]: each["title"] for each in event["requirements"]}
            case "scenario_started":
                self._now = event["index"], event["total"]
                self._line(event["scenario"])
            case "finding":
                self._finding(event)
            case "scenario_finished":
                self._rows[Verdict(event["verdict"])] += 1
            case "requirement":
                self._clauses.append(event)
            case "run_finished":
                self._end = event

    def _finding(self, event: dict[str, Any]) -> None:
        verdict = Verdict(event["verdict"])
        if not self._live or verdict in QUIET or event["blocked_by"]:
            return
        self._erase()
        click.echo(f"{self._styled(verdict)} {event['check']} [{event['row']}]")
        click.echo(f"    {event['message'][self._lang]}")
        if event["hint"]:
            click.echo(f"    → {event['hint'][self._lang]}")

    def _line(self, scenario: str) -> None:
        index, total = self._now
        told = "  ".join(f"{self._word(v)} {n}" for v, n in self._rows.items())
        line = f"{index}/{total}  {told}  {self._left()}  {scenario}"
        if self._live:
            click.echo(f"\r\x1b[K{line}", nl=False)
        elif time.monotonic() - self._told >= PAUSE:
            self._told = time.monotonic()
            click.echo(line, err=True)

    def _left(self) -> str:
        index, total = self._now
        done = index - 1
        if not done:
            return ""
        seconds = (time.monotonic() - self._begun) / done * (total - done)
        return f"~{seconds:.0f} s" if seconds < 90 else f"~{seconds / 60:.0f} min"

    def _erase(self) -> None:
        click.echo("\r\x1b[K", nl=False)

    def close(self, out: Path) -> None:
        """Say how the run ended."""
        if self._live:
            self._erase()
        scored = [each for each in self._clauses if each["scored"]]
        off = [each for each in self._clauses if _matters(each)]
        off.sort(key=lambda each: PRECEDENCE.index(Verdict(each["verdict"])))
        for each in off[:LINES]:
            title = self._titles.get(each["id"], {}).get(self._lang, "")
            title += "" if each["scored"] else self._say(" (not scored)", "（不计分）")
            click.echo(f"{self._styled(Verdict(each['verdict']))}  {each['id']}  {title}")
        if len(off) > LINES:
            more = len(off) - LINES
            click.echo(self._say(f"… and {more} more clauses", f"……另有{more}条"))
        self._totals(scored)
        click.echo(self._end["closing"][self._lang])
        click.echo(self._say("Report: ", "报告：") + str(out / "report.html"))

    def _totals(self, scored: list[dict[str, Any]]) -> None:
        of_clauses = Counter(Verdict(each["verdict"]) for each in scored)
        click.echo(self._say("Clauses scored: ", "计分条款：") + self._counted(of_clauses))
        click.echo(self._say("Runs of scenarios: ", "场景运行：") + self._counted(self._rows))
        both = self._end["conclusions"]
        if both:
            law, engineering = (self._outcome(both[name]) for name in ("law", "engineering"))
            click.echo(
                self._say(
                    f"By the texts: {law}. By engineering requirements: {engineering}.",
                    f"依据文件条款：{law}；依据工程要求：{engineering}。",
                )
            )

    def _outcome(self, name: str) -> str:
        return OUTCOMES[name][self._lang].lower()

    def _counted(self, counts: Counter[Verdict]) -> str:
        told = [f"{self._styled(v)} {counts[v]}" for v in PRECEDENCE if counts[v]]
        return ", ".join(told) or "0"

    def _say(self, en: str, zh: str) -> str:
        return zh if self._lang == "zh" else en

    def _word(self, verdict: Verdict) -> str:
        return VERDICTS[verdict.value][self._lang].lower()

    def _styled(self, verdict: Verdict) -> str:
        word = self._word(verdict)
        return click.style(word, fg=COLOURS[verdict]) if self._live else word


def _matters(clause: dict[str, Any]) -> bool:
    """Tell whether a clause is worth a line: off and scored, or violated at all."""
    verdict = Verdict(clause["verdict"])
    return verdict is Verdict.FAIL or (clause["scored"] and verdict not in QUIET)
