"""Random bills through the whole chain: all answers agree about the money."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.clock import moment
from harness.money import parse_yuan, round_half_up, yuan

from .conftest import WORLD, Desk
from .identities import PARTS, fen

REGION = ("wang", "zhao", "sun", "zhou", "feng", "tang", "xie")
CITY = ("wu", "zheng")
ITEMS = (
    "drug-a",
    "drug-b",
    "drug-out",
    "exam-ct",
    "lab",
    "blood",
    "bed-ordinary",
    "bed-isolation",
    "surgery",
    "partial",
    "material-b",
    "vaccine",
)
RUN = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
LINE = st.fixed_dictionaries(
    {
        "item": st.sampled_from(ITEMS),
        "price": st.integers(1, 30_000_000_000),
        "quantity": st.integers(1, 400_000),
        "approved": st.sampled_from(["0", "1", "2"]),
        "refund": st.sampled_from([0, 0, 0, 3, 10]),
    }
)
BILL = st.lists(LINE, min_size=1, max_size=8)
WHO = st.sampled_from((*REGION, *CITY))
FLAG = st.sampled_from(["0", "1"])


def opened(person: str) -> Desk:
    """A desk whose pack prices for the person; Wuhai's figures are invented."""
    if person in REGION:
        return Desk()
    desk = Desk(pack_name="wuhai-fictional")
    desk.institution = "wh"
    return desk


def rows(bill: list[dict[str, Any]], first: int = 1, **fields: Any) -> list[dict[str, Any]]:
    """Fee rows of a bill; ``refund`` tenths of a line come back in a row of its own."""
    found: list[dict[str, Any]] = []
    for line in bill:
        serial = str(first + len(found))
        found.append(row(line, line["quantity"], serial, **fields))
        back = line["quantity"] * line["refund"] // 10
        if back:
            again = {**fields, "init_feedetl_sn": serial}
            found.append(row(line, -back, str(first + len(found)), **again))
    return found


def row(line: dict[str, Any], quantity: int, serial: str, **fields: Any) -> dict[str, Any]:
    """One fee row: quantity in ten-thousandths, price in millionths of a yuan."""
    item = WORLD.items[line["item"]]
    amount = round_half_up(quantity * line["price"], 10**8)
    return {
        "feedetl_sn": serial,
        "fee_ocur_time": "2025-05-06 10:00:00",
        "med_list_codg": item.code,
        "medins_list_codg": item.own_code,
        "det_item_fee_sumamt": yuan(amount),
        "cnt": f"{quantity / 10_000:.4f}",
        "pric": f"{line['price'] / 1_000_000:.6f}",
        "hosp_appr_flag": line["approved"],
        "chrg_bchno": "B1",
        **fields,
    }


def total(uploaded: list[dict[str, Any]]) -> str:
    """What the rows sum to."""
    return yuan(sum(parse_yuan(each["det_item_fee_sumamt"]) for each in uploaded))


def settle(desk: Any, infno: str, stay: str, person: str, uploaded: Any, **fields: Any) -> Any:
    """Preview or settle what was uploaded."""
    whom = {"psn_no": desk.number(person), "mdtrt_id": stay, "medfee_sumamt": total(uploaded)}
    return desk.ask(infno, **whom, **{"chrg_bchno": "B1", "mid_setl_flag": "0", **fields})


def agree(desk: Any, chain: dict[str, str], stay: str, person: str, uploaded: Any, **f: Any) -> Any:
    """Preview, settle, query, undo: assert that all say the same; the settlement's answer."""
    whom = {"psn_no": desk.number(person), "mdtrt_id": stay}
    before = sums(desk, person), balance(desk, person)
    trial = settle(desk, chain["preview"], stay, person, uploaded, **f).response.node("setlinfo")
    done = settle(desk, chain["settle"], stay, person, uploaded, **f).response
    info = done.node("setlinfo")
    later = {"setl_id", "setl_time", "clr_optins", "clr_way", "medins_setl_id"}

    assert {k: v for k, v in trial.items() if k not in later} == {
        k: v for k, v in info.items() if k not in later
    }
    queried(desk, whom, info, done.rows("setldetail"))
    grown = sums(desk, person)
    assert fen(grown, "P0001") - fen(before[0], "P0001") == fen(info, "hifp_pay")
    assert balance(desk, person) == before[1] - fen(info, "acct_pay") == fen(info, "balc")
    undone = desk.ask(chain["undo"], **whom, setl_id=info["setl_id"]).response.node("setlinfo")
    kept = {"balc", "pool_prop_selfpay"}
    names = [e for e in undone if e in info and e not in kept and parseable(info[e])]
    assert {name: fen(undone, name) for name in names} == {name: -fen(info, name) for name in names}
    assert (sums(desk, person), balance(desk, person)) == before
    return info


