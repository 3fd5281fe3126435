"""A person is the driver: cards on a terminal, finished by what arrives on the wire.

What is seen on the wire judges the HIS; what the person says is ``attested``, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from harness.journal import Entry
from harness.scenario.course import Course
from harness.scenario.guiding import PutOff, Stopped, WentBack
from harness.scenario.model import Scenario, Step
from harness.scenario.ports import SandboxPort
from harness.scenario.verbs import actions, views

from .briefing import briefing, news_of
from .cards import Deck, numbers_of, sent_by
from .console import Console
from .screen import answers, typed
from .sitting import Sitting
from .watching import Awaited, Seen, Watch

ROLE: Final = "first-contact"
_KEYS: Final = {
    **dict.fromkeys(("d", "done", "完成", "完"), "done"),
    **dict.fromkeys(("r", "refused", "拒绝", "拒"), "refused"),
    **dict.fromkeys(("n", "cannot", "no", "不能", "无法"), "unsupported"),
    **dict.fromkeys(("b", "back", "返回", "上一张"), "back"),
    **dict.fromkeys(("s", "skip", "跳过"), "skip"),
    **dict.fromkeys(("q", "quit", "exit", "退出"), "quit"),
}
_ASIDES: Final = {"back": WentBack, "skip": PutOff, "quit": Stopped}
_HELP: Final = (
    "  keys: d done | r TEXT it refused | n WHY cannot do this | b back | s skip | q quit",
    "  按键：d 已完成 | r 提示文字 系统拒绝 | n 原因 不能办理 | b 返回 | s 跳过 | q 退出",
)


class AttendedTransport:
    """Turns every message into a card, and what happens then into a result.

    Attributes:
        sitting: what is kept for the next time; ``None`` keeps nothing.

    """

    def __init__(self, console: Console, sitting: Sitting | None = None) -> None:
        """Speak through a console; a sitting keeps what is typed for the next time."""
        self._console = console
        self.sitting = sitting
        self._scenario: Scenario | None = None
        self._sandbox: SandboxPort | None = None
        self._step: Step | None = None
        self._since = 0
        self._watch: Watch | None = None
        self._deck: Deck | None = None
        self._known: set[str] = set()

    def begin(self, scenario: Scenario, sandbox: SandboxPort) -> None:
        """Take note of the row that is played from now on."""
        self._scenario, self._sandbox = scenario, sandbox
        self._watch, self._deck = Watch(sandbox), Deck(scenario, sandbox.world())
        if Course(scenario.steps, sandbox.journal.entries).next() is None:
            self._console.say(
                "Every card is finished; the report is written again. Another --out begins anew.",
                "所有卡片均已完成，仅重新生成报告。如需重新测试，请另行指定 --out。",
            )

    def step(self, step: Step, since: int) -> None:
        """Take note of the step that is played from now on."""
        self._step, self._since = step, since

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Show a card and return what came of it.

        Raises:
            Stopped: if the person wants to stop, or nobody is there.
            WentBack: if the card before is to be shown again.
            PutOff: if this one is left for later.

        """
        return self._answers()[method](params)

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
        his = (self.sitting and self.sitting.get("his")) or self._introduced()
        if self.sitting:
            self.sitting.keep("his", his)
        return {
            "driver": "attended",
            "his": his,
            "roles": [ROLE],
            "timeouts": {"connect": 5, "read": 60},
            "capabilities": {
                "actions": list(actions()),
                "views": list(views()),
                "clock": "none",
                "restart": False,
                "parallel": False,
                "endpoint": "fixed",
                "settle_down": False,
                "chronic_application": True,
            },
        }

    def _introduced(self) -> dict[str, Any]:
        ask = self._console.ask
        vendor = ask("Vendor of the HIS:", "医院信息系统厂商：")
        product = ask("Product:", "产品名称：")
        version = ask("Version:", "版本号：")
        return {"vendor": vendor, "product": product, "version": version, "build": None}

    def _open(self, params: dict[str, Any]) -> dict[str, Any]:
        deck = self._deck
        people = deck.people() if deck else []
        resumed = self.sitting is not None and self.sitting.resumed
        for line in briefing(params, people, self._console.lang, resumed=resumed):
            self._console.say(line)
        return {}

    def _act(self, params: dict[str, Any]) -> dict[str, Any]:
        with_ = params["with"]
        person = self._deck.meant(with_) if self._deck else None
        awaited = Awaited(sent_by(params["action"]), numbers_of(person))
        outcome, words = self._played(with_, awaited)
        if outcome == "unsupported":
            return {"outcome": outcome, "reason": {"text": words or None}}
        told: dict[str, Any] = {"outcome": outcome, "shown": self._asked()}
        if outcome == "refused":
            return {**told, "reason": {"code": None, "text": words or None}}
        return {**told, "ref": self._reference()}

    def _observe(self, params: dict[str, Any]) -> dict[str, Any]:
        key = params["key"] if isinstance(params["key"], Mapping) else {"of": params["key"]}
        outcome, _ = self._played({k: v for k, v in key.items() if v}, Awaited(None))
        if outcome != "done":
            return {"outcome": outcome}
        own = self._step is not None and self._step.card is not None
        shown = self._asked() if own else typed(self._console)
        return {"shown": shown} if shown else {"outcome": "unsupported"}

    def _reference(self) -> str:
        return self._deck.reference(self._step) if self._deck and self._step else "card"

    def _asked(self) -> dict[str, Any]:
        asks = self._step.card.asks if self._step and self._step.card else ()
        return answers(self._console, asks)

    def _played(self, with_: Mapping[str, Any], awaited: Awaited) -> tuple[str, str]:
        """Show the card until it is finished; return the outcome and the person's words."""
        self._show(with_)
        for entry in self._watch.since(self._since) if self._watch else ():
            if self._ends(awaited, entry):
                return "done", ""
        doubted = False
        while True:
            if self._followed(awaited):
                return "done", ""
            line = self._console.poll(0.2)
            if line is None:
                continue
            key, words = _read(line)
            if key in _ASIDES:
                raise _ASIDES[key]("the person says so")
            if key is None:
                self._show(with_)
            elif key == "done" and awaited.infno and not awaited.lost and not doubted:
                doubted = True
                self._console.say(
                    f"  No message {awaited.infno} has arrived. If that is right, type d again.",
                    f"  尚未收到{awaited.infno}报文。如确无报文，请再次输入 d。",
                )
            else:
                return key, words

    def _show(self, with_: Mapping[str, Any]) -> None:
        if self._deck and self._step in self._deck.steps:
            for line in self._deck.lines(self._step, with_, self._console.lang):
                self._console.say(line)
        self._console.say(*_HELP)

    def _followed(self, awaited: Awaited) -> bool:
        """Tell what has arrived, and whether it finishes the card."""
        ended = False
        for entry, findings in self._watch.news() if self._watch else ():
            for line in news_of(entry, findings, self._console.lang, self._known):
                self._console.say(line)
            self._console.stir()
            ended = self._ends(awaited, entry) or ended
        return ended

    def _ends(self, awaited: Awaited, entry: Entry) -> bool:
        if entry.n <= self._since:
            return False
        seen = awaited.take(entry)
        if seen is Seen.UNANSWERED:
            self._console.say(
                "  It arrived; the HIS got no answer. Let it do what it is built to do, then: d",
                "  报文已到达，但医院信息系统未收到应答。请待其自行处理完毕后输入 d",
            )
        if seen is Seen.ELSE:
            self._console.say(
                "  It is about somebody else than this card.",
                "  该报文所涉人员并非本卡片指定人员。",
            )
        ended = seen is Seen.RESOLVED or (seen is Seen.ANSWERED and not _refused(entry))
        if ended:
            self._console.say("  √ seen on the wire", "  √ 已在报文中确认")
        return ended


def _refused(entry: Entry) -> bool:
    """Tell whether the platform refused a message of its own accord, so that it may be mended."""
    planned = any(each.get("delivered") for each in entry.body.get("faults") or ())
    return bool(entry.body.get("refusal")) and not planned


def _read(line: str) -> tuple[str | None, str]:
    """Return the key and the words of a typed line."""
    first, _, rest = line.partition(" ")
    return _KEYS.get(first.lower()), rest.strip()
