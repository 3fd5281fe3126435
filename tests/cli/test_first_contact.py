"""First contact: a person at a terminal, a HIS with nothing but screens, and what is made of it."""

from __future__ import annotations

import itertools
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from harness.cli.main import run
from harness.clock import CHINA
from harness.drivers.console import Console

CARDS = 8
COUNT = itertools.count(1)
BEIJING = ("H11010100061", "北京东城综合医院（模拟）", "110000")
SHANGHAI = ("H31010100071", "上海黄浦综合医院（模拟）", "310000")
BAOTOU = ("H15020300031", "鹿城第一综合医院（模拟）", "150200")


class Desk:
    """The terminal as a person sees it, and the HIS beside it."""

    def __init__(self, lang: str) -> None:
        """Begin before anything was said."""
        self.lang = lang
        self.said: list[str] = []
        self._new: queue.Queue[str] = queue.Queue()
        self.url = self.code = ""
        self.certnos: list[str] = []
        self.filing = ""

    def hear(self, line: str) -> None:
        """Take a line that the command says."""
        self.said.append(line)
        self._new.put(line)

    def until(self, pattern: str) -> str:
        """Wait for a line and return what its group holds."""
        while True:
            found = re.search(pattern, self._new.get(timeout=20))
            if found:
                return found.group(found.lastindex or 0)

    def connect(self) -> None:
        """Read off address, institution and people."""
        self.url = self.until(r"(http://\S+)")
        self.code = self.until(r"(H\d{11})")
        self.certnos = [self.until(r"(1599\d{13}[\dX])") for _ in range(3)]

    def card(self, number: int) -> None:
        """Wait for a card, and until it is complete."""
        self.until(rf"(?:Card |卡片){number}(?: of |/){CARDS}")
        self.until("keys|按键")

    def send(self, infno: str, content: dict[str, Any], timeout: float = 5) -> Any:
        """Send a message as a HIS does; ``None`` if no answer comes."""
        now = datetime.now(CHINA)
        envelope = {
            "infno": infno,
            "msgid": f"{self.code}{now:%Y%m%d%H%M%S}{next(COUNT):04d}",
            "mdtrtarea_admvs": "150102",
            "insuplc_admdvs": "159900",
            "recer_sys_code": "HIS",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "001",
            "opter_name": "经办",
            "inf_time": f"{now:%Y-%m-%d %H:%M:%S}",
            "fixmedins_code": self.code,
            "fixmedins_name": "首府第一综合医院（模拟）",
            "sign_no": "",
            "input": content,
        }
        try:
            return requests.post(self.url, json=envelope, timeout=timeout).json()
        except requests.RequestException:
            return None

    def find(self, person: int) -> str:
        """Find a person by the typed number and return the person number."""
        certno = self.certnos[person]
        content = {"mdtrt_cert_type": "02", "mdtrt_cert_no": certno, "psn_cert_type": "01"}
        told = self.send("1101", {"data": {**content, "certno": certno}})
        return str(told["output"]["baseinfo"]["psn_no"])

    def refer(self, person: int, to: tuple[str, str, str]) -> Any:
        """File a referral."""
        today = datetime.now(CHINA).date().isoformat()
        return self.send("2501", {"refmedin": slip(self.find(person), to, today)}, timeout=1)


def slip(psn_no: str, to: tuple[str, str, str], today: str) -> dict[str, str]:
    """Return a lawful referral."""
    return {
        "psn_no": psn_no,
        "insutype": "310",
        "tel": "19998169625",
        "addr": "呼和浩特市",
        "insu_optins": "159900",
        "diag_code": "C34.1",
        "diag_name": "上叶肺恶性肿瘤",
        "dise_cond_dscr": "需进一步诊治",
        "reflin_medins_no": to[0],
        "reflin_medins_name": to[1],
        "mdtrtarea_admdvs": to[2],
        "hosp_agre_refl_flag": "1",
        "refl_type": "3",
        "refl_date": today,
        "refl_rea": "受限于技术条件",
        "refl_opnn": "同意转诊",
        "begndate": today,
        "enddate": "",
    }


