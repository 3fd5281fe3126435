"""`harness serve` as somebody starts it, kills it, and starts it again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from harness.cli.serve import announce, origin_of, refuse_public, serve
from harness.errors import UsageError
from harness.journal import Entry, verify_chain
from harness.wire.client import ClientPort
from harness.wire.dialects import dialect
from harness.wire.envelope import Request, sender_msgid


class Serving:
    """A `harness serve` in another process."""

    def __init__(self, folder: Path, *options: str) -> None:
        """Start it and read its first line."""
        command = [sys.executable, "-m", "harness", "serve", "--port", "0", "--control-port", "0"]
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        self.told: dict[str, str] = json.loads(line)

    def control(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask the control port about `default`."""
        where = f"{self.told['control']}/sandboxes/default{path}"
        headers = {"Authorization": f"Bearer {self.told['token']}"}
        return requests.request(method, where, headers=headers, timeout=10, **more)

    def world(self) -> dict[str, Any]:
        """Return what is known of the world."""
        found: dict[str, Any] = self.control("GET", "/world").json()
        return found

    def stop(self, by: int = signal.SIGINT) -> tuple[int, str]:
        """End it; return exit code and standard error."""
        self.process.send_signal(by)
        _, told = self.process.communicate(timeout=10)
        return self.process.returncode, told


