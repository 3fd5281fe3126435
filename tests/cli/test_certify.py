"""``harness certify`` from outside: hospitals that are right, wrong, or none at all."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run
from harness.hospital.driver import ReferenceDriver
from harness.hospital.server import HospitalServer
from harness.validation import schema

ADAPTERS = '''
from harness.scenario.verbs import actions, views

CAN = {"actions": list(actions()), "views": list(views()), "clock": "set", "restart": True,
       "parallel": True, "endpoint": "per_session"}


class Silly:
    """Introduces itself, and does what a subclass says."""

    can = CAN
    declares = {}

    def call(self, method, params):
        if method == "initialize":
            return {"driver": "fake", "his": {"vendor": "v", "product": "p", "version": "1"},
                    "roles": ["referral-hospital"], "timeouts": {"connect": 1, "read": 1},
                    "capabilities": self.can, "declares": self.declares}
        if method == "act":
            return self.act(params)
        if method == "observe":
            return self.observe(params)
        return {}

    def observe(self, params):
        return {}


class SaysDoneAndDoesNothing(Silly):
    count = 0

    def act(self, params):
        self.count += 1
        return {"outcome": "done", "ref": f"r{self.count}"}


class SupportsNothing(Silly):
    def act(self, params):
        return {"outcome": "unsupported", "reason": {"field": params["action"]}}

    def observe(self, params):
        return {"outcome": "unsupported"}


class OffersNothing(Silly):
    can = {**CAN, "actions": [], "views": []}


class RefusesEverything(Silly):
    def act(self, params):
        return {"outcome": "refused", "reason": {"code": "NOT_ALLOWED", "text": "no"}}

    def observe(self, params):
        return {"outcome": "refused"}


class AnswersGarbage(Silly):
    def act(self, params):
        return "done"


class Dies(Silly):
    def act(self, params):
        raise RuntimeError("gone")


class DeclaresEverythingAway(SaysDoneAndDoesNothing):
    declares = {"filing": {"not_applicable": "no"}, "extension": {"not_applicable": "no"}}


class CannotIntroduceItself:
    def call(self, method, params):
        return ["hello"]
'''


@pytest.fixture
def adapters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the fake hospitals where a vendor would, and run there."""
    (tmp_path / "fake_hospitals.py").write_text(ADAPTERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def certify(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run certify and return its exit code and its report."""
    code = run(["certify", "--out", "out", *arguments])
    return code, json.loads(Path("out/report.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "profile", "code", "outcome"),
    [
        ("SaysDoneAndDoesNothing", "referral-hospital", 1, "nonconformant"),
        ("SaysDoneAndDoesNothing", "inpatient-settlement", 1, "nonconformant"),
        ("SupportsNothing", "referral-hospital", 3, "incomplete"),
        ("OffersNothing", "non-referral-hospital", 3, "incomplete"),
        ("RefusesEverything", "reliable-exchange", 1, "nonconformant"),
        ("AnswersGarbage", "referral-hospital", 4, "invalid"),
        ("Dies", "non-referral-hospital", 4, "invalid"),
        ("CannotIntroduceItself", "non-referral-hospital", 4, "invalid"),
    ],
)
@pytest.mark.usefixtures("adapters")
def test_hospitals_that_are_none(name: str, profile: str, code: int, outcome: str) -> None:
    """No hospital that does nothing, refuses, babbles or dies is ever conformant."""
    spec = f"python:fake_hospitals:{name}"
    ended, report = certify("--his", spec, "--profile", profile, "--as-of", "2025-06-01")

    assert (ended, report["exit_code"], report["outcome"]) == (code, code, outcome)
    passed = [each["id"] for each in report["requirements"] if each["verdict"] == "pass"]
    assert passed == []


@pytest.mark.usefixtures("adapters")
def test_what_is_declared_away_is_not_passed() -> None:
    """Where everything that is played is declared away, nothing is conformant."""
    spec = "python:fake_hospitals:DeclaresEverythingAway"
    code, report = certify("--his", spec, "filing", "extension")

    assert code == 3
    assert {each["verdict"] for each in report["scenarios"]} == {"not_applicable"}


@pytest.mark.usefixtures("adapters")
def test_nobody_there() -> None:
    """An unreachable adapter makes the run invalid, with a report."""
    code, report = certify("--his", "http://127.0.0.1:9")

    assert (code, report["outcome"]) == (4, "invalid")
    assert report["conclusions"] == {"law": "invalid", "engineering": "invalid"}


@pytest.mark.usefixtures("adapters")
def test_every_event_keeps_its_schema() -> None:
    """The stream of a run is what its schema says, evidence included."""
    certify("filing/onestop-happy", "slip-expiry/slipexp-last-day", "--seed", "7")
    events = [json.loads(line) for line in Path("out/run.ndjson").read_text("utf-8").splitlines()]

    for event in events:
        assert schema("report/event.json").violations(event) == []
    assert [events[0]["event"], events[-1]["event"]] == ["run_started", "run_finished"]
    for event in events:
        if event["event"] == "scenario_finished":
            assert Path("out", event["evidence"]["file"]).is_file()


@pytest.mark.usefixtures("adapters")
def test_the_same_seed_gives_the_same_evidence() -> None:
    """Two runs of one selection differ in nothing but real time."""
    files = []
    for out in ("one", "two"):
        assert run(["certify", "filing", "--seed", "3", "--out", out]) == 0
        found = sorted(Path(out, "evidence").rglob("*.ndjson"))
        files.append({path.relative_to(out): path.read_bytes() for path in found})

    assert files[0] == files[1]


@pytest.mark.usefixtures("adapters")
def test_several_processes_give_the_same_as_one() -> None:
    """However many rows are played at once, the stream is the same."""
    streams = []
    for jobs in ("1", "2"):
        run(["certify", "extension", "--jobs", jobs, "--out", jobs])
        lines = Path(jobs, "run.ndjson").read_text("utf-8").splitlines()
        events = [json.loads(line) for line in lines]
        streams.append([e for e in events if e["event"] in ("finding", "requirement")])

    assert streams[0] == streams[1]


@pytest.mark.usefixtures("adapters")
def test_rows_played_at_once_do_not_meet_in_one_hospital() -> None:
    """Where a hospital serves several sessions, rows that play side by side keep apart."""
    server = HospitalServer(ReferenceDriver(), 0)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        _, report = certify("--his", server.url, "approval", "--jobs", "2")
    finally:
        server.stop()
        thread.join(5)

    assert {each["verdict"] for each in report["scenarios"]} == {"pass"}


@pytest.mark.usefixtures("adapters")
def test_a_defect_is_noticed() -> None:
    """The reference hospital with 90 days for three months fails where it should."""
    _, report = certify("--his", "reference:M-072", "slip-expiry")

    assert "fail" in {each["verdict"] for each in report["scenarios"]}
    assert report["selection"] == ["slip-expiry"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-scenario"],
        ["--his", "nonsense"],
        ["--his", "reference:M-99999"],
        ["--profile", "nobody"],
        ["--reading", "CC-05"],
        ["--reading", "CC-99=x"],
        ["--as-of", "yesterday"],
        ["--mode", "certification", "--reading", "CC-05=origin_plus_12"],
        ["--pack", "nowhere"],
        ["--dialect", "klingon", "filing/onestop-happy"],
        ["--decisions", "none.yaml"],
        ["--baseline", "none.yaml"],
        ["--failed-from", "none.json"],
        ["--no-such-option"],
    ],
)
@pytest.mark.usefixtures("adapters")
def test_what_cannot_be_asked_for_is_2(arguments: list[str]) -> None:
    """A question that makes no sense is a usage error, before anything is played."""
    assert run(["certify", "--out", "out", *arguments]) == 2


@pytest.mark.usefixtures("adapters")
def test_list_plays_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """``--list`` says what would be played."""
    assert run(["certify", "--list", "G02"]) == 0
    assert "extension/ext-too-early" in capsys.readouterr().out
    assert not Path("report").exists()


@pytest.mark.usefixtures("adapters")
def test_an_earlier_report_chooses_what_failed() -> None:
    """``--failed-from`` plays only what did not pass there."""
    certify("--his", "reference:M-072", "slip-expiry")
    Path("out").rename("before")
    _, report = certify("--failed-from", "before/report.json")

    assert report["scenarios"]
    assert {each["verdict"] for each in report["scenarios"]} == {"pass"}


@pytest.mark.usefixtures("adapters")
def test_a_folder_of_somebody_else_is_left_alone() -> None:
    """A folder that holds something else is not overwritten."""
    Path("out").mkdir()
    Path("out/thesis.txt").write_text("years of work", encoding="utf-8")

    assert run(["certify", "filing/onestop-happy", "--out", "out"]) == 2
    assert Path("out/thesis.txt").is_file()


@pytest.mark.usefixtures("adapters")
def test_a_baseline_that_is_out_of_date_is_5(tmp_path: Path) -> None:
    """An entry whose check passes again must go."""
    check = "filing/onestop-happy#refer.sent.reply"
    entry = f'{{check: "{check}", owner: me, reason: known, expires: "2099-01-01"}}'
    (tmp_path / "known.yaml").write_text(f"known: [{entry}]", encoding="utf-8")
    code, report = certify("--baseline", "known.yaml", "--profile", "non-referral-hospital")

    assert report["outcome"] == "conformant"
    assert code == 5
