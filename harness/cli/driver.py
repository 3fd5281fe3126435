"""``harness driver check`` and ``harness init``: is the adapter ready, before any verdict?"""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.language import lang_option, say
from harness.drivers.check import Point, checked
from harness.drivers.spec import parse
from harness.errors import UsageError
from harness.resources import read_text

_CHECK = """Examples:

\b
  harness driver check --his http://127.0.0.1:9000
  harness driver check --his his.toml

Exit codes: 0 ready, 1 something is missing or wrong, 2 usage, 4 the adapter cannot be reached.
"""
_INIT = """Examples:

\b
  harness init
  harness init lab/his.toml
"""
TEMPLATE = "schemas/driver/his.toml"


@click.group(name="driver")
def driver() -> None:
    """The adapter between the suite and a HIS."""


@driver.command(epilog=_CHECK)
@click.option("--his", required=True, metavar="SPEC", help="The HIS; as for certify.")
@click.option("--listen", metavar="HOST:PORT", help="Where the platform listens.")
@click.option("--advertise", metavar="URL", help="Under which address the HIS reaches it.")
@lang_option
def check(his: str, listen: str | None, advertise: str | None, lang: str) -> int:
    """Try the adapter on a platform of its own: every message once, nothing judged."""
    points = []
    for point in checked(parse(his), listen=listen, advertise=advertise):
        points.append(point)
        click.echo(_line(point, lang))
    wrong = sum(each.state == "wrong" for each in points)
    if any(each.unreachable for each in points):
        return 4
    return 1 if wrong else 0


def _line(point: Point, lang: str) -> str:
    marks = {"ok": "ok   ", "missing": "--   ", "wrong": "WRONG"}
    return f"{marks[point.state]}  {point.words[lang]}"


@click.command(name="init", epilog=_INIT)
@click.argument("file", default="his.toml", type=click.Path(dir_okay=False, path_type=Path))
@lang_option
def init(file: Path, lang: str) -> None:
    """Write a commented his.toml to FILE."""
    if file.exists():
        raise UsageError(f"{file} exists already", remedy="Name another file.")
    file.write_text(read_text(TEMPLATE), encoding="utf-8")
    check = f"harness driver check --his {file}"
    say(lang, f"{file}: written. Fill it in, then: {check}", f"已写入{file}。填写后运行：{check}")
