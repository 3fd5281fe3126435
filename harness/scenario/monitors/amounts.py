"""Money on the wire: lines, sums, and the settlement that must equal its preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeAlias

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both, content, succeeded
from .contents import amount, text_of, visit_key

UPLOADS: Final = frozenset({"2204", "2301"})
VOIDS: Final = frozenset({"2205", "2302"})
PREVIEWS: Final = {"2206": "2207", "2303": "2304"}
SETTLEMENTS: Final = frozenset(PREVIEWS.values())
EVERYTHING: Final = "0000"
DIVIDED: Final = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
"""How a settlement and its preview say that the total divides (wire.md §4.2)."""
SETTLED: Final = ("psn_no", "psn_setlway", "mid_setl_flag", "chrg_bchno")
"""What else a settlement settles as it was previewed."""
Said: TypeAlias = Decimal | str


class LineSums(Monitor):
    """The total that a settlement names is the sum of the lines uploaded and not voided."""

    name = "line-sums"
    requirements = ("DER-MON-1",)
    rule: ClassVar[Bilingual] = both("lines add up to the total", "明细合计等于总额")
    remedy: ClassVar[Bilingual] = both(
        "Send the sum of the lines that are uploaded and not taken back.",
        "总额应等于已上传且未撤销的明细之和。",
    )

    def __init__(self) -> None:
        """Know no line yet."""
        super().__init__()
        self._lines: dict[tuple[str, str], dict[str, Decimal]] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a preview or settlement whose total is another than its lines'."""
        infno = entry.body["infno"]
        if infno in UPLOADS and succeeded(entry):
            self._add(entry)
        elif infno in VOIDS and succeeded(entry):
            self._void(entry)
        elif infno in SETTLEMENTS or infno in PREVIEWS:
            yield from self._compare(entry)

    def _add(self, entry: Entry) -> None:
        for row in _rows(entry, "feedetail"):
            due = amount(row.get("det_item_fee_sumamt"))
            if due is not None:
                lines = self._lines.setdefault(visit_key(entry, text_of(row, "mdtrt_id")), {})
                lines[str(row.get("feedetl_sn"))] = due

    def _void(self, entry: Entry) -> None:
        for row in _rows(entry, "data"):
            lines = self._lines.get(visit_key(entry, text_of(row, "mdtrt_id")), {})
            if str(row.get("feedetl_sn")) == EVERYTHING:
                lines.clear()
            lines.pop(str(row.get("feedetl_sn")), None)

    def _compare(self, entry: Entry) -> Iterable[Breach]:
        row = _first(entry, "data")
        lines = self._lines.get(visit_key(entry, text_of(row, "mdtrt_id")))
        total = amount(row.get("medfee_sumamt"))
        if not lines or total is None:
            return
        self.tested.append(entry.n)
        if total != sum(lines.values()):
            yield Breach(
                message=both(
                    f"Message {entry.body['infno']} names {total} where the lines make"
                    f" {sum(lines.values())}.",
                    f"{entry.body['infno']}报文总额为{total}，明细合计为{sum(lines.values())}。",
                ),
                evidence=(entry.n,),
                expected=str(sum(lines.values())),
                actual=str(total),
                pointer="/input/data/medfee_sumamt",
            )


