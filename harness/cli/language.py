"""In which language a command speaks: as asked, else as the environment says."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def preferred() -> str:
    """Return ``zh`` where LC_ALL, LC_MESSAGES or LANG says so, else ``en``."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if told.lower().startswith("zh") else "en"


def say(lang: str, en: str, zh: str) -> None:
    """Print a line in the language that was asked for."""
    click.echo(zh if lang == "zh" else en)


def lang_option(command: _Command) -> _Command:
    """Give a command ``--lang zh|en``."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=preferred,
        show_default="from LANG",
        help="Language of what is printed.",
    )(command)