Start = Callable[..., Serving]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers that end with the test."""
    started: list[Serving] = []

    def started_in(*options: str) -> Serving:
        started.append(Serving(tmp_path, *options))
        return started[-1]

    yield started_in
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


class Client:
    """A hospital with one patient, who is filed and withdrawn again and again."""

    def __init__(self, serving: Serving, person: int) -> None:
        """Connect."""
        world = serving.world()
        self.port = ClientPort(dialect("plain"), {}, serving.told["base_url"])
        self.person = [each for each in world["people"] if each["pool"] == "159900"][person]
        self.own, self.to = (
            next(each for each in world["institutions"] if each["id"] == name)
            for name in ("hh-3a", "bj-3a")
        )
        self.serial = person * 2000
        self.session = requests.Session()

    def message(self, infno: str, content: dict[str, Any]) -> Request:
        """Write a message with a number of its own."""
        self.serial += 1
        return Request(
            infno=infno,
            msgid=sender_msgid(self.own["code"], datetime(2025, 5, 6, 9), self.serial),  # noqa: DTZ001 - only its digits are used
            mdtrtarea_admvs="150100",
            insuplc_admdvs="159900",
            recer_sys_code="99",
            infver="V1.0",
            opter_type="1",
            opter="001",
            opter_name="测试",
            inf_time="2025-05-06 09:00:00",
            fixmedins_code=self.own["code"],
            fixmedins_name=self.own["name"],
            input=content,
        )

    def filing(self) -> Request:
        """Write a filing."""
        slip = {
            "psn_no": self.person["psn_no"],
            "insu_optins": "159900",
            "diag_code": "C34.1",
            "diag_name": "上叶支气管或肺的恶性肿瘤",
            "reflin_medins_no": self.to["code"],
            "reflin_medins_name": self.to["name"],
            "mdtrtarea_admdvs": "110000",
            "hosp_agre_refl_flag": "1",
            "refl_type": "3",
            "refl_date": "2025-05-06",
            "refl_rea": "本院诊疗条件有限",
            "refl_opnn": "同意转院",
        }
        return self.message("2501", {"refmedin": slip})

    def withdrawal(self, number: str) -> Request:
        """Write the withdrawal of a filing."""
        who = {"psn_no": self.person["psn_no"], "trt_dcla_detl_sn": number, "memo": "演练"}
        return self.message("2502", {"data": who})

    def send(self, request: Request) -> dict[str, Any]:
        """Send a message and read the answer."""
        http = self.port.request(request)
        answer = self.session.post(
            self.port.url(http), data=http.body, headers=http.headers, timeout=10
        )
        found: dict[str, Any] = answer.json()
        assert found["infcode"] == 0, found
        return found


def test_the_first_line_on_a_pipe(start: Start, tmp_path: Path) -> None:
    """A program reads where everything is from one line of JSON, and the default store is there."""
    serving = start("--now", "2025-05-06T09:00", "--token", "secret")

    assert set(serving.told) == {"wire", "control", "token", "sandbox", "base_url", "store"}
    assert serving.told["base_url"] == f"{serving.told['wire']}/s/default"
    assert serving.told["token"] == "secret"
    assert serving.told["store"] == "sqlite:./harness-data/journal.sqlite3"
    assert (tmp_path / "harness-data" / "journal.sqlite3").exists()
    health = requests.get(f"{serving.told['control']}/healthz", timeout=5).json()
    assert health["status"] == "ok"
    assert serving.control("GET", "").json()["now"] == "2025-05-06T09:00:00+08:00"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(start: Start, by: int) -> None:
    """Ctrl-C and a polite kill end it at once, without a word and with code 0."""
    serving = start("--store", "memory:")

    assert serving.stop(by) == (0, "")


def test_killed_at_any_moment_it_loses_and_doubles_nothing(start: Start) -> None:
    """After kill -9 every acknowledged filing is there, once, also when it is sent again."""
    serving = start("--now", "2025-05-06T09:00")
    clients = [Client(serving, n) for n in range(4)]
    numbers, sent, enough = dict[str, str](), list[Request](), threading.Event()
    before = serving.world(), serving.control("GET", "").json()["credentials"]

    def work(client: Client) -> None:
        for _ in range(400):
            request = client.filing()
            sent.append(request)
            try:
                number = client.send(request)["output"]["result"]["trt_dcla_detl_sn"]
                numbers[request.msgid] = number
                client.send(client.withdrawal(number))
            except requests.RequestException:
                return
            if len(numbers) > 150:
                enough.set()

    threads = [threading.Thread(target=work, args=(each,)) for each in clients]
    for each in threads:
        each.start()
    assert enough.wait(30)
    serving.process.kill()
    for each in threads:
        each.join()

    again = start()
    lines = again.control("GET", "/journal").text.splitlines()
    verify_chain(Entry.from_json(json.loads(each)) for each in lines)
    kept = [each["no"] for each in again.control("GET", "/view").json()["filings"]]
    assert len(kept) == len(set(kept))
    assert set(numbers.values()) <= set(kept)
    assert (again.world(), again.control("GET", "").json()["credentials"]) == before
    client = Client(again, 0)
    for request in sent:
        number = client.send(request)["output"]["result"]["trt_dcla_detl_sn"]
        assert number == numbers.get(request.msgid, number)
    after = [each["no"] for each in again.control("GET", "/view").json()["filings"]]
    assert len(after) == len(set(after)) <= len(sent)


def test_one_journal_one_server(start: Start, tmp_path: Path) -> None:
    """A second server on the same journal is refused, and says by what."""
    start()
    command = [sys.executable, "-m", "harness", "serve", "--port", "0", "--control-port", "0"]
    second = subprocess.run(  # noqa: S603 - our own program
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert second.returncode == 4
    assert "another server is using this journal" in second.stderr


def test_watching(start: Start) -> None:
    """With --watch a fault of the hospital is printed as it happens."""
    serving = start("--watch", "--store", "memory:", "--now", "2025-05-06T09:00", "--lang", "en")
    client = Client(serving, 0)
    client.send(replace(client.filing(), msgid="1"))
    code, told = serving.stop()

    assert code == 0
    assert " 2501 Fail: " in told


def test_another_default_is_not_slipped_in(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept sandbox does not silently become another one."""
    start().stop()
    runner = CliRunner()
    monkeypatch.chdir(tmp_path)
    result = runner.invoke(serve, ["--port", "0", "--control-port", "0", "--dialect", "csb"])

    assert isinstance(result.exception, UsageError)
    assert "has another dialect" in str(result.exception)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "0.0.0.0"], "--allow-public"),  # noqa: S104 - it is refused
        (["--workers", "2", "--store", "memory:"], "processes can share"),
        (["--store", "mongodb://x"], "is no store"),
        (["--store", "memory:", "--now", "soon"], "is not a moment"),
        (["--store", "memory:", "--world", "atlantis"], "atlantis"),
        (["--store", "memory:", "--credential", "secret"], "is no credential"),
        (["--store", "memory:", "--credential", "secret=x"], "plain has no credential 'secret'"),
        (["--store", "memory:", "--dialect", "tif+infcode=x"], "'tif+infcode=x'"),
        (["--store", "memory:", "--port", "0", "--now", "1999-01-01"], "1999"),
    ],
)
def test_what_cannot_be_served_is_refused(options: list[str], says: str) -> None:
    """What is asked wrongly is refused with a sentence that says what to do."""
    result = CliRunner().invoke(serve, ["--port", "0", "--control-port", "0", *options])

    assert says in str(result.exception)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.8.8.8"])
def test_this_machine_is_not_public(host: str) -> None:
    """Loopback addresses need no leave."""
    refuse_public(host, allowed=False)


def test_addresses_with_colons_stand_in_brackets() -> None:
    """An IPv6 address is written as addresses are."""
    assert origin_of("::1", 80) == "http://[::1]:80"
    assert origin_of("0.0.0.0", 80) == "http://127.0.0.1:80"  # noqa: S104 - it is not called


@pytest.mark.parametrize(("lang", "word"), [("en", "token"), ("zh", "访问令牌")])
def test_a_person_reads_a_banner(
    lang: str, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal the same facts are shown in words."""

    class Standing:
        """What the banner asks of a sandbox."""

        def now(self) -> datetime:
            """Tell the time."""
            return datetime.fromisoformat("2025-05-06T09:00:00+08:00")

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    names = ("wire", "control", "token", "sandbox", "base_url", "store")
    announce({name: f"<{name}>" for name in names}, Standing(), lang)  # type: ignore[arg-type]
    shown = capsys.readouterr().out

    assert word in shown
    assert all(f"<{name}>" in shown for name in names if name != "wire")
