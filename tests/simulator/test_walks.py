"""Random walks over the outpatient and inpatient chain: the state rules of wire.md §4.1 hold.

Each rule says beforehand whether the interface allows the step and asserts that the platform does
the same; the invariants say what a sound platform looks like whatever was done.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from harness.money import parse_yuan, yuan

from .conftest import Desk

PEOPLE = ("wang", "zhao")
HOUSES = ("hh-3a", "hh-3b")
ITEMS = ("treatment", "drug-b", "meal")
WHICH = st.integers(0, 7)
PERSON = st.sampled_from(PEOPLE)
OPEN, DISCHARGED, SETTLED, CANCELLED = "in_hospital", "discharged", "settled", "cancelled"


class Chain(RuleBasedStateMachine):
    """One platform, two hospitals, two insured; what is drawn picks among what there is."""

    def __init__(self) -> None:
        """Open the platform in a dialect that reverses undoings too."""
        super().__init__()
        self.desk = Desk(dialect_name="tif")
        self.opening = {each: self._balance(each) for each in PEOPLE}
        self.undoings: list[tuple[str, str, str, str]] = []
        self.serial = 0

    # What the platform holds.

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [*self.desk.platform.store.snapshot()[name].values()]

    def _balance(self, person: str) -> int:
        return sum(parse_yuan(a["balance"]) for a in self.desk.platform.view(person)["accounts"])

    def _stay(self, kind: str, which: int) -> dict[str, Any]:
        found = [each for each in self._rows("stays") if each["kind"] == kind]
        return found[which % len(found)]

    def _has(self, kind: str) -> bool:
        return any(each["kind"] == kind for each in self._rows("stays"))

    def _lines(self, stay: dict[str, Any], *, waiting: bool = False) -> list[dict[str, Any]]:
        found = [each for each in self._rows("lines") if each["stay"] == stay["number"]]
        return [each for each in found if not (waiting and each["settlement"])]

    def _standing(self, stay: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return [
            each
            for each in self._rows("settlements")
            if each["status"] == "settled"
            and not each["reverses"]
            and (stay is None or each["stay"] == stay["number"])
        ]

    def _ask(self, infno: str, stay: dict[str, Any], **fields: Any) -> str | None:
        self.desk.institution = stay["institution"]
        self.serial += 1
        whom = {"psn_no": self.desk.number(stay["person"]), "mdtrt_id": stay["number"]}
        header = {"msgid": f"M{self.serial}"}
        found: str | None = self.desk.ask(infno, header, **whom, **fields).refusal
        return found

    def _expect(self, allowed: bool, refusal: str | None) -> None:  # noqa: FBT001 - reads so
        assert allowed == (refusal is None), refusal

    # Registration, admission and their undoing.

    @initialize(person=PERSON)
    def arrive(self, person: str) -> None:
        """Somebody comes as an outpatient and somebody is admitted."""
        self.register(person, "hh-3a")
        self.admit(person, "hh-3a")

    @rule(person=PERSON, house=st.sampled_from(HOUSES))
    def register(self, person: str, house: str) -> None:
        """2201 and 2203 always succeed."""
        self.desk.institution = house
        begin = {"psn_no": self.desk.number(person), "begntime": "2025-05-06 10:00:00"}
        stay = self.desk.ask("2201", **begin).response.node("data")["mdtrt_id"]
        typed = self.desk.ask("2203", mdtrt_id=stay, med_type="11", vali_flag="1", **begin)
        assert typed.refusal is None

    @rule(person=PERSON, house=st.sampled_from(HOUSES))
    def admit(self, person: str, house: str) -> None:
        """2401 is refused while the person is in hospital anywhere."""
        self.desk.institution = house
        inside = [each for each in self._rows("stays") if self._inside(each, person)]
        given = {"psn_no": self.desk.number(person), "med_type": "21"}
        refusal = self.desk.ask("2401", begntime="2025-05-06 10:00:00", **given).refusal
        self._expect(not inside, refusal)

    @staticmethod
    def _inside(stay: dict[str, Any], person: str) -> bool:
        return (stay["kind"], stay["status"], stay["person"]) == ("inpatient", OPEN, person)

    @rule(kind=st.sampled_from(["outpatient", "inpatient"]), which=WHICH)
    def cancel(self, kind: str, which: int) -> None:
        """2202 and 2404 need an open stay without lines."""
        if self._has(kind):
            stay = self._stay(kind, which)
            allowed = stay["status"] == OPEN and not self._lines(stay)
            self._expect(allowed, self._ask("2404" if kind == "inpatient" else "2202", stay))

    @precondition(lambda self: self._has("inpatient"))
    @rule(which=WHICH)
    def discharge(self, which: int) -> None:
        """2402 once."""
        stay = self._stay("inpatient", which)
        refusal = self._ask("2402", stay, endtime="2025-05-10 09:00:00")
        self._expect(stay["status"] == OPEN, refusal)

    @precondition(lambda self: self._has("inpatient"))
    @rule(which=WHICH)
    def undo_discharge(self, which: int) -> None:
        """2405 needs an unsettled discharge, and nobody lies in two beds."""
        stay = self._stay("inpatient", which)
        inside = any(self._inside(each, stay["person"]) for each in self._rows("stays"))
        self._expect(stay["status"] == DISCHARGED and not inside, self._ask("2405", stay))

    # Lines.

    @rule(
        kind=st.sampled_from(["outpatient", "inpatient"]),
        which=WHICH,
        amount=st.integers(1, 3_000_000),
        item=st.sampled_from(ITEMS),
        batch=st.sampled_from(["B1", "B2"]),
    )
    def charge(self, kind: str, which: int, amount: int, item: str, batch: str) -> None:
        """2301 until the stay is settled, 2204 until the visit is cancelled."""
        if not self._has(kind):
            return
        stay = self._stay(kind, which)
        self.desk.institution = stay["institution"]
        self.serial += 1
        infno, closed = (
            ("2301", {SETTLED, CANCELLED}) if kind == "inpatient" else ("2204", {CANCELLED})
        )
        row = {"infno": infno, "item": item, "feedetl_sn": f"L{self.serial}", "chrg_bchno": batch}
        outcome = self.desk.charged(
            stay["number"], yuan(amount), person=stay["person"], dise_codg="", **row
        )
        self._expect(stay["status"] not in closed, outcome.refusal)

    @rule(kind=st.sampled_from(["outpatient", "inpatient"]), which=WHICH, line=WHICH)
    def revoke(self, kind: str, which: int, line: int) -> None:
        """2302 and 2205 delete what is not settled, one line or batch or everything."""
        if not self._has(kind):
            return
        stay = self._stay(kind, which)
        lines = self._lines(stay)
        one = lines[line % len(lines)] if lines and line % 2 else None
        if kind == "inpatient":
            open_ = stay["status"] in {OPEN, DISCHARGED}
            named = {"feedetl_sn": one["serial"] if one else "0000"}
            hit = [one] if one else []
        else:
            open_ = stay["status"] != CANCELLED
            named = {"chrg_bchno": one["batch"] if one else "0000"}
            hit = [each for each in lines if one and each["batch"] == one["batch"]]
        refusal = self._ask("2302" if kind == "inpatient" else "2205", stay, **named)
        self._expect(open_ and not any(each["settlement"] for each in hit), refusal)
        if refusal is None:
            gone = {each["serial"] for each in hit or self._lines(stay, waiting=True)}
            assert not gone & {each["serial"] for each in self._lines(stay)} or one
            assert one or not self._lines(stay, waiting=True)

    # Settlement and its undoing.

    @precondition(lambda self: self._has("outpatient"))
    @rule(which=WHICH, batch=st.sampled_from(["B1", "B2"]), flag=st.sampled_from("01"))
    def settle_visit(self, which: int, batch: str, flag: str) -> None:
        """2207 needs unsettled lines of the batch; 2206 before it changes nothing."""
        stay = self._stay("outpatient", which)
        lines = [each for each in self._lines(stay, waiting=True) if each["batch"] == batch]
        given = {"chrg_bchno": batch, "acct_used_flag": flag, "med_type": "11"}
        self._settle(stay, lines, ("2206", "2207"), given, allowed=stay["status"] == OPEN)

    @precondition(lambda self: self._has("inpatient"))
    @rule(which=WHICH, interim=st.sampled_from("01"), flag=st.sampled_from("01"))
    def settle_stay(self, which: int, interim: str, flag: str) -> None:
        """2304 needs the discharge, or the mark of an interim settlement."""
        stay = self._stay("inpatient", which)
        lines = self._lines(stay, waiting=True)
        allowed = stay["status"] == DISCHARGED or (stay["status"] == OPEN and interim == "1")
        given = {"mid_setl_flag": interim, "acct_used_flag": flag}
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
        total = sum(each["amount"] for each in lines)
        before = self.desk.platform.view()
        self._ask(pair[0], stay, medfee_sumamt=yuan(total), **given)
        assert before == self.desk.platform.view()
        wrong = self._ask(pair[1], stay, medfee_sumamt=yuan(total + 1), **given)
        assert wrong is not None
        refusal = self._ask(pair[1], stay, medfee_sumamt=yuan(total), **given)
        self._expect(allowed and bool(lines), refusal)

    @precondition(lambda self: self._rows("settlements"))
    @rule(which=WHICH, by_message=st.booleans())
    def undo(self, which: int, by_message: bool) -> None:  # noqa: FBT001 - drawn
        """2208, 2305 or 2601 undo what stands, unless a later interim one follows."""
        originals = [each for each in self._rows("settlements") if not each["reverses"]]
        found = originals[which % len(originals)]
        stay = next(each for each in self._rows("stays") if each["number"] == found["stay"])
        inpatient = stay["kind"] == "inpatient"
        standing = [each["number"] for each in self._standing(stay)]
        last = standing[-1:] if inpatient else standing
        if by_message:
            asked = {"omsgid": found["message"], "oinfno": "2304" if inpatient else "2207"}
            refusal = self._ask("2601", stay, **asked)
        else:
            infno = "2305" if inpatient else "2208"
            refusal = self._ask(infno, stay, setl_id=found["number"])
            if refusal is None:
                self.undoings.append((stay["number"], f"M{self.serial}", infno, found["number"]))
        self._expect(found["number"] in last, refusal)

    @precondition(lambda self: self.undoings)
    @rule(which=WHICH)
    def reverse_an_undoing(self, which: int) -> None:
        """2601 on 2208 or 2305 brings the settlement back, or changes nothing at all."""
        number, message, infno, settlement = self.undoings[which % len(self.undoings)]
        stay = next(each for each in self._rows("stays") if each["number"] == number)
        before = self.desk.platform.view()
        refusal = self._ask("2601", stay, omsgid=message, oinfno=infno)
        if refusal is not None:
            assert before == self.desk.platform.view()
        assert (refusal is None) <= (settlement in {s["number"] for s in self._standing()})
        assert refusal in {
            None,
            "ALREADY_REVERSED",
            "STAY_STATE",
            "SETTLED_SINCE",
            "ACCOUNT_BALANCE",
        }

    # What holds whatever was done.

    @invariant()
    def accounts_hold_what_standing_settlements_left(self) -> None:
        """Undone or reversed, a debit has come back to the fen."""
        for person in PEOPLE:
            paid = [s["division"]["account"] for s in self._standing() if s["person"] == person]
            assert self._balance(person) == self.opening[person] - sum(paid) >= 0

    @invariant()
    def lines_belong_to_standing_settlements(self) -> None:
        """Every settlement that stands is the sum of its lines, and no line is settled else."""
        lines = self._rows("lines")
        standing = {each["number"]: each for each in self._standing()}
        assert {each["settlement"] for each in lines} - {""} <= set(standing)
        for number, each in standing.items():
            mine = [line for line in lines if line["settlement"] == number]
            assert sum(line["amount"] for line in mine) == each["division"]["total"]
            assert sorted(line["serial"] for line in mine) == sorted(each["lines"])

    @invariant()
    def states_fit_what_was_booked(self) -> None:
        """Settled means that nothing waits, cancelled that nothing was ever left."""
        for stay in self._rows("stays"):
            waiting, standing = self._lines(stay, waiting=True), self._standing(stay)
            if stay["status"] == SETTLED:
                assert standing
                assert not waiting
            if stay["status"] == CANCELLED:
                assert not standing
                assert not self._lines(stay)

    @invariant()
    def nobody_is_in_hospital_twice(self) -> None:
        """One bed for one person."""
        for person in PEOPLE:
            assert sum(self._inside(each, person) for each in self._rows("stays")) <= 1

    @invariant()
    def ordinals_are_counted_once(self) -> None:
        """Stays of a person in a year have numbers of their own."""
        held = {(s["person"], s["ordinal"], s["stay"]) for s in self._standing() if s["ordinal"]}
        assert len({(person, number) for person, number, _ in held}) == len(held)

    def teardown(self) -> None:
        """5206 and 3201 have what stands; reversals stand beside what they reverse."""
        for person in PEOPLE:
            asked = {"psn_no": self.desk.number(person), "cum_ym": "2025"}
            rows = self.desk.ask("5206", **asked).response.rows("cuminfo")
            told = {each["cum_type_code"]: parse_yuan(each["cum"]) for each in rows}
            mine = [each for each in self._standing() if each["person"] == person]
            assert told["P0001"] == sum(each["division"]["pooled"] for each in mine)
            assert told["N0001"] == 100 * len({s["ordinal"] for s in mine} - {None})
        for house in HOUSES:
            for kind, code in (("inpatient", "21"), ("outpatient", "11")):
                self._reconcile(house, kind, code)

    def _reconcile(self, house: str, kind: str, code: str) -> None:
        kinds = {each["number"]: each["kind"] for each in self._rows("stays")}
        mine = [
            each["division"]
            for each in self._rows("settlements")
            if each["institution"] == house and kinds[each["stay"]] == kind and not each["struck"]
        ]
        funds = ("pooled", "large_amount", "civil_servant")
        self.desk.institution = house
        row = self.desk.ask(
            "3201",
            insutype="310",
            clr_type=code,
            setl_optins="159900",
            medfee_sumamt=yuan(sum(each["total"] for each in mine)),
            fund_pay_sumamt=yuan(sum(each[name] for each in mine for name in funds)),
            acct_pay=yuan(sum(each["account"] for each in mine)),
            fixmedins_setl_cnt=str(len(mine)),
        ).response.node("stmtinfo")
        assert "平" == row["stmt_rslt_dscr"]


TestChain = Chain.TestCase
TestChain.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
