"""A person at the screen, played by a list of answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from harness.drivers.attended import AttendedTransport
from harness.drivers.checked import CheckedDriver
from harness.drivers.console import Console
from harness.drivers.sitting import Sitting
from harness.errors import DataError, UsageError
from harness.scenario.guiding import PutOff, Stopped, WentBack


def person(answers: Iterable[str], lang: str = "zh") -> tuple[CheckedDriver, list[str]]:
    """Return a driver whose person types these answers, and what was shown."""
    shown = list[str]()
    console = Console(answers, shown.append, lang)
    console.patience = 0.0
    return CheckedDriver(AttendedTransport(console)), shown


def test_introduction() -> None:
    """Vendor, product and version are asked; the clock cannot be set."""
    driver, _ = person(["示例软件", "示例HIS", "5.2"])
    reply = driver.call("initialize", {"protocol": 1})
    assert reply["his"]["product"] == "示例HIS"
    assert reply["roles"] == ["first-contact"]
    assert reply["capabilities"]["clock"] == "none"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (["d", "d"], "done"),
        (["拒绝 不得转往区内"], "refused"),
        (["n no such menu"], "unsupported"),
        (["what?", "不能"], "unsupported"),
    ],
)
def test_an_act_ends_as_the_person_says(answers: list[str], outcome: str) -> None:
    """Done without a message is asked twice; a refusal and a gap are told apart."""
    driver, _ = person(answers)
    reply = driver.call("act", {"action": "refer", "with": {"person": "wang"}})
    assert reply["outcome"] == outcome


def test_what_a_view_shows_is_typed() -> None:
    """Without a card of its own, a view is typed line by line."""
    driver, _ = person(["d", "slip_no = 1", "filing.status = filed", ""])
    reply = driver.call("observe", {"view": "referral", "key": "R1"})
    assert reply == {"shown": {"slip_no": "1", "filing": {"status": "filed"}}}


@pytest.mark.parametrize(("key", "aside"), [("b", WentBack), ("跳过", PutOff), ("q", Stopped)])
def test_asides(key: str, aside: type[Exception]) -> None:
    """Back, skip and quit are no answers."""
    driver, _ = person([key])
    with pytest.raises(aside):
        driver.call("act", {"action": "identify", "with": {}})


def test_nobody_there() -> None:
    """Where nobody types any more, nothing is waited for."""
    driver, _ = person([])
    with pytest.raises(Stopped, match="nobody"):
        driver.call("observe", {"view": "referral", "key": "R1"})


def test_a_sitting_remembers(tmp_path: Path) -> None:
    """Answers and address are there the next time; other options are refused."""
    first = Sitting(tmp_path / "attended", {"seed": 0})
    first.keep("address", {"listen": "127.0.0.1:1234", "advertise": None})

    again = Sitting(tmp_path / "attended", {"seed": 0})
    assert again.resumed
    assert again.address(None, None)["listen"] == "127.0.0.1:1234"
    with pytest.raises(UsageError, match="seed"):
        Sitting(tmp_path / "attended", {"seed": 1})


def test_a_broken_sitting_is_told(tmp_path: Path) -> None:
    """A state that cannot be read is named, not guessed."""
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"state\.json"):
        Sitting(tmp_path, {})
