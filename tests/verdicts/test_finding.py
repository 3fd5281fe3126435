"""A verdict about the HIS has evidence, or it cannot be said."""

from __future__ import annotations

import pytest

from harness.errors import OursFault
from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

WORDS = {"en": "It is so.", "zh": "属实。"}


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL])
def test_no_verdict_without_evidence(verdict: Verdict) -> None:
    """Neither pass nor fail can be made of nothing."""
    with pytest.raises(OursFault):
        Finding(check="s#a.reply", verdict=verdict, message=WORDS, grade="wire")
    with pytest.raises(OursFault):
        Finding(check="s#a.reply", verdict=verdict, message=WORDS, evidence=(1,))


def test_only_the_unexercised_is_blocked() -> None:
    """A blocked check was not exercised."""
    with pytest.raises(OursFault):
        Finding(check="s#a", verdict=Verdict.ERROR, message=WORDS, blocked_by="s#b")


def test_as_json_is_plain() -> None:
    """What goes into the stream is plain JSON."""
    found = Finding(
        check="s#a.reply",
        verdict=Verdict.FAIL,
        message=WORDS,
        grade="driver",
        evidence=(3,),
        would_pass=(("CC-05", "origin_plus_12"),),
    )
    assert found.as_json()["would_pass"] == [{"reading": "CC-05", "option": "origin_plus_12"}]
    assert found.as_json()["evidence"] == [3]
