"""Whom a message is about: number, identity and name are one person's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

from harness.journal import Entry

from .breach import Bilingual, Breach, Monitor, both, succeeded
from .contents import (
    Row,
    opened,
    other,
    output,
    rows,
    shown_otherwise,
    text_of,
    visit_key,
)

CARD_IS_IDENTITY: Final = "02"


class SamePerson(Monitor):
    """Number, identity and name in a message are one person's, and a visit stays that person's."""

    name = "same-person"
    requirements = ("DER-ID-1",)
    everywhere = False
    rule: ClassVar[Bilingual] = both("a message names one person", "同一报文的人员信息一致")
    remedy: ClassVar[Bilingual] = both(
        "Take number, identity and name together from the answer to 1101, and keep them with the"
        " visit.",
        "人员编号、证件号码和姓名应一并取自1101应答，并随就诊记录保存。",
    )

    def __init__(self) -> None:
        """Know nobody yet."""
        super().__init__()
        self._known: dict[str, Row] = {}
        self._numbers: set[str] = set()
        self._visits: dict[tuple[str, str], tuple[int, str]] = {}

    def pass_time(self, entry: Entry) -> Iterable[Breach]:
        """Learn whom the platform knows; give a breach for a person shown as somebody else."""
        if entry.kind == "sandbox":
            self._numbers |= {each["psn_no"] for each in entry.body.get("people", ())}
        elif entry.kind == "driver":
            shown = entry.body["reply"].get("shown")
            told = shown if isinstance(shown, Mapping) else {}
            if entry.body["params"].get("action") == "identify":
                yield from self._shown(entry, told, {"person_no": "psn_no", "name": "psn_name"})
            elif entry.body["params"].get("view") == "referral":
                person = told.get("person")
                person = person if isinstance(person, Mapping) else {}
                yield from self._shown(entry, person, {"certno": "certno", "name": "psn_name"})

    def _shown(self, entry: Entry, shown: Row, names: Mapping[str, str]) -> Iterator[Breach]:
        """Compare a screen with the answer about the person whom one of two fields names."""
        for by, second in (tuple(names), tuple(reversed(tuple(names)))):
            known = [
                text_of(each, names[second])
                for each in self._known.values()
                if text_of(each, names[by]) == text_of(shown, by) != ""
            ]
            said = text_of(shown, second)
            # A screen may hide digits of an identity number; then it is not compared.
            if not known or not said or "*" in said:
                continue
            self.tested.append(entry.n)
            if said not in known:
                yield shown_otherwise(entry, f"/shown/{second}", known[0], said)

    def see(self, entry: Entry) -> Iterable[Breach]:
        """Give a breach for a number of nobody, or of another than the name, identity or visit."""
        visit = opened(entry)
        for pointer, row in rows(entry):
            yield from self._alone(entry, pointer, row)
            if number := text_of(row, "psn_no"):
                yield from self._named(entry, pointer, row, number)
                yield from self._visited(entry, pointer, text_of(row, "mdtrt_id") or visit, number)
        if entry.body["infno"] == "1101" and succeeded(entry):
            base = output(entry, "baseinfo")
            self._known[text_of(base, "psn_no")] = base

    def _alone(self, entry: Entry, pointer: str, row: Row) -> Iterator[Breach]:
        card, identity = text_of(row, "mdtrt_cert_no"), text_of(row, "certno")
        if text_of(row, "mdtrt_cert_type") == CARD_IS_IDENTITY and card and identity:
            self.tested.append(entry.n)
            if card != identity:
                yield other(entry, f"{pointer}/mdtrt_cert_no", identity, card)

    def _named(self, entry: Entry, pointer: str, row: Row, number: str) -> Iterator[Breach]:
        self.tested.append(entry.n)
        if self._numbers and number not in self._numbers:
            yield other(entry, f"{pointer}/psn_no", None, number)
        known = self._known.get(number, {})
        for name in ("certno", "psn_name", "psn_cert_type"):
            right, said = text_of(known, name), text_of(row, name)
            if right and said and right != said:
                yield other(entry, f"{pointer}/{name}", right, said)

    def _visited(self, entry: Entry, pointer: str, visit: str, number: str) -> Iterator[Breach]:
        if visit:
            first, whose = self._visits.setdefault(visit_key(entry, visit), (entry.n, number))
            if whose != number:
                yield other(entry, f"{pointer}/psn_no", whose, number, first)
