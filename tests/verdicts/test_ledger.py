"""Which requirements count, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from harness.verdicts.catalogue import Profile, Requirement
from harness.verdicts.finding import Finding
from harness.verdicts.ledger import Located, Scope, standing, unscored
from harness.verdicts.outcome import conclusions
from harness.verdicts.verdict import Verdict

WORDS = {"en": "x", "zh": "某"}
CLAUSE = Requirement(
    id="NM25-A1-1",
    source="NM25",
    instrument=WORDS,
    article=WORDS,
    title=WORDS,
    text=WORDS,
    level="must",
    basis="text",
    testable="his",
    actor=("his", "agency"),
    from_=date(2025, 5, 1),
)
PROFILE = Profile(
    id="p",
    title=WORDS,
    version="1",
    frozen_on=date(2025, 4, 1),
    deadline=date(2025, 4, 30),
    effective_from=date(2025, 5, 1),
    roles=("r",),
    requirements=frozenset({CLAUSE.id}),
)
CHECK = "g/s#step.reply"
SCOPE = Scope(
    as_of=date(2025, 5, 1),
    profiles=(PROFILE,),
    checks={CLAUSE.id: frozenset({CHECK})},
)


def found(verdict: Verdict, check: str = CHECK) -> Located:
    """Return a finding in one file."""
    finding = Finding(
        check=check,
        verdict=verdict,
        message=WORDS,
        requirements=(CLAUSE.id,),
        grade="wire",
        evidence=(4,),
    )
    return Located(finding=finding, file="evidence/g/s/_.ndjson")


def test_the_plain_case_is_scored() -> None:
    """A clause in force that a check verifies and that binds the HIS decides."""
    assert unscored(CLAUSE, SCOPE) is None


@pytest.mark.parametrize(
    ("clause", "scope", "why"),
    [
        ({}, {"as_of": date(2025, 4, 30)}, "not in force"),
        ({"until": date(2025, 4, 1), "from_": date(2025, 1, 1)}, {}, "not in force"),
        ({"level": "should"}, {}, "level should"),
        ({"actor": ("agency",)}, {}, "enforced by the platform"),
        ({"testable": "document"}, {}, "testable: document"),
        ({"testable": "none"}, {"mode": "certification"}, "testable: none"),
        ({}, {"checks": {}}, "no check"),
        ({}, {"selected": {}}, "not all of its checks"),
        ({"id": "NM25-A9-9"}, {}, "not in the profile"),
    ],
)
def test_reasons(clause: dict[str, object], scope: dict[str, object], why: str) -> None:
    """Each reason for not counting is named."""
    reason = unscored(replace(CLAUSE, **clause), replace(SCOPE, **scope))  # type: ignore[arg-type]
    assert reason is not None
    assert why in reason["en"]
    assert reason["zh"]


def test_documents_count_in_certification() -> None:
    """What is shown on paper counts only there."""
    paper = replace(CLAUSE, testable="document")
    assert unscored(paper, replace(SCOPE, mode="certification")) is None


def test_a_later_requirement_is_not_scored_in_an_older_set() -> None:
    """Adding a test never fails an old certificate."""
    frozen = replace(PROFILE, not_scored={CLAUSE.id: "added in 1.1"})
    reason = unscored(CLAUSE, replace(SCOPE, profiles=(frozen,)))
    assert reason is not None
    assert "added in 1.1" in reason["en"]


def test_a_silent_check_is_not_exercised() -> None:
    """A requirement needs all of its checks; one that never spoke is not passed over."""
    scope = replace(SCOPE, checks={CLAUSE.id: frozenset({CHECK, "g/t#x.reply"})})
    result = standing(CLAUSE, [found(Verdict.PASS)], scope)
    assert result.verdict is Verdict.NOT_EXERCISED
    assert [each.check for each in result.assertions] == [CHECK, "g/t#x.reply"]


def test_repeated_checks_collapse_to_the_worst() -> None:
    """One check over many rows is one assertion, with the evidence of what decided."""
    result = standing(CLAUSE, [found(Verdict.PASS), found(Verdict.FAIL)], SCOPE)
    assert result.verdict is Verdict.FAIL
    assert len(result.assertions) == 1
    assert result.assertions[0].evidence == ({"file": "evidence/g/s/_.ndjson", "n": 4},)


def test_declared_away() -> None:
    """What a HIS declares not applicable is neutral and says so."""
    scope = replace(SCOPE, declared={CLAUSE.id: "no such ward"})
    assert standing(CLAUSE, [], scope).verdict is Verdict.NOT_APPLICABLE


def test_conclusions_keep_law_and_engineering_apart() -> None:
    """A broken engineering requirement does not touch what the law concludes."""
    engineering = replace(CLAUSE, basis="engineering")
    inferred = replace(CLAUSE, basis="inferred")
    adopted = replace(inferred, adopted_by="D-1")
    law = standing(CLAUSE, [found(Verdict.PASS)], SCOPE)
    ours = standing(engineering, [found(Verdict.FAIL)], SCOPE)

    assert conclusions([law, ours]) == {"law": "conformant", "engineering": "nonconformant"}
    assert conclusions([standing(inferred, [found(Verdict.PASS)], SCOPE)])["law"] == "incomplete"
    assert conclusions([standing(adopted, [found(Verdict.PASS)], SCOPE)])["law"] == "conformant"