Script = Callable[[Desk], Iterator[str]]


def introduction(_: Desk) -> Iterator[str]:
    """Type who the HIS is."""
    yield from ("示例软件", "示例HIS", "5.2")


def first_half(desk: Desk) -> Iterator[str]:
    """Find, refer, print."""
    desk.card(1)
    desk.find(0)
    yield from refer_and_print(desk)


def refer_and_print(desk: Desk) -> Iterator[str]:
    """Refer, print."""
    desk.card(2)
    told = desk.refer(0, BEIJING)
    desk.filing = told["output"]["result"]["trt_dcla_detl_sn"]
    desk.card(3)
    yield "d"
    desk.until(r"\[1\]")
    yield "1"
    yield "ZZ0001"


def void(desk: Desk) -> None:
    """Take the filing back."""
    content = {"trt_dcla_detl_sn": desk.filing, "psn_no": desk.find(0), "memo": "放弃"}
    desk.send("2502", {"data": content})


def second_half(desk: Desk) -> Iterator[str]:
    """Inside the region, refused, down."""
    desk.card(5)
    yield "r 不得转往区内"
    desk.card(6)
    desk.refer(1, BEIJING)
    desk.until(r"\[1\]")
    yield "1"
    desk.card(7)
    desk.refer(0, SHANGHAI)
    yield "d"
    desk.until(r"\[1\]")
    yield "3"


def lost(desk: Desk) -> None:
    """Lose the answer, then ask."""
    desk.card(8)
    assert desk.refer(2, BEIJING) is None
    span = {"begntime": "2025-01-01 00:00:00", "endtime": "2099-01-01 00:00:00"}
    desk.send("5304", {"data": {"psn_no": desk.find(2), **span}})


def held(script: Iterator[str]) -> Iterator[str]:
    """Type everything, then stay at the terminal."""
    yield from script
    threading.Event().wait(60)


@pytest.fixture
def certify(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, dict[str, Any], Desk]]:
    """Give what runs the command with a script in the place of a person."""

    def play(script: Script, *options: str, lang: str = "zh") -> tuple[int, dict[str, Any], Desk]:
        desk = Desk(lang)
        console = Console(held(script(desk)), desk.hear, lang)
        monkeypatch.setattr(Console, "of_terminal", lambda _: console)
        named = ("--his", "attended", "--profile", "first-contact", "--idle", "0.2")
        code = run(["certify", *named, "--lang", lang, "--out", str(tmp_path / "out"), *options])
        report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
        assert run(["verify", str(tmp_path / "out")]) == 0
        return code, report, desk

    return play


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    """Return the verdict of each requirement."""
    return {each["id"]: each["verdict"] for each in report["requirements"]}


def test_a_full_pass_still_needs_somebody_else_to_look(certify: Any) -> None:
    """What arrived passes on the wire; what a person says waits for a review: never 0."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        desk.connect()
        yield from first_half(desk)
        desk.card(4)
        void(desk)
        yield from second_half(desk)
        lost(desk)

    code, report, desk = certify(script)

    found = verdicts(report)
    assert code == 3
    assert set(found.values()) == {"pass", "needs_review"}
    assert {id_ for id_ in found if found[id_] == "pass"} >= {
        "NM25-A16-3",
        "NM25-A3-3",
        "DER-MSG-1",
    }
    assert found["NM25-A24-3"] == "needs_review"
    assert any("02" in line and desk.certnos[0] in line for line in desk.said)


def test_cannot_do_this_everywhere(certify: Any) -> None:
    """A HIS that can do nothing of it has shown nothing, and nothing is held against it."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        for number in (1, 2, 5, 6, 7, 8):
            desk.card(number)
            yield "不能 没有此功能" if number % 2 else "n"

    code, report, _ = certify(script)

    assert code == 3
    assert set(verdicts(report).values()) == {"not_exercised"}


