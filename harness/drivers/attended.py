"""A person is the driver: step cards on a terminal, answers typed in; evidence is attested only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from harness.scenario.ports import AdapterBroken
from harness.scenario.verbs import actions, views

_OUTCOMES: Final = {"d": "done", "r": "refused", "u": "unsupported", "f": "failed"}

Ask = Callable[[str], str]


class AttendedTransport:
    """Turns every message into a card and a person's answer into a result."""

    def __init__(self, ask: Ask = input, tell: Callable[[str], None] = print) -> None:
        """Speak through two functions, so that a terminal is only one way."""
        self._ask, self._tell = ask, tell

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Show a card and return what the person did.

        Raises:
            AdapterBroken: if nobody is there.

        """
        try:
            return self._answers()[method](params)
        except EOFError:
            raise AdapterBroken("nobody is at the terminal") from None

    def close(self) -> None:
        """Nothing to let go of."""

    def _answers(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        return {
            "initialize": self._initialize,
            "session.open": self._open,
            "session.close": lambda _: {},
            "act": self._act,
            "observe": self._observe,
            "settle_down": lambda _: {"outcome": "unsupported"},
        }

    def _initialize(self, _: dict[str, Any]) -> dict[str, Any]:
        vendor = self._ask("厂商 Vendor: ")
        product = self._ask("产品 Product: ")
        version = self._ask("版本 Version: ")
        roles = self._ask("角色 Roles (referral-hospital): ") or "referral-hospital"
        return {
            "driver": "attended",
            "his": {"vendor": vendor, "product": product, "version": version, "build": None},
            "roles": roles.replace(",", " ").split(),
            "timeouts": {"connect": 5, "read": 60},
            "capabilities": {
                "actions": list(actions()),
                "views": list(views()),
                "clock": "none",
                "restart": False,
                "parallel": False,
                "endpoint": "fixed",
                "settle_down": False,
            },
        }

    def _open(self, params: dict[str, Any]) -> dict[str, Any]:
        self._tell(f"—— 请将医院信息系统连接至 Connect the HIS to {params['base_url']}")
        self._tell(
            f"   机构 institution: {params['institution']}  方言 dialect: {params['dialect']}"
        )
        self._tell(f"   凭证 credentials: {json.dumps(params['credentials'], ensure_ascii=False)}")
        self._ask("   完成后按回车 Press Enter when done ")
        return {}

    def _act(self, params: dict[str, Any]) -> dict[str, Any]:
        self._tell(f"—— 请操作 Do: {params['action']}")
        for key, value in params["with"].items():
            shown = (
                "（留空 leave empty）" if value is None else json.dumps(value, ensure_ascii=False)
            )
            self._tell(f"   {key}: {shown}")
        letter = self._ask("   [d] 完成 done  [r] 系统拒绝 refused  [u] 无此功能 unsupported: ")
        outcome = _OUTCOMES.get(letter.strip().lower()[:1], "failed")
        answer: dict[str, Any] = {"outcome": outcome}
        if outcome == "done":
            answer["ref"] = self._ask("   单号或住院号 Its number on the screen: ") or None
            answer["shown"] = self._typed("   系统显示 What it shows")
        elif outcome == "refused":
            code = self._ask("   提示代码 Code: ") or None
            answer["reason"] = {"code": code, "text": self._ask("   提示文字 Text: ")}
        else:
            answer["reason"] = {"text": self._ask("   原因 Why: ")}
        return answer

    def _observe(self, params: dict[str, Any]) -> dict[str, Any]:
        self._tell(
            f"—— 请查看 Look at: {params['view']} {json.dumps(params['key'], ensure_ascii=False)}"
        )
        shown = self._typed("   屏幕内容 What is there")
        return {"shown": shown} if shown else {"outcome": "unsupported"}

    def _typed(self, prompt: str) -> dict[str, Any]:
        """Read ``name.part = value`` lines until an empty one."""
        found: dict[str, Any] = {}
        while line := self._ask(f"{prompt} (name = value): ").strip():
            name, _, value = line.partition("=")
            place = found
            *path, last = name.strip().split(".")
            for part in path:
                place = place.setdefault(part, {})
            place[last] = value.strip()
        return found
