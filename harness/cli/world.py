"""``harness world``: make a world of one's own, look at what is in one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness import resources
from harness.cli.language import lang_option, say
from harness.errors import UsageError
from harness.simulator.world import load_world

_SHOW = """Examples:

\b
  harness world show
  harness world show capital --seed 7
  harness world show my-world.yaml
"""
_NEW = """Examples:

\b
  harness world new my-world.yaml
  harness world new --seed 7
"""


@click.group(name="world")
def world() -> None:
    """Simulated people and institutions: write a world to edit, or look at one."""


@world.command(epilog=_NEW)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the numbers shown.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@lang_option
def new(seed: int, file: Path | None, lang: str) -> None:
    """Write the world ``capital`` to FILE (or to the terminal) as a start for one's own."""
    text = resources.read_text("fixtures/worlds/capital.yaml")
    load_world("capital", seed)
    if file is None:
        click.echo(text, nl=False)
        return
    if file.exists():
        raise UsageError(f"{file} exists already", remedy="Choose another name.")
    file.write_text(text, encoding="utf-8")
    look = f"harness world show {file} --seed {seed}"
    say(lang, f"{file}: written. Look at it with: {look}", f"已写入{file}。查看：{look}")


@world.command(epilog=_SHOW)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the numbers shown.")
@click.argument("source", required=False, default="capital")
def show(seed: int, source: str) -> None:
    """Print a world, by name or file, as a hospital may see it: JSON with all its numbers."""
    content = load_world(source, seed).public()
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
