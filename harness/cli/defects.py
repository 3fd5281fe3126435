"""``harness defects``: the faults that the reference hospital can have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from harness.cli.kill_matrix import matrix
from harness.cli.language import lang_option, say
from harness.hospital import defects as registry
from harness.scenario.killing import Kill

_WORDS: Final = {
    "en": {
        "killed": "killed",
        "survives": "SURVIVES",
        "by": "by",
        "nothing": "nothing",
        "survivors": "not turned:",
        "collateral": "COLLATERAL:",
    },
    "zh": {
        "killed": "已发现",
        "survives": "未发现",
        "by": "场景",
        "nothing": "无",
        "survivors": "未判不通过的条款：",
        "collateral": "波及无关场景：",
    },
}


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
@lang_option
def listed(*, core: bool, as_json: bool, lang: str) -> None:
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
        violated, noticed = ", ".join(each.violates), ", ".join(each.scenarios)
        say(lang, f"         violates {violated}", f"         违反 {violated}")
        say(lang, f"         noticed by {noticed}", f"         应由下列场景发现：{noticed}")
        if each.habits:
            say(lang, "         seen in real systems", "         见于真实系统")


@defects.command("run")
@click.argument("ids", nargs=-1)
@click.option("--core", is_flag=True, help="Only those that the suite must notice.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; one for each core if left out.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Also write the matrix here.")
@lang_option
def run(ids: tuple[str, ...], file: Path | None, jobs: int | None, lang: str, *, core: bool) -> int:
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
    found: list[Kill] = []
    try:
        for one in matrix(chosen, jobs):
            found.append(one)
            click.echo(_told(one, lang))
    finally:
        if file:
            content = {"defects": [each.as_json() for each in found]}
            text = json.dumps(content, ensure_ascii=False, indent=1)
            file.write_text(text + "\n", encoding="utf-8")
    good = sum(each.killed and not each.collateral for each in found)
    say(
        lang,
        f"{len(found)} defects, {good} killed without collateral",
        f"缺陷{len(found)}个，其中{good}个被准确发现且未波及无关场景",
    )
    return 0 if found and good == len(found) else 1


def _told(one: Kill, lang: str) -> str:
    words = _WORDS[lang]
    by = ", ".join(one.by) or words["nothing"]
    text = f"{one.id:7}{words['killed' if one.killed else 'survives']}  {words['by']} {by}"
    if one.survivors:
        text += f"  {words['survivors']} {', '.join(one.survivors)}"
    if one.collateral:
        text += f"  {words['collateral']} {', '.join(one.collateral)}"
    return text
