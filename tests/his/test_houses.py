"""Hospitals as they come: outcome and exit code of ``certify`` for each kind of weak adapter."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run
from harness.drivers import http, stdio

HERE = Path(__file__).parent
DAY = "2025-06-01"


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work where a vendor would, with the fake houses within reach."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.chdir(tmp_path)


def certify(spec: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Return exit code and report of a run."""
    code = run(["certify", "--his", spec, "--out", "out", "--as-of", DAY, *arguments])
    report: dict[str, Any] = json.loads(Path("out/report.json").read_text(encoding="utf-8"))
    return code, report


def house(name: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Return exit code and report of a run against one of the houses."""
    return certify(f"python:houses:{name}", *arguments)


def failed(report: dict[str, Any]) -> list[str]:
    """Return the requirements that are violated."""
    return [each["id"] for each in report["requirements"] if each["verdict"] == "fail"]


@pytest.mark.parametrize(
    ("name", "selection", "code", "outcome"),
    [
        ("Sound", ["first-contact"], 0, "conformant"),
        ("Slow", ["first-contact"], 0, "conformant"),
        ("KnowsMore", ["first-contact"], 0, "conformant"),
        ("Hollow", ["inpatient-settlement"], 1, "nonconformant"),
        ("Parrot", ["reliable-exchange"], 1, "nonconformant"),
        ("ShowsNothing", ["reliable-exchange"], 1, "nonconformant"),
        ("Unsupporting", ["inpatient-settlement"], 3, "incomplete"),
        ("DeclaresEverythingAway", ["referral-hospital"], 3, "incomplete"),
        ("StandsStill", ["reliable-exchange"], 3, "incomplete"),
        ("OneAddress", ["reliable-exchange"], 3, "incomplete"),
        ("DiesAtThird", ["first-contact"], 4, "invalid"),
        ("DiesAtTwentieth", ["reliable-exchange"], 4, "invalid"),
        ("Faints", ["reliable-exchange"], 4, "invalid"),
    ],
)
def test_what_each_house_comes_to(name: str, selection: list[str], code: int, outcome: str) -> None:
    """A sound house passes, a hollow one fails; a mute, poor or dying one is called neither."""
    ended, report = house(name, "--profile", *selection)

    assert (ended, report["exit_code"], report["outcome"]) == (code, code, outcome)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("LeastReferral", "referral-hospital"),
        ("LeastReferral", "wuhai-referral-hospital"),
        ("LeastExchange", "reliable-exchange"),
        ("LeastInpatient", "inpatient-settlement"),
        ("LeastLevelTwo", "level2-hospital"),
        ("LeastAccount", "account-and-closing"),
        ("Unsupporting", "referral-hospital"),
        ("OneAddress", "reliable-exchange"),
        ("StandsStill", "account-and-closing"),
    ],
)
def test_what_a_house_does_not_offer_is_never_held_against_it(name: str, profile: str) -> None:
    """A sound house that offers little violates nothing, whatever it leaves unexercised."""
    code, report = house(name, "--profile", profile)

    assert failed(report) == []
    assert report["counts"]["error"] == 0
    assert code in {0, 3}


def test_a_hollow_house_passes_no_figure_and_no_date() -> None:
    """A hospital that shows nothing has no clause about money or periods to its credit."""
    _, report = house("Hollow", "--profile", "inpatient-settlement")

    assert [each["id"] for each in report["requirements"] if each["verdict"] == "pass"] == []


def test_what_a_house_declares_away_is_named() -> None:
    """A declared exception is neither passed nor failed."""
    _, report = house("DeclaresEverythingAway", "--profile", "referral-hospital")

    assert {each["verdict"] for each in report["scenarios"]} == {"not_applicable"}


def test_a_house_that_cannot_restart_is_not_asked_to() -> None:
    """What was not declared is never asked for; rest is then a time without a request."""
    chosen = ("rob-restart-before-send", "rob-4xx-no-retry")
    code, report = house("CannotRestart", *chosen, "--idle", "0.1")

    assert failed(report) == []
    assert report["counts"]["error"] == 0
    assert code == 3


class Babble(BaseHTTPRequestHandler):
    """Answers every message with a page of HTML, as a portal with a login does."""

    status = 200

    def do_POST(self) -> None:
        """Answer a page."""
        body = "<html>请先登录</html>".encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """Say nothing."""


class Broken(Babble):
    """Answers every message with status 500."""

    status = 500


class Silent(Babble):
    """Takes a message and never answers."""

    awake = threading.Event()

    def do_POST(self) -> None:
        """Wait until nobody is interested any more."""
        self.awake.wait(20)


@contextmanager
def listening(handler: type[Babble]) -> Iterator[str]:
    """Serve a handler and give its address."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        Silent.awake.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("handler", [Babble, Broken, Silent])
def test_an_address_with_something_else_behind_it(
    handler: type[Babble], monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTML, server errors and silence over HTTP make a run invalid and judge nobody."""
    monkeypatch.setattr(http, "FIRST", 0.3)
    with listening(handler) as address:
        code, report = certify(address)

    assert (code, report["outcome"]) == (4, "invalid")
    assert failed(report) == []


@pytest.mark.parametrize(
    "program",
    [
        "",
        "print('starting up', flush=True); input()",
        "import time; time.sleep(20)",
        "raise SystemExit(3)",
        "print('[]', flush=True); input()",
    ],
)
def test_a_program_that_is_no_adapter(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ends, babbles or keeps silent makes a run invalid and judges nobody."""
    monkeypatch.setattr(stdio, "FIRST", 0.5)
    monkeypatch.setattr(stdio, "FAREWELL", 0.2)
    Path("adapter.py").write_text(program, encoding="utf-8")
    code, report = certify(f"stdio:{sys.executable} adapter.py")

    assert (code, report["outcome"]) == (4, "invalid")
    assert failed(report) == []


def test_a_program_that_does_not_exist() -> None:
    """A missing program makes a run invalid."""
    code, report = certify("stdio:./no-such-adapter")

    assert (code, report["outcome"]) == (4, "invalid")
