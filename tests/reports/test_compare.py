"""Two runs side by side: only like with like, and only what is worse is bad."""

import copy
import json
from pathlib import Path

import pytest

from harness.errors import DataError
from harness.reports.compare import Change, compare, load_report
from harness.verdicts.verdict import Verdict


@pytest.fixture(name="document")
def document_fixture(reported: Path) -> dict:
    """Return a report."""
    return load_report(reported)


@pytest.fixture(name="other")
def other_fixture(document: dict) -> dict:
    """Return the same report once more, to be changed."""
    return copy.deepcopy(document)


def requirement(document: dict, id_: str) -> dict:
    """Return one clause of a report."""
    return next(each for each in document["requirements"] if each["id"] == id_)


def test_a_report_is_no_worse_than_itself(document: dict, other: dict) -> None:
    """Nothing has changed, in both languages."""
    comparison = compare(document, other)

    assert comparison.exit_code == 0
    assert comparison.changes == ()
    assert comparison.text("en") == "Nothing is worse."
    assert comparison.text("zh") == "没有变差的项目。"


def test_a_clause_that_fails_now_is_worse(document: dict, other: dict) -> None:
    """The table names clause and verdicts."""
    requirement(other, "NM25-A12-1")["verdict"] = "fail"
    comparison = compare(document, other)

    assert comparison.exit_code == 1
    assert "clause  NM25-A12-1: Pass → Fail" in comparison.text("en")
    assert "条款  NM25-A12-1: 通过 → 不通过" in comparison.text("zh")


def test_a_clause_that_passes_now_is_better(document: dict, other: dict) -> None:
    """Better is told and is no reason for alarm."""
    requirement(other, "NM25-A17-6")["verdict"] = "pass"
    comparison = compare(document, other)

    assert comparison.exit_code == 0
    assert "Better (1)" in comparison.text("en")


def test_a_check_in_one_row_counts(document: dict, other: dict) -> None:
    """A check is compared row by row."""
    other["scenarios"][0]["rows"][0]["checks"][0]["verdict"] = "inconclusive"
    comparison = compare(document, other)

    assert comparison.exit_code == 1
    assert [(each.kind, each.name) for each in comparison.changes] == [
        ("check", "filing/onestop-happy#refer.wire-1")
    ]


def test_a_check_that_is_gone_is_worse(document: dict, other: dict) -> None:
    """What was asked before and is not asked now cannot be called as good."""
    other["scenarios"][0]["rows"][0]["checks"] = []

    assert compare(document, other).exit_code == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Verdict.PASS, Verdict.NOT_APPLICABLE),
        (Verdict.NOT_EXERCISED, Verdict.ERROR),
        (Verdict.NEEDS_REVIEW, Verdict.INCONCLUSIVE),
        (None, Verdict.FAIL),
        (Verdict.FAIL, None),
    ],
)
def test_further_from_pass_is_worse(before: Verdict | None, after: Verdict | None) -> None:
    """What is gone, or new and not well, is worse too."""
    assert Change(kind="check", name="x", before=before, after=after).worse


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Verdict.NOT_APPLICABLE, Verdict.PASS),
        (Verdict.FAIL, Verdict.ERROR),
        (None, Verdict.PASS),
    ],
)
def test_nearer_to_pass_is_not_worse(before: Verdict | None, after: Verdict | None) -> None:
    """Neither is what is new and well."""
    assert not Change(kind="check", name="x", before=before, after=after).worse


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("suite", {"name": "referral-harness", "version": "9", "digest": "00"}),
        ("profiles", ["other"]),
        ("mode", "certification"),
        ("pack", "wuhai"),
        ("dialect", "strict-hn"),
        ("carriage", "file"),
        ("readings", {"CC-05": "other"}),
        ("decisions", [{"decision": "d"}]),
        ("selection", ["filing"]),
    ],
)
def test_unlike_runs_are_not_comparable(
    document: dict, other: dict, key: str, value: object
) -> None:
    """Another suite, set, pack, dialect or mode makes two runs unlike."""
    other[key] = value
    comparison = compare(document, other)

    assert comparison.exit_code == 2
    assert len(comparison.obstacles) == 1
    assert "cannot be compared" in comparison.text("en")
    assert "不可比较" in comparison.text("zh")


def test_other_scored_clauses_are_not_comparable(document: dict, other: dict) -> None:
    """A clause that came into force in between changes the question."""
    requirement(other, "BMI14-A36-1")["scored"] = True
    comparison = compare(document, other)

    assert comparison.exit_code == 2
    assert "BMI14-A36-1" in comparison.text("en")


def test_seed_and_build_may_differ(document: dict, other: dict) -> None:
    """Another build with another seed is what a comparison is for."""
    other["seed"], other["subject"]["build"] = 8, "20250530"

    assert compare(document, other).exit_code == 0


@pytest.mark.parametrize("content", [b"", b"[]", b'{"outcome": "conformant"}'])
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    """The message names the file."""
    (tmp_path / "report.json").write_bytes(content)

    with pytest.raises(DataError, match=r"report\.json"):
        load_report(tmp_path)


def test_a_report_is_found_by_file_or_folder(reported: Path) -> None:
    """Both names lead to the same document."""
    assert load_report(reported) == load_report(reported / "report.json")
    assert load_report(reported) == json.loads((reported / "report.json").read_bytes())
    with pytest.raises(DataError, match="there is no report"):
        load_report(reported / "evidence")
