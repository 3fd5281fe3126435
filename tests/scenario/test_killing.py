"""The rules of the kill matrix."""

from collections.abc import Mapping

import pytest

from harness.scenario.checks import checks_of
from harness.scenario.killing import Kill, Seen, Suspect, kill
from harness.scenario.loading import shipped

SUITE = tuple(shipped().values())
NOTICING = shipped()["slip-expiry/slipexp-clamp-february"]
STRANGER = shipped()["deductible/ded-3a-series"]
SUSPECT = Suspect(
    id="M-000",
    core=True,
    violates=frozenset(NOTICING.verifies),
    scenarios=frozenset({NOTICING.slug}),
)


def seen(verdicts: Mapping[str, str], *, blocked_by: str | None = None) -> Seen:
    """Make a run in which every check of a scenario has one verdict."""
    return Seen.from_events(
        {
            "event": "finding",
            "scenario": scenario.id,
            "check": check.id,
            "verdict": verdict,
            "blocked_by": blocked_by,
        }
        for scenario, verdict in ((shipped()[id_], each) for id_, each in verdicts.items())
        for check in checks_of(scenario)
    )


HEALTHY = seen({NOTICING.id: "pass", STRANGER.id: "pass"})


def judged(sick: Seen) -> Kill:
    """Judge the suspect by a run against it."""
    return kill(SUSPECT, SUITE, HEALTHY, sick)


def test_a_defect_is_killed_when_its_row_fails_and_its_requirements_turn() -> None:
    """The scenario of the row fails with every requirement it verifies."""
    one = judged(seen({NOTICING.id: "fail", STRANGER.id: "pass"}))

    assert one.killed
    assert (NOTICING.id,) == one.by
    assert () == one.collateral


@pytest.mark.parametrize("verdict", ["pass", "error", "inconclusive", "not_exercised"])
def test_only_a_failure_kills(verdict: str) -> None:
    """A run that merely breaks down has not noticed anything."""
    assert not judged(seen({NOTICING.id: verdict, STRANGER.id: "pass"})).killed


def test_another_scenario_does_not_kill() -> None:
    """A failure elsewhere is collateral, not a kill."""
    one = judged(seen({NOTICING.id: "pass", STRANGER.id: "fail"}))

    assert not one.killed
    assert (STRANGER.id,) == one.collateral


@pytest.mark.parametrize("verdict", ["fail", "error", "inconclusive"])
def test_an_unrelated_scenario_that_turns_is_collateral(verdict: str) -> None:
    """Whatever turns without being named is billed to the suite."""
    assert (STRANGER.id,) == judged(seen({NOTICING.id: "fail", STRANGER.id: verdict})).collateral


def test_what_was_sick_before_is_no_collateral() -> None:
    """Only a verdict that is new counts."""
    was = seen({NOTICING.id: "pass", STRANGER.id: "fail"})

    assert (
        () == kill(SUSPECT, SUITE, was, seen({NOTICING.id: "fail", STRANGER.id: "fail"})).collateral
    )


def test_a_blocked_check_neither_kills_nor_harms() -> None:
    """What could not be made says nothing."""
    one = judged(seen({NOTICING.id: "fail", STRANGER.id: "fail"}, blocked_by="x#y.reply"))

    assert not one.killed
    assert () == one.collateral


def test_a_monitor_of_what_is_violated_does_no_harm() -> None:
    """A monitor sees a fault wherever it shows: it turns the requirement and is no collateral."""
    suspect = Suspect(
        id="X-000",
        core=False,
        violates=frozenset({"DER-MSG-1"}),
        scenarios=frozenset({NOTICING.slug}),
    )

    def run(verdict: str, requirement: str) -> Seen:
        return Seen.from_events(
            {
                "event": "finding",
                "scenario": scenario.id,
                "check": f"{scenario.id}#monitor.msgid-form",
                "requirements": [requirement],
                "verdict": verdict,
            }
            for scenario in (NOTICING, STRANGER)
        )

    healthy = run("pass", "DER-MSG-1")
    own = kill(suspect, SUITE, healthy, run("fail", "DER-MSG-1"))
    other = kill(suspect, SUITE, healthy, run("fail", "DER-PRV-1"))

    assert own.killed
    assert ("DER-MSG-1",) == own.requirements
    assert () == own.collateral
    assert STRANGER.id in other.collateral
