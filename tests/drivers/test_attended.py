"""A person at the screen, played by a list of answers."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from harness.drivers.attended import AttendedTransport
from harness.drivers.checked import CheckedDriver
from harness.scenario.ports import AdapterBroken


def person(answers: Iterable[str]) -> tuple[CheckedDriver, list[str]]:
    """Return a driver whose person types these answers, and what was shown."""
    typed, shown = iter(answers), list[str]()

    def ask(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    return CheckedDriver(AttendedTransport(ask, shown.append)), shown


def test_introduction() -> None:
    """Vendor, product, version and roles are asked; the clock cannot be set."""
    driver, _ = person(["示例软件", "示例HIS", "5.2", ""])
    reply = driver.call("initialize", {"protocol": 1})
    assert reply["roles"] == ["referral-hospital"]
    assert reply["capabilities"]["clock"] == "none"


def test_a_step_card() -> None:
    """What was done is typed in, with what the screen shows."""
    driver, shown = person(["d", "R1", "slip_no = 1", "filing.status = filed", ""])
    params = {"action": "refer", "with": {"person": "wang", "phone": None}}
    reply = driver.call("act", params)
    assert reply == {
        "outcome": "done",
        "ref": "R1",
        "shown": {"slip_no": "1", "filing": {"status": "filed"}},
    }
    assert any("留空" in line for line in shown)


@pytest.mark.parametrize(
    ("answers", "outcome"), [(["r", "X", "no"], "refused"), (["u", "not there"], "unsupported")]
)
def test_other_ends(answers: list[str], outcome: str) -> None:
    """A refusal and a gap are told apart."""
    driver, _ = person(answers)
    assert driver.call("act", {"action": "refer", "with": {}})["outcome"] == outcome


def test_nobody_there() -> None:
    """Without a person there is no driver."""
    driver, _ = person([])
    with pytest.raises(AdapterBroken, match="nobody"):
        driver.call("observe", {"view": "referral", "key": "R1"})
