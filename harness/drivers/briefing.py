"""What a person is told: where to connect and whom to look for, and what arrives meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.journal import Entry
from harness.scenario.monitors.breach import unanswered
from harness.verdicts.finding import Finding
from harness.wire.dialects import dialect

from .cards import identity


def briefing(
    params: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    lang: str,
    *,
    resumed: bool = False,
) -> Iterator[str]:
    """Give the lines before the first card.

    Args:
        params: of ``session.open``.
        people: whom the cards are about.
        lang: ``en`` or ``zh``.
        resumed: whether this goes on with an earlier sitting.

    """
    en = lang == "en"
    yield ""
    if resumed:
        yield (
            "Going on where you stopped: same address, same people."
            if en
            else "继续上次测试：地址与人员不变。"
        )
    yield (
        "Connect your HIS to this address (simulated platform, no real data):"
        if en
        else "请将医院信息系统的医保接口地址改为（模拟平台，禁止使用真实数据）："
    )
    yield f"  {params['base_url']}"
    yield from _where(params, lang)
    for name, value in params["credentials"].items():
        yield f"  {name}  {value}"
    if people:
        yield "Simulated people:" if en else "模拟参保人员："
    for each in people:
        yield "  " + "  ".join((each["name"], *identity(each, lang)))


def _where(params: Mapping[str, Any], lang: str) -> Iterator[str]:
    listed = params["world"].get("institutions", ())
    own = next((e for e in listed if params["institution"] in (e["id"], e["code"])), None)
    code = f"{own['code']}  {own['name']}" if own else str(params["institution"])
    described = dialect(params["dialect"]).title[lang]
    labels = {
        "en": ("institution code (fixmedins_code)", "dialect", "credentials: none are needed"),
        "zh": ("定点机构编号（fixmedins_code）", "接口方言", "接入凭证：无需填写"),
    }[lang]
    yield f"  {labels[0]}  {code}"
    yield f"  {labels[1]}  {params['dialect']}  {described}"
    if not params["credentials"]:
        yield f"  {labels[2]}"


def news_of(entry: Entry, findings: Sequence[Finding], lang: str, known: set[str]) -> Iterator[str]:
    """Give a line for a message that arrived, and one or two for each rule that it breaks.

    What to do is said once; ``known`` holds the rules for which it has been.
    """
    body = entry.body
    name = body.get("infno") or body.get("path") or "?"
    yield f"  > {name}  {_fate(entry, lang)}"
    for each in findings:
        yield f"    ! {each.message[lang]}"
        if each.hint and each.check not in known:
            yield f"      {each.hint[lang]}"
        known.add(each.check)


def _fate(entry: Entry, lang: str) -> str:
    if unanswered(entry):
        return {"en": "arrived, no answer got through", "zh": "已到达，应答未送达"}[lang]
    planned = [str(e["kind"]) for e in entry.body.get("faults") or () if e.get("delivered")]
    if planned:
        kinds = ", ".join(planned)
        return {"en": f"answered with a fault: {kinds}", "zh": f"已按预设故障应答：{kinds}"}[lang]
    refusal = entry.body.get("refusal")
    if refusal:
        told = str((entry.body.get("response") or {}).get("err_msg") or refusal)
        return {"en": f"refused: {told}", "zh": f"已拒绝：{told}"}[lang]
    return {"en": "answered", "zh": "已应答"}[lang]
