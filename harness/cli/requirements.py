"""``harness requirements``: every demand of the law, and which checks verify it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from harness.cli.language import lang_option
from harness.policy.trace import rules_behind
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.monitors import verified_by_monitors
from harness.verdicts.catalogue import Requirement, chosen_profiles
from harness.verdicts.catalogue import requirements as catalogue

_EPILOG = """Examples:

\b
  harness requirements
  harness requirements --profile referral-hospital
  harness requirements --json
"""


@click.command(name="requirements", epilog=_EPILOG)
@click.option("--profile", multiple=True, metavar="P", help="Only those of this set; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@lang_option
def requirements(profile: tuple[str, ...], as_json: bool, lang: str) -> None:
    """List every requirement: level, basis, and its checks, or the reason why there is none.

    What only the platform can show names the rule that decides it and its worked examples.
    """
    chosen = list(_chosen(profile))
    checks = verifying(shipped().values())
    if as_json:
        rows = [_row(each, checks.get(each.id, frozenset())) for each in chosen]
        click.echo(json.dumps({"requirements": rows}, ensure_ascii=False, indent=2))
        return
    for each in chosen:
        _print(each, checks.get(each.id, frozenset()), lang)


def _chosen(profile: tuple[str, ...]) -> Iterator[Requirement]:
    wanted = {id_ for each in chosen_profiles(profile) for id_ in each.requirements}
    yield from (each for each in catalogue().values() if not profile or each.id in wanted)


def _row(each: Requirement, checks: frozenset[str]) -> dict[str, Any]:
    verified = sorted(checks | verified_by_monitors(each.id))
    return {
        "id": each.id,
        "level": each.level,
        "basis": each.basis,
        "testable": each.testable,
        "actor": list(each.actor),
        "instrument": dict(each.instrument),
        "article": dict(each.article),
        "title": dict(each.title),
        "in_force": {"from": str(each.from_), "until": str(each.until) if each.until else None},
        "readings": list(each.readings),
        "verified_by": verified,
        "excluded": dict(each.excluded) if each.excluded and not verified else None,
        "rule": _rule(each.id),
    }


def _rule(id_: str) -> dict[str, Any] | None:
    """Return the rule that decides a requirement of the platform, and how many examples it has."""
    trace = rules_behind().get(id_)
    if trace is None:
        return None
    return {"name": f"harness.{trace.rule}", "examples": len(trace.examples)}


def _print(each: Requirement, checks: frozenset[str], lang: str) -> None:
    click.echo(f"{each.id}  {each.level}  {each.basis}  {each.title[lang]}")
    verified = sorted(checks | verified_by_monitors(each.id))
    if verified:
        click.echo(f"    {len(verified)} × {verified[0]}{' …' if verified[1:] else ''}")
    elif each.excluded:
        click.echo(f"    — {each.excluded[lang]}")
    else:
        click.echo(
            "    — 无检查项，亦未说明理由" if lang == "zh" else "    — no check and no reason"
        )
    _print_rule(each.id, lang)


def _print_rule(id_: str, lang: str) -> None:
    rule = _rule(id_)
    if rule is not None:
        words = (
            "规则 {name}，算例{examples}个" if lang == "zh" else "rule {name}, examples: {examples}"
        )
        click.echo(f"    = {words.format(**rule)}")
