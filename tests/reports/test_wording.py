"""Every code has its words in both languages, and a sign beside its colour."""

import pytest

from harness.reports import wording
from harness.verdicts.outcome import Outcome
from harness.verdicts.verdict import GRADES, Verdict


def test_every_verdict_has_words_and_a_sign_of_its_own() -> None:
    """No two verdicts look alike without colour."""
    assert wording.VERDICTS.keys() == wording.SIGNS.keys() == set(Verdict)
    assert len(set(wording.SIGNS.values())) == len(Verdict)


def test_every_outcome_and_grade_has_words() -> None:
    """No code reaches the paper as a code."""
    assert wording.OUTCOMES.keys() == set(Outcome)
    assert wording.GRADES.keys() == set(GRADES)


def test_the_title_is_its_phrases() -> None:
    """The phrases add up to the official title."""
    assert "".join(wording.PHRASES["zh"]) == wording.TITLE["zh"]
    assert " ".join(wording.PHRASES["en"]) == wording.TITLE["en"]


@pytest.mark.parametrize(
    ("judgement", "zh"),
    [
        ("on_time", "按期"),
        ({"late": 12}, "逾期 12 天"),
        ("unproven", "未证实（未提供上线证明）"),
    ],
)
def test_readiness_is_told_in_words(judgement: object, zh: str) -> None:
    """Days are named where they are late."""
    assert wording.judgement({"judgement": judgement})["zh"] == zh


def test_requirement_sets_are_named_with_their_versions() -> None:
    """A set that only has an id is named by it."""
    title = {"zh": "转诊医院", "en": "Referral hospital"}
    told = wording.profiles([{"id": "referral-hospital", "title": title, "version": "1"}, "x"])

    assert told == {"zh": "转诊医院（1）、x", "en": "Referral hospital (1), x"}


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ({"zh": "条", "en": "clause"}, "条", "clause"),
        ({"zh": "条"}, "条", "条"),
        ("plain", "plain", "plain"),
        (None, "—", "—"),
        (0, "0", "0"),
    ],
)
def test_any_value_can_be_said_twice(value: object, zh: str, en: str) -> None:
    """A plain value is the same in both languages, nothing is a dash."""
    assert wording.both(value) == {"zh": zh, "en": en}
