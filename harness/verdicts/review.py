"""What only somebody else can settle: a bureau a reading, a witness what a person merely says.

In ``certification`` a failure that rests on a project default, under which another listed option
would pass, is not the hospital's to answer for until somebody has ruled on the reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .finding import Bilingual, Finding
from .verdict import Verdict


def reviewed(finding: Finding, *, mode: str, decided: Iterable[str]) -> Finding:
    """Return a finding as it counts in a mode.

    Args:
        finding: as judged.
        mode: ``ci`` leaves it as it is.
        decided: readings that a decision settles; those are no longer open.

    """
    if finding.grade == "attested" and finding.verdict is Verdict.PASS:
        return replace(finding, verdict=Verdict.NEEDS_REVIEW, message=hearsay(finding))
    settled = set(decided)
    open_ = tuple((r, o) for r, o in finding.would_pass if r not in settled)
    if mode != "certification" or finding.verdict is not Verdict.FAIL or not open_:
        return finding
    return replace(finding, verdict=Verdict.NEEDS_REVIEW, message=question(finding, open_))


def hearsay(finding: Finding) -> Bilingual:
    """Return that somebody else has to see what a person says that the screen showed."""
    return {
        "en": f"{finding.message['en']} A person says so; somebody else has to see it.",
        "zh": f"{finding.message['zh']}以上为人工声明，须由他人核实。",
    }


def question(finding: Finding, options: tuple[tuple[str, str], ...]) -> Bilingual:
    """Return what to ask the bureau."""
    en = " or ".join(f"{reading} is read as {option}" for reading, option in options)
    zh = "或".join(f"{reading}采用{option}" for reading, option in options)
    return {
        "en": f"{finding.message['en']} Right if {en}: ask the bureau which reading holds.",
        "zh": f"{finding.message['zh']}若{zh}则属正确：请向医疗保障局书面请示应采用何种解释。",
    }
