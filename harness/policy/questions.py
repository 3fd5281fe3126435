"""Questions of law as data: is this slip, filing, extension, visit or claim lawful, and why?

One JSON object asks one question, so that a decision can be explained like a settlement:
``{"case": "d1", "question": "filing", "filing": {…}, "at": "2025-06-10T10:00:00+08:00"}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import GenericAlias
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from harness.errors import HarnessError
from harness.money import parse_yuan

from .approvals import check_chronic_request, check_chronic_visit
from .contributions import check_retirement
from .errors import MissingParameter, RulesNotInForce
from .exclusions import check_cause
from .extension import check_extension
from .filing import check_filing
from .inquiry import Decision
from .obligations import check_large_amount, check_registration
from .parameters import title
from .residence import check_offsite_claim, check_offsite_request
from .rules import Rules
from .slip import check_slip
from .steps import Recorder
from .terms import day_of
from .transfer import check_specialist, check_transfer
from .untrusted import Code, Undecidable, bad, shown
from .visit import check_visit

#: Question → the function that answers it; its parameters are the keys of the object.
QUESTIONS: Final[Mapping[str, Callable[..., Decision]]] = {
    "slip": check_slip,
    "filing": check_filing,
    "extension": check_extension,
    "visit": check_visit,
    "transfer": check_transfer,
    "specialist": check_specialist,
    "cause": check_cause,
    "chronic_request": check_chronic_request,
    "chronic_visit": check_chronic_visit,
    "offsite_request": check_offsite_request,
    "offsite_claim": check_offsite_claim,
    "large_amount": check_large_amount,
    "registration": check_registration,
    "retirement": check_retirement,
}
_YUAN: Final = re.compile(r"-?\d+\.\d\d")
_OWN: Final = frozenset({"case", "question"})


def arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return data as the arguments of a function of policy; amounts in yuan become fen.

    Raises:
        msgspec.ValidationError: if a fact is missing or of another form.
        KeyError: for a fact that the function does not ask for.

    """
    hints = get_type_hints(function, localns={"Rules": Rules})
    return {name: _argument(in_fen(value), hints[name]) for name, value in given.items()}


def in_fen(value: Any) -> Any:
    """Return data with every amount in yuan as fen."""
    match value:
        case str() if _YUAN.fullmatch(value):
            return parse_yuan(value)
        case dict():
            return {key: in_fen(each) for key, each in value.items()}
        case list():
            return [in_fen(each) for each in value]
        case _:
            return value


def _argument(value: Any, hint: Any) -> Any:
    """Return one argument; what JSON does not tell apart is told by its form."""
    if get_origin(hint) is Iterable:
        hint = GenericAlias(tuple, (get_args(hint)[0], ...))
    elif datetime in get_args(hint) and date in get_args(hint):
        hint = datetime if "T" in str(value) else date
    return msgspec.convert(value, hint, strict=False)


def is_question(content: Mapping[str, Any]) -> bool:
    """Tell whether an object asks a question instead of stating stays."""
    return "question" in content


def answer(rules: Rules, content: Mapping[str, Any]) -> tuple[Decision, date]:
    """Return the decision with its steps, and the day that decides about readings.

    Raises:
        Undecidable: with the code of what is wrong.

    """
    name = content["question"]
    function = QUESTIONS.get(name) if isinstance(name, str) else None
    if function is None:
        text = f"{shown(name)} is unknown; known are {', '.join(QUESTIONS)}"
        zh = f"{shown(name)}，可用取值为{'、'.join(QUESTIONS)}"
        raise Undecidable(Code.UNKNOWN_VALUE, text, where="question", zh=zh)
    given = {key: value for key, value in content.items() if key not in _OWN}
    try:
        facts = arguments(function, given)
        decision = function(rules, **facts, record=Recorder())
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise bad(f"the facts do not fit: {error}", str(name), zh="事实不完整或格式不符") from None
    except HarnessError as error:
        raise Undecidable(_code(error), str(error), where=str(name), zh=_why(error)) from None
    return decision, _day(facts)


def _code(error: HarnessError) -> Code:
    match error:
        case RulesNotInForce():
            return Code.RULES_NOT_IN_FORCE
        case MissingParameter():
            return Code.MISSING_PARAMETER
        case _:
            return Code.UNKNOWN_VALUE


def _why(error: HarnessError) -> str | None:
    return title(error.parameter, "zh") if isinstance(error, MissingParameter) else None


def _day(facts: Mapping[str, Any]) -> date:
    found = facts.get("at") or facts.get("on")
    return day_of(found if found is not None else facts["visit"].admitted_at)
