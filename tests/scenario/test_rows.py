"""Rows: their sandboxes, their evidence files, and what goes wrong on our side."""

from __future__ import annotations

from typing import Any

import pytest

from harness.scenario.loading import shipped
from harness.scenario.rows import Settings, evidence_file, play, spec_of
from harness.scenario.subject import Subject
from harness.verdicts.verdict import Verdict

INTRODUCTION: dict[str, Any] = {
    "his": {"vendor": "v", "product": "p", "version": "1"},
    "roles": ["referral-hospital"],
    "timeouts": {"connect": 1, "read": 1},
    "capabilities": {
        "actions": ["refer"],
        "views": ["referral"],
        "clock": "none",
        "restart": False,
        "parallel": False,
    },
    "declares": {"chronic": {"not_applicable": "no clinic"}},
}
SUBJECT = Subject.introduced(INTRODUCTION)
SCENARIO = shipped()["filing/onestop-happy"]


class NoBench:
    """A bench that cannot open anything."""

    def open(self, spec: object) -> Any:
        """Fail as a bug of ours would."""
        raise ZeroDivisionError(spec)


class NoDriver:
    """A driver that must not be called."""

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Fail."""
        raise AssertionError(method, params)

    def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("_", "evidence/g/s/_.ndjson"),
        ("today=2025-10-05,offered=no", "evidence/g/s/today=2025-10-05,offered=no.ndjson"),
    ],
)
def test_plain_rows_keep_their_names(row: str, name: str) -> None:
    """A name that every file system takes is taken."""
    assert evidence_file("g/s", row) == name


def test_odd_rows_stay_different() -> None:
    """Letters that a file system may refuse are replaced, and no two rows meet."""
    names = {evidence_file("g/s", row) for row in ("a/b", "a\\b", "a:b", "王", "李", "x" * 300)}
    assert len(names) == 6
    assert all(name.isascii() and len(name) < 120 for name in names)


def test_a_sandbox_tells_nothing_about_its_scenario() -> None:
    """Its name is the same in every run, and says nothing to the HIS."""
    row = SCENARIO.rows[0]
    one, other = (spec_of(SCENARIO, row, SUBJECT, Settings(seed=seed)) for seed in (1, 2))
    assert one == spec_of(SCENARIO, row, SUBJECT, Settings(seed=1))
    assert one.id != other.id
    assert "onestop" not in one.id


@pytest.mark.parametrize(
    ("slug", "own", "played"),
    [
        ("rob-signature-not-constant", "plain", "csb"),
        ("rob-signature-not-constant", "tif", "tif"),
        ("rob-signature-not-constant", "oauth-sm", "oauth-sm"),
        ("rob-clock-skew", "csb", "plain"),
        ("rob-clock-skew", "sorted-sm2", "sorted-sm2"),
        ("rob-double-click", "tif-text", "tif-text"),
    ],
)
def test_a_scenario_about_gateways_keeps_the_dialect_if_it_can(
    slug: str, own: str, played: str
) -> None:
    """Another dialect stands in only where the run's own has no such gateway."""
    scenario = shipped()[f"robustness/{slug}"]

    assert played == spec_of(scenario, scenario.rows[0], SUBJECT, Settings(dialect=own)).dialect


def test_a_dialect_that_is_not_spoken_is_not_asked_for() -> None:
    """A HIS of one province has nothing to show about the gateways of another."""
    scenario = shipped()["robustness/rob-signature-not-constant"]
    given: dict[str, Any] = {"driver": NoDriver(), "subject": SUBJECT, "bench": NoBench()}
    result = play(scenario, scenario.rows[0], settings=Settings(), **given)
    polyglot = {**INTRODUCTION["capabilities"], "dialects": ["csb", "tif"]}
    other = Subject.introduced(INTRODUCTION | {"capabilities": polyglot})

    assert {Verdict.NOT_APPLICABLE} == {each.verdict for each in result.findings}
    assert (True, True, False) == tuple(other.speaks(d, "plain") for d in ("plain", "csb", "x"))


def test_what_the_his_cannot_do_is_not_exercised() -> None:
    """Without a clock that can be set, absolute dates are not tried at all."""
    result = play(
        SCENARIO,
        SCENARIO.rows[0],
        driver=NoDriver(),
        subject=SUBJECT,
        bench=NoBench(),
        settings=Settings(),
    )
    assert result.verdict is Verdict.NOT_EXERCISED
    assert "clock" in result.findings[0].message["en"]
    assert result.entries


def test_a_bug_of_ours_is_an_error() -> None:
    """Whatever we do wrong is an error of the row, and the run goes on."""
    able = {**INTRODUCTION["capabilities"], "clock": "set"}
    subject = Subject.introduced({**INTRODUCTION, "capabilities": able})
    result = play(
        SCENARIO,
        SCENARIO.rows[0],
        driver=NoDriver(),
        subject=subject,
        bench=NoBench(),
        settings=Settings(),
    )
    assert result.verdict is Verdict.ERROR
    assert result.findings[0].requirements == SCENARIO.verifies


def test_what_no_clause_asks_for_is_not_applicable() -> None:
    """A HIS that applies for no chronic approvals is not held to be incomplete."""
    able = {**INTRODUCTION["capabilities"], "clock": "set"}
    subject = Subject.introduced({**INTRODUCTION, "capabilities": able, "declares": {}})
    scenario = shipped()["chronic/chronic-application"]
    result = play(
        scenario,
        scenario.rows[0],
        driver=NoDriver(),
        subject=subject,
        bench=NoBench(),
        settings=Settings(),
    )

    assert Verdict.NOT_APPLICABLE is result.verdict
    assert "chronic_application" in result.findings[0].message["en"]
