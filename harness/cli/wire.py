"""``harness wire``: the interface told, a captured message checked, a command to try it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import click

from harness.clock import SystemClock, moment
from harness.errors import UsageError
from harness.wire.catalogue import TRANSACTIONS, Transaction
from harness.wire.dialects import dialect, dialect_names

from .language import lang_option

__all__ = ["wire"]


class DialectType(click.ParamType[str]):
    """A dialect's name, or a file of the user's own."""

    name = "dialect"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click calls it so
        """Return what the help shows."""
        return f"[{'|'.join(dialect_names())}|FILE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 - click calls it so
        """Return the name of a dialect that exists."""
        return dialect(value).name


_DIALECTS: Final = DialectType()
_LIST = """Examples:

\b
  harness wire list
  harness wire list --lang zh
  harness wire list --json
"""
_SHOW = """Examples:

\b
  harness wire show 2501
  harness wire show 2501 --dialect tif --lang zh
  harness wire show 3201 --json
"""
_CHECK = """Examples:

\b
  harness wire check captured.json
  harness wire check answer.json --infno 2304
  tail -1 his.log | harness wire check - --dialect csb

Exit code 0: nothing is wrong; with --dialect: nothing that this dialect refuses. 1: something is.
"""
_CURL = """Examples:

\b
  harness wire curl 1101
  harness wire curl 2501 --dialect csb --base-url http://127.0.0.1:8080/s/default
  harness wire curl 1101 --control http://127.0.0.1:8081 --token T --person zhao
  harness wire curl 1101 | sh

Without --control the keys are those of --seed and the people those of --world, as harness serve
makes them by itself.
"""


@click.group(name="wire")
def wire() -> None:
    """The messages between a hospital and the platform: list, show, check, curl, page."""


@wire.command(name="list", epilog=_LIST)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def list_(as_json: bool, lang: str) -> None:
    """List every transaction."""
    rows = [(each.infno, each.name_zh, each.name_en) for each in TRANSACTIONS.values()]
    if as_json:
        found = [{"infno": infno, "name": {"zh": zh, "en": en}} for infno, zh, en in rows]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for infno, zh, en in rows:
        click.echo(f"{infno:<7} {zh if lang == 'zh' else en}")


@wire.command(epilog=_SHOW)
@click.argument("infno")
@click.option("--dialect", "name", type=_DIALECTS, default="plain", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def show(infno: str, name: str, as_json: bool, lang: str) -> None:
    """Show a transaction: fields, codes with their meanings, an example that is valid."""
    from . import wire_show

    found = known(infno)
    if as_json:
        told = wire_show.as_json(found, dialect(name))
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for line in wire_show.lines(found, dialect(name), lang):
        click.echo(line)


@wire.command(epilog=_CHECK)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--infno", default="", help="The transaction, where the message does not say it.")
@click.option("--dialect", "name", type=_DIALECTS, help="Judge by this dialect alone.")
@click.option("--key", default="", metavar="TEXT", help="SM4 key (client id) of ciphered content.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def check(file: Path, infno: str, name: str | None, key: str, as_json: bool, lang: str) -> int:
    """Check one captured message, request or response; - reads standard input."""
    from harness.wire.inspection import inspect

    from . import wire_check

    also = () if name is None or name in dialect_names() else (name,)
    found = inspect(content_of(file), known(infno).infno if infno else "", key, also=also)
    if as_json:
        click.echo(json.dumps(wire_check.as_json(found), ensure_ascii=False, indent=2))
    else:
        for line in wire_check.lines(found, lang):
            click.echo(line)
    return 1 if wire_check.wrong(found, name) else 0


@wire.command(epilog=_CURL)
@click.argument("infno")
@click.option("--base-url", help="Address of the sandbox.  [default: that of harness serve]")
@click.option("--dialect", "name", type=_DIALECTS, help="Its dialect.  [default: plain]")
@click.option("--control", metavar="URL", help="Control port to ask for keys, people and clock.")
@click.option("--token", default="", help="Token of the control port.")
@click.option("--sandbox", default="default", show_default=True, help="Its name there.")
@click.option("--seed", default=0, show_default=True, help="Seed of its keys, without --control.")
@click.option("--world", default="capital", show_default=True, help="Its world.")
@click.option("--person", default="wang", show_default=True, help="World id of the person.")
@click.option("--at", metavar="T", help="Moment of the message.  [default: now]")
def curl(infno: str, person: str, at: str | None, **asked: Any) -> None:
    """Print a command that sends an example to a running sandbox, signed where it must be."""
    from . import wire_curl

    found = known(infno)
    target = _target(**asked)
    now = moment(at) if at else target.now or SystemClock().now()
    request, sign_in = (
        wire_curl.message(each, target, person, now) for each in (found.infno, "9001")
    )
    click.echo(wire_curl.command(target, request, sign_in))


@wire.command()
def page() -> None:
    """Print INTERFACE.md: every transaction, dialect and code table on one page."""
    from .wire_page import text

    click.echo(text(), nl=False)


def known(infno: str) -> Transaction:
    """Return the transaction of a number, whatever its letter case.

    Raises:
        UsageError: if there is none.

    """
    found = TRANSACTIONS.get(infno.strip().upper())
    if found is None:
        near = [each for each in TRANSACTIONS if each[:2] == infno.strip()[:2]]
        remedy = f"Choose from {', '.join(near)}." if near else "See harness wire list."
        raise UsageError(f"the interface has no transaction {infno!r}", remedy=remedy)
    return found


def content_of(file: Path) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``.

    Raises:
        UsageError: if it cannot be read.

    """
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError("the file cannot be read", where=str(file), why=error.strerror) from error


def _target(
    *,
    base_url: str | None,
    name: str | None,
    control: str | None,
    token: str,
    sandbox: str,
    seed: int,
    world: str,
) -> Any:
    from . import wire_curl

    if control is None:
        where = base_url or f"http://127.0.0.1:8080/s/{sandbox}"
        return wire_curl.told(where, name or "plain", seed, world)
    if not token:
        raise UsageError(
            "the control port asks for a token",
            remedy="Add --token; harness serve prints it when it starts.",
        )
    found = wire_curl.asked(control, token, sandbox, base_url)
    if name is not None and name != found.dialect:
        raise UsageError(
            f"sandbox {sandbox!r} speaks {found.dialect}, not {name}",
            remedy="Leave --dialect out, or name another --sandbox.",
        )
    return found
