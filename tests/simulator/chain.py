"""Two hospitals and two insured walking through both chains of wire.md §4.1 at random.

Each step says beforehand whether the interface allows it and asserts that the platform does the
same. ``seen`` counts what every message came to, so that a walk can prove that it got somewhere.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from harness.money import parse_yuan, yuan

from .conftest import Desk

PEOPLE = ("wang", "zhao")
HOUSES = ("hh-3a", "hh-3b")
ITEMS = ("treatment", "drug-b", "meal")
BATCHES = ("B1", "B2")
OPEN, DISCHARGED, SETTLED, CANCELLED = "in_hospital", "discharged", "settled", "cancelled"
IN, OUT = "inpatient", "outpatient"
LATEST = 3
UNDONE_ALREADY = {None, "ALREADY_REVERSED", "STAY_STATE", "SETTLED_SINCE", "ACCOUNT_BALANCE"}


class Chain:
    """One platform and what is done to it."""

    def __init__(self, seed: int, dialect: str) -> None:
        """Begin with a visit and a stay."""
        self.desk = Desk(dialect_name=dialect)
        self.dice = random.Random(seed)  # noqa: S311 - a repeatable choice
        self.opening = {each: self.balance(each) for each in PEOPLE}
        self.undoings: list[tuple[str, str, str, str]] = []
        self.seen: Counter[tuple[str, str | None]] = Counter()
        self.serial = 0
        self.register()
        self.admit()

    def step(self) -> None:
        """One thing that a hospital may try, lawful or not."""
        actions = (
            (self.register, 1),
            (self.admit, 2),
            (self.cancel, 3),
            (self.discharge, 3),
            (self.undo_discharge, 1),
            (self.charge, 8),
            (self.revoke, 2),
            (self.settle_visit, 5),
            (self.settle_stay, 6),
            (self.undo, 4),
            (self.reverse_an_undoing, 3),
        )
        chosen, weights = zip(*actions, strict=True)
        self.dice.choices(chosen, weights)[0]()

    # What the platform holds.

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The values of a collection."""
        return [*self.desk.platform.store.snapshot()[name].values()]

    def balance(self, person: str) -> int:
        """What the account of a person holds, in fen."""
        return sum(parse_yuan(a["balance"]) for a in self.desk.platform.view(person)["accounts"])

    def lines(self, stay: dict[str, Any], *, waiting: bool = False) -> list[dict[str, Any]]:
        """The lines of a stay; those not settled only."""
        found = [each for each in self.rows("lines") if each["stay"] == stay["number"]]
        return [each for each in found if not (waiting and each["settlement"])]

    def standing(self, stay: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The settlements that stand, of a stay or of all."""
        return [
            each
            for each in self.rows("settlements")
            if each["status"] == "settled"
            and not each["reverses"]
            and (stay is None or each["stay"] == stay["number"])
        ]

    def inside(self, person: str) -> list[dict[str, Any]]:
        """The open inpatient stays of a person."""
        wanted = (IN, OPEN, person)
        return [
            each
            for each in self.rows("stays")
            if (each["kind"], each["status"], each["person"]) == wanted
        ]

    def _stay(self, kind: str) -> dict[str, Any]:
        found = [each for each in self.rows("stays") if each["kind"] == kind]
        return self.dice.choice(found[-LATEST:])

    def _ask(self, infno: str, stay: dict[str, Any], **fields: Any) -> str | None:
        self.desk.institution = stay["institution"]
        self.serial += 1
        whom = {"psn_no": self.desk.number(stay["person"]), "mdtrt_id": stay["number"]}
        found = self.desk.ask(infno, {"msgid": f"M{self.serial}"}, **whom, **fields).refusal
        return self._noted(infno, found)

    def _noted(self, infno: str, refusal: str | None) -> str | None:
        self.seen[infno, refusal] += 1
        return refusal

    # Registration, admission and their undoing.

    def register(self) -> None:
        """2201 and 2203 always succeed."""
        self.desk.institution = self.dice.choice(HOUSES)
        whom = {"psn_no": self.desk.number(self.dice.choice(PEOPLE))}
        begin = {**whom, "begntime": "2025-05-06 10:00:00"}
        stay = self.desk.ask("2201", **begin).response.node("data")["mdtrt_id"]
        typed = self.desk.ask("2203", mdtrt_id=stay, med_type="11", vali_flag="1", **begin)

        assert self._noted("2203", typed.refusal) is None

    def admit(self) -> None:
        """2401 is refused while the person is in hospital anywhere."""
        self.desk.institution, person = self.dice.choice(HOUSES), self.dice.choice(PEOPLE)
        allowed = not self.inside(person)
        given = {"psn_no": self.desk.number(person), "med_type": "21"}
        refusal = self.desk.ask("2401", begntime="2025-05-06 10:00:00", **given).refusal

        assert allowed == (self._noted("2401", refusal) is None)

    def cancel(self) -> None:
        """2202 and 2404 need an open stay without lines."""
        kind = self.dice.choice((IN, OUT))
        stay = self._stay(kind)
        allowed = stay["status"] == OPEN and not self.lines(stay)

        assert allowed == (self._ask("2404" if kind == IN else "2202", stay) is None)

    def discharge(self) -> None:
        """2402 once."""
        stay = self._stay(IN)
        refusal = self._ask("2402", stay, endtime="2025-05-10 09:00:00")

        assert (stay["status"] == OPEN) == (refusal is None)

    def undo_discharge(self) -> None:
        """2405 needs an unsettled discharge, and nobody lies in two beds."""
        stay = self._stay(IN)
        allowed = stay["status"] == DISCHARGED and not self.inside(stay["person"])

        assert allowed == (self._ask("2405", stay) is None)

    # Lines.

    def charge(self) -> None:
        """2301 until the stay is settled, 2204 until the visit is cancelled."""
        kind = self.dice.choice((IN, OUT))
        stay, amount = self._stay(kind), self.dice.randrange(1, 3_000_000)
        self.desk.institution = stay["institution"]
        self.serial += 1
        infno, closed = ("2301", {SETTLED, CANCELLED}) if kind == IN else ("2204", {CANCELLED})
        row = {"item": self.dice.choice(ITEMS), "chrg_bchno": self.dice.choice(BATCHES)}
        more = {"infno": infno, "feedetl_sn": f"L{self.serial}", "dise_codg": "", **row}
        outcome = self.desk.charged(stay["number"], yuan(amount), person=stay["person"], **more)

        assert (stay["status"] not in closed) == (self._noted(infno, outcome.refusal) is None)

    def revoke(self) -> None:
        """2302 and 2205 delete what is not settled: one line, one batch, or everything."""
        kind = self.dice.choice((IN, OUT))
        stay = self._stay(kind)
        known = self.lines(stay)
        one = self.dice.choice([*known, None])
        open_ = stay["status"] in {OPEN, DISCHARGED} if kind == IN else stay["status"] != CANCELLED
        if kind == IN:
            hit = [one] if one else []
            refusal = self._ask("2302", stay, feedetl_sn=one["serial"] if one else "0000")
        else:
            hit = [each for each in known if one and each["batch"] == one["batch"]]
            refusal = self._ask("2205", stay, chrg_bchno=one["batch"] if one else "0000")

        assert (open_ and not any(each["settlement"] for each in hit)) == (refusal is None)
        if refusal is None:
            gone = hit if one else [each for each in known if not each["settlement"]]
            assert [each for each in known if each not in gone] == self.lines(stay)

    # Settlement and its undoing.

    def settle_visit(self) -> None:
        """2207 needs unsettled lines of the batch; 2206 before it changes nothing."""
        stay, batch = self._stay(OUT), self.dice.choice(BATCHES)
        lines = [each for each in self.lines(stay, waiting=True) if each["batch"] == batch]
        given = {"chrg_bchno": batch, "med_type": "11"}
        self._settle(stay, lines, ("2206", "2207"), given, allowed=stay["status"] == OPEN)

    def settle_stay(self) -> None:
        """2304 needs the discharge, or the mark of an interim settlement."""
        stay, interim = self._stay(IN), self.dice.choice("01")
        allowed = stay["status"] == DISCHARGED or (stay["status"] == OPEN and interim == "1")
        lines, given = self.lines(stay, waiting=True), {"mid_setl_flag": interim}
        self._settle(stay, lines, ("2303", "2304"), given, allowed=allowed)

    def _settle(
        self,
        stay: dict[str, Any],
        lines: list[dict[str, Any]],
        pair: tuple[str, str],
        given: dict[str, str],
        *,
        allowed: bool,
    ) -> None:
        total, before = sum(each["amount"] for each in lines), self.desk.platform.view()
        given = {"acct_used_flag": self.dice.choice("01"), **given}
        self._ask(pair[0], stay, medfee_sumamt=yuan(total), **given)
        assert self._ask(pair[1], stay, medfee_sumamt=yuan(total + 1), **given) is not None
        assert before == self.desk.platform.view()
        refusal = self._ask(pair[1], stay, medfee_sumamt=yuan(total), **given)

        assert (allowed and bool(lines)) == (refusal is None)

    def undo(self) -> None:
        """2208, 2305 or 2601 undo what stands, unless a later interim one follows."""
        originals = [each for each in self.rows("settlements") if not each["reverses"]]
        if not originals:
            return
        found = self.dice.choice(originals[-LATEST:])
        stay = next(each for each in self.rows("stays") if each["number"] == found["stay"])
        standing = [each["number"] for each in self.standing(stay)]
        allowed = standing[-1:] if stay["kind"] == IN else standing
        if self.dice.random() < 0.4:
            settling = "2304" if stay["kind"] == IN else "2207"
            refusal = self._ask("2601", stay, omsgid=found["message"], oinfno=settling)
        else:
            infno = "2305" if stay["kind"] == IN else "2208"
            refusal = self._ask(infno, stay, setl_id=found["number"])
            if refusal is None:
                self.undoings.append((stay["number"], f"M{self.serial}", infno, found["number"]))

        assert (found["number"] in allowed) == (refusal is None)

    def reverse_an_undoing(self) -> None:
        """2601 on 2208 or 2305 brings the settlement back, or changes nothing at all."""
        if not self.undoings:
            return
        number, message, infno, settlement = self.dice.choice(self.undoings[-LATEST:])
        stay = next(each for each in self.rows("stays") if each["number"] == number)
        before = self.desk.platform.view()
        refusal = self._ask("2601", stay, omsgid=message, oinfno=infno)
        self._noted(f"2601 on {infno}", refusal)

        assert refusal in UNDONE_ALREADY
        if refusal is None:
            assert settlement in {each["number"] for each in self.standing()}
        else:
            assert before == self.desk.platform.view()
