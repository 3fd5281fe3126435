"""The words of the report in both languages: what the codes of the stream are called on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .records import Words


def words(zh: str, en: str) -> Words:
    """Return a text in both languages."""
    return {"zh": zh, "en": en}


TITLE: Final = words(
    "医院信息系统“转诊即备案”功能符合性测试报告（模拟环境）",
    "Conformance report: filing on referral in a hospital information system (simulated platform)",
)
PHRASES: Final = {
    "zh": ("医院信息系统“转诊即备案”功能", "符合性测试报告（模拟环境）"),
    "en": (
        "Conformance report: filing on referral",
        "in a hospital information system",
        "(simulated platform)",
    ),
}
"""The title in parts that are not broken over lines."""

OUTCOMES: Final = {
    "conformant": words("符合", "Conformant"),
    "nonconformant": words("不符合", "Nonconformant"),
    "incomplete": words("未测全", "Incomplete"),
    "invalid": words("结果无效", "Result invalid"),
}

VERDICTS: Final = {
    "fail": words("不通过", "Fail"),
    "error": words("测试方出错", "Error of the test"),
    "not_exercised": words("未测到", "Not exercised"),
    "inconclusive": words("无法判定", "Inconclusive"),
    "needs_review": words("待人工审核", "Needs review"),
    "pass": words("通过", "Pass"),
    "not_applicable": words("不适用", "Not applicable"),
}

SIGNS: Final = {
    "fail": "✕",
    "error": "!",
    "not_exercised": "–",
    "inconclusive": "?",
    "needs_review": "§",
    "pass": "✓",
    "not_applicable": "/",
}
"""Read where colour is not seen."""

LEVELS: Final = {
    "must": words("必须", "must"),
    "should": words("应当", "should"),
    "may": words("可以", "may"),
}

BASES: Final = {
    "text": words("法规明文", "text of the law"),
    "inferred": words("由条文推定", "inferred"),
    "engineering": words("工程约定", "engineering"),
}

GRADES: Final = {
    "wire": words("报文证据", "seen on the wire"),
    "driver": words("接口适配器证据", "reported by the adapter"),
    "attested": words("人工声明", "attested by a person"),
}

MODES: Final = {
    "ci": words("持续集成（ci）", "continuous integration (ci)"),
    "certification": words("正式测试（certification）", "formal test (certification)"),
}

NEXT_STEPS: Final = {
    "fail": words(
        "请对照“应为”与“实测”及下方证据修改系统，然后用下面的命令单独重测本项。",
        "Compare both columns and the evidence, correct the system, then rerun this item alone.",
    ),
    "error": words(
        "问题出在测试方、适配器或运行环境，不计入被测系统。请检查适配器日志后重测。",
        "The suite, the adapter or the environment is at fault, not the system under test. "
        "Look into the adapter's log, then rerun.",
    ),
    "inconclusive": words(
        "现有证据不足以判定。请在系统空闲、时钟受控的条件下重测。",
        "The evidence does not decide. Rerun with the system idle and its clock under control.",
    ),
    "needs_review": words(
        "请将所列问题提交参保地医保部门答复，凭书面答复重测。",
        "Put the question to the bureau of the place of insurance and rerun with its answer.",
    ),
    "not_exercised": words(
        "请补齐适配器或系统功能，使本项得以执行后重测。",
        "Let the adapter or the system offer what this item needs, then rerun.",
    ),
}

JUDGEMENTS: Final = {
    "on_time": words("按期", "on time"),
    "late": words("逾期", "late"),
    "unproven": words("未证实（未提供上线证明）", "unproven (no attested evidence of going live)"),
}


def say(table: Mapping[str, Words], code: Any) -> Words:
    """Return the words for a code; a code that the table does not know stands for itself."""
    found = table.get(str(code))
    return found if found is not None else words(str(code), str(code))


def both(value: Any) -> Words:
    """Return a value as a text in both languages; a plain one is the same in both."""
    if isinstance(value, Mapping):
        return {"zh": str(value.get("zh", "")), "en": str(value.get("en", value.get("zh", "")))}
    text = "—" if value is None or value == "" else str(value)
    return {"zh": text, "en": text}


def profiles(named: Sequence[Any]) -> Words:
    """Return the requirement sets of a run with their versions."""
    told = [_profile(each) if isinstance(each, Mapping) else both(each) for each in named]
    return words("、".join(each["zh"] for each in told), ", ".join(each["en"] for each in told))


def _profile(one: Mapping[str, Any]) -> Words:
    name, version = both(one.get("title") or one.get("id")), one.get("version")
    suffix = words(f"（{version}）", f" ({version})") if version else words("", "")
    return {lang: f"{name[lang]}{suffix[lang]}" for lang in ("zh", "en")}


def judgement(readiness: Mapping[str, Any]) -> Words:
    """Return whether the system was ready by the deadline, with the days where it was late."""
    value = readiness.get("judgement", "unproven")
    if isinstance(value, Mapping):
        days = value.get("late", value.get("days"))
        return words(f"逾期 {days} 天", f"late by {days} days")
    found = say(JUDGEMENTS, value)
    days = readiness.get("late_days")
    return words(f"{found['zh']} {days} 天", f"{found['en']} by {days} days") if days else found
