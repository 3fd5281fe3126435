"""A failure that only a bureau can settle."""

from __future__ import annotations

import pytest

from harness.verdicts.finding import Finding
from harness.verdicts.review import reviewed
from harness.verdicts.verdict import Verdict

FAILED = Finding(
    check="g/s#a.reply",
    verdict=Verdict.FAIL,
    message={"en": "Wrong date.", "zh": "日期有误。"},
    grade="driver",
    evidence=(1,),
    would_pass=(("CC-05", "origin_plus_12"),),
)


def test_in_certification_it_waits_for_a_ruling() -> None:
    """The finding asks what to ask, in both languages."""
    found = reviewed(FAILED, mode="certification", decided=())
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert "CC-05" in found.message["en"]
    assert "CC-05" in found.message["zh"]


@pytest.mark.parametrize(("mode", "decided"), [("ci", ()), ("certification", ("CC-05",))])
def test_otherwise_it_stays_a_failure(mode: str, decided: tuple[str, ...]) -> None:
    """A gate blocks, and a settled reading is no excuse."""
    assert reviewed(FAILED, mode=mode, decided=decided) is FAILED
