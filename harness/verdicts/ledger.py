"""Which requirements count in a run, and what each one's checks add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .catalogue import Bilingual, Profile, Requirement
from .finding import Finding
from .verdict import Verdict, rollup


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run is about.

    Attributes:
        as_of: day that decides which requirements are in force.
        profiles: the sets measured by.
        mode: ``ci`` or ``certification``.
        checks: requirement id to every check of the run's profiles that verifies it.
        selected: requirement id to those of them that are played; ``None``: all are.
        declared: requirements that the HIS declares not applicable, with the reason.

    """

    as_of: date
    profiles: tuple[Profile, ...]
    mode: str = "ci"
    checks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    selected: Mapping[str, frozenset[str]] | None = None
    declared: Mapping[str, str] = field(default_factory=dict)

    @property
    def requirements(self) -> frozenset[str]:
        """Ids of every requirement of the profiles."""
        return frozenset(id_ for each in self.profiles for id_ in each.requirements)


def unscored(requirement: Requirement, scope: Scope) -> Bilingual | None:
    """Return why a requirement does not decide the outcome, or ``None`` if it does."""
    for applies, reason in _reasons(requirement, scope):
        if applies:
            return reason
    return None


def _reasons(one: Requirement, scope: Scope) -> Iterable[tuple[bool, Bilingual]]:
    late = next((p.not_scored[one.id] for p in scope.profiles if one.id in p.not_scored), None)
    testable = {"his", "platform", "report"} | ({"document"} & _documents(scope))
    checks = scope.checks.get(one.id, frozenset())
    played = checks if scope.selected is None else scope.selected.get(one.id, frozenset())
    yield one.id not in scope.requirements, _both("not in the profile", "不在所选规范集内")
    yield late is not None, _both(f"added later: {late}", f"后增条目：{late}")
    yield (
        not one.in_force(scope.as_of),
        _both(f"not in force on {scope.as_of}", f"{scope.as_of}时未施行"),
    )
    yield one.level != "must", _both(f"level {one.level}", "非强制性条款")
    yield (
        "his" not in one.actor,
        _both("enforced by the platform, not by the HIS", "由平台而非医院信息系统执行"),
    )
    yield (
        one.testable not in testable,
        _both(f"testable: {one.testable}", "不属于本方式可检验的条款"),
    )
    yield not checks, _both("no check verifies it", "无检查项验证")
    yield played != checks, _both("not all of its checks are selected", "其检查项未全部选中")


def _documents(scope: Scope) -> set[str]:
    return {"document"} if scope.mode == "certification" else set()


def _both(en: str, zh: str) -> Bilingual:
    return {"en": en, "zh": zh}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What one check says of one requirement over all rows."""

    check: str
    verdict: Verdict
    evidence: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One requirement at the end of a run.

    Attributes:
        unscored: why it does not count; ``None`` if it does.
        assertions: one a check, in the order of the run.
        review: what to ask, where the verdict waits for an official reading.

    """

    requirement: Requirement
    verdict: Verdict
    unscored: Bilingual | None
    assertions: tuple[Assertion, ...] = ()
    review: Bilingual | None = None

    @property
    def scored(self) -> bool:
        """Whether it decides the outcome."""
        return self.unscored is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A finding with the evidence file its entry numbers belong to."""

    finding: Finding
    file: str

    @property
    def references(self) -> tuple[Mapping[str, Any], ...]:
        """The evidence as a report names it."""
        return tuple({"file": self.file, "n": n} for n in self.finding.evidence)


def standing(requirement: Requirement, found: Sequence[Located], scope: Scope) -> Standing:
    """Return what a run says of one requirement; a check that never spoke is not exercised."""
    by_check: dict[str, list[Located]] = {}
    for each in found:
        if requirement.id in each.finding.requirements:
            by_check.setdefault(each.finding.check, []).append(each)
    silent = _expected(requirement, scope) - by_check.keys()
    assertions = [_assertion(check, each) for check, each in by_check.items()]
    assertions += [Assertion(check=c, verdict=Verdict.NOT_EXERCISED) for c in sorted(silent)]
    verdict = rollup(each.verdict for each in assertions)
    if requirement.id in scope.declared:
        verdict = Verdict.NOT_APPLICABLE
    return Standing(
        requirement=requirement,
        verdict=verdict,
        unscored=unscored(requirement, scope),
        assertions=tuple(assertions),
        review=_review(by_check) if verdict is Verdict.NEEDS_REVIEW else None,
    )


def _review(by_check: Mapping[str, Sequence[Located]]) -> Bilingual | None:
    waiting = (each.finding for found in by_check.values() for each in found)
    return next((f.message for f in waiting if f.verdict is Verdict.NEEDS_REVIEW), None)


def _expected(requirement: Requirement, scope: Scope) -> frozenset[str]:
    checks = scope.checks if scope.selected is None else scope.selected
    return checks.get(requirement.id, frozenset())


def _assertion(check: str, found: Sequence[Located]) -> Assertion:
    verdict = rollup(each.finding.verdict for each in found)
    decisive = [each for each in found if each.finding.verdict is verdict]
    return Assertion(
        check=check,
        verdict=verdict,
        evidence=tuple(ref for each in decisive for ref in each.references),
    )
