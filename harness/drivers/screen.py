"""Asking a person what the screen or the paper shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.scenario.card import Ask

from .console import Console


def answers(console: Console, asks: Iterable[Ask]) -> dict[str, Any]:
    """Return what is shown, by the questions of a card; nothing typed means not shown."""
    found: dict[str, Any] = {}
    for each in asks:
        value = _chosen(console, each) if each.choices else _typed(console, each)
        if value:
            put(found, each.name, value)
    return found


def typed(console: Console) -> dict[str, Any]:
    """Read ``name.part = value`` lines until an empty one."""
    found: dict[str, Any] = {}
    asked = "  What is there (name = value; empty line: that is all):"
    while line := console.ask(asked, "  屏幕内容（名称 = 值；空行结束）："):
        name, _, value = line.partition("=")
        put(found, name.strip(), value.strip())
    return found


def put(found: dict[str, Any], path: str, value: str) -> None:
    """Put a value where a path such as ``filing.status`` points."""
    *parts, last = path.split(".")
    for part in parts:
        inner = found.get(part)
        if not isinstance(inner, dict):
            inner = found[part] = {}
        found = inner
    found[last] = value


def _typed(console: Console, ask: Ask) -> str:
    empty = {"en": "(Enter: not shown)", "zh": "（未显示则直接回车）"}[console.lang]
    line = f"  {ask.label[console.lang]} {empty}"
    return console.ask(line, line)


def _chosen(console: Console, ask: Ask) -> str:
    told = "  ".join(f"[{n}] {each[1][console.lang]}" for n, each in enumerate(ask.choices, 1))
    line = f"  {ask.label[console.lang]}  {told}"
    while answer := console.ask(line, line):
        if answer.isdecimal() and 1 <= int(answer) <= len(ask.choices):
            return ask.choices[int(answer) - 1][0]
    return ""
