"""INTERFACE.md: the interface on one page, written from the schemas that the platform checks by.

Everything on the page is data of ``schemas/wire``; a test compares the page with its source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from harness import resources
from harness.wire import codes
from harness.wire.carriage import attributes, carriage, carriage_names
from harness.wire.catalogue import TRANSACTIONS, Field, Node, Transaction, kind_of
from harness.wire.dialects import VARIED, Dialect, dialect, dialect_names
from harness.wire.examples import example
from harness.wire.remarks import RULES

from .wire_show import AT, envelope, type_of

_HEAD: Final = """\
# 接口 · Interface

<!-- Made by `harness wire page > INTERFACE.md` from schemas/wire; do not edit. -->

本页由`schemas/wire`生成，列出模拟平台所用的报文头、方言、交易、代码表及转诊单要素的携带方式。
字段名与代码以公开资料为准，并非任何一省的正式规范；联调以当地医疗保障局发布的规范为准。

This page is generated from `schemas/wire`: envelope, dialects, transactions, code tables, and where
the attributes of a referral slip travel. Names and codes come from public sources and are no
province's official specification; for joint testing your own bureau's document holds.

**记法 · Notation**: C字符 text, N数值 number（位数,小数 digits,decimals；
数字或字符串 as number or text）, D日期`yyyy-MM-dd`, DT时间`yyyy-MM-dd HH:mm:ss`.
`*`必填 required; `**`关键字段，缺少即拒绝
a key, its absence is refused by every dialect. 命令行 on the command line:
`harness wire show 2501`.
"""
_SECTIONS: Final = (
    "[报文头 Envelope](#报文头--envelope) · [方言 Dialects](#方言--dialects) · "
    "[字段规则 Field rules](#字段规则--field-rules) · [地址 Addresses](#地址--addresses) · "
    "[转诊单要素 Slip](#转诊单要素--slip) · [交易 Transactions](#交易--transactions) · "
    "[代码表 Code tables](#代码表--code-tables)\n"
)


def text() -> str:
    """Return the page."""
    parts = [
        [_HEAD, _SECTIONS],
        _envelope(),
        _dialects(),
        _rules(),
        _addresses(),
        _slip(),
        _index(),
        *(_transaction(each) for each in TRANSACTIONS.values()),
        _tables(),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _envelope() -> Iterator[str]:
    envelopes = resources.load_json("schemas/wire/envelope.json")["$defs"]
    yield "## 报文头 · Envelope\n"
    for side, title in (("request", "请求 · Request"), ("response", "应答 · Response")):
        content = envelopes[side]
        yield f"### {title}\n"
        yield from _table(("字段 field", "名称 name", "类型 type", "说明 description"))
        for name, each in content["properties"].items():
            mark = _mark(name in content["required"], bool(each.get("key")))
            kind = f"C{each['maxLength']}" if "maxLength" in each else ""
            yield _row(f"`{name}`{mark}", each.get("title", ""), kind, each.get("description", ""))
        yield ""


_VARIATION: Final = (
    "方言可以变通：名称后用`+`逐项改写设置，如`plain+infcode=string+output=json_string`；"
    f"可改写的有{'、'.join(f'`{each}`' for each in VARIED)}。"
    "系统已有密钥的，建沙箱时写入`credentials`（SM2私钥可为十六进制、Base64、PKCS#8或PEM）；"
    "签名可为Base64或十六进制，r‖s或ASN.1。\n\n"
    "A dialect may be varied: settings after its name, each behind a `+`, take the place of its "
    "own. Keys that a system already has are given to a sandbox as `credentials`; "
    "a signature may be Base64 or hexadecimal, r‖s or ASN.1."
)


def _dialects() -> Iterator[str]:
    yield "## 方言 · Dialects\n"
    yield from _table(
        ("方言 dialect", "网关 gateway", "地址 address", "infcode", "input / output", "代码 codes")
    )
    for spoken in _each_dialect():
        kinds = f"{spoken.input} / {spoken.output}"
        name = f"[`{spoken.name}`](#{spoken.name})"
        yield _row(name, spoken.gateway, spoken.url, spoken.infcode, kinds, spoken.codes)
    yield ""
    yield f"{_VARIATION}\n"
    for spoken in _each_dialect():
        yield from _dialect(spoken)


def _dialect(spoken: Dialect) -> Iterator[str]:
    yield f"### {spoken.name}\n"
    yield f"**{spoken.title['zh']}** — {spoken.describes['zh']}\n"
    yield f"**{spoken.title['en']}** — {spoken.describes['en'].strip()}\n"
    told = {
        "Content-Type": spoken.content_type,
        "签到 sign-in": spoken.sign_in,
        "另须填写 also required": _by_node(spoken.required),
        "可不填写 not required": _by_node(spoken.optional),
        "成功时err_msg err_msg of a success": json.dumps(spoken.success_text, ensure_ascii=False),
        "错误文本 error text": spoken.error_text,
        "可冲正 reversible by 2601": ", ".join(spoken.reversible),
        "冲正未知报文 unknown reversal": spoken.unknown_reversal,
        "重复报文 duplicate msgid": spoken.duplicate_msgid,
        "代码写法 code forms": _pairs(spoken.forms),
        "返回null的字段 nulls": _pairs({k: ", ".join(v) for k, v in spoken.nulls.items()}),
        "每次行数上限 rows a call": _pairs(spoken.batch_limits),
        "收费批次 charge batches": spoken.batches,
    }
    yield from (f"- {name}: {value}" for name, value in told.items() if value)
    yield ""


def _by_node(fields: Mapping[str, Mapping[str, list[str]]]) -> str:
    return "; ".join(
        f"{infno} {node}: {', '.join(names)}"
        for infno, nodes in fields.items()
        for node, names in nodes.items()
    )


def _rules() -> Iterator[str]:
    names = dialect_names()
    yield "## 字段规则 · Field rules\n"
    yield "✗ 拒绝 refused · ○ 受理并提示 served and told\n"
    yield from _table(("规则 rule", "含义 meaning", *names))
    for rule, (zh, en) in RULES.items():
        marks = ("✗" if dialect(name).fields.refuses(rule) else "○" for name in names)
        yield _row(f"`{rule}`", f"{zh}<br>{en}", *marks)
    yield ""


def _addresses() -> Iterator[str]:
    routes = resources.load_yaml("schemas/wire/routes.yaml")
    yield "## 地址 · Addresses\n"
    yield "POST到沙箱基地址之后 · POST, after the sandbox's base:\n"
    yield "- `/` · `/INFNO` · `/hsa-fsi-INFNO`（前缀不限 any prefix）"
    yield from (f"- `{each}`" for each in routes["single"])
    yield from (f"- `{each}` （令牌 token）" for each in routes["token"])
    yield "- 不以`/s/沙箱名`开头的地址归沙箱`default` · without `/s/NAME` the sandbox `default`"
    yield ""
    yield from _table(("交易 infno", "服务路径 service path"))
    for infno, path in routes["services"].items():
        yield _row(infno, f"`{path}`")
    yield ""


def _slip() -> Iterator[str]:
    yield "## 转诊单要素 · Slip\n"
    for name in carriage_names():
        found = carriage(name)
        draft = "（本项目草案 this project's draft）" if found.draft else ""
        yield f"- **{name}** {found.title['zh']} · {found.title['en']}{draft}: "
        yield f"  {found.describes['zh']} {found.describes['en'].strip()}"
    yield ""
    yield from _table(("要素 attribute", "中文", "English", *carriage_names()))
    for each in attributes().values():
        keys = (_carried(carriage(name).keys.get(each.name)) for name in carriage_names())
        yield _row(f"`{each.name}`", each.zh, each.en, *keys)
    yield ""


def _carried(key: str | None) -> str:
    return "" if key is None else f"`{key}`"


def _index() -> Iterator[str]:
    yield "## 交易 · Transactions\n"
    yield from _table(("交易 infno", "中文", "English"))
    for each in TRANSACTIONS.values():
        yield _row(f"[{each.infno}](#{_anchor(each)})", each.name_zh, each.name_en)
    yield ""


def _anchor(found: Transaction) -> str:
    kept = (c for c in f"{found.infno} {found.name_zh}".lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _transaction(found: Transaction) -> Iterator[str]:
    yield f"### {found.infno} {found.name_zh}\n"
    yield f"{found.name_en}\n"
    if not found.supported:
        yield "一律答复NOT_SUPPORTED · always answered NOT_SUPPORTED\n"
    for side, nodes in (("input", found.inputs), ("output", found.outputs)):
        if not nodes:
            yield f"**{side}**: 无 none\n"
        for node in nodes:
            yield from _node(side, node)
    made = json.dumps(envelope(example(found.infno, AT))["input"], ensure_ascii=False, indent=1)
    yield f"<details><summary>input示例 example</summary>\n\n```json\n{made}\n```\n\n</details>\n"


def _node(side: str, node: Node) -> Iterator[str]:
    place = side if node.name is None else f"{side}.{node.name}"
    many = "，列表 list" if node.many else ""
    need = "*" if node.required and side == "input" else ""
    yield f"**{place}**{need}{many}\n"
    yield from _table(("字段 field", "中文", "English", "类型 type", "代码 codes"))
    for field in node.fields:
        yield from _field(field, side, "")
    yield ""


def _field(field: Field, side: str, prefix: str) -> Iterator[str]:
    mark = _mark(field.required, side == "input" and bool(field.key))
    name = f"`{prefix}{field.name}`{mark}"
    yield _row(name, field.zh, field.en, type_of(field), _codes(field.codes))
    yield from _inner(field.schema, f"{prefix}{field.name}.")


def _inner(schema: Mapping[str, Any], prefix: str) -> Iterator[str]:
    row = schema.get("items", schema)
    for name, each in row.get("properties", {}).items():
        mark = _mark(name in row.get("required", ()), bool(each.get("key")))
        kind = f"C{each['maxLength']}" if kind_of(each) == "text" and "maxLength" in each else ""
        told = (each.get("title", ""), each.get("description", ""), kind)
        yield _row(f"`{prefix}{name}`{mark}", *told, _codes(each.get("codes", "")))
        yield from _inner(each, f"{prefix}{name}.")


def _codes(table: str) -> str:
    return f"[{table}](#{table.lower()})" if table else ""


def _tables() -> Iterator[str]:
    yield "## 代码表 · Code tables\n"
    yield "中文为字典原文，英文为本项目译文 · the Chinese is the dictionary's, the English ours\n"
    for name, content in codes.tables().items():
        yield f"### {name}\n"
        longer = "（可由各省加长 extensible）" if content.get("extensible") else ""
        yield f"{content['zh']} · {content['en']}{longer}\n"
        yield from _listed(content["codes"])
        if content.get("also"):
            yield "\n其他省份 · elsewhere\n"
            yield from _listed(content["also"])
        for form, spelt in content.get("forms", {}).items():
            yield f"\n写法 form `{form}`: {_pairs(spelt, '→')}"
        yield ""


def _listed(known: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from _table(("代码 code", "中文", "English"))
    yield from (_row(f"`{code}`", meant["zh"], meant["en"]) for code, meant in known.items())


def _each_dialect() -> Iterator[Dialect]:
    return (dialect(name) for name in dialect_names())


def _mark(required: bool, key: bool) -> str:
    return "\\*\\*" if key and required else "\\*" if required else ""


def _pairs(known: Mapping[str, Any], between: str = ": ") -> str:
    return "; ".join(f"{name}{between}{value}" for name, value in known.items())


def _table(head: Iterable[str]) -> Iterator[str]:
    cells = tuple(head)
    yield _row(*cells)
    yield _row(*("---" for _ in cells))


def _row(*cells: str) -> str:
    return f"| {' | '.join(each.replace('|', '/').replace(chr(10), ' ') for each in cells)} |"
