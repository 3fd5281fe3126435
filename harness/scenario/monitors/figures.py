"""What the cashier's screen shows is what the platform answered (DER-AMT-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both, succeeded, unanswered
from .contents import amount, output, rows, text_of, visit_key

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "total": ("medfee_sumamt",),
    "pooled": ("hifp_pay",),
    "large_amount": ("hifob_pay", "hifmi_pay"),
    "account": ("acct_pay",),
    "cash": ("psn_cash_pay", "pdn_cash_pay"),
    "own_share": ("psn_part_amt",),
}
"""Figures of the driver contract, and the fields of an answer whose sum they are (wire.md §4.2)."""
ANSWERS: Final = frozenset({"2206", "2207", "2208", "2303", "2304", "2305"})
FINAL: Final = frozenset({"2207", "2304"})
UNDONE: Final = frozenset({"2208", "2305"})
MONEY_ACTIONS: Final = frozenset({"preview", "settle", "visit", "undo_settlement", "refund_item"})

Visit = tuple[str, str]
Answered = tuple[int, Mapping[str, Decimal]]


class ShownFigures(Monitor):
    """Sums on screen and receipt are the platform's, to the fen."""

    name = "shown-figures"
    requirements = ("DER-AMT-1",)
    everywhere = False
    grade = "driver"
    rule: ClassVar[Bilingual] = both(
        "what is shown is what the platform answered", "显示金额与平台应答一致"
    )
    remedy: ClassVar[Bilingual] = both(
        "Show and print the amounts of the platform's answer; compute none of them.",
        "显示和打印的金额应取自平台应答，不得自行计算。",
    )

    def __init__(self) -> None:
        """Know no bill yet."""
        super().__init__()
        self._step: dict[Visit, Answered | None] = {}
        self._settled: dict[Visit, Answered] = {}
        self._visits: dict[tuple[str, str], Visit] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Learn what was answered about which visit; nothing is wrong yet."""
        visits = {visit_key(entry, text_of(row, "mdtrt_id")) for _, row in rows(entry)}
        named = [each for each in visits if each[1]]
        if len(named) == 1:
            self._answered(entry, named[0])
        return ()

    def _answered(self, entry: Entry, visit: Visit) -> None:
        self._step.setdefault(visit, None)
        infno = entry.body["infno"]
        if infno not in ANSWERS or not succeeded(entry):
            return
        if infno in UNDONE:
            self._settled.pop(visit, None)
        found = entry.n, figures(entry)
        if infno in FINAL:
            self._settled[visit] = found
        # What a fault has spoilt, or kept from arriving, nobody can show.
        if not unanswered(entry) and not entry.body.get("faults"):
            self._step[visit] = found

    def pass_time(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for each figure on a screen that is another than the answer's."""
        if entry.kind != "driver":
            return
        method, params, reply = (
            entry.body.get(each) or {} for each in ("method", "params", "reply")
        )
        shown = reply.get("shown")
        if method == "act":
            step, self._step = self._step, {}
            visit = self._noted(entry, step)
            if params.get("action") in MONEY_ACTIONS and reply.get("outcome") == "done" and visit:
                yield from self._compared(entry, shown, step.get(visit), "")
        elif method == "observe" and params.get("view") == "bill" and isinstance(shown, Mapping):
            visit = self._visits.get((str(entry.body.get("session")), str(params.get("key"))))
            if visit and shown.get("status") == "settled":
                settled = self._settled.get(visit)
                yield from self._compared(entry, shown, settled, "")
                yield from self._compared(entry, shown.get("receipt"), settled, "/receipt")

    def _noted(self, entry: Entry, step: Mapping[Visit, Any]) -> Visit | None:
        """Keep which visit a reference of the HIS is about, where a step was about one only."""
        ref = entry.body["reply"].get("ref") or (entry.body["params"].get("with") or {}).get("stay")
        key = str(entry.body.get("session")), str(ref)
        if len(step) == 1:
            self._visits[key] = next(iter(step))
        return self._visits.get(key)

    def _compared(
        self, entry: Entry, shown: Any, answered: Answered | None, at: str
    ) -> Iterator[Breach]:
        if answered is None or not isinstance(shown, Mapping):
            return
        n, right = answered
        for name, due in right.items():
            said = amount(shown.get(name))
            if said is None:
                continue
            self.tested.append(entry.n)
            if said != due:
                yield Breach(
                    message=both(
                        f"The screen shows {name} {said}, the platform answered {due}.",
                        f"界面显示{name}为{said}，平台应答为{due}。",
                    ),
                    evidence=(n, entry.n),
                    expected=str(due),
                    actual=str(said),
                    pointer=f"/shown{at}/{name}",
                )


def figures(entry: Entry) -> dict[str, Decimal]:
    """Return the sums of a settlement's answer, by the names of the driver contract."""
    info = output(entry, "setlinfo")
    found = {name: [amount(info.get(each)) for each in fields] for name, fields in NAMES.items()}
    kept = {name: [each for each in parts if each is not None] for name, parts in found.items()}
    return {name: sum(parts, Decimal()) for name, parts in kept.items() if parts}