class LineAmounts(Monitor):
    """Each line is quantity times price, rounded half up to the fen, and never less exact."""

    name = "line-amounts"
    requirements = ("DER-MON-1",)
    rule: ClassVar[Bilingual] = both("a line is quantity times price", "明细金额等于数量乘单价")
    remedy: ClassVar[Bilingual] = both(
        "Round each line half up to the fen: quantity times price.",
        "每条明细金额应为数量乘单价，四舍五入到分。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a message with a line that is off by a fen or more."""
        if entry.body["infno"] not in UPLOADS:
            return
        for row in _rows(entry, "feedetail"):
            count, price = amount(row.get("cnt")), amount(row.get("pric"))
            due = amount(row.get("det_item_fee_sumamt"))
            if count is None or price is None or due is None:
                continue
            self.tested.append(entry.n)
            if abs(count * price - due) >= Decimal("0.01"):
                yield Breach(
                    message=both(
                        f"A line of {count} at {price} is charged at {due}.",
                        f"明细数量{count}、单价{price}，金额却为{due}。",
                    ),
                    evidence=(entry.n,),
                    expected=str(count * price),
                    actual=str(due),
                    pointer="/input/feedetail",
                )
                return


class Division(Monitor):
    """What a settlement divides its total into adds up to it."""

    name = "division"
    requirements = ("DER-MON-1",)
    rule: ClassVar[Bilingual] = both("the parts add up to the total", "各组成部分合计等于总额")
    remedy: ClassVar[Bilingual] = both(
        "Full self-pay, over the limit, first share and in scope make the total of fees.",
        "全自费、超限价、先行自付和符合范围金额之和应等于医疗费总额。",
    )

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a preview or settlement that names all parts and another total."""
        if entry.body["infno"] not in SETTLEMENTS and entry.body["infno"] not in PREVIEWS:
            return
        said = _amounts(_first(entry, "data"))
        if len(said) <= len(DIVIDED):
            return
        self.tested.append(entry.n)
        total, parts = said["medfee_sumamt"], sum(said[name] for name in DIVIDED)
        if total != parts:
            yield Breach(
                message=both(
                    f"Message {entry.body['infno']} names {total}, its parts make {parts}.",
                    f"{entry.body['infno']}报文总额为{total}，各组成部分合计为{parts}。",
                ),
                evidence=(entry.n,),
                expected=str(total),
                actual=str(parts),
                pointer="/input/data",
            )


class PreviewFirst(Monitor):
    """A settlement is previewed first, and settles what was previewed."""

    name = "preview-first"
    requirements = ("DER-AMT-1",)
    rule: ClassVar[Bilingual] = both("a preview precedes and equals", "先预结算且内容一致")
    remedy: ClassVar[Bilingual] = both(
        "Preview with the same lines and total right before settling.",
        "结算前应以相同明细和总额办理预结算。",
    )

    def __init__(self) -> None:
        """Know no preview yet."""
        super().__init__()
        self._previews: dict[tuple[str, str], tuple[int, Mapping[str, Said]]] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a settlement without preview, or of something else."""
        infno = entry.body["infno"]
        row = _first(entry, "data")
        stay, said = visit_key(entry, text_of(row, "mdtrt_id")), _said(row)
        if infno in PREVIEWS:
            self._previews[stay] = (entry.n, said)
        if infno not in SETTLEMENTS:
            return
        self.tested.append(entry.n)
        n, previewed = self._previews.get(stay, (0, {}))
        name = next((each for each in said if said[each] != previewed.get(each, said[each])), None)
        if n == 0:
            yield Breach(
                message=both(
                    f"Message {infno} was sent without a preview.", f"未经预结算即发送{infno}报文。"
                ),
                evidence=(entry.n,),
            )
        elif name:
            yield Breach(
                message=both(
                    f"Message {infno} settles {name} {said[name]}, previewed was"
                    f" {previewed[name]}.",
                    f"{infno}报文结算时{name}为{said[name]}，预结算为{previewed[name]}。",
                ),
                evidence=(n, entry.n),
                expected=str(previewed[name]),
                actual=str(said[name]),
                pointer=f"/input/data/{name}",
            )


def _said(row: Mapping[str, Any]) -> dict[str, Said]:
    said = {name: text_of(row, name) for name in SETTLED}
    return {**_amounts(row), **{name: value for name, value in said.items() if value}}


def _amounts(row: Mapping[str, Any]) -> dict[str, Decimal]:
    found = {name: amount(row.get(name)) for name in ("medfee_sumamt", *DIVIDED)}
    return {name: value for name, value in found.items() if value is not None}


def _rows(entry: Entry, node: str) -> list[Mapping[str, Any]]:
    found = content(entry).get(node)
    rows = found if isinstance(found, list) else [found]
    return [each for each in rows if isinstance(each, Mapping)]


def _first(entry: Entry, node: str) -> Mapping[str, Any]:
    return next(iter(_rows(entry, node)), {})
