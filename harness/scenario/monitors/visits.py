"""What the messages of one visit say of it agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both, succeeded
from .contents import Row, opened, other, rows, text_of, visit_key

OPENING: Final = frozenset({"2201", "2203", "2203A", "2401", "2403"})
"""Messages that say what a visit is; what they change, those behind them repeat."""
MID_STAY: Final = "1"


class OfVisit(Monitor):
    """Fields of a visit: what opens it says them, what follows repeats them."""

    fields: ClassVar[Mapping[str, str]]
    everywhere = False

    def __init__(self) -> None:
        """Know no visit yet."""
        super().__init__()
        self._told: dict[tuple[str, str, str], tuple[int, str]] = {}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a field that says something else than before."""
        visit, tells = opened(entry), entry.body["infno"] in OPENING and succeeded(entry)
        for pointer, row in rows(entry):
            number = text_of(row, "mdtrt_id") or visit
            for name in self.fields if number else ():
                if said := self._said(entry, row, name):
                    key = (*visit_key(entry, number), self.fields[name])
                    yield from self._compared(entry, f"{pointer}/{name}", key, said, tells=tells)

    def _compared(
        self, entry: Entry, pointer: str, key: tuple[str, str, str], said: str, *, tells: bool
    ) -> Iterator[Breach]:
        if tells or key not in self._told:
            self._told[key] = entry.n, said
            return
        n, before = self._told[key]
        self.tested.append(entry.n)
        if before != said:
            yield other(entry, pointer, before, said, n)

    def _said(self, entry: Entry, row: Row, name: str) -> str:  # noqa: ARG002 - some need the entry
        return text_of(row, name)


class VisitKind(OfVisit):
    """The kind of care is the same in every message of a visit."""

    name = "visit-kind"
    requirements = ("BMI14-A19-1",)
    fields: ClassVar[Mapping[str, str]] = {"med_type": "med_type"}
    rule: ClassVar[Bilingual] = both("a visit has one kind of care", "一次就诊只有一个医疗类别")
    remedy: ClassVar[Bilingual] = both(
        "Send the med_type of the admission or visit with its fees and its settlement.",
        "明细上传和结算应使用登记时的医疗类别（med_type）。",
    )


class VisitFacts(OfVisit):
    """Scheme and day of discharge are the same in every message of a visit."""

    name = "visit-facts"
    requirements = ("DER-MSG-5",)
    fields: ClassVar[Mapping[str, str]] = {
        "insutype": "insutype",
        "endtime": "discharged",
        "dscgTime": "discharged",
    }
    rule: ClassVar[Bilingual] = both("messages of a visit agree", "同一就诊的各报文一致")
    remedy: ClassVar[Bilingual] = both(
        "Fill every message of a visit from one record.",
        "同一就诊的各报文应取自同一条记录。",
    )
    dated: Final = {"endtime": {"2402"}, "dscgTime": {"2303", "2304"}}

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for what disagrees, inside a message or with one before it."""
        yield from super().see(entry)
        yield from self._regions(entry)
        yield from self._diagnoses(entry)
        yield from self._flag(entry)
        if entry.body["infno"] == "2405" and succeeded(entry):
            for _, row in rows(entry):
                self._told.pop((*visit_key(entry, text_of(row, "mdtrt_id")), "discharged"), None)

    def _said(self, entry: Entry, row: Row, name: str) -> str:
        if name not in self.dated:
            return text_of(row, name)
        days = entry.body["infno"] in self.dated[name]
        # A day may be written with dashes or without, with a time or without.
        return text_of(row, name).replace("-", "")[:8] if days else ""

    def _regions(self, entry: Entry) -> Iterator[Breach]:
        header = entry.body.get("request") or {}
        for pointer, row in rows(entry):
            for name in ("insuplc_admdvs", "mdtrtarea_admvs"):
                said, above = text_of(row, name), text_of(header, name)
                if said and above:
                    self.tested.append(entry.n)
                    if said != above:
                        yield other(entry, f"{pointer}/{name}", above, said)

    def _diagnoses(self, entry: Entry) -> Iterator[Breach]:
        told = next((row for at, row in rows(entry) if at == "/input/mdtrtinfo"), {})
        for pointer, row in rows(entry):
            if not pointer.startswith("/input/diseinfo") or row.get("maindiag_flag") != "1":
                continue
            for name in ("code", "name"):
                main, said = text_of(told, f"dscg_maindiag_{name}"), text_of(row, f"diag_{name}")
                if main and said:
                    self.tested.append(entry.n)
                    if main != said:
                        yield other(entry, f"{pointer}/diag_{name}", main, said)

    def _flag(self, entry: Entry) -> Iterator[Breach]:
        for pointer, row in rows(entry):
            key = (*visit_key(entry, text_of(row, "mdtrt_id")), "discharged")
            if text_of(row, "mid_setl_flag") == MID_STAY and key in self._told:
                at = f"{pointer}/mid_setl_flag"
                yield other(entry, at, "0", MID_STAY, self._told[key][0])
