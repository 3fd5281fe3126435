"""Where a message comes from: institution, departments and staff are what the platform knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both
from .contents import Row, other, rows, text_of


class Sender(Monitor):
    """A message says truly which institution it comes from, and where that lies."""

    name = "sender"
    requirements = ("DER-MSG-5",)
    everywhere = False
    rule: ClassVar[Bilingual] = both("a message names its sender truly", "报文如实标明发送机构")
    remedy: ClassVar[Bilingual] = both(
        "Set the institution's own code, name and division in the header.",
        "报文头应填写本机构的编号、名称和医保区划。",
    )

    def __init__(self) -> None:
        """Know no institution yet."""
        super().__init__()
        self._known: dict[str, Row] = {}

    def pass_time(self, entry: Entry) -> Iterable[Breach]:
        """Learn which institutions there are."""
        if entry.kind == "sandbox":
            self._known |= {each["code"]: each for each in entry.body.get("institutions", ())}
        return ()

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for another name, or a place of care that is not the sender's."""
        header = entry.body.get("request") or {}
        own = self._known.get(text_of(header, "fixmedins_code"))
        if own is None:
            return
        self.tested.append(entry.n)
        name, place = text_of(header, "fixmedins_name"), text_of(header, "mdtrtarea_admvs")
        # The published length of the name is 20; what is cut there is no other name.
        if name and not str(own["name"]).startswith(name):
            yield other(entry, "/fixmedins_name", own["name"], name)
        if place and place not in (own["admdvs"], own["city"]["code"]):
            yield other(entry, "/mdtrtarea_admvs", own["admdvs"], place)


class Directory(Monitor):
    """Physicians and departments are named by the codes that the platform has of them."""

    name = "directory"
    requirements = ("DER-MSG-5",)
    everywhere = False
    rule: ClassVar[Bilingual] = both(
        "staff and departments stand with their codes", "医师、科室与其编码相符"
    )
    remedy: ClassVar[Bilingual] = both(
        "Take codes and names of departments and staff from 5101 and 5102.",
        "科室和医师的编码、名称应取自5101、5102查询结果。",
    )
    pairs: Final = (
        ("bilg_dr_codg", "bilg_dr_name", "physicians"),
        ("dise_dor_no", "dise_dor_name", "physicians"),
        ("atddr_no", "chfpdr_name", "physicians"),
        ("atddr_no", "dr_name", "physicians"),
        ("bilg_dept_codg", "bilg_dept_name", "departments"),
        ("adm_dept_codg", "adm_dept_name", "departments"),
        ("dscg_dept_codg", "dscg_dept_name", "departments"),
        ("dept_code", "dept_name", "departments"),
    )

    def __init__(self) -> None:
        """Know nobody yet."""
        super().__init__()
        self._known: dict[str, dict[str, str]] = {}

    def pass_time(self, entry: Entry) -> Iterable[Breach]:
        """Learn who works where."""
        if entry.kind == "sandbox":
            for kind in ("physicians", "departments"):
                known = {each["code"]: each["name"] for each in entry.body.get(kind, ())}
                self._known.setdefault(kind, {}).update(known)
        return ()

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a code that is nobody's, or stands with another name."""
        for pointer, row in rows(entry):
            for code, name, kind in self.pairs:
                said, known = text_of(row, code), self._known.get(kind, {})
                if not said or not known:
                    continue
                self.tested.append(entry.n)
                if said not in known:
                    yield other(entry, f"{pointer}/{code}", None, said)
                elif text_of(row, name) not in ("", known[said]):
                    yield other(entry, f"{pointer}/{name}", known[said], text_of(row, name))
