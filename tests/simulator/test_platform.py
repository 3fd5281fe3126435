"""Promises of the whole platform: it never raises, it repeats itself, its state is its changes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.clock import moment
from harness.errors import UsageError
from harness.policy.loading import pack
from harness.policy.rules import Rules
from harness.simulator.acttable import ACTS
from harness.simulator.platform import Platform
from harness.simulator.services.registry import SERVICES
from harness.simulator.store import Store
from harness.simulator.world import load_world
from harness.wire.carriage import carriage
from harness.wire.catalogue import TRANSACTIONS
from harness.wire.credentials import make
from harness.wire.dialects import dialect
from harness.wire.envelope import Request
from harness.wire.examples import example
from harness.wire.server import ServerPort

WORLD = load_world("capital")
RULES = Rules(pack("nm-region"))
PORT = ServerPort(dialect("plain"), make(dialect("plain"), 0))
START = moment("2025-05-06T09:00")
PEOPLE = ["wang", "zhao", "qian", "wu", "feng", "han", "luo"]
HOUSES = ["hh-3a", "wh", "bj-3a", "hh-3x", "hh-nd", "hk-x"]
CODES = [
    WORLD.items[each].code for each in ("drug-a", "drug-b", "drug-out", "bed-ordinary", "blood")
]
SPOKEN = sorted(set(SERVICES) & set(TRANSACTIONS))


def chosen() -> dict[str, st.SearchStrategy[Any]]:
    """Values that make messages meet each other: few people, few numbers, few times."""
    stays = [f"1501022025050600000000{n:02d}" for n in range(1, 5)]
    settlements = [f"1501022025050600000000{n:02d}" for n in range(1, 6)]
    times = [
        "2025-05-06 09:00:00",
        "2025-05-01 00:00:00",
        "2025-06-10 08:00:00",
        "2025-05-06",
        "x",
        "",
    ]
    return {
        "psn_no": st.sampled_from([WORLD.people[each].number for each in PEOPLE] + ["0"]),
        "psn_No": st.sampled_from([WORLD.people[each].number for each in PEOPLE]),
        "mdtrt_id": st.sampled_from([*stays, "none"]),
        "mdtrt_Id": st.sampled_from(stays),
        "setl_id": st.sampled_from([*settlements, "none"]),
        "setl_Id": st.sampled_from(settlements),
        "reflin_medins_no": st.sampled_from(
            [WORLD.institutions[each].code for each in HOUSES] + ["H"]
        ),
        "mdtrtarea_admdvs": st.sampled_from(["110100", "150100", "820000", "610000", "310101"]),
        "begntime": st.sampled_from(times),
        "endtime": st.sampled_from(times),
        "refl_date": st.sampled_from(["2025-05-06", "2025-01-01", "2026-01-01", "null"]),
        "med_type": st.sampled_from(["21", "11", "14", "13", "22", "9903"]),
        "feedetl_sn": st.sampled_from(["1", "2", "3", "0000"]),
        "init_feedetl_sn": st.sampled_from(["", "1", "2"]),
        "cnt": st.sampled_from(["1", "-1", "0.5", 2, "", "x", "1e5", "NaN"]),
        "pric": st.sampled_from(["40.00", 40, "0.333333", ""]),
        "det_item_fee_sumamt": st.sampled_from(["40.00", "-40.00", 80, "20", "x", "0.01"]),
        "medfee_sumamt": st.sampled_from(["40.00", "80.00", "0", "40.000", "1e400"]),
        "med_list_codg": st.sampled_from([*CODES, "unknown"]),
        "acct_used_flag": st.sampled_from(["0", "1"]),
        "mid_setl_flag": st.sampled_from(["0", "1"]),
        "chrg_bchno": st.sampled_from(["B0001", "0000"]),
        "omsgid": st.sampled_from(["M1", "M2", "M3", "M9"]),
        "oinfno": st.sampled_from(["2304", "2207", "2401", "2501"]),
        "trt_dcla_detl_sn": st.sampled_from(
            ["15990020250506" + "00000001", "C202505060000000001", "x"]
        ),
        "exp_content": st.sampled_from(["", '{"IPT_TYPE":"2"}', '{"IPT_TYPE":"1"}', "[", "{"]),
        "opsp_dise_code": st.sampled_from(["M07800", "M01600", "x"]),
        "dise_codg": st.sampled_from(["M07800", ""]),
        "file_qury_no": st.sampled_from(["F202505060000000001", "F202505060000000002", "x"]),
        "in": st.sampled_from(["aGFybmVzcw==", "UEsDBA==", "!", "MQkyCTMJNAk1CTYJNw=="]),
        "sign_no": st.sampled_from(["S202505060000000001", "x"]),
    }


CHOICES = chosen()


@st.composite
def messages(draw: st.DrawFn) -> Request:
    """A message near the lawful example: world values, now and then something absurd."""
    infno = draw(st.sampled_from(SPOKEN))
    request = example(infno, START)
    content = copy.deepcopy(request.input)
    for node in list(content.values()):
        for row in node if isinstance(node, list) else [node]:
            if isinstance(row, dict):
                _fill(draw, row)
    if draw(st.integers(0, 9)) == 0 and content:
        victim = draw(st.sampled_from(sorted(content)))
        content[victim] = draw(st.sampled_from([{}, [], [{}], {"psn_no": None}]))
    house = WORLD.institutions[draw(st.sampled_from(["hh-3a", "hh-3a", "hh-3a", "wh", "bj-3a"]))]
    return Request(
        infno=infno,
        msgid=draw(st.sampled_from(["", "M1", "M2", "M3", *(f"M{n}" for n in range(20, 60))])),
        fixmedins_code=house.code,
        mdtrtarea_admvs=house.region,
        input=content,
    )


def _fill(draw: st.DrawFn, row: dict[str, Any]) -> None:
    for name in [*row, "exp_content", "init_feedetl_sn"]:
        if name in CHOICES and draw(st.integers(0, 7)) < 7:
            row[name] = draw(CHOICES[name])


ACT_VALUES: dict[str, list[Any]] = {
    "person": ["wang", "zhao", "qian"],
    "institution": ["hh-3a", "bj-3a", "bt-3a"],
    "to": ["bj-3a", "sh-3a", "bt-3a"],
    "diagnosis": ["C34.1", {"code": "I25.1"}],
    "result": ["approved", "refused"],
    "evidence": [{"kind": "discharge_record"}, {}, None],
    "months": [["2025-03"], ["2025-03", "2025-04"]],
    "month": ["2025-03"],
    "channel": ["IM_APP", "WINDOW"],
    "slip": [{"no": "Z1", "referral_on": "2025-05-01"}, {}],
    "category": ["REFERRED", "EMERGENCY"],
    "admitted_at": ["2025-05-07T09:00"],
    "discharged_at": ["2025-05-12T09:00", "2025-05-01T09:00"],
    "eligible": ["20000.00", "600.00"],
    "kind": ["emergency", "transfer"],
    "amount": ["1000.00"],
    "physician": ["chief-li", "chief-gao"],
    "on": ["2025-06-01", True],
    "year": [2025],
    "stay": ["150102202505060000000001"],
    "settlement": ["150102202505060000000001"],
    "infno": ["1101", "2501"],
    "input": [{}],
}
ACT = st.tuples(
    st.sampled_from(ACTS.names()),
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ACT_VALUES.items()}),
)
STEPS = st.lists(st.one_of(messages(), messages(), ACT, st.integers(1, 40)), max_size=25)
RUN = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def play(steps: list[Any]) -> tuple[Platform, list[Any], list[dict[str, Any]]]:
    """A platform after the steps, with every answer and every change."""
    platform = Platform(WORLD, RULES, dialect("plain"), carriage("national"))
    at, answers, changes = START, [], []
    for step in steps:
        if isinstance(step, int):
            at = at.replace(day=min(at.day + step % 3, 28), hour=min(at.hour + step % 5, 23))
            continue
        made = _one(platform, step, at)
        answers.append(made[0])
        changes += json.loads(json.dumps(made[1]))
        platform.apply(made[1])
    return platform, answers, changes


def _one(platform: Platform, step: Any, at: Any) -> tuple[Any, list[dict[str, Any]]]:
    if isinstance(step, Request):
        outcome = platform.handle(step, at)
        assert PORT.check_own(outcome.response, step.infno) == [], step.infno
        assert len(outcome.response.err_msg) <= 200
        return outcome.response, outcome.changes
    (by, act), with_ = step
    try:
        done = platform.act(by, act, with_, at)
    except UsageError as error:
        return str(error), []
    return done.reply, done.changes


@RUN
@given(STEPS)
def test_no_message_raises_and_every_change_is_replayed(steps: Any) -> None:
    """Replaying all changes rebuilds the state, and every answer keeps our schema."""
    platform, _, changes = play(steps)
    rebuilt = Store(WORLD)
    rebuilt.apply(changes)

    assert platform.store.snapshot() == rebuilt.snapshot()


@RUN
@given(STEPS)
def test_two_runs_of_the_same_steps_give_the_same_answers(steps: Any) -> None:
    """Nothing depends on chance or on the machine."""
    assert play(steps)[1] == play(steps)[1]


@RUN
@given(STEPS)
def test_accounts_filings_and_sums_stay_sound(steps: Any) -> None:
    """No account is negative, no city is filed for twice at once, every settlement sums."""
    platform, _, _ = play(steps)
    state = platform.view(at=START)
    active = [
        (each["person"], each["city"], each["category"])
        for each in state["filings"]
        if each["status"] == "active"
    ]

    assert all(not each["balance"].startswith("-") for each in state["accounts"])
    assert len(set(active)) == len(active)
    for each in state["settlements"]:
        fen = {
            k: int(v.replace(".", "")) for k, v in each.items() if isinstance(v, str) and "." in v
        }
        assert (
            fen["total"] == fen["self_paid"] + fen["over_limit"] + fen["upfront"] + fen["eligible"]
        )
        assert fen["own_share"] == fen["account"] + fen["cash"]


@pytest.mark.parametrize("infno", sorted(TRANSACTIONS))
def test_every_transaction_of_the_catalogue_is_answered(infno: Any) -> None:
    """Each known transaction has a service, but the one that is not served."""
    outcome = Platform(WORLD, RULES).handle(example(infno, START), START)

    assert "UNKNOWN_TRANSACTION" != outcome.refusal
    assert ("NOT_SUPPORTED" == outcome.refusal) == (infno == "2181")


def test_an_unknown_transaction_is_refused_by_name() -> None:
    """A number that does not exist is told so."""
    outcome = Platform(WORLD, RULES).handle(Request(infno="7777"), START)

    assert "UNKNOWN_TRANSACTION" == outcome.refusal