def queried(desk: Any, whom: Any, info: dict[str, Any], payers: Any) -> None:
    """5203, 5204 and 100001 show the settlement that was answered."""
    record = desk.ask("5203", **whom, setl_id=info["setl_id"]).response
    shown = record.node("setlinfo")
    common = [each for each in shown if each in info]
    assert {each: shown[each] for each in common} == {each: info[each] for each in common}
    assert record.rows("setldetail") == payers
    lines = desk.ask("5204", **whom, setl_id=info["setl_id"]).response.rows()
    assert fen(info, "medfee_sumamt") == sum(fen(each, "det_item_fee_sumamt") for each in lines)
    for each in lines:
        parts = ("fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt")
        assert fen(each, "det_item_fee_sumamt") == fen(each, *parts)
    asked = {"psn_No": whom["psn_no"], "setl_Id": info["setl_id"], "mdtrt_Id": whom["mdtrt_id"]}
    items = desk.send("100001", asked).response.rows()
    assert fen(info, "fund_pay_sumamt") == sum(fen(each, "fundPayAmt") for each in items)
    assert fen(info, "psn_part_amt") == sum(fen(each, "selfPayAmt") for each in items)
    assert fen(info, *PARTS) == sum(fen(each, "polItemPaySum") for each in items)


def parseable(value: Any) -> bool:
    """Whether a value is an amount with two decimals."""
    return isinstance(value, str) and value[-3:-2] == "." and value.lstrip("-")[:-3].isdigit()


def sums(desk: Any, person: str) -> dict[str, str]:
    """The totals of 5206 by code."""
    found = desk.ask("5206", psn_no=desk.number(person), cum_ym="2025").response.rows("cuminfo")
    return {each["cum_type_code"]: each["cum"] for each in found}


def balance(desk: Any, person: str) -> int:
    """What the account holds."""
    return sum(parse_yuan(each["balance"]) for each in desk.platform.view(person)["accounts"])


@RUN
@given(WHO, BILL, st.sampled_from(["11", "13", "14", "9901"]), FLAG)
def test_every_answer_about_a_visit_agrees(person: str, bill: Any, care: str, flag: str) -> None:
    """2206, 2207, 5203, 5204, 5206, 100001 and 2208."""
    desk = opened(person)
    begin = {"psn_no": desk.number(person), "begntime": "2025-05-06 10:00:00"}
    stay = desk.ask("2201", **begin, insutype=insured(person)).response.node("data")["mdtrt_id"]
    desk.ask("2203", mdtrt_id=stay, med_type=care, vali_flag="1", dise_codg="M07800", **begin)
    desk.ask("2503", **begin, opsp_dise_code="M07800", begndate="2025-05-01", enddate="")
    whose = {"mdtrt_id": stay, "psn_no": desk.number(person)}
    uploaded = rows(bill, **whose)
    assert desk.send("2204", {"feedetail": uploaded}).refusal is None
    chain = {"preview": "2206", "settle": "2207", "undo": "2208"}
    more = {"med_type": care, "acct_used_flag": flag, "insutype": insured(person)}
    agree(desk, chain, stay, person, uploaded, **more)


@RUN
@given(WHO, st.lists(BILL, min_size=1, max_size=3), FLAG, st.sampled_from(["21", "24"]))
def test_every_answer_about_a_stay_agrees(person: str, bills: Any, flag: str, care: str) -> None:
    """2303, 2304, 5203, 5204, 5206, 100001 and 2305; interim ones sum to the whole."""
    desk = opened(person)
    moments = {"begntime": "2025-05-06 10:00:00", "insutype": insured(person)}
    stay = desk.admitted(person, **moments, med_type=care)
    chain = {"preview": "2303", "settle": "2304", "undo": "2305"}
    more = {"acct_used_flag": flag, "insutype": insured(person), "med_type": care}
    whose, booked, first = {"mdtrt_id": stay, "psn_no": desk.number(person)}, [], 1
    for position, bill in enumerate(bills):
        uploaded = rows(bill, first, **whose)
        first += len(uploaded)
        assert desk.send("2301", {"feedetail": uploaded}).refusal is None
        if position == len(bills) - 1:
            desk.ask("2402", **whose, endtime="2025-05-10 09:00:00")
            more["mid_setl_flag"] = "0"
        else:
            more["mid_setl_flag"] = "1"
        agree(desk, chain, stay, person, uploaded, **more)
        booked.append(settle(desk, "2304", stay, person, uploaded, **more).response)
    whole = sum(fen(each.node("setlinfo"), "medfee_sumamt") for each in booked)

    assert whole == sum(parse_yuan(v["total"]) for v in standing(desk, person))
    assert len({each["ordinal"] for each in standing(desk, person)} - {None}) <= 1


def standing(desk: Any, person: str) -> list[dict[str, Any]]:
    """The settlements that stand."""
    found = desk.platform.view(person)["settlements"]
    return [each for each in found if each["status"] == "settled"]


def insured(person: str) -> str:
    """The insurance type of a person."""
    scheme = WORLD.people[person].enrolment(moment("2025-05-06T10:00").date()).scheme.value
    return {"employee": "310", "resident": "390"}.get(scheme, "340")
