"""Failures that a team knows and has promised to mend, each with a reason and a last day.

A known failure stays a failure in every report; the baseline only says that it is no news. An entry
whose check no longer fails, or whose last day is over, is to be removed or renewed: where all else
is well, that alone ends a run with exit code 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from harness import resources
from harness.errors import DataError
from harness.validation import schema
from harness.verdicts.verdict import Verdict

SCHEMA: Final = "report/baseline.json"
FINE: Final = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


class Judged(Protocol):
    """Whatever has a check and a verdict: a finding as made or as recorded."""

    @property
    def check(self) -> str:
        """``SCENARIO#STEP.PART``."""
        ...

    @property
    def verdict(self) -> Verdict:
        """What was found."""
        ...

    @property
    def blocked_by(self) -> str | None:
        """The check whose failure kept this one from being made."""
        ...


Each = TypeVar("Each", bound=Judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFailure:
    """One line of a baseline.

    Attributes:
        check: ``SCENARIO#STEP.PART``; the same id in every row.
        verdict: what it is known to be.
        reason: why it is tolerated, for whoever reads it next.
        expires: the last day on which it is.

    """

    check: str
    verdict: Verdict
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class Applied:
    """What a baseline makes of findings.

    Attributes:
        known: findings that an entry names, or that one of those blocked.
        new: findings that are not fine and that no entry names.
        stale: entries whose check was made and no longer has their verdict.
        expired: entries whose last day is over while their check still has their verdict.

    """

    known: tuple[Any, ...]
    new: tuple[Any, ...]
    stale: tuple[KnownFailure, ...]
    expired: tuple[KnownFailure, ...]

    @property
    def outdated(self) -> tuple[str, ...]:
        """Checks whose entries are to be removed or renewed: exit code 5 if all else is well."""
        return tuple(sorted({each.check for each in (*self.stale, *self.expired)}))


def apply_baseline(
    findings: Iterable[Each], baseline: Iterable[KnownFailure], today: date
) -> Applied:
    """Tell news from what is known.

    An entry whose check was not made in this run is left alone.

    Args:
        findings: of a whole run, every row.
        baseline: the known failures.
        today: in China.

    """
    entries = tuple(baseline)
    made = tuple(findings)
    named = {(each.check, each.verdict) for each in entries}
    checks = {each.check for each in entries}
    bad = [each for each in made if each.verdict not in FINE]
    seen = {
        each.check: {other.verdict for other in made if other.check == each.check}
        for each in entries
    }
    return Applied(
        known=tuple(each for each in bad if _is_known(each, named, checks)),
        new=tuple(each for each in bad if not _is_known(each, named, checks)),
        stale=tuple(e for e in entries if seen[e.check] and e.verdict not in seen[e.check]),
        expired=tuple(e for e in entries if e.expires < today and e.verdict in seen[e.check]),
    )


def waivers(baseline: Iterable[KnownFailure]) -> dict[str, str]:
    """Return check id to reason, as findings and reports carry them."""
    return {each.check: each.reason for each in baseline}


def expired(baseline: Iterable[KnownFailure], today: date) -> frozenset[str]:
    """Return the checks whose entries' last day is over."""
    return frozenset(each.check for each in baseline if each.expires < today)


def load_baseline(path: Path) -> tuple[KnownFailure, ...]:
    """Read a baseline file; its shape is ``schemas/report/baseline.json``.

    Raises:
        DataError: if it is missing, breaks the schema or names one check with one verdict twice.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("the baseline cannot be read", where=str(path), why=str(error)) from error
    content = resources.load_yaml_text(text, str(path))
    schema(SCHEMA).check(content, str(path))
    entries = tuple(_entry(each, str(path)) for each in content["known"])
    names = [(each.check, each.verdict) for each in entries]
    for name in names:
        if names.count(name) > 1:
            raise DataError(f"{name[0]} stands twice", where=str(path))
    return entries


def _is_known(each: Judged, named: set[tuple[str, Verdict]], checks: set[str]) -> bool:
    return (each.check, each.verdict) in named or each.blocked_by in checks


def _entry(each: dict[str, Any], where: str) -> KnownFailure:
    try:
        expires = date.fromisoformat(each["expires"])
    except ValueError:
        raise DataError(f"{each['expires']!r} is not a date", where=where) from None
    return KnownFailure(
        check=each["check"],
        verdict=Verdict(each.get("verdict", Verdict.FAIL)),
        reason=each["reason"],
        expires=expires,
    )
