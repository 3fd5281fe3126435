"""``harness report`` and ``harness compare``: reports made again, and two runs side by side."""

from __future__ import annotations

from pathlib import Path

import click

from harness.reports.attestation import ATTESTATION
from harness.reports.compare import compare as compare_reports
from harness.reports.compare import load_report
from harness.reports.html import REPORT_HTML
from harness.reports.write import write_again

from .language import lang_option

_REPORT = """Examples:

\b
  harness report report/run.ndjson --out report
  harness report old/run.ndjson --out again --sign-key bureau.key
"""
_COMPARE = """Examples:

\b
  harness compare last-release new-release
  harness compare last/report.json new/report.json --lang en

Exit codes: 0 nothing worse, 1 something worse, 2 not comparable.
"""


@click.command(name="report", epilog=_REPORT)
@click.argument("run", metavar="RUN.ndjson", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
@click.option(
    "--sign-key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Private key that signs the attestation; without it the signer is unidentified.",
)
@lang_option
def report(run: Path, out: Path, sign_key: Path | None, lang: str) -> int:
    """Make every report of a run anew from its stream of events, also years later."""
    write_again(run, out, sign_key)
    words = {"zh": "报告已生成：", "en": "The report is written:"}
    click.echo(f"{words[lang]} {out / REPORT_HTML}, {out / ATTESTATION}")
    return 0


@click.command(name="compare", epilog=_COMPARE)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@lang_option
def compare(old: Path, new: Path, lang: str) -> int:
    """Say what became worse or better between two reports, each a report.json or its folder."""
    comparison = compare_reports(load_report(old), load_report(new))
    click.echo(comparison.text(lang))
    return comparison.exit_code
