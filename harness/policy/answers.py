"""What ``harness policy explain`` prints for a question of law."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from .explain import narrate, step_json
from .inquiry import Decision
from .questions import answer
from .readings import table as readings_table
from .rules import Rules, alternatives
from .steps import Step
from .untrusted import Undecidable

_ALLOWED: Final = {
    "en": "case {case}, {question}: allowed",
    "zh": "案例{case}，{question}：符合规定",
}
_REFUSED: Final = {
    "en": "case {case}, {question}: refused, {code}",
    "zh": "案例{case}，{question}：不符合规定（{code}）",
}
_WARNED: Final = {
    "en": "      warning {code}",
    "zh": "      提示{code}",
}
#: The questions in Chinese.
NAMES: Final = {
    "slip": "开具《转诊单》",
    "filing": "异地就医备案",
    "extension": "备案延期",
    "visit": "异地就医直接结算",
    "transfer": "转外就医（2014年规定）",
    "specialist": "转专科医院",
    "cause": "支付责任",
    "chronic_request": "门诊特殊慢性病审批",
    "chronic_visit": "门诊特殊慢性病就诊",
    "offsite_request": "长期异地就医备案",
    "offsite_claim": "长期异地就医报销",
    "large_amount": "大额医疗保险待遇",
    "registration": "变更登记",
    "retirement": "退休人员待遇",
}


def answer_texts(rules: Rules, content: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Yield the sentences for a question: the answer, then every condition in order.

    Raises:
        Undecidable: if it cannot be answered.

    """
    decision, day = answer(rules, content)
    name = str(content["question"])
    head = _ALLOWED if decision.allowed else _REFUSED
    yield head[lang].format(
        case=content.get("case", "?"),
        question=NAMES[name] if lang == "zh" else name.replace("_", " "),
        code=decision.code,
    )
    yield from (_WARNED[lang].format(code=code) for code in decision.warnings)
    yield from narrate(rules, decision.steps, day, lang, _otherwise(rules, content, decision, day))
    yield ""


def answer_json(rules: Rules, content: Mapping[str, Any]) -> str:
    """Return the answer to a question as one JSON object.

    Raises:
        Undecidable: if it cannot be answered.

    """
    decision, day = answer(rules, content)
    found = {
        "case": content.get("case"),
        "question": content["question"],
        "pack": rules.pack.name,
        "allowed": decision.allowed,
        "code": decision.code,
        "warnings": list(decision.warnings),
        "clauses": list(decision.clauses),
        "readings": dict(decision.readings),
        "steps": [step_json(rules, step, day) for step in decision.steps],
    }
    return json.dumps(found, ensure_ascii=False)


def _otherwise(
    rules: Rules, content: Mapping[str, Any], decision: Decision, day: date
) -> dict[str, list[tuple[str, str, Step]]]:
    """Return, by rule, the conditions that another option of a reading would answer otherwise."""
    found: dict[str, list[tuple[str, str, Step]]] = {}
    for name in readings_table():
        for option in alternatives(name, rules.option(name, day)):
            other = _under(rules.with_option(name, option), content)
            for mine in decision.steps:
                its = other.get(mine.rule)
                if its is not None and its.value != mine.value:
                    found.setdefault(mine.rule, []).append((name, option, its))
    return found


def _under(rules: Rules, content: Mapping[str, Any]) -> dict[str, Step]:
    try:
        decision, _ = answer(rules, content)
    except Undecidable:
        return {}
    return {step.rule: step for step in decision.steps}
