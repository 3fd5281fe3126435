"""What is said twice agrees: rules about contents, tried on journals written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from harness.clock import moment
from harness.journal import Journal
from harness.scenario.monitors import MonitorSet
from harness.verdicts.verdict import Verdict

NOW = moment("2025-05-06T09:00")
ANNA = {"psn_no": "1", "certno": "159901198503126573", "psn_name": "王建国"}
HOUSE = {"code": "H1", "name": "首府医院", "admdvs": "150102", "city": {"code": "150100"}}
WORLD = {
    "people": [{"psn_no": "1"}, {"psn_no": "2"}],
    "institutions": [HOUSE],
    "physicians": [{"code": "D1", "name": "李慧敏"}],
    "departments": [{"code": "A04", "name": "外科"}],
}
LOST = {"status": None, "faults": [{"id": "f", "kind": "lose_answer", "delivered": True}]}
SETTLED = {"medfee_sumamt": "100.00", "hifp_pay": "60.00", "acct_pay": "10.00"} | {
    "psn_cash_pay": "30.00"
}


class Traffic:
    """Writes messages and driver calls behind the first entry of a sandbox."""

    def __init__(self) -> None:
        """Begin with a world."""
        self.journal = Journal()
        self.journal.append(NOW, "sandbox", WORLD)
        self._count = 0

    def sent(self, infno: str, content: dict[str, Any], **more: Any) -> Traffic:
        """Append a message; ``output`` and ``header`` go where they belong."""
        self._count += 1
        answered = {"infcode": 0, "output": more.pop("output", None)}
        header = {"fixmedins_code": "H1", **more.pop("header", {})}
        body = {
            "infno": infno,
            "msgid": f"m{self._count}",
            "institution": "H1",
            "status": 200,
            "request": header | {"input": content},
            "response": answered,
            "refusal": None,
            "faults": [],
            "notes": [],
            "violations": [],
        }
        self.journal.append(NOW, "exchange", body | more)
        return self

    def said(self, method: str, params: dict[str, Any], **reply: Any) -> Traffic:
        """Append a driver call."""
        body = {"session": "main", "method": method, "params": params, "reply": reply, "step": "s"}
        self.journal.append(NOW, "driver", body)
        return self

    def found(self) -> tuple[set[str], set[str]]:
        """Return the rules broken, and those put to the test and kept."""
        monitors = MonitorSet()
        found = [f for entry in self.journal.entries for f in monitors.feed(entry)]
        broken = {each.part for each in found if each.verdict is Verdict.FAIL}
        return broken, {each.part for each in monitors.kept(f.check for f in found)}


def admitted(**more: Any) -> Traffic:
    """Return the traffic up to an admission."""
    told = {"psn_no": "1", "med_type": "21", "insutype": "310", **more}
    answer = {"result": {"mdtrt_id": "v"}}
    return (
        Traffic()
        .sent("1101", {"data": {}}, output={"baseinfo": ANNA})
        .sent("2401", {"mdtrtinfo": told}, output=answer)
    )


def of_visit(**more: Any) -> dict[str, Any]:
    """Return a node about the visit."""
    return {"data": {"mdtrt_id": "v", "psn_no": "1", **more}}


@pytest.mark.parametrize(
    ("infno", "content", "rule"),
    [
        ("2303", of_visit(psn_no="2"), "same-person"),
        ("2303", of_visit(psn_no="9"), "same-person"),
        ("2303", of_visit(psn_name="王建军"), "same-person"),
        ("2303", of_visit(certno="159901198503126574"), "same-person"),
        (
            "2303",
            of_visit(mdtrt_cert_type="02", mdtrt_cert_no="15990", certno=ANNA["certno"]),
            "same-person",
        ),
        ("2301", {"feedetail": [{"mdtrt_id": "v", "med_type": "11"}]}, "visit-kind"),
        ("2303", of_visit(insutype="390"), "visit-facts"),
        ("2303", of_visit(insuplc_admdvs="150300"), "visit-facts"),
        ("2301", {"feedetail": [{"mdtrt_id": "v", "bilg_dr_codg": "D9"}]}, "directory"),
        (
            "2301",
            {"feedetail": [{"mdtrt_id": "v", "bilg_dept_codg": "A04", "bilg_dept_name": "内科"}]},
            "directory",
        ),
    ],
)
def test_what_disagrees_is_named(infno: str, content: dict[str, Any], rule: str) -> None:
    """Another person, kind of care, scheme, region, physician or department than before."""
    header = {"insuplc_admdvs": "159900"}
    broken, _ = admitted().sent(infno, content, header=header).found()

    assert rule in broken
    assert broken <= {rule, "preview-first"}


def test_what_agrees_is_kept() -> None:
    """Agreement is noted as such; what nobody said twice is not."""
    lines = {"mdtrt_id": "v", "psn_no": "1", "med_type": "21", "bilg_dr_codg": "D1"}
    broken, kept = admitted().sent("2301", {"feedetail": [lines]}).found()

    assert broken == set()
    assert {"same-person", "visit-kind", "directory", "sender"} <= kept
    assert "shown-figures" not in kept


def test_a_change_of_the_admission_is_no_disagreement() -> None:
    """What 2403 puts right holds for everything behind it."""
    changed = {"mdtrtinfo": {"mdtrt_id": "v", "psn_no": "1", "med_type": "22"}}
    lines = {"feedetail": [{"mdtrt_id": "v", "med_type": "22"}]}
    broken, _ = admitted().sent("2403", changed).sent("2301", lines).found()

    assert broken == set()


def test_the_main_diagnosis_is_one() -> None:
    """The admission's main diagnosis is that of its list's main row."""
    told = {"mdtrtinfo": {"dscg_maindiag_code": "C34.1"}}
    row = {"maindiag_flag": "1", "diag_code": "I10"}
    broken, _ = Traffic().sent("2401", told | {"diseinfo": [row]}).found()

    assert broken == {"visit-facts"}


def test_a_stay_that_has_ended_is_not_settled_as_one_that_goes_on() -> None:
    """After the discharge the day is that of the discharge, and no settlement is one in between."""
    ended = {"dscginfo": {"mdtrt_id": "v", "endtime": "2025-05-08 10:00:00"}}
    right = admitted().sent("2402", ended).sent("2303", of_visit(dscgTime="20250508"))
    wrong_day = admitted().sent("2402", ended).sent("2303", of_visit(dscgTime="2025-05-07"))
    between = admitted().sent("2402", ended).sent("2303", of_visit(mid_setl_flag="1"))
    reopened = admitted().sent("2402", ended).sent("2405", of_visit())

    assert right.found()[0] == set()
    assert wrong_day.found()[0] == {"visit-facts"}
    assert between.found()[0] == {"visit-facts"}
    assert reopened.sent("2303", of_visit(mid_setl_flag="1")).found()[0] == set()


@pytest.mark.parametrize(
    ("header", "broken"),
    [
        ({"fixmedins_name": "首府医院", "mdtrtarea_admvs": "150102"}, set()),
        ({"fixmedins_name": "首府", "mdtrtarea_admvs": "150100"}, set()),
        ({"fixmedins_name": "别家医院"}, {"sender"}),
        ({"mdtrtarea_admvs": "110101"}, {"sender"}),
    ],
)
def test_a_message_names_its_sender(header: dict[str, str], broken: set[str]) -> None:
    """The name may be cut at the published length, the place may be division or city."""
    assert Traffic().sent("2501", {"refmedin": {}}, header=header).found()[0] == broken


def test_the_parts_of_a_total_add_up() -> None:
    """Four parts that all stand there are the total; where one is missing nothing is said."""
    parts = {"fulamt_ownpay_amt": "10.00", "overlmt_selfpay": "0", "preselfpay_amt": "5.00"}
    whole = of_visit(medfee_sumamt="100.00", inscp_scp_amt="85.00", **parts)
    short = of_visit(medfee_sumamt="100.00", inscp_scp_amt="84.99", **parts)
    partly = of_visit(medfee_sumamt="100.00", **parts)

    assert admitted().sent("2303", whole).found()[0] == set()
    assert admitted().sent("2303", short).found()[0] == {"division"}
    assert "division" not in admitted().sent("2303", partly).found()[1]


def test_a_reversal_names_the_message_that_was_lost() -> None:
    """An id that never came, where a lost message did, is the wrong one."""
    lost = admitted().sent("2304", of_visit(), **LOST)
    wrong = {"data": {"psn_no": "1", "oinfno": "2304", "omsgid": "m9"}}

    assert "reversal-names-message" in lost.sent("2601", wrong).found()[0]


def test_a_reversal_of_what_never_arrived_is_not_judged() -> None:
    """What stands in no journal cannot be named wrongly."""
    asked = {"data": {"psn_no": "1", "oinfno": "2304", "omsgid": "m9"}}
    broken, kept = admitted().sent("2601", asked).found()

    assert "reversal-names-message" not in broken | kept


@pytest.mark.parametrize(
    ("shown", "broken"),
    [
        ({"total": "100.00", "pooled": "60.00", "account": "10.00", "cash": "30"}, set()),
        ({"total": "100.00", "cash": "40.00"}, {"shown-figures"}),
        ({"pooled": "60.01"}, {"shown-figures"}),
    ],
)
def test_a_screen_shows_what_was_answered(shown: dict[str, str], broken: set[str]) -> None:
    """To the fen, at the cash desk and on the bill behind it."""
    asked = {"action": "settle", "with": {"stay": "s1"}}
    traffic = (
        admitted().sent("2303", of_visit()).sent("2304", of_visit(), output={"setlinfo": SETTLED})
    )
    now = traffic.said("act", asked, outcome="done", shown=shown).found()[0]
    bill = {"status": "settled", "receipt": shown}
    later = traffic.said("observe", {"view": "bill", "key": "s1"}, shown=bill).found()[0]

    assert now == broken
    assert later == broken


def test_a_spoilt_answer_is_held_against_nobody() -> None:
    """What a fault has changed, or kept from arriving, cannot be shown."""
    asked = {"action": "settle", "with": {"stay": "s1"}}
    spoilt = {"faults": [{"id": "f", "kind": "null_amounts", "delivered": True}]}
    traffic = admitted().sent("2303", of_visit())
    traffic.sent("2304", of_visit(), output={"setlinfo": SETTLED}, **spoilt)
    broken, _ = traffic.said("act", asked, outcome="done", shown={"cash": "0.00"}).found()

    assert broken == set()


def test_a_person_is_shown_under_the_platform_s_name() -> None:
    """The name beside a person number is the one that 1101 answered."""
    asked = {"action": "identify", "with": {"person": "wang"}}
    right, wrong = {"person_no": "1", "name": "王建国"}, {"person_no": "1", "name": "王健国"}

    assert admitted().said("act", asked, outcome="done", shown=right).found()[0] == set()
    assert admitted().said("act", asked, outcome="done", shown=wrong).found()[0] == {"same-person"}


def test_a_scenario_about_something_else_is_left_alone() -> None:
    """Contents are judged where a scenario is about them; the form of messages everywhere."""
    entries = Traffic().sent("2501", {"refmedin": {}}, header={"fixmedins_name": "别家"}).journal
    elsewhere = MonitorSet("s", about={"NM25-A4-3"})
    here = MonitorSet("s", about={"DER-MSG-5"})

    assert [f for entry in entries.entries for f in elsewhere.feed(entry)] == []
    assert [f.part for entry in entries.entries for f in here.feed(entry)] == ["sender"]
