"""Steps as JSON and as sentences, in two languages, with what another reading would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final

from harness import resources
from harness.money import yuan

from .pack import Found
from .parameters import KNOWN, title
from .readings import table as readings_table
from .rules import Rules
from .steps import Step, table

WORDS: Final = "fixtures/packs/words.yaml"


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
    if value is None:
        return _NOTHING[lang]
    if unit == "flag":
        return _FLAGS[lang][bool(value)]
    if unit == "moment" and isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if unit == "text" and lang == "zh":
        return "、".join(_words().get(each, each) for each in str(value).split(", "))
    text = str(plain(value, unit))
    if lang == "zh":
        text = text.replace(" %", "%")
    return text.split(" (", maxsplit=1)[0] if unit == "fen" else text


_NOTHING: Final = {"en": "(none)", "zh": "（未注明）"}
_FLAGS: Final = {"en": ("no", "yes"), "zh": ("否", "是")}


@cache
def _words() -> Mapping[str, str]:
    """Return words of facts as a reader of Chinese expects them."""
    content: Mapping[str, str] = resources.load_yaml(WORDS)
    return content


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
        yield from _readings(rules, content, day, lang)
        unit = table()[step.rule]["unit"]
        for name, option, other in (otherwise or {}).get(step.rule, ()):
            value = _measured(other.value, unit, lang)
            yield f"      {_WOULD_BE[lang].format(name=name, option=option, value=value)}"


def _readings(rules: Rules, content: Mapping[str, Any], day: date, lang: str) -> Iterable[str]:
    for name, option in content["reading"].items():
        basis = rules.basis(name, day)[lang]
        reading = readings_table()[name]
        words = {"title": reading.title[lang], "meaning": reading.options[option][lang]}
        yield f"      {_READ[lang].format(name=name, option=option, basis=basis, **words)}"


def _measured(value: Any, unit: str, lang: str) -> str:
    """Return a value with its unit."""
    text = _word(value, unit, lang)
    return f"{text}{_YUAN[lang]}" if unit == "fen" else text


_YUAN: Final = {"en": " yuan", "zh": "元"}
_READ: Final = {
    "en": "reading {name}={option} ({basis}): {title}: {meaning}",
    "zh": "口径{name}={option}（{basis}）：{title}，{meaning}",
}
_WOULD_BE = {
    "en": "under reading {name}={option} it would be {value}",
    "zh": "若按口径{name}={option}，则为{value}",
}
_SINCE = {
    "en": "{title} ({name}) = {value} since {since} ({clauses})",
    "zh": "{title}（{name}）：{value}，自{since}起执行（{clauses}）",
}
_CLAUSES: Final = {"en": "clauses {clauses}", "zh": "依据{clauses}"}
_COMMA: Final = {"en": ", ", "zh": "、"}


def _sources(content: Mapping[str, Any], lang: str) -> Iterable[str]:
    comma = _COMMA[lang]
    if content["clauses"]:
        yield f"      {_CLAUSES[lang].format(clauses=comma.join(content['clauses']))}"
    for each in content["parameters"]:
        since = _SINCE[lang].format(
            title=title(each["name"], lang),
            name=each["name"],
            value=parameter_value(each["name"], each["value"], lang),
            since=each["since"],
            clauses=each.get("source") or comma.join(each["clauses"]),
        )
        yield f"      {since}"


def parameter_value(name: str, value: Any, lang: str) -> str:
    """Return a legal value as a text would state it: yuan, per cent, months, days."""
    unit = KNOWN[name][0]
    match unit:
        case "fen" | "basis_points":
            return _measured(value, unit, lang)
        case "basis_points_of_wage":
            return _word(value, "basis_points", lang)
        case "months" | "days" | "workdays":
            return _LENGTHS[unit][lang].format(value)
        case "choice" if lang == "en":
            return str(value).replace("_", " ")
        case "codes":
            return _COMMA[lang].join(value)
        case _:
            return _word(value, "text", lang)


_LENGTHS: Final = {
    "months": {"en": "{} months", "zh": "{}个月"},
    "days": {"en": "{} days", "zh": "{}日"},
    "workdays": {"en": "{} working days", "zh": "{}个工作日"},
}
