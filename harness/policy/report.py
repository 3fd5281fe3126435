"""What ``harness policy explain`` and ``packs`` print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from harness.money import yuan

from .adjudicate import USED_READINGS, adjudicate, stay_json
from .answers import answer_json, answer_texts
from .casefile import Case, decode, read_case
from .errors import PackError
from .explain import narrate
from .loading import pack, pack_names
from .questions import is_question
from .readings import table as readings_table
from .result import StayResult
from .rules import Rules, alternatives
from .steps import Step, table
from .untrusted import Undecidable

_UNNAMED = "?"
#: What every reading may change in the end.
_OUTCOMES = frozenset({"pooled", "large_amount", "insured_pays"})
_HEAD = {
    "en": "case {case}, stay {stay}: the funds pay {funds} yuan, the insured {own} yuan",
    "zh": "案例{case}，第{stay}次：基金支付{funds}元，个人负担{own}元",
}


def explanation(
    rules: Rules, line: bytes, case_id: str | None, stay: int | None, lang: str
) -> Iterator[str]:
    """Yield the sentences for one line of input; nothing if another case was asked for."""
    content: dict[str, Any] = {}
    try:
        found = _wanted(line, case_id)
        if found is None:
            return
        content = found
        if is_question(content):
            yield from answer_texts(rules, content, lang)
            return
        case = read_case(content)
        results = list(adjudicate(rules, case, explain=True))
    except Undecidable as error:
        yield f"{_name(content)}: {error.code}: {error.text(lang)}"
        return
    for number, result in _chosen(results, stay):
        if rules.pack.banner is not None:
            yield f"[{rules.pack.name}] {rules.pack.banner[lang].strip()}"
        funds = yuan(result.pooled + result.large_amount)
        own = yuan(result.insured_pays)
        yield _HEAD[lang].format(case=_name(content), stay=number, funds=funds, own=own)
        otherwise = _otherwise(rules, case, number - 1, result)
        yield from narrate(rules, result.steps, result.on, lang, otherwise)
        yield ""


def explanation_json(
    rules: Rules, line: bytes, case_id: str | None, stay: int | None
) -> Iterator[str]:
    """Yield one JSON object a stay: case, stay, the amounts and the steps."""
    content: dict[str, Any] = {}
    try:
        found = _wanted(line, case_id)
        if found is None:
            return
        content = found
        if is_question(content):
            yield answer_json(rules, content)
            return
        case = read_case(content)
        results = list(adjudicate(rules, case, explain=True))
    except Undecidable as error:
        yield json.dumps(
            {"case": content.get("case"), "error": {"code": error.code, "text": str(error)}}
        )
        return
    for number, result in _chosen(results, stay):
        answer = stay_json(rules, result, explain=True, standing=case.person.standing is not None)
        head = {"case": content.get("case"), "stay": number, "pack": rules.pack.name}
        yield json.dumps({**head, **answer}, ensure_ascii=False)


def asks_law(line: bytes) -> bool:
    """Tell whether a line asks a question of law, which may rest on any reading."""
    try:
        return is_question(decode(line))
    except Undecidable:
        return False


def _wanted(line: bytes, case_id: str | None) -> dict[str, Any] | None:
    """Return the case if it is asked for; an unreadable line is raised only if all are."""
    try:
        content = decode(line)
    except Undecidable:
        if case_id is not None:
            return None
        raise
    return content if case_id is None or str(content.get("case")) == case_id else None


def _name(content: dict[str, Any]) -> str:
    return str(content.get("case", _UNNAMED))


def _chosen(results: list[StayResult], stay: int | None) -> Iterator[tuple[int, StayResult]]:
    return ((number, result) for number, result in enumerate(results, 1) if stay in (None, number))


def _otherwise(
    rules: Rules, case: Case, index: int, result: StayResult
) -> dict[str, list[tuple[str, str, Step]]]:
    """Return, by rule, the steps whose value another option of a reading would change."""
    found: dict[str, list[tuple[str, str, Step]]] = {}
    for name in sorted(USED_READINGS):
        for option in alternatives(name, rules.option(name, result.on)):
            other = _under(rules.with_option(name, option), case, index)
            for mine in result.steps:
                its = other.get(mine.rule)
                if its is not None and mine.value != its.value and _concerns(mine, name):
                    found.setdefault(mine.rule, []).append((name, option, its))
    return found


def _concerns(step: Step, reading: str) -> bool:
    return reading in table()[step.rule]["readings"] or step.rule in _OUTCOMES


def _under(rules: Rules, case: Case, index: int) -> dict[str, Step]:
    try:
        result = list(adjudicate(rules, case, explain=True))[index]
    except (Undecidable, PackError):
        return {}
    return {step.rule: step for step in result.steps}


def catalogue(lang: str) -> Iterator[str]:
    """Yield packs, then readings with their options."""
    for name in pack_names():
        each = pack(name)
        marks = " [FICTIONAL]" if each.fictional else ""
        yield f"{name}{marks}  {each.title[lang]}"
        if each.banner is not None:
            yield f"    {each.banner[lang].strip()}"
    yield ""
    for reading in readings_table().values():
        yield f"{reading.id}  {reading.title[lang]}  ({', '.join(reading.clauses)})"
        for option, meaning in reading.options.items():
            mark = "*" if option == reading.default else " "
            yield f"  {mark} {option}  {meaning[lang]}"


def catalogue_json() -> str:
    """Return packs and readings as one JSON object."""
    content = {
        "packs": [_pack_json(name) for name in pack_names()],
        "readings": [
            {
                "id": each.id,
                "title": dict(each.title),
                "clauses": list(each.clauses),
                "default": each.default,
                "options": {name: dict(text) for name, text in each.options.items()},
            }
            for each in readings_table().values()
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _pack_json(name: str) -> dict[str, Any]:
    each = pack(name)
    missing = [
        key
        for key, parameter in each.parameters.items()
        if parameter.values[-1].missing is not None
    ]
    return {
        "name": name,
        "title": dict(each.title),
        "pools": list(each.pools),
        "fictional": each.fictional,
        "in_force_from": each.in_force_from.isoformat(),
        "unverified_after": each.unverified_after and each.unverified_after.isoformat(),
        "missing": missing,
    }
