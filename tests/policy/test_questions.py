"""Questions of law asked as data, answered with steps, explained in two languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from harness.policy.answers import NAMES
from harness.policy.loading import pack
from harness.policy.questions import QUESTIONS, answer
from harness.policy.report import asks_law, explanation, explanation_json
from harness.policy.rules import Rules
from harness.policy.trace import rules_behind
from harness.policy.untrusted import Undecidable

RULES = Rules(pack("nm-region"))
FILING = {
    "case": "d1",
    "question": "filing",
    "at": "2025-08-07T09:00:00+08:00",
    "filing": {
        "category": "REFERRED",
        "channel": "WINDOW",
        "to": {"region": "110000", "level": 3},
        "slip": {"referral_on": "2025-05-06"},
    },
}
LATE = {
    "case": "d2",
    "question": "visit",
    "visit": {
        "at": {"region": "110101"},
        "admitted_at": "2025-06-10T09:00:00+08:00",
        "filings": [
            {
                "number": "F1",
                "to": {"region": "110000"},
                "approved_at": "2025-06-10T12:00:00+08:00",
                "valid_from": "2025-06-10",
                "valid_until": "2025-12-10",
            }
        ],
    },
}


def told(content: Any, lang: str, rules: Rules = RULES) -> str:
    """Return the explanation of one object."""
    return "\n".join(explanation(rules, json.dumps(content).encode(), None, None, lang))


@pytest.mark.parametrize(
    ("lang", "head", "condition"),
    [
        ("en", "case d1, filing: refused, SLIP_EXPIRED", "can be used until 2025-08-06: no"),
        ("zh", "案例d1，异地就医备案：不符合规定（SLIP_EXPIRED）", "有效期至2025-08-06：否"),
    ],
)
def test_a_decision_is_explained_condition_by_condition(
    lang: str, head: str, condition: str
) -> None:
    """The answer, then every condition with clause, dated value and reading."""
    text = told(FILING, lang)

    assert text.startswith(head)
    assert condition in text
    assert "NM25-A16-5" in text
    assert "2025-05-01" in text
    assert "CC-02=referral_date" in text


def test_what_another_reading_would_answer_is_said() -> None:
    """Approved on the day of admission, but later in it."""
    assert "under reading CC-07=calendar_day it would be yes" in told(LATE, "en")
    assert "若按口径CC-07=until_discharge，则为是" in told(LATE, "zh")


def test_a_chosen_reading_decides() -> None:
    """By the calendar day the same visit is covered."""
    decision, _ = answer(RULES.with_option("CC-07", "calendar_day"), LATE)

    assert decision.allowed


def test_an_answer_is_data_too() -> None:
    """Code, clauses, readings and steps as JSON."""
    (line,) = explanation_json(RULES, json.dumps(FILING).encode(), "d1", None)
    found = json.loads(line)

    assert (False, "SLIP_EXPIRED") == (found["allowed"], found["code"])
    assert "filing.slip_fresh" == found["steps"][-1]["rule"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"question": "nonsense"}, "UNKNOWN_VALUE"),
        ({"question": ["filing"]}, "UNKNOWN_VALUE"),
        ({"filing": {}}, "BAD_INPUT"),
        ({"at": "yesterday"}, "BAD_INPUT"),
        ({"more": 1}, "BAD_INPUT"),
        ({"rules": 1}, "BAD_INPUT"),
        ({"question": "large_amount", "member": {}, "on": "2013-01-01"}, "RULES_NOT_IN_FORCE"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(changed: dict[str, Any], code: str) -> None:
    """With a code, in either language, and never with a trace."""
    content = {**FILING, **changed}
    if "member" in changed:
        content = {"case": "d1", **changed}

    with pytest.raises(Undecidable) as caught:
        answer(RULES, content)
    assert code == caught.value.code
    assert code in told(content, "zh")


def test_only_an_object_with_a_question_asks_the_law() -> None:
    """Stays and broken lines do not."""
    assert asks_law(json.dumps(FILING).encode())
    assert not asks_law(b'{"case": "c1", "stays": []}')
    assert not asks_law(b"nonsense")


def examples() -> list[Any]:
    """Return a question for each worked example that a question's rule decides."""
    names = {
        f"policy.{each.__module__.rsplit('.', 1)[1]}.{each.__name__}": key
        for key, each in QUESTIONS.items()
    }
    return [
        pytest.param({"case": id_, "question": names[trace.rule], **example["given"]}, id=id_)
        for id_, trace in rules_behind().items()
        for example in trace.examples[:1]
        if trace.rule in names and "raises" not in example
    ]


@pytest.mark.parametrize("content", examples())
def test_no_key_and_no_word_of_a_program_stands_in_chinese_sentences(content: Any) -> None:
    """Every worked decision reads as Chinese, apart from codes and names of parameters."""
    text = told(content, "zh")
    for line in text.splitlines():
        if re.match(r" ?\d+\. ", line):
            assert not re.search(r"None|True|False|[a-z]{3,}", line), line
    assert not re.search(r"None|True|False", text)


def test_every_question_is_named_in_chinese() -> None:
    """The heading never shows the key."""
    assert set(NAMES) == set(QUESTIONS)
