"""What a run comes to: outcome, conclusions, counts, exit code and closing words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .ledger import Standing
from .verdict import Verdict

Bilingual = Mapping[str, str]


class Outcome(StrEnum):
    """What a run says of a HIS as a whole."""

    CONFORMANT = "conformant"
    NONCONFORMANT = "nonconformant"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


EXIT: Final = {
    Outcome.CONFORMANT: 0,
    Outcome.NONCONFORMANT: 1,
    Outcome.INCOMPLETE: 3,
    Outcome.INVALID: 4,
}
"""Exit code of ``certify`` for each outcome."""

_DECIDES: Final = (
    (Outcome.NONCONFORMANT, {Verdict.FAIL}),
    (Outcome.INVALID, {Verdict.ERROR}),
    (
        Outcome.INCOMPLETE,
        {Verdict.NOT_EXERCISED, Verdict.INCONCLUSIVE, Verdict.NEEDS_REVIEW},
    ),
    (Outcome.CONFORMANT, {Verdict.PASS}),
)


def outcome(scored: Iterable[Verdict]) -> Outcome:
    """Return the outcome over the verdicts of the scored requirements; nothing is incomplete."""
    found = set(scored)
    return next((name for name, any_of in _DECIDES if any_of & found), Outcome.INCOMPLETE)


def conclusions(standings: Iterable[Standing]) -> dict[str, str]:
    """Return ``{law, engineering}``: one outcome for what the texts say, one for the rest.

    ``law`` counts ``basis: text``, and ``inferred`` once a decision adopted it.
    """
    parts: dict[str, list[Verdict]] = {"law": [], "engineering": []}
    for each in standings:
        if each.scored:
            parts["law" if _is_law(each) else "engineering"].append(each.verdict)
    return {name: outcome(verdicts).value for name, verdicts in parts.items()}


def _is_law(standing: Standing) -> bool:
    one = standing.requirement
    return one.basis == "text" or (one.basis == "inferred" and one.adopted_by is not None)


def counts(standings: Sequence[Standing]) -> dict[str, int]:
    """Return how many scored requirements have each verdict; verdicts nobody has are 0."""
    scored = [each.verdict for each in standings if each.scored]
    return {verdict.value: scored.count(verdict) for verdict in Verdict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a run ends."""

    exit_code: int
    words: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselined:
    """What a baseline leaves of a run.

    Attributes:
        remaining: the outcome once known failures are set aside.
        stale: check ids of entries that no longer fail, or have expired.

    """

    remaining: Outcome
    stale: tuple[str, ...] = ()


def closing(
    result: Outcome,
    *,
    interrupted: bool = False,
    baselined: Baselined | None = None,
    unscored_failures: int = 0,
) -> Closing:
    """Return exit code and closing words, the only place where they are made.

    Args:
        result: the outcome over the scored requirements.
        interrupted: whether somebody stopped the run.
        baselined: what a baseline leaves, if one was given.
        unscored_failures: unscored requirements that are violated; they never decide.

    """
    if interrupted:
        return Closing(exit_code=130, words=_INTERRUPTED)
    if baselined is None or baselined.remaining is not Outcome.CONFORMANT:
        decisive = baselined.remaining if baselined else result
        words = _with_failures(_WORDS[decisive], decisive, unscored_failures)
        return Closing(exit_code=EXIT[decisive], words=words)
    if baselined.stale:
        return Closing(exit_code=5, words=_stale(baselined.stale))
    if result is Outcome.CONFORMANT:
        return Closing(exit_code=0, words=_WORDS[result])
    return Closing(exit_code=0, words=_KNOWN)


def _with_failures(words: Bilingual, result: Outcome, failures: int) -> Bilingual:
    if not failures or result is Outcome.NONCONFORMANT:
        return words
    return {
        "en": f"{words['en']} Not scored but violated: {failures}.",
        "zh": f"{words['zh']}另有{failures}项未计分的要求被违反。",
    }


def _stale(checks: Sequence[str]) -> Bilingual:
    few = ", ".join(checks[:3]) + (" …" if len(checks) > 3 else "")
    return {
        "en": f"Only the baseline is stale or expired: {few}. Remove these entries or renew them.",
        "zh": f"仅基线文件已失效或过期：{few}。请删除或更新相应条目。",
    }


_WORDS: Final[Mapping[Outcome, Bilingual]] = {
    Outcome.CONFORMANT: {
        "en": "Conformant: every scored requirement was exercised and met.",
        "zh": "符合：所有计分要求均已检验并满足。",
    },
    Outcome.NONCONFORMANT: {
        "en": "Not conformant: at least one scored requirement is violated.",
        "zh": "不符合：至少有一项计分要求被违反。",
    },
    Outcome.INCOMPLETE: {
        "en": "Incomplete: no scored requirement is known to be violated, but not everything was"
        " shown.",
        "zh": "未测全：未发现计分要求被违反，但并非所有要求均得到证明。",
    },
    Outcome.INVALID: {
        "en": "Invalid: the suite, the adapter or the environment failed; this says nothing"
        " about the HIS.",
        "zh": "无效：测试套件、适配器或环境出现故障，本次结果不能说明医院信息系统的情况。",
    },
}

_INTERRUPTED: Final = {
    "en": "Interrupted: the report covers what was run until then.",
    "zh": "已中断：报告仅包含中断前的结果。",
}

_KNOWN: Final = {
    "en": "Not conformant, but every deviation is in the baseline and nothing is new.",
    "zh": "不符合，但全部偏差均已列入基线，无新增偏差。",
}
