"""``harness certify``: play the suite against a HIS, and write what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from harness.cli.language import lang_option
from harness.cli.matrix import ALL, run_matrix
from harness.cli.run_choices import Choices
from harness.cli.run_options import prepared
from harness.cli.run_plan import listed
from harness.cli.run_progress import Progress
from harness.cli.run_writing import Folder
from harness.reports.write import write_all
from harness.scenario.runner import Run

INTERRUPTED: Final = 130
_EPILOG = """Examples:

\b
  harness certify                                   the built-in reference hospital
  harness certify --his http://127.0.0.1:9000 --out report
  harness certify --his "stdio:./adapter --test" extension NM25-A17-3
  harness certify --his his.toml --mode certification --sign-key key.pem
  harness certify --list slip-expiry
  harness certify --his attended --profile first-contact   a HIS that has only screens
  harness certify --dialect all                     where verdicts differ between dialects

Exit codes: 0 conformant, 1 nonconformant, 2 usage, 3 incomplete, 4 invalid, 5 only the baseline
is stale or expired, 130 interrupted.
"""

_GO_ON: Final = {
    "en": "The same command goes on at the open card, with the same address and people.",
    "zh": "再次运行同一命令，即可从未完成的卡片继续，地址与人员不变。",
}


@click.command(name="certify", epilog=_EPILOG)
@click.argument("selector", nargs=-1)
@click.option("--his", metavar="SPEC", help="The HIS; without it the reference hospital.")
@click.option("--profile", multiple=True, metavar="P", help="Measure by this set; repeatable.")
@click.option("--pack", metavar="P", help="Legal parameters: a name or a file.")
@click.option(
    "--dialect", metavar="D", help="How the platform writes messages: a name, a file; all."
)
@click.option("--full", is_flag=True, help="With --dialect all: everything in slow dialects too.")
@click.option("--priority", type=click.Choice(["P1", "P2", "P3"]), help="Only scenarios of this.")
@click.option("--carriage", metavar="C", help="Where the attributes of the slip travel.")
@click.option("--reading", multiple=True, metavar="CC-xx=OPTION", help="Read a clause so.")
@click.option("--decisions", type=click.Path(path_type=Path), help="Rulings of bureaus.")
@click.option("--as-of", metavar="DATE", help="Day that decides which clauses are in force.")
@click.option("--seed", type=click.IntRange(0), help="Of people, credentials and faults.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that play at once.")
@click.option("--mode", type=click.Choice(["ci", "certification"]), default="ci", show_default=True)
@click.option("--baseline", type=click.Path(path_type=Path), help="Known deviations.")
@click.option("--sign-key", type=click.Path(path_type=Path), help="Signs the attestation.")
@click.option("--list", "only_list", is_flag=True, help="Say what would be played, and stop.")
@click.option(
    "--failed-from", type=click.Path(path_type=Path), help="Only what did not pass there."
)
@click.option("--listen", metavar="HOST:PORT", help="Where the platform listens.")
@click.option("--advertise", metavar="URL", help="Under which address the HIS reaches it.")
@click.option("--idle", type=click.FloatRange(0.1), help="Seconds of silence that count as rest.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("report"), show_default=True)
@lang_option
def certify(
    out: Path, sign_key: Path | None, only_list: bool, full: bool, lang: str, **given: Any
) -> int:
    """Play the suite, or the SELECTORs of it, against a hospital information system.

    SELECTOR is a scenario id, a slug, a glob, a group word or letter, or a requirement id.
    Writes run.ndjson, report.json, report.html, junit.xml, evidence/ and attestation.dsse.json.
    """
    choices = Choices(**{**given, "as_of": _day(given["as_of"])})
    if only_list:
        plain = replace(choices, dialect=None) if choices.dialect == ALL else choices
        with prepared(plain) as ready:
            for line in listed(ready.plan.scenarios, lang):
                click.echo(line)
        return 0
    play = partial(_played, sign_key=sign_key, lang=lang)
    if choices.dialect == ALL:
        return run_matrix(choices, out, play, lang, full=full)
    return play(choices, out)


def _played(choices: Choices, out: Path, *, sign_key: Path | None, lang: str) -> int:
    with prepared(choices, out=out, lang=lang) as ready:
        if ready.broken:
            click.echo(f"harness: {ready.broken}", err=True)
        progress = Progress(lang)
        run = Run(ready.plan, ready.player, broken=ready.broken)
        with Folder(out) as folder:
            for event, result in folder.surviving(run):
                folder.keep(event, result)
                progress.show(event)
    write_all(out, sign_key)
    progress.close(out)
    if ready.resumable and progress.exit_code == INTERRUPTED:
        click.echo(_GO_ON[lang])
    return progress.exit_code


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is not a date such as 2025-05-01") from None
