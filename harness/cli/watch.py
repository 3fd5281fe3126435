"""Printing what a HIS does wrong as it happens."""

from __future__ import annotations

from collections.abc import Callable

import click

from harness.journal import Entry
from harness.reports.wording import VERDICTS
from harness.scenario.monitors import MonitorSet
from harness.verdicts.finding import Finding
from harness.web.sandbox import Sandbox

__all__ = ["told", "watched"]


def watched(lang: str, show: Callable[[str], None] | None = None) -> Callable[[Sandbox], None]:
    """Return what watches every sandbox that is opened.

    Args:
        lang: Language of the findings.
        show: Takes a line; by default standard error, which leaves a pipe to programs.
    """
    say = show or (lambda line: click.echo(line, err=True))

    def opened(sandbox: Sandbox) -> None:
        monitors = MonitorSet(sandbox.id)

        def heard(entry: Entry) -> None:
            for finding in monitors.feed(entry):
                say(told(entry, finding, lang))

        sandbox.ledger.listen(heard)

    return opened


def told(entry: Entry, finding: Finding, lang: str) -> str:
    """Return a finding: platform time, entry, transaction, verdict, words; below, what to do."""
    infno = entry.body.get("infno") or entry.kind
    word = VERDICTS[finding.verdict.value][lang]
    line = f"{entry.at:%Y-%m-%d %H:%M:%S} #{entry.n} {infno} {word}: {finding.message[lang]}"
    return f"{line}\n    {finding.hint[lang]}" if finding.hint else line
