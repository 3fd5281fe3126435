"""``harness trace check``: recorded traffic against the rules that always hold."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli.language import lang_option
from harness.drivers.recorded import recorded_findings
from harness.drivers.trace import read_trace
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

_EPILOG = """Examples:

\b
  harness trace check traffic.har
  harness trace check report/evidence/filing/onestop-happy/_.ndjson
  harness trace check gateway-log.ndjson --dialect strict-hn --json

A line of a log is {"request": ENVELOPE, "response": ENVELOPE, "at": MOMENT, "status": 200}.
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
    click.echo(f"{exchanges} exchanges, {broken} rules broken", err=True)
    return 1 if broken else 0


def _line(finding: Finding, *, as_json: bool, lang: str) -> str:
    if as_json:
        return json.dumps(finding.as_json(), ensure_ascii=False)
    where = ", ".join(f"#{n}" for n in finding.evidence)
    return f"{finding.verdict.value}  {finding.part}  {where}  {finding.message[lang]}"
