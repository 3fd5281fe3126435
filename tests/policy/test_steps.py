"""Steps are recorded by the code that computes, and mean what the table says."""

from __future__ import annotations

import random
import string
import time
from datetime import date
from typing import Any

import pytest

from harness.policy.adjudicate import adjudicate, stay_json
from harness.policy.casefile import read_case
from harness.policy.explain import narrate, sentence, step_json
from harness.policy.loading import pack
from harness.policy.readings import table as readings_table
from harness.policy.rules import Rules
from harness.policy.steps import SILENT, Recorder, Step, table

RULES = Rules(pack("nm-region"))
KINDS = ["ordinary", "special_item", "blood_product", "partly_paid_item", "isolation_bed"]


def random_case(rng: random.Random) -> dict[str, Any]:
    """Return a person-year with everything in it."""
    return {
        "case": "x",
        "person": {"status": rng.choice(["active", "retired"]), "disabled": rng.random() < 0.3},
        "stays": [
            {
                "grade": rng.choice(["3A", "3B", "2A"]),
                "reach": rng.choice(["local", "referred", "emergency"]),
                "admitted_on": "2025-03-01",
                "discharged_on": "2025-03-09",
                "lines": [
                    {
                        "item_class": rng.choice(["A", "B", "self_paid"]),
                        "kind": rng.choice(KINDS),
                        "approved": rng.random() < 0.7,
                        "rescue": True,
                        "amount": f"{rng.randint(0, 90_000)}.{rng.randint(0, 99):02d}",
                    }
                    for _ in range(rng.randint(0, 8))
                ],
            }
            for _ in range(4)
        ],
    }


def test_results_are_equal_with_and_without_a_recorder() -> None:
    """Explaining changes no amount."""
    rng = random.Random(1)  # noqa: S311 - simulated bills
    for _ in range(200):
        case = read_case(random_case(rng))
        silent = [stay_json(RULES, each) for each in adjudicate(RULES, case)]
        spoken = [stay_json(RULES, each) for each in adjudicate(RULES, case, explain=True)]

        assert silent == spoken


def test_every_recorded_step_has_its_meaning() -> None:
    """Rule and inputs of each step stand in the table, and its sentences can be said."""
    rng = random.Random(2)  # noqa: S311 - simulated bills
    for _ in range(100):
        for result in adjudicate(RULES, read_case(random_case(rng)), explain=True):
            for step in result.steps:
                meaning = table()[step.rule]
                assert set(meaning["inputs"]) == set(step.inputs), step.rule
                assert sentence(step, "en")
                assert sentence(step, "zh")
                assert step_json(RULES, step, result.on)["rule"] == step.rule


@pytest.mark.parametrize("rule", table())
def test_every_meaning_is_whole(rule: str) -> None:
    """Unit, clauses, readings that exist, and two sentences that name only inputs and the value."""
    meaning = table()[rule]

    assert set(meaning["readings"]) <= set(readings_table())
    for lang in ("en", "zh"):
        fields = {name for _, name, _, _ in string.Formatter().parse(meaning[lang]) if name}
        assert fields <= {*meaning["inputs"], "value"}


def test_the_last_step_is_the_remainder_of_the_bill() -> None:
    """The explanation ends with what the insured pays."""
    case = read_case(random_case(random.Random(3)))  # noqa: S311 - simulated bills
    for result in adjudicate(RULES, case, explain=True):
        assert ("insured_pays", result.insured_pays) == result.steps[-1][:2]


def test_an_explanation_names_values_with_dates_and_other_readings() -> None:
    """Parameter, date, clause, reading and its basis are all said."""
    step = Step(
        "deductible",
        60000,
        {"grade": "3A", "ordinal": 1, "standard": 60000, "floor": 40000},
        (RULES.find("inpatient.deductible", result_day(), status="active", grade="3A"),),
    )
    other = step._replace(value=48000)
    lines = list(
        narrate(RULES, [step], result_day(), "en", {"deductible": [("CC-12", "one_step", other)]})
    )

    text = "\n".join(lines)
    assert "(inpatient.deductible) = 600.00 yuan since 2014-10-29" in text
    assert "reading CC-12=linear (project default, no official ruling)" in text
    assert "under reading CC-12=one_step it would be 480.00 yuan" in text


def result_day() -> date:
    """Return a day on which the rules hold."""
    return date(2025, 3, 9)


def test_the_silent_recorder_keeps_nothing() -> None:
    """Recording costs nothing where nobody asked."""
    SILENT.step("total", 1, lines=1)

    assert () == SILENT.steps


def test_recording_costs_at_most_half_as_much_again() -> None:
    """Scalar with the recorder takes at most 1.5 times the time without."""
    rng = random.Random(4)  # noqa: S311 - simulated bills
    cases = [read_case(random_case(rng)) for _ in range(150)]

    def seconds(*, explain: bool) -> float:
        """Return the least processor time of five rounds."""
        best = []
        for _ in range(5):
            start = time.process_time()
            for case in cases:
                for _ in adjudicate(RULES, case, explain=explain):
                    pass
            best.append(time.process_time() - start)
        return min(best)

    assert seconds(explain=True) <= 1.5 * seconds(explain=False)


def test_a_recorder_keeps_order() -> None:
    """Steps come back as they were taken."""
    record = Recorder()
    record.step("total", 1, lines=1)
    record.step("self_paid", 0, total=1)

    assert ["total", "self_paid"] == [step.rule for step in record.steps]
