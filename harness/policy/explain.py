"""Steps as JSON and as sentences, in two languages, with what another reading would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from harness.money import yuan

from .pack import Found
from .rules import Rules
from .steps import Step, table


def step_json(rules: Rules, step: Step, day: date) -> dict[str, Any]:
    """Return a step as ``--explain`` writes it: rule, clauses, reading, inputs, value, parameters.

    Args:
        rules: whose readings are named.
        step: as recorded.
        day: the day that decides, for the readings.

    """
    meaning = table()[step.rule]
    clauses = dict.fromkeys(meaning["clauses"])
    for found in step.parameters:
        clauses |= dict.fromkeys(found.clauses)
    return {
        "rule": step.rule,
        "clauses": list(clauses),
        "reading": {name: rules.option(name, day) for name in meaning["readings"]},
        "inputs": {
            name: plain(value, meaning["inputs"][name]) for name, value in step.inputs.items()
        },
        "value": plain(step.value, meaning["unit"]),
        "parameters": [parameter_json(found) for found in step.parameters],
    }


def parameter_json(found: Found) -> dict[str, Any]:
    """Return a legal value with its date and clauses, and the ruling that set it, if one did."""
    content = {
        "name": found.name,
        "value": found.value,
        "since": found.since.isoformat(),
        "clauses": list(found.clauses),
    }
    return content if found.source is None else {**content, "source": found.source}


def plain(value: Any, unit: str) -> Any:
    """Return a value of a step as JSON: amounts in yuan, rates in per cent, ratios exact."""
    match unit:
        case "fen":
            return _amount(value)
        case "basis_points":
            return f"{_trimmed(Decimal(value) / 100)} %"
        case "ratio":
            return f"{_trimmed(_decimal(Fraction(value) * 100, 4))} %"
        case "date" | "moment":
            return None if value is None else value.isoformat()
        case "flag":
            return bool(value)
        case _:
            return value


def _amount(value: int | Fraction) -> str:
    if isinstance(value, int) or value.denominator == 1:
        return yuan(int(value))
    exact = Fraction(value) / 100
    return f"{_decimal(exact, 6)} ({exact})"


def _decimal(value: Fraction, places: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sentence(step: Step, lang: str) -> str:
    """Return a step in words."""
    meaning = table()[step.rule]
    given = {
        name: _word(value, meaning["inputs"][name], lang) for name, value in step.inputs.items()
    }
    text: str = meaning[lang]
    return text.format(value=_word(step.value, meaning["unit"], lang), **given)


def _word(value: Any, unit: str, lang: str) -> str:
    if unit == "flag":
        words = {"en": ("no", "yes"), "zh": ("否", "是")}
        return words[lang][bool(value)]
    text = str(plain(value, unit))
    return text.split(" (", maxsplit=1)[0] if unit == "fen" else text


def narrate(
    rules: Rules,
    steps: Iterable[Step],
    day: date,
    lang: str,
    otherwise: Mapping[str, Iterable[tuple[str, str, Step]]] | None = None,
) -> Iterable[str]:
    """Yield the lines of an explanation.

    Args:
        rules: whose readings and rulings are cited.
        steps: as recorded.
        day: the day that decides.
        lang: ``en`` or ``zh``.
        otherwise: rule → (reading, option, the same step under it), where its value differs.

    """
    for number, step in enumerate(steps, 1):
        content = step_json(rules, step, day)
        yield f"{number:>2}. {sentence(step, lang)}"
        yield from _sources(content, lang)
        for name, option in content["reading"].items():
            basis = rules.basis(name, day)[lang]
            yield f"      {'reading' if lang == 'en' else '口径'} {name}={option} ({basis})"
        for name, option, other in (otherwise or {}).get(step.rule, ()):
            value = _word(other.value, table()[step.rule]["unit"], lang)
            yield f"      {_WOULD_BE[lang].format(name=name, option=option, value=value)}"


_WOULD_BE = {
    "en": "under reading {name}={option} it would be {value}",
    "zh": "若按口径{name}={option}，则为{value}",
}
_SINCE = {
    "en": "{name} = {value} since {since} ({clauses})",
    "zh": "{name}＝{value}，自{since}起（{clauses}）",
}


def _sources(content: Mapping[str, Any], lang: str) -> Iterable[str]:
    if content["clauses"]:
        yield f"      {'clauses' if lang == 'en' else '依据'} {', '.join(content['clauses'])}"
    for each in content["parameters"]:
        clauses = each.get("source") or ", ".join(each["clauses"])
        since = _SINCE[lang].format(
            name=each["name"], value=each["value"], since=each["since"], clauses=clauses
        )
        yield f"      {since}"
