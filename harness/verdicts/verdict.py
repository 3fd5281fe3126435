"""The seven verdicts and the one order in which they add up."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What was learnt about one check or one requirement."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_EXERCISED = "not_exercised"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_REVIEW = "needs_review"
    ERROR = "error"


PRECEDENCE: Final = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.NOT_EXERCISED,
    Verdict.INCONCLUSIVE,
    Verdict.NEEDS_REVIEW,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""Whichever stands first decides."""

GRADES: Final = ("wire", "driver", "attested")
"""Kinds of evidence, the strongest first."""


def rollup(verdicts: Iterable[Verdict]) -> Verdict:
    """Return what several verdicts add up to; nothing at all is ``not_exercised``."""
    found = set(verdicts)
    return next((each for each in PRECEDENCE if each in found), Verdict.NOT_EXERCISED)
