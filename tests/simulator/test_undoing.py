"""What undoes a step leaves everything as it was before it: stays, lines, accounts, papers."""

from typing import Any

import pytest

from .test_outpatient import charged, settled, visit

HELD = ("stays", "lines", "accounts", "documents", "registrations", "approvals")
BEGIN = "2025-05-06 10:00:00"


def held(desk: Any) -> Any:
    """What a hospital can see of the state; numbers and messages go on counting."""
    snapshot = desk.platform.store.snapshot()
    return {name: snapshot[name] for name in HELD}


def discharge(desk: Any) -> Any:
    """2402, with particulars of its own, and 2405."""
    stay = desk.admitted()
    yield
    more = {"dscg_way": "2", "dscg_dept_name": "呼吸科", "die_date": ""}
    assert desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00", **more).refusal is None
    yield
    assert desk.ask("2405", mdtrt_id=stay).refusal is None


def inpatient_lines(desk: Any) -> Any:
    """2301 with a refund, and 2302 that names the line before its refund."""
    stay = desk.admitted()
    yield
    desk.charged(stay, "100.00")
    back = {"feedetl_sn": "R", "init_feedetl_sn": "1", "cnt": "-1", "pric": "100.00"}
    assert desk.charged(stay, "-100.00", **back).refusal is None
    yield
    whose = {"mdtrt_id": stay, "psn_no": desk.number("wang")}
    rows = [{"feedetl_sn": each, **whose} for each in ("1", "R")]
    assert desk.send("2302", {"data": rows}).refusal is None


def outpatient_lines(desk: Any) -> Any:
    """2204 on a settled visit, and 2205."""
    stay = visit(desk)
    charged(desk, stay, "100.00")
    settled(desk, stay, "100.00")
    yield
    charged(desk, stay, "50.00", feedetl_sn="2", chrg_bchno="B2")
    yield
    assert desk.ask("2205", mdtrt_id=stay, chrg_bchno="B2").refusal is None


def visit_settlement(desk: Any) -> Any:
    """2207 that first says what the visit is, and 2208."""
    desk.send("2501", desk.referral())
    desk.institution = "bj-3a"
    stay = visit(desk)
    charged(desk, stay, "5000.00")
    yield
    said = {"exp_content": '{"OTP_ER_REFL_FLAG":"2"}', "acct_used_flag": "1"}
    number = settled(desk, stay, "5000.00", **said).response.node("setlinfo")["setl_id"]
    yield
    assert desk.ask("2208", mdtrt_id=stay, setl_id=number).refusal is None


def untyped_settlement(desk: Any) -> Any:
    """2207 of a visit that 2203 never typed, and 2601."""
    stay = desk.ask("2201", begntime=BEGIN).response.node("data")["mdtrt_id"]
    charged(desk, stay, "10.00")
    yield
    assert settled(desk, stay, "10.00", header={"msgid": "SET"}).refusal is None
    yield
    assert desk.ask("2601", omsgid="SET", oinfno="2207").refusal is None


def stay_settlement(desk: Any) -> Any:
    """2304 and 2305."""
    stay = desk.admitted()
    desk.charged(stay, "20000.00")
    desk.ask("2402", mdtrt_id=stay, endtime="2025-05-10 09:00:00")
    yield
    given = {"mdtrt_id": stay, "medfee_sumamt": "20000.00", "acct_used_flag": "1"}
    booked = desk.ask("2304", mid_setl_flag="0", **given).response.node("setlinfo")
    yield
    assert desk.ask("2305", mdtrt_id=stay, setl_id=booked["setl_id"]).refusal is None


def mapping(desk: Any) -> Any:
    """3301 and 3302."""
    kind = {"list_type": "101", "med_list_codg": desk.world.items["drug-a"].code}
    yield
    dates = {"begndate": "2025-05-01", "enddate": "2026-05-01"}
    assert desk.ask("3301", **kind, **dates).refusal is None
    yield
    assert desk.ask("3302", **kind).refusal is None


STEPS = (
    discharge,
    inpatient_lines,
    outpatient_lines,
    visit_settlement,
    untyped_settlement,
    stay_settlement,
    mapping,
)


@pytest.mark.parametrize("steps", STEPS)
def test_an_undoing_is_exact(desk: Any, steps: Any) -> None:
    """The step changed something, and nothing of it is left."""
    played = steps(desk)
    next(played)
    before = held(desk)
    next(played)
    done = held(desk)
    next(played, None)

    assert before != done
    assert before == held(desk)


def test_a_wrong_declaration_is_gone_with_its_settlement(desk: Any) -> None:
    """Settled as an examination by mistake, undone, settled again: an ordinary visit."""
    desk.send("2501", desk.referral())
    desk.institution = "bj-3a"
    stay = visit(desk)
    charged(desk, stay, "5000.00")
    said = {"exp_content": '{"OTP_ER_REFL_FLAG":"2"}'}
    wrong = settled(desk, stay, "5000.00", **said).response.node("setlinfo")
    desk.ask("2208", mdtrt_id=stay, setl_id=wrong["setl_id"])
    right = settled(desk, stay, "5000.00").response.node("setlinfo")

    assert wrong["hifp_pay"] != "0.00"
    assert "0.00" == right["hifp_pay"]