def test_filing_again_under_a_new_id_is_a_failure(certify: Any) -> None:
    """After a lost answer, a second 2501 with another msgid would be a second filing."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        desk.connect()
        for number in (1, 2, 5, 6, 7):
            desk.card(number)
            yield "n"
        desk.card(8)
        desk.refer(2, BEIJING)
        desk.refer(2, BEIJING)
        yield "d"

    code, report, desk = certify(script, lang="en")

    assert code == 1
    assert verdicts(report)["DER-MSG-1"] == "fail"
    assert any(line.startswith("    ! ") and "another id" in line for line in desk.said)


def test_what_is_sent_inside_the_region_fails(certify: Any) -> None:
    """A 2501 with a destination inside the region is seen on the wire, whatever the person says."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        desk.connect()
        desk.card(1)
        desk.find(1)
        desk.until("somebody else|并非")
        desk.find(0)
        desk.card(2)
        yield "s"
        desk.card(5)
        desk.refer(0, BAOTOU)
        desk.until("2501")
        yield "r"
        desk.card(6)
        yield "q"

    code, report, _ = certify(script)

    assert code == 130
    assert verdicts(report)["NM25-A3-3"] == "fail"


def test_interrupted_and_taken_up_again(certify: Any) -> None:
    """After Ctrl-C the same command goes on at the open card, with the same address and people."""
    first: list[Desk] = []

    def begin(desk: Desk) -> Iterator[str]:
        first.append(desk)
        yield from introduction(desk)
        desk.connect()
        yield from first_half(desk)
        desk.card(4)
        os.kill(os.getpid(), signal.SIGINT)
        # The thread that types belongs to nobody afterwards; it must not wake up in another test.
        threading.Event().wait(3600)
        yield from ()

    def go_on(desk: Desk) -> Iterator[str]:
        desk.connect()
        desk.filing = first[0].filing
        desk.card(4)
        void(desk)
        yield from second_half(desk)
        lost(desk)

    code, report, before = certify(begin)
    assert code == 130
    assert verdicts(report)["NM25-A15-2"] == "pass"

    code, report, after = certify(go_on)
    assert code == 3
    assert set(verdicts(report).values()) == {"pass", "needs_review"}
    assert (after.url, after.certnos) == (before.url, before.certnos)


def test_back_and_skip(certify: Any) -> None:
    """A card is shown again on request; one that was put off comes first the next time."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        desk.connect()
        desk.card(1)
        desk.find(0)
        desk.card(2)
        yield "b"
        desk.card(1)
        desk.find(0)
        desk.card(2)
        yield "s"
        for number in (5, 6, 7, 8):
            desk.card(number)
            yield "n"

    def later(desk: Desk) -> Iterator[str]:
        desk.connect()
        yield from refer_and_print(desk)
        desk.card(4)
        yield "n"

    code, report, _ = certify(script)
    assert code == 3
    assert verdicts(report)["NM25-A16-1"] == "not_exercised"

    code, report, _ = certify(later)
    assert code == 3
    assert verdicts(report)["NM25-A15-2"] == "pass"


def test_another_run_in_the_same_folder_is_refused(certify: Any, tmp_path: Path) -> None:
    """A sitting is not mixed with one of other options."""

    def script(desk: Desk) -> Iterator[str]:
        yield from introduction(desk)
        desk.card(1)
        yield "q"

    assert certify(script)[0] == 130
    named = ["--his", "attended", "--profile", "first-contact", "--seed", "7"]
    assert run(["certify", *named, "--out", str(tmp_path / "out")]) == 2


def test_piped_on_a_console_that_knows_only_gbk(tmp_path: Path) -> None:
    """Answers come line by line from a pipe; nothing is coloured, nothing crashes."""
    answers = "示例软件\n示例HIS\n5.2\n" + "不能\n" * 6
    command = [sys.executable, "-m", "harness", "certify", "--his", "attended", "--idle", "0.2"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, "--lang", "zh", "--out", str(tmp_path / "out")],
        input=answers.encode("gbk"),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        check=False,
        timeout=60,
    )

    told = done.stdout.decode("gbk")
    assert done.returncode == 3, done.stderr
    assert "卡片8/8：应答丢失" in told
    assert "\x1b" not in told
