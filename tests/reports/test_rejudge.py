"""A run told once more from its evidence comes out as it was recorded, or is named wrong."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from harness import __version__
from harness.clock import VirtualClock, moment
from harness.journal import Journal
from harness.reports.evidence import Evidence
from harness.reports.fold import Report
from harness.reports.rejudge import rejudge
from harness.reports.stream import StreamWriter, read_stream
from harness.reports.verify import verify
from harness.reports.write import write_all
from harness.reports.wrong import Wrong
from harness.scenario.checks import verifying
from harness.scenario.loading import shipped
from harness.scenario.model import Row, Scenario
from harness.scenario.rows import RowResult, Settings, findings_of
from harness.scenario.runner import Plan, Run
from harness.scenario.selection import of_profiles
from harness.scenario.subject import Subject
from harness.verdicts.catalogue import profiles, requirements
from harness.verdicts.ledger import Scope

Event = dict
PLAYED = 3
SUITE = {"name": "referral-harness", "version": __version__, "digest": "ab" * 32}


def unplayed(tasks: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
    """Give rows of a hospital that offers nothing: their evidence says so and no more."""
    for scenario, row in tasks:
        journal = Journal()
        reply = {"declares": {}, "clock": True, "grade": "driver"}
        told = {"session": "", "method": "initialize", "params": {}, "reply": reply, "step": ""}
        journal.append(moment("2025-05-06T09:00"), "driver", told)
        gap = {"en": "not offered", "zh": "未提供"}
        body = {"id": "", "phase": "skipped", "kind": "scenario", "gap": gap}
        journal.append(moment("2025-05-06T09:00"), "step", body)
        yield RowResult(
            scenario=scenario.id,
            row=row.name,
            findings=tuple(findings_of(scenario, row, journal.entries)),
            entries=tuple(journal.entries),
        )


def interrupted(tasks: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
    """Give one row, then act as if somebody pressed Ctrl-C."""
    yield from unplayed(tasks[:1])
    raise KeyboardInterrupt


def a_plan(selection: list[str] | None) -> Plan:
    """Return the plan of a run over some scenarios of the referral hospital, or all of them."""
    measured = (profiles()["referral-hospital"],)
    playable = of_profiles(shipped(), measured, "ci")
    chosen = {id_: playable[id_] for id_ in selection} if selection else playable
    return Plan(
        scenarios=tuple(chosen.values()),
        catalogue=requirements(),
        scope=Scope(
            as_of=date(2025, 6, 1),
            profiles=measured,
            checks=verifying(playable.values()),
            selected=verifying(chosen.values()) if selection else None,
        ),
        settings=Settings(seed=7),
        subject=Subject(
            his={}, roles=("referral-hospital",), reply={"capabilities": {}, "declares": {}}
        ),
        head={
            "suite": SUITE,
            "selection": selection,
            "reproduce": "harness certify",
            "hospital": None,
            "his": {"vendor": "v", "product": "p", "version": "1", "build": None},
        },
    )


@pytest.fixture(name="chosen", scope="session")
def chosen_fixture() -> list[str]:
    """Return the ids of a few scenarios."""
    measured = (profiles()["referral-hospital"],)
    return list(of_profiles(shipped(), measured, "ci"))[:PLAYED]


@pytest.fixture(name="play")
def play_fixture(tmp_path: Path) -> Callable[..., Path]:
    """Return a way to tell a run into a folder, with its reports."""

    def play(selection: list[str] | None, player: Callable = unplayed) -> Path:
        run = Run(a_plan(selection), player, clock=VirtualClock(moment("2025-06-01T10:00")))
        with StreamWriter(tmp_path / "run" / "run.ndjson") as writer:
            for event, row in run.events():
                writer.emit(event)
                if row is not None:
                    keep(row, tmp_path / "run")
        write_all(tmp_path / "run", None)
        return tmp_path / "run"

    return play


def keep(row: RowResult, folder: Path) -> None:
    """Write the evidence of a row."""
    (folder / row.file).parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(entry.as_json(), ensure_ascii=False) for entry in row.entries)
    (folder / row.file).write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")


def judged_again(folder: Path, forge: Callable[[list[Event]], object]) -> str:
    """Forge the stream, sign everything again, and return what verify says of it."""
    events = read_stream(folder / "run.ndjson")
    forge(events)
    with StreamWriter(folder / "run.ndjson") as writer:
        for event in events:
            writer.emit(event)
    write_all(folder, None)
    with pytest.raises(Wrong) as caught:
        verify(folder, None, rejudge, SUITE)
    assert (caught.value.exit_code, caught.value.where) == (6, "run.ndjson")
    return str(caught.value)


def of_kind(events: list[Event], kind: str) -> list[Event]:
    """Return the events of one kind."""
    return [each for each in events if each["event"] == kind]


def test_an_honest_run_holds(play: Callable[..., Path], chosen: list[str]) -> None:
    """Everything comes out as it was recorded."""
    verified = verify(play(chosen), None, rejudge, SUITE)

    assert verified.report.outcome == "incomplete"


def test_an_honest_run_of_the_whole_suite_holds(play: Callable[..., Path]) -> None:
    """Without a selection every scenario of the requirement sets is there."""
    assert verify(play(None), None, rejudge, SUITE).report.outcome == "incomplete"


def test_an_interrupted_run_holds(play: Callable[..., Path], chosen: list[str]) -> None:
    """What was not reached need not be there."""
    report = verify(play(chosen, interrupted), None, rejudge, SUITE).report

    assert report.end["interrupted"]
    assert len(report.rows) == 1


def test_a_killed_run_holds_as_far_as_it_goes(play: Callable[..., Path], chosen: list[str]) -> None:
    """Without an end there is nothing to claim."""
    folder = play(chosen)
    lines = (folder / "run.ndjson").read_bytes().splitlines(keepends=True)
    rows = [n for n, line in enumerate(lines) if b'"scenario_finished"' in line]
    (folder / "run.ndjson").write_bytes(b"".join(lines[: rows[0] + 1]))
    write_all(folder, None)

    assert verify(folder, None, rejudge, SUITE).report.outcome == "invalid"


def test_a_fault_of_ours_cannot_be_judged_again(
    play: Callable[..., Path], chosen: list[str]
) -> None:
    """An error without evidence is taken over: it speaks for nobody."""

    def faulty(tasks: Sequence[tuple[Scenario, Row]]) -> Iterator[RowResult]:
        from harness.verdicts.finding import Finding  # noqa: PLC0415
        from harness.verdicts.verdict import Verdict  # noqa: PLC0415

        for scenario, row in tasks:
            fault = Finding(
                check=f"{scenario.id}#run",
                verdict=Verdict.ERROR,
                message={"en": "a bug", "zh": "缺陷"},
                requirements=scenario.verifies,
            )
            yield RowResult(scenario=scenario.id, row=row.name, findings=(fault,), entries=())

    assert verify(play(chosen, faulty), None, rejudge, SUITE).report.outcome == "invalid"


def test_a_forged_finding_is_named(play: Callable[..., Path], chosen: list[str]) -> None:
    """A verdict that the evidence does not bear out is wrong, however well it is signed."""

    def forge(events: list[Event]) -> None:
        of_kind(events, "finding")[0]["verdict"] = "pass"

    assert "does not follow from the evidence" in judged_again(play(chosen), forge)


def test_a_forged_requirement_is_named(play: Callable[..., Path], chosen: list[str]) -> None:
    """A clause is as good as its checks and no better."""

    def forge(events: list[Event]) -> None:
        of_kind(events, "requirement")[0]["verdict"] = "pass"

    assert "does not follow from its checks" in judged_again(play(chosen), forge)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "conformant"),
        ("exit_code", 0),
        ("closing", {"en": "All well.", "zh": "一切正常。"}),
        ("conclusions", {"law": "conformant", "engineering": "conformant"}),
        ("counts", {"pass": 99}),
    ],
)
def test_a_forged_end_is_named(
    play: Callable[..., Path], chosen: list[str], name: str, value: object
) -> None:
    """Outcome, code, words and counts follow from the verdicts."""

    def forge(events: list[Event]) -> None:
        events[-1][name] = value

    assert f"`{name}`" in judged_again(play(chosen), forge)


def test_a_forged_readiness_is_named(play: Callable[..., Path], chosen: list[str]) -> None:
    """On time is not to be had for writing it."""

    def forge(events: list[Event]) -> None:
        events[-1]["readiness"]["judgement"] = "on_time"

    assert "`readiness`" in judged_again(play(chosen), forge)


def test_a_row_that_was_left_out_is_missed(play: Callable[..., Path], chosen: list[str]) -> None:
    """An inconvenient row cannot be dropped."""

    def forge(events: list[Event]) -> None:
        last = of_kind(events, "scenario_finished")[-1]
        events[:] = [
            each
            for each in events
            if (each.get("scenario"), each.get("row")) != (last["scenario"], last["row"])
        ]

    assert "left out" in judged_again(play(chosen), forge)


def test_a_clause_that_was_left_out_is_missed(play: Callable[..., Path], chosen: list[str]) -> None:
    """The requirement set is the suite's, not the stream's."""

    def forge(events: list[Event]) -> None:
        del events[0]["requirements"][-1]

    assert "clauses were left out" in judged_again(play(chosen), forge)


def test_a_clause_that_was_made_light_of_is_named(
    play: Callable[..., Path], chosen: list[str]
) -> None:
    """Whether a clause decides is not for the stream to say."""

    def forge(events: list[Event]) -> None:
        scored = next(each for each in events[0]["requirements"] if each["scored"])
        scored["scored"] = False

    assert "not announced as the suite has it" in judged_again(play(chosen), forge)


def test_a_scenario_that_was_left_out_is_missed(
    play: Callable[..., Path], chosen: list[str]
) -> None:
    """A run that played a part must say that it is a selection."""

    def forge(events: list[Event]) -> None:
        events[0]["selection"] = None

    assert "left scenarios out" in judged_again(play(chosen), forge)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"profiles": ["easy"]}, "requirement set"),
        ({"scenarios": [{"id": "easy/one", "title": {}, "rows": ["_"]}]}, "not to be played"),
    ],
)
def test_what_the_suite_has_not_is_named(
    play: Callable[..., Path], chosen: list[str], change: dict, said: str
) -> None:
    """Neither an unknown set nor an unknown scenario can be judged by."""
    folder = play(chosen)
    report = Report.from_events(read_stream(folder / "run.ndjson"))
    events = read_stream(folder / "run.ndjson")
    forged = Report.from_events([events[0] | change, events[-1]])

    assert report.outcome == "incomplete"
    with pytest.raises(Wrong, match=said):
        rejudge(forged, Evidence(folder))


def test_the_evidence_of_another_row_does_not_do(
    play: Callable[..., Path], chosen: list[str]
) -> None:
    """Each row has a file of its own."""

    def forge(events: list[Event]) -> None:
        first, *_, last = of_kind(events, "scenario_finished")
        first["evidence"] = last["evidence"]

    assert "evidence of another" in judged_again(play(chosen), forge)
