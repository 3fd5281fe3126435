"""Listed chronic conditions: applied for, told about, renewed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

Counter = Any
Platform = Any
LOST = requests.exceptions.ReadTimeout("no answer")


def approving(platform: Platform, until: str = "2025-12-31") -> None:
    """Let the platform approve whatever is applied for."""
    given: list[dict[str, Any]] = []

    def apply(content: dict[str, Any]) -> Any:
        given.append(content["data"])
        return {"result": {"trt_dcla_detl_sn": f"C{len(given)}"}}

    def listed(_: dict[str, Any]) -> Any:
        rows = ("opsp_dise_code", "opsp_dise_name", "begndate")
        return {"feedetail": [{n: g[n] for n in rows} | {"enddate": until} for g in given]}

    platform.answers |= {"2503": apply, "5301": listed}


def test_an_application_says_what_the_case_is(counter: Counter, platform: Platform) -> None:
    """Code, first day and particulars leave; the last day is the platform's and is shown."""
    approving(platform)

    reply = counter.act(
        "request_item", person="wang", condition="stroke", evidence={"muscle_strength": 2}
    )
    (sent,) = platform.sent("2503")
    data = sent["input"]["data"]

    assert ("M04803", "2025-05-06") == (data["opsp_dise_code"], data["begndate"])
    assert {"MUSCLE_STRENGTH": "2"} == json.loads(data["exp_content"])
    assert "enddate" not in data
    assert {
        "status": "approved",
        "valid_from": "2025-05-06",
        "valid_until": "2025-12-31",
    } == reply["shown"]
    assert any("2025-12-31" in each["text"] for each in counter.see("notices", "wang"))


@pytest.mark.parametrize(
    ("condition", "evidence", "field"),
    [
        ("diabetes", {"complication": "none"}, "evidence.complication"),
        ("diabetes", {"complication": "left_heart_failure"}, "evidence.complication"),
        ("diabetes", {}, "evidence.complication"),
        ("stroke", {"muscle_strength": 4}, "evidence.muscle_strength"),
        ("coronary", {"after_surgery": "no"}, "evidence.after_surgery"),
        ("hepatitis", {"liver_function": "normal"}, "evidence.needs_treatment"),
        ("asthma", {}, "condition"),
    ],
)
def test_another_case_than_the_lists_is_not_sent(
    counter: Counter, platform: Platform, condition: str, evidence: Any, field: str
) -> None:
    """The physician is told which particular is missing, and nothing leaves the house."""
    reply = counter.act("request_item", person="wang", condition=condition, evidence=evidence)

    assert ("refused", field) == (reply["outcome"], reply["reason"]["field"])
    assert [] == platform.sent("2503")


@pytest.mark.parametrize("condition", ["lupus", "diabetes", "hepatitis", "stroke", "coronary"])
def test_left_out_the_evidence_is_a_case_of_the_list(
    counter: Counter, platform: Platform, condition: str
) -> None:
    """Nothing entered means what is lawful."""
    approving(platform)

    reply = counter.act("request_item", person="wang", condition=condition)

    assert "done" == reply["outcome"]


def test_a_refusal_of_the_platform_is_told(counter: Counter, platform: Platform) -> None:
    """Its code is shown, and the patient hears what can be done."""
    platform.answers["2503"] = "CHRONIC_NOT_APPROVED: 不符合病种条件"

    reply = counter.act("request_item", person="wang", condition="lupus")
    told = counter.see("notices", "wang")

    assert ("refused", "CHRONIC_NOT_APPROVED") == (reply["outcome"], reply["reason"]["code"])
    assert any("重新办理审批" in each["text"] for each in told)


def test_a_lost_answer_is_no_second_application(counter: Counter, platform: Platform) -> None:
    """An open outcome waits on the worklist and is asked for again under its own id."""
    platform.answers |= {"2503": LOST, "5301": {"feedetail": []}}
    lost = counter.act("request_item", person="wang", condition="lupus")
    waiting = [each["kind"] for each in counter.see("worklist", None)]
    approving(platform)
    found = counter.act("request_item", person="wang", condition="lupus")

    assert ("refused", "done") == (lost["outcome"], found["outcome"])
    assert "chronic_application" in waiting
    assert 1 == len({each["msgid"] for each in platform.sent("2503")})
    assert "chronic_application" not in [each["kind"] for each in counter.see("worklist", None)]


def test_the_whole_list_is_exported(counter: Counter) -> None:
    """Six by the month and fifteen by the year (BMI14-A33)."""
    periods = [each["period"] for each in counter.see("export", "chronic_list")["chronic_list"]]

    assert (6, 15) == (periods.count("month"), periods.count("year"))
