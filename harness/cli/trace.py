"""``harness trace check``: recorded traffic against the rules that always hold."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli.language import lang_option
from harness.drivers.recorded import recorded_findings
from harness.drivers.trace import read_trace
from harness.reports.wording import VERDICTS
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

_EPILOG = """Examples:

\b
  harness trace check traffic.har
  harness trace check report/evidence/filing/onestop-happy/_.ndjson
  harness trace check gateway-log.ndjson --dialect strict-hn --json

FILE is a HAR file (.har), a journal of ours (evidence, or what the control port gives), or a log:

\b
  {"request": ENVELOPE, "response": ENVELOPE, "at": "2025-05-06T09:00:00", "status": 200}

one such object a line, or all of them in one JSON list; only "request" must be there. An envelope
is the message itself, with infno, msgid, fixmedins_code and input, decrypted. DRIVERS.md says more.

Exit codes: 0 nothing found, 1 something found, 2 the recording cannot be read.
"""


@click.group(name="trace")
def trace() -> None:
    """Recorded traffic: what can be said without making a HIS act."""


@trace.command(epilog=_EPILOG)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dialect", default="plain", show_default=True, help="Whose field rules hold.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
@lang_option
def check(file: Path, dialect: str, as_json: bool, lang: str) -> int:
    """Hold a recording against every rule that always holds."""
    entries = read_trace(file, dialect)
    found = recorded_findings(entries)
    for each in found:
        click.echo(_line(each, as_json=as_json, lang=lang))
    broken = sum(each.verdict is not Verdict.PASS for each in found)
    exchanges = sum(each.kind == "exchange" for each in entries)
    totals = {
        "en": f"{exchanges} exchanges, {broken} rules broken",
        "zh": f"共{exchanges}次交互，违反{broken}项规则",
    }
    click.echo(totals[lang], err=True)
    return 1 if broken else 0


def _line(finding: Finding, *, as_json: bool, lang: str) -> str:
    if as_json:
        return json.dumps(finding.as_json(), ensure_ascii=False)
    where = ", ".join(f"#{n}" for n in finding.evidence)
    word = VERDICTS[finding.verdict.value][lang]
    line = f"{word}  {finding.part}  {where}  {finding.message[lang]}"
    off = finding.verdict is not Verdict.PASS
    return f"{line}\n    {finding.hint[lang]}" if off and finding.hint else line
