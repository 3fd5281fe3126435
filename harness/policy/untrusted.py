"""Fields of JSON that nobody has vouched for: read, or refused with a code and a place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from harness.errors import HarnessError

Option = TypeVar("Option", bound=StrEnum)

_DAY: Final = len("2025-03-01")
_MONTH: Final = len("2025-03")
_SHOWN: Final = 40


class Code(StrEnum):
    """Why a case cannot be decided."""

    BAD_INPUT = "BAD_INPUT"
    BAD_AMOUNT = "BAD_AMOUNT"
    UNKNOWN_GRADE = "UNKNOWN_GRADE"
    UNKNOWN_VALUE = "UNKNOWN_VALUE"
    STAY_ENDS_BEFORE_IT_BEGINS = "STAY_ENDS_BEFORE_IT_BEGINS"
    RULES_NOT_IN_FORCE = "RULES_NOT_IN_FORCE"
    MISSING_PARAMETER = "MISSING_PARAMETER"


#: The codes in Chinese; what is wrong in particular follows in brackets.
ZH: Final = {
    Code.BAD_INPUT: "输入不符合格式",
    Code.BAD_AMOUNT: "金额不符合格式，应为以元为单位的字符串，最多两位小数",
    Code.UNKNOWN_GRADE: "医院等级不在规定的等级之内",
    Code.UNKNOWN_VALUE: "取值不在规定的范围之内",
    Code.STAY_ENDS_BEFORE_IT_BEGINS: "出院日期早于入院日期",
    Code.RULES_NOT_IN_FORCE: "日期早于所依据办法的施行日期",
    Code.MISSING_PARAMETER: "所选参数包未收录所需标准",
}


class Undecidable(HarnessError):
    """One case cannot be decided; the run goes on."""

    def __init__(
        self, code: Code, text: str, *, where: str | None = None, zh: str | None = None
    ) -> None:
        """Keep the code, and the text in Chinese where it says more than the code."""
        super().__init__(text, where=where)
        self.code = code
        self.zh = zh

    def text(self, lang: str) -> str:
        """Return place and reason in a language."""
        if lang == "zh":
            place = f"{self.where}：" if self.where else ""
            detail = f"（{self.zh}）" if self.zh else ""
            return f"{place}{ZH[self.code]}{detail}"
        return f"{self.where}: {self.what}" if self.where else self.what


def option(content: Mapping[str, Any], key: str, known: Mapping[str, Option], where: str) -> Option:
    """Return the known word under a key; UNKNOWN_VALUE if it is another."""
    value = needed(content, key, where)
    found = known.get(value) if isinstance(value, str) else None
    if found is None:
        text = f"{shown(value)} is unknown; known are {', '.join(known)}"
        zh = f"{shown(value)}，可用取值为{'、'.join(known)}"
        raise Undecidable(Code.UNKNOWN_VALUE, text, where=where, zh=zh)
    return found


def flag(
    content: Mapping[str, Any], key: str, where: str, *, required: bool = False
) -> bool | None:
    """Return the boolean under a key, or None if it may be left out (or null) and is."""
    value = content.get(key)
    if isinstance(value, bool) or (value is None and not required):
        return value
    if key not in content:
        raise bad("missing", where, zh="缺少此项")
    raise bad("must be true or false", where, zh="应为true或false")


def day(content: Mapping[str, Any], key: str, where: str) -> date:
    """Return the ISO date under a key."""
    value = needed(content, key, where)
    # fromisoformat also takes 20250301 and 2025-W09-6, which are no dates of this format.
    if isinstance(value, str) and len(value) == _DAY and value[4] == value[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise bad(
        f"{shown(value)} is no day; expected for example 2025-03-01",
        where,
        zh=f"{shown(value)}不是日期，应如2025-03-01",
    )


def optional_day(content: Mapping[str, Any], key: str, where: str) -> date | None:
    """Return the ISO date under a key, or None if it is left out or null."""
    return None if content.get(key) is None else day(content, key, where)


def month(value: Any, where: str) -> date:
    """Return the first day of a month written as ``2025-03``."""
    if isinstance(value, str) and len(value) == _MONTH and value[4] == "-":
        with suppress(ValueError):
            return date.fromisoformat(f"{value}-01")
    raise bad(
        f"{shown(value)} is no month; expected for example 2025-03",
        where,
        zh=f"{shown(value)}不是月份，应如2025-03",
    )


def needed(content: Mapping[str, Any], key: str, where: str) -> Any:
    """Return what stands under a key that must be there."""
    if key not in content:
        raise bad(f"{key} is missing", where, zh=f"缺少{key}")
    return content[key]


def objected(content: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    """Return the object under a key."""
    return mapping(needed(content, key, where), where)


def mapping(value: Any, where: str) -> dict[str, Any]:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise bad("must be an object", where, zh="应为对象")
    return value


def listed(content: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """Return the list under a key."""
    value = needed(content, key, where)
    if not isinstance(value, list):
        raise bad("must be a list", where, zh="应为列表")
    return value


def shown(value: Any) -> str:
    """Return a value as a message may quote it: ASCII, short."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def bad(text: str, where: str | None = None, *, zh: str) -> Undecidable:
    """Return the refusal of something that is not of the format at all."""
    return Undecidable(Code.BAD_INPUT, text, where=where, zh=zh)
