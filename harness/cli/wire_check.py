"""What ``harness wire check`` says about a captured envelope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from harness.wire.inspection import Inspection, Slip, words

WORDS: Final = {
    "request": {"zh": "请求", "en": "request"},
    "response": {"zh": "应答", "en": "response"},
    "": {"zh": "未知报文", "en": "unknown message"},
    "unnamed": {
        "zh": "应答没有写明交易编号：请用--infno指明，才能检查output。",
        "en": "An answer does not say its transaction: name it with --infno to check output too.",
    },
    "length": {"zh": "（长度{}）", "en": " (length {})"},
    "passes": {"zh": "可通过的方言", "en": "passes in"},
    "nowhere": {"zh": "无", "en": "none"},
    "everywhere": {"zh": "全部", "en": "all"},
    "clean": {"zh": "没有发现问题。", "en": "Nothing is wrong."},
}
COLON: Final = {"zh": "：", "en": ": "}


def wrong(found: Inspection, name: str | None) -> bool:
    """Tell whether something was found: in one dialect a refusal, over all of them anything."""
    if found.obstacle is not None:
        return True
    return bool(found.slips) if name is None else name not in found.passes_in


def as_json(found: Inspection) -> dict[str, Any]:
    """Return the findings as one JSON value."""
    return {
        "side": found.side or None,
        "infno": found.infno or None,
        "violations": [_slip_json(each, found.dialects) for each in found.slips],
        "obstacle": None
        if found.obstacle is None
        else {
            "code": found.obstacle.code,
            "at": found.obstacle.at,
            "text": dict(found.obstacle.text),
        },
        "passes_in": list(found.passes_in),
    }


def lines(found: Inspection, lang: str) -> Iterator[str]:
    """Yield the findings as text for a terminal."""
    colon = COLON[lang]
    yield f"{WORDS[found.side][lang]} {found.infno}".rstrip()
    if found.obstacle is not None:
        yield f"  {found.obstacle.code}{colon}{found.obstacle.text[lang]}"
    for slip in found.slips:
        yield f"  {_slip_line(slip, found.dialects, lang)}"
    if not found.slips and found.obstacle is None:
        yield f"  {WORDS['clean'][lang]}"
    if found.side == "response" and not found.infno:
        yield f"  {WORDS['unnamed'][lang]}"
    yield f"{WORDS['passes'][lang]}{colon}{_names(found.passes_in, found.dialects, lang)}"


def _slip_line(slip: Slip, names: tuple[str, ...], lang: str) -> str:
    told = words(slip)[0 if lang == "zh" else 1]
    long = slip.remark.length
    size = "" if long is None else WORDS["length"][lang].format(long)
    passes = tuple(each for each in names if each not in slip.refused_by)
    colon = COLON[lang]
    where = f"{WORDS['passes'][lang]}{colon}{_names(passes, names, lang)}"
    return f"{slip.remark.pointer or '/'}  {slip.remark.rule}{colon}{told}{size}  [{where}]"


def _names(names: tuple[str, ...], every: tuple[str, ...], lang: str) -> str:
    if names == every and every:
        return WORDS["everywhere"][lang]
    return ("、" if lang == "zh" else ", ").join(names) or WORDS["nowhere"][lang]


def _slip_json(slip: Slip, names: tuple[str, ...]) -> dict[str, Any]:
    zh, en = words(slip)
    return {
        **slip.remark.as_json(),
        "text": {"zh": zh, "en": en},
        "refused_by": list(slip.refused_by),
        "noted_by": list(slip.noted_by),
        "passes_in": [each for each in names if each not in slip.refused_by],
    }
