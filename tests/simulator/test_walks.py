"""Whatever two hospitals do to a platform, its state stays sound (wire.md §4.1)."""

from __future__ import annotations

import pytest

from harness.money import parse_yuan, yuan

from .chain import CANCELLED, HOUSES, IN, OUT, PEOPLE, SETTLED, Chain

STEPS = 70
SEEDS = range(8)
REACHED = {
    *((infno, None) for infno in ("2202", "2204", "2205", "2206", "2207", "2208", "2301")),
    *((infno, None) for infno in ("2302", "2303", "2304", "2305", "2401", "2402", "2404", "2405")),
    ("2601 on 2208", None),
    ("2601 on 2305", None),
    ("2601", "ALREADY_REVERSED"),
    ("2202", "FEES_EXIST"),
    ("2205", "LINE_SETTLED"),
    ("2304", "NOT_DISCHARGED"),
    ("2304", "TOTAL_MISMATCH"),
    ("2207", "FEES_MISSING"),
    ("2305", "STAY_STATE"),
    ("2401", "ALREADY_IN_HOSPITAL"),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_walk_keeps_the_platform_sound(seed: int) -> None:
    """After every step the books are right; at the end every query says what was done."""
    chain = Chain(seed, "tif")
    for _ in range(STEPS):
        chain.step()
        accounts_hold_what_settlements_left(chain)
        lines_belong_to_standing_settlements(chain)
        states_fit_what_was_booked(chain)
        ordinals_are_counted_once(chain)
    totals_are_those_of_what_stands(chain)
    both_sides_reconcile(chain)


def test_the_walks_got_everywhere() -> None:
    """Walks that never settle, undo or reverse would prove nothing."""
    seen: set[tuple[str, str | None]] = set()
    for seed in range(3 * len(SEEDS)):
        chain = Chain(seed, "tif")
        for _ in range(STEPS):
            chain.step()
        seen |= set(chain.seen)

    assert set() == REACHED - seen


def accounts_hold_what_settlements_left(chain: Chain) -> None:
    """Undone or reversed, a debit has come back to the fen."""
    for person in PEOPLE:
        mine = [each for each in chain.standing() if each["person"] == person]
        paid = sum(each["division"]["account"] for each in mine)
        assert chain.balance(person) == chain.opening[person] - paid >= 0


def lines_belong_to_standing_settlements(chain: Chain) -> None:
    """Every settlement that stands is the sum of its lines, and no line is settled else."""
    lines = chain.rows("lines")
    standing = {each["number"]: each for each in chain.standing()}
    assert {each["settlement"] for each in lines} - {""} <= set(standing)
    for number, each in standing.items():
        mine = [line for line in lines if line["settlement"] == number]
        assert sum(line["amount"] for line in mine) == each["division"]["total"]
        assert sorted(line["serial"] for line in mine) == sorted(each["lines"])


def states_fit_what_was_booked(chain: Chain) -> None:
    """Settled: nothing waits. Cancelled: nothing was left. Nobody is in hospital twice."""
    for stay in chain.rows("stays"):
        waiting, standing = chain.lines(stay, waiting=True), chain.standing(stay)
        if stay["status"] == SETTLED:
            assert (True, []) == (bool(standing), waiting)
        if stay["status"] == CANCELLED:
            assert ([], []) == (standing, chain.lines(stay))
    assert all(len(chain.inside(person)) <= 1 for person in PEOPLE)


def ordinals_are_counted_once(chain: Chain) -> None:
    """Stays of a person in a year have numbers of their own."""
    held = {(s["person"], s["ordinal"], s["stay"]) for s in chain.standing() if s["ordinal"]}
    assert len({(person, number) for person, number, _ in held}) == len(held)


def totals_are_those_of_what_stands(chain: Chain) -> None:
    """5206 of each person."""
    for person in PEOPLE:
        asked = {"psn_no": chain.desk.number(person), "cum_ym": "2025"}
        rows = chain.desk.ask("5206", **asked).response.rows("cuminfo")
        told = {each["cum_type_code"]: parse_yuan(each["cum"]) for each in rows}
        mine = [each for each in chain.standing() if each["person"] == person]
        assert told["P0001"] == sum(each["division"]["pooled"] for each in mine)
        assert told["N0001"] == 100 * len({each["ordinal"] for each in mine} - {None})


def both_sides_reconcile(chain: Chain) -> None:
    """3201 of each hospital and clearing type: undoings stand beside what they undo."""
    kinds = {each["number"]: each["kind"] for each in chain.rows("stays")}
    funds = ("pooled", "large_amount", "civil_servant")
    for house in HOUSES:
        for kind, code in ((IN, "21"), (OUT, "11")):
            booked = [
                each["division"]
                for each in chain.rows("settlements")
                if (each["institution"], kinds[each["stay"]], each["struck"])
                == (house, kind, False)
            ]
            chain.desk.institution = house
            row = chain.desk.ask(
                "3201",
                insutype="310",
                clr_type=code,
                setl_optins="159900",
                medfee_sumamt=yuan(sum(each["total"] for each in booked)),
                fund_pay_sumamt=yuan(sum(each[name] for each in booked for name in funds)),
                acct_pay=yuan(sum(each["account"] for each in booked)),
                fixmedins_setl_cnt=str(len(booked)),
            ).response.node("stmtinfo")
            assert "平" == row["stmt_rslt_dscr"]
