"""What a run comes to, its exit code, and its closing words, from one place."""

from __future__ import annotations

import pytest

from harness.verdicts.outcome import EXIT, Baselined, Outcome, closing, outcome
from harness.verdicts.verdict import Verdict


@pytest.mark.parametrize(
    ("scored", "expected"),
    [
        ([], Outcome.INCOMPLETE),
        ([Verdict.PASS], Outcome.CONFORMANT),
        ([Verdict.PASS, Verdict.NOT_APPLICABLE], Outcome.CONFORMANT),
        ([Verdict.NOT_APPLICABLE], Outcome.INCOMPLETE),
        ([Verdict.PASS, Verdict.NOT_EXERCISED], Outcome.INCOMPLETE),
        ([Verdict.PASS, Verdict.INCONCLUSIVE], Outcome.INCOMPLETE),
        ([Verdict.PASS, Verdict.NEEDS_REVIEW], Outcome.INCOMPLETE),
        ([Verdict.ERROR, Verdict.NOT_EXERCISED], Outcome.INVALID),
        ([Verdict.FAIL, Verdict.ERROR], Outcome.NONCONFORMANT),
    ],
)
def test_outcome(scored: list[Verdict], expected: Outcome) -> None:
    """Failure beats error, error beats doubt, and nothing at all is incomplete."""
    assert outcome(scored) is expected


def test_code_and_words_agree() -> None:
    """Every outcome has its own code and its own words in both languages."""
    ends = {each: closing(each) for each in Outcome}
    assert {each: end.exit_code for each, end in ends.items()} == EXIT
    assert len({end.words["en"] for end in ends.values()}) == len(Outcome)
    assert all(end.words["zh"] for end in ends.values())


def test_an_interrupted_run_says_so() -> None:
    """Ctrl-C is 130, whatever was found before."""
    assert closing(Outcome.CONFORMANT, interrupted=True).exit_code == 130


def test_unscored_failures_are_mentioned() -> None:
    """What does not decide is still said."""
    end = closing(Outcome.INCOMPLETE, unscored_failures=5)
    assert end.exit_code == 3
    assert "5" in end.words["en"]
    assert "5" in end.words["zh"]


@pytest.mark.parametrize(
    ("result", "baselined", "code"),
    [
        (Outcome.NONCONFORMANT, Baselined(remaining=Outcome.CONFORMANT), 0),
        (Outcome.NONCONFORMANT, Baselined(remaining=Outcome.CONFORMANT, stale=("a#b",)), 5),
        (Outcome.NONCONFORMANT, Baselined(remaining=Outcome.NONCONFORMANT, stale=("a#b",)), 1),
        (Outcome.CONFORMANT, Baselined(remaining=Outcome.CONFORMANT, stale=("a#b",)), 5),
        (Outcome.CONFORMANT, Baselined(remaining=Outcome.CONFORMANT), 0),
    ],
)
def test_baseline(result: Outcome, baselined: Baselined, code: int) -> None:
    """Known deviations do not fail a gate; an entry that is out of date does, alone, with 5."""
    assert closing(result, baselined=baselined).exit_code == code
