"""``harness scenarios``: list, show and lint the scenarios of the suite, or one's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from harness.cli.language import lang_option
from harness.errors import DataError
from harness.scenario.checks import checks_of
from harness.scenario.lint import lint as problems_of
from harness.scenario.loading import load_file, shipped
from harness.scenario.model import Scenario
from harness.scenario.selection import select
from harness.verdicts.catalogue import requirements

_LIST = """Examples:

\b
  harness scenarios list
  harness scenarios list extension
  harness scenarios list NM25-A17-6 --json
"""
_SHOW = """Examples:

\b
  harness scenarios show extension/ext-too-early
  harness scenarios show ext-too-early --json
"""
_LINT = """Examples:

\b
  harness scenarios lint
  harness scenarios lint my-scenarios/extension/my-own.yaml
"""


@click.group(name="scenarios")
def scenarios() -> None:
    """What the suite plays: list, show, lint."""


@scenarios.command(name="list", epilog=_LIST)
@click.argument("selector", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def list_(selector: Sequence[str], as_json: bool, lang: str) -> None:
    """List scenarios: id, number of runs, title."""
    chosen = select(shipped(), selector, requirements()).values()
    if as_json:
        click.echo(json.dumps([_brief(each) for each in chosen], ensure_ascii=False, indent=2))
        return
    for each in chosen:
        click.echo(f"{each.id}  ×{len(each.rows)}  {each.title[lang]}")


@scenarios.command(epilog=_SHOW)
@click.argument("selector")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def show(selector: str, as_json: bool, lang: str) -> None:
    """Show a scenario with its rows, steps, checks and the requirements they verify."""
    for each in select(shipped(), [selector], requirements()).values():
        if as_json:
            click.echo(json.dumps(_whole(each), ensure_ascii=False, indent=2))
        else:
            _print(each, lang)


@scenarios.command(epilog=_LINT)
@click.argument("path", nargs=-1, type=click.Path(path_type=Path))
@lang_option
def lint(path: Sequence[Path], lang: str) -> int:
    """Refuse scenarios that cannot prove what they say; all of the suite's, or those named."""
    found: list[str] = []
    loaded = list(_loaded(path, found))
    found += [str(problem) for each in loaded for problem in problems_of(each)]
    for line in found:
        click.echo(line)
    counted = (
        f"{len(loaded)} scenarios, {len(found)} problems",
        f"场景{len(loaded)}个，问题{len(found)}个",
    )
    click.echo(counted[lang == "zh"], err=True)
    return 1 if found else 0


def _loaded(paths: Sequence[Path], found: list[str]) -> Iterable[Scenario]:
    if not paths:
        yield from shipped().values()
        return
    for path in _files(paths):
        try:
            yield load_file(path)
        except DataError as error:
            found.append(str(error))


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _brief(each: Scenario) -> dict[str, Any]:
    return {
        "id": each.id,
        "catalogue": each.catalogue,
        "title": dict(each.title),
        "priority": each.priority,
        "profiles": list(each.profiles),
        "verifies": list(each.verifies),
        "rows": [row.name for row in each.rows],
    }


def _whole(each: Scenario) -> dict[str, Any]:
    plain = asdict(each)
    checks = [
        {"check": c.id, "about": c.about, "judges_the_his": c.judged, "verifies": list(c.verifies)}
        for c in checks_of(each)
    ]
    steps = [{"id": s.id, "kind": s.kind.value, "verb": s.verb} for s in each.flat_steps()]
    return {
        **_brief(each),
        "needs": sorted(each.needs),
        "start": plain["start"],
        "readings": dict(each.readings),
        "parameters": dict(each.parameters),
        "steps": steps,
        "checks": checks,
    }


def _print(each: Scenario, lang: str) -> None:
    click.echo(f"{each.id}  {each.title[lang]}")
    if each.about:
        click.echo(f"  {each.about[lang]}")
    for row in each.rows:
        click.echo(f"  row {row.name}")
    for step in each.flat_steps():
        click.echo(f"  step {step.id}: {step.kind} {step.verb}".rstrip())
    for check in checks_of(each):
        verified = ", ".join(check.verifies) or ("our own" if not check.judged else "precondition")
        click.echo(f"  check {check.id.partition('#')[2]}: {verified}")
