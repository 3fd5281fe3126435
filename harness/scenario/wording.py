"""The sentences in which findings are told, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from .patterns import Difference

Bilingual = Mapping[str, str]
LONGEST: Final = 160


def text(value: Any) -> str:
    """Return a value as it is quoted in a sentence."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…"


def both(en: str, zh: str) -> Bilingual:
    """Return one sentence in both languages."""
    return {"en": en, "zh": zh}


def met(what: Bilingual) -> Bilingual:
    """Say that an expectation was met."""
    return both(f"{what['en']} is as expected.", f"{what['zh']}符合预期。")


def differs(what: Bilingual, found: Difference) -> Bilingual:
    """Say where something is not as expected."""
    place = f" {found.pointer}" if found.pointer else ""
    actual = ("nothing", "无") if found.missing else (text(found.actual),) * 2
    expected = text(found.expected)
    return both(
        f"{what['en']}{place}: expected {expected}, found {actual[0]}.",
        f"{what['zh']}{place}：应为{expected}，实为{actual[1]}。",
    )


def reply_of(step: str) -> Bilingual:
    """Name the answer of a step."""
    return both(f"The answer to step {step}", f"步骤{step}的应答")


def message_of(infno: str) -> Bilingual:
    """Name the messages of one kind."""
    return both(f"Message {infno}", f"{infno}报文")


def view_of(view: str) -> Bilingual:
    """Name a view."""
    return both(f"The view {view}", f"界面{view}")


def platform() -> Bilingual:
    """Name the state of the simulated platform."""
    return both("The simulated platform's own state", "模拟平台自身状态")


def own(message: Bilingual) -> Bilingual:
    """Say that our own simulator is not as it must be."""
    return both(f"The suite's own fault: {message['en']}", f"测试套件自身故障：{message['zh']}")


def unlike(what: Bilingual, expected: Any, actual: Any) -> Bilingual:
    """Say that something as a whole is not as expected."""
    return both(
        f"{what['en']}: expected {text(expected)}, found {text(actual)}.",
        f"{what['zh']}：应为{text(expected)}，实为{text(actual)}。",
    )


def nothing_to_see(view: str) -> Bilingual:
    """Say that there was nothing for which a view could be looked at."""
    return both(f"Nothing to look at in the view {view}.", f"界面{view}无可查看的内容。")


def shows_nothing(view: str) -> Bilingual:
    """Say that a view was answered with nothing at all."""
    return both(f"The view {view} shows nothing at all.", f"界面{view}未显示任何内容。")


def no_value(path: str) -> Bilingual:
    """Say that an earlier step did not return what is needed."""
    return both(f"No step returned {path}.", f"没有步骤返回{path}。")


def number(infno: str, expected: str, actual: int) -> Bilingual:
    """Say that too many or too few messages came."""
    return both(
        f"Message {infno}: expected {expected}, {actual} sent.",
        f"{infno}报文：应发{expected}次，实发{actual}次。",
    )


def late(infno: str, seconds: float, limit: str) -> Bilingual:
    """Say that a message came too late."""
    return both(
        f"Message {infno} came after {seconds:g} s of platform time, allowed are {limit}.",
        f"{infno}报文于平台时间{seconds:g}秒后到达，限{limit}。",
    )


def blocked(by: str) -> Bilingual:
    """Say that a check rests on another one that was not met."""
    return both(f"Not reached: it rests on {by}.", f"未能检验：其前提{by}未成立。")


def turned_away(field: str) -> Bilingual:
    """The HIS refused for a reason that the scenario is not about."""
    return both(
        f"The HIS refused because of {field}, so what this is about was not reached.",
        f"系统因 {field} 拒绝办理，未能检验本项内容。",
    )


def not_offered(what: str, name: str) -> Bilingual:
    """Say that the HIS does not do or show something."""
    words = {"action": "操作", "view": "界面", "capability": "能力"}
    return both(
        f"The HIS does not offer the {what} {name}.", f"医院信息系统未提供{words[what]}{name}。"
    )


def unsupported(reply: Mapping[str, Any]) -> Bilingual:
    """Say what the HIS called unsupported."""
    reason = reply.get("reason") or {}
    named = reason.get("field") or reason.get("text") or "?"
    return both(f"The HIS does not support it: {named}.", f"医院信息系统不支持：{named}。")


def broken(reply: Mapping[str, Any]) -> Bilingual:
    """Say that the adapter failed."""
    reason = (reply.get("reason") or {}).get("text") or "no reason given"
    return both(f"The adapter failed: {reason}", f"适配器故障：{reason}")


def ours(en: str, zh: str) -> Bilingual:
    """Say that the fault is the suite's."""
    return both(f"The suite's own fault: {en}.", f"测试套件自身故障：{zh}。")


def no_witness(name: str) -> Bilingual:
    """Say that what should have been withstood never happened."""
    return both(
        f"{name} never took place, so nothing was shown.", f"{name}未实际发生，不能证明任何结论。"
    )


NOT_QUIET: Final = both(
    "The HIS did not come to rest, so it may still have sent something.",
    "医院信息系统未进入静止状态，此后仍可能发送报文。",
)
NO_CANARY: Final = both(
    "Nothing lawful was done afterwards, so silence proves nothing.",
    "其后未进行合法操作，无法以沉默作为证明。",
)
MUTE_CANARY: Final = both(
    "The lawful operation afterwards sent nothing, so silence proves nothing.",
    "其后的合法操作未发送任何报文，无法以沉默作为证明。",
)
KEPT_AWAY: Final = both("It did not happen.", "未发生。")
PLATFORM_REFUSED: Final = both(
    "The platform refused what the HIS sent, so its state says nothing.",
    "平台已拒绝医院信息系统发送的报文，其状态不能说明问题。",
)
NOTHING_SENT: Final = both(
    "The HIS sent nothing that would have changed anything.",
    "医院信息系统未发送任何可产生变更的报文。",
)
GAPS: Final = both("The waits between retries do not grow.", "重试间隔未逐次增加。")
NOT_CARRIED: Final = both(
    "This carriage does not carry the attributes of the slip.", "该承载方式不传送转诊单属性。"
)
POSTPONED: Final = both("Put off, and not taken up again.", "已暂时跳过，尚未补做。")
NOT_PLAYED: Final = both("The run broke off before it.", "运行在此之前中断。")


def order(sequence: list[str], sent: list[str]) -> Bilingual:
    """Say that messages came in another order."""
    return both(
        f"Expected in this order: {', '.join(sequence)}; sent: {', '.join(sent) or 'nothing'}.",
        f"应按顺序发送：{'、'.join(sequence)}；实际发送：{'、'.join(sent) or '无'}。",
    )


def happened(what: Bilingual) -> Bilingual:
    """Say that something forbidden was done."""
    return both(f"{what['en']}: there although it must not be.", f"{what['zh']}：不应出现而出现。")


def declared(reason: str) -> Bilingual:
    """Say that the HIS is declared to be without something."""
    return both(f"Declared not applicable: {reason}", f"已声明不适用：{reason}")
