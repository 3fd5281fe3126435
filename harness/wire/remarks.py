"""What is wrong with a field, said without quoting it.

A remark names the place, the rule and the length of the value, never the value: it may be an
identity number. A dialect decides whether a rule refuses the message or is only noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

RULES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "type": ("类型不符", "wrong type"),
        "missing_key": (
            "缺少身份、日期或金额等关键字段",
            "a key of identity, date or money is missing",
        ),
        "missing": ("缺少必填字段", "a required field is missing"),
        "code": ("代码不在字典内", "the code is not in its table"),
        "number": ("数值格式、位数或精度不符", "not a number of the allowed digits"),
        "date": ("日期或时间无效", "not a real date or time of the asked form"),
        "form": ("格式不符", "not of the asked form"),
        "length": ("超过规定长度", "longer than allowed"),
        "date_with_time": ("日期字段带有时间", "a date with a time part"),
        "moment_without_time": ("时间字段只有日期", "a time without its time part"),
        "date_form": ("日期或时间写法不规范", "a date or time in another form than asked for"),
        "padded": ("字段前后有空格", "spaces around the value"),
        "number_for_text": ("字符型字段传了数字", "a number where text belongs"),
        "number_form": ("小数位数超过规定（多余位为0）", "more decimals than allowed, all noughts"),
        "float_noise": (
            "浮点误差导致小数位数超长，已按规定位数取整",
            "a binary fraction's noise behind the last decimal; rounded",
        ),
        "object_for_text": ("字符串字段传了对象", "an object where its JSON text belongs"),
        "text_for_object": ("对象传成了JSON字符串", "JSON text where an object belongs"),
        "letter_case": (
            "字段名大小写或下划线不符",
            "a name in other letters than the interface has",
        ),
        "node": (
            "交易输入的节点缺失或名称不符",
            "input without its node, or under another name",
        ),
        "code_form": ("代码缺少前导0", "a code without its leading nought"),
        "charset": ("报文未使用UTF-8编码", "another character set than UTF-8"),
        "path": ("请求地址不在接口清单内", "an address that the interface does not list"),
        "null": ("空值应传空字符串，不应为null", "literal null; send an empty string"),
        "empty_number": ("空数值应传0", "an empty number; send 0"),
        "unknown_field": ("接口未定义的字段", "a field that the interface does not have"),
        "list_for_object": ("单个对象误传为数组", "a list where one object belongs"),
        "rows": ("单次上传行数超过上限", "more rows than one call may carry"),
        "infno": ("地址与报文中的交易编号不一致", "path and envelope name different transactions"),
        "msgid_form": (
            "报文ID不是机构编号+时间+顺序号",
            "msgid is not institution + time + sequence",
        ),
        "region_missing": ("报文头缺少参保地医保区划", "the header lacks insuplc_admdvs"),
        "byte_order_mark": ("报文带有BOM", "a byte order mark in front"),
    }
)
"""Every rule with its words in Chinese and English."""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One broken field rule.

    Attributes:
        pointer: JSON Pointer into the envelope, ``/input/refmedin/refl_date``.
        rule: a key of ``RULES``.
        length: characters of a text or number, entries of a list or object; ``None`` if absent.

    """

    pointer: str
    rule: str
    length: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the remark for the journal."""
        return {"pointer": self.pointer, "rule": self.rule, "length": self.length}

    def words(self) -> str:
        """Return the remark in one line of Chinese."""
        size = "" if self.length is None else f"（长度{self.length}）"
        return f"{self.pointer} {self.rule} {RULES[self.rule][0]}{size}"


def remark(pointer: str, rule: str, value: Any = None) -> Remark:
    """Return a remark about a value, keeping only its length."""
    return Remark(pointer, rule, _length(value))


def wording(remarks: Iterable[Remark]) -> str:
    """Return remarks as one text, the first ones first."""
    return "；".join(each.words() for each in remarks)


def _length(value: Any) -> int | None:
    match value:
        case None:
            return None
        case str() | list() | dict():
            return len(value)
        case _:
            return len(str(value))
