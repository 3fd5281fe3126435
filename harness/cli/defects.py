"""``harness defects``: the faults that the reference hospital can have."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli.kill_matrix import matrix
from harness.hospital import defects as registry
from harness.scenario.killing import Kill


@click.group()
def defects() -> None:
    """The deliberate faults of the reference hospital, which prove that the suite notices.

    \b
    Examples:
      harness defects list
      harness defects list --core
      harness defects run M-072 M-073
    """


@defects.command("list")
@click.option("--core", is_flag=True, help="Only those that the suite must notice.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def listed(*, core: bool, as_json: bool) -> None:
    """List the defects: id, what is wrong, what it violates, which scenarios notice it.

    \b
    Examples:
      harness defects list --core
      harness defects list --json
    """
    chosen = [each for each in registry.every() if each.core or not core]
    if as_json:
        click.echo(json.dumps({"defects": [each.as_json() for each in chosen]}, ensure_ascii=False))
        return
    for each in chosen:
        mark = "*" if each.core else " "
        click.echo(f"{each.id:7}{mark} {each.title}")
        click.echo(f"         violates {', '.join(each.violates)}")
        click.echo(f"         noticed by {', '.join(each.scenarios)}")


@defects.command("run")
@click.argument("ids", nargs=-1)
@click.option("--core", is_flag=True, help="Only those that the suite must notice.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; one for each core if left out.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Also write the matrix here.")
def run(ids: tuple[str, ...], file: Path | None, jobs: int | None, *, core: bool) -> int:
    """Play the suite against the reference hospital with each defect, or with those named.

    A defect is killed when a scenario of its row fails and every requirement at stake turns; an
    unrelated scenario that turns is collateral. Exit code 1: one survives or does collateral.

    \b
    Examples:
      harness defects run
      harness defects run M-072 M-073 --json matrix.json
    """
    chosen = [registry.find(each) for each in ids] if ids else list(registry.every())
    chosen = [each for each in chosen if each.core or not core]
    found = []
    for one in matrix(chosen, jobs):
        found.append(one)
        click.echo(_told(one))
    bad = [each for each in found if not each.killed or each.collateral]
    click.echo(f"{len(found)} defects, {len(found) - len(bad)} killed without collateral")
    if file:
        content = {"defects": [each.as_json() for each in found]}
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if bad or not found else 0


def _told(one: Kill) -> str:
    text = (
        f"{one.id:7}{'killed' if one.killed else 'SURVIVES'}  by {', '.join(one.by) or 'nothing'}"
    )
    if one.survivors:
        text += f"  not turned: {', '.join(one.survivors)}"
    if one.collateral:
        text += f"  COLLATERAL: {', '.join(one.collateral)}"
    return text
