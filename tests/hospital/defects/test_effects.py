"""Each of these faults changes what the hospital does, where the lawful one does otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.hospital import defects
from harness.hospital.driver import ReferenceDriver

Counter = Any
OpenHouse = Callable[..., Any]


def refer(**given: Any) -> Callable[[Counter], Any]:
    """Return what comes of a request."""

    def asked(counter: Counter) -> Any:
        reply = counter.act("refer", **given)
        return reply["outcome"], reply.get("reason", {}).get("code")

    return asked


def window(counter: Counter) -> Any:
    """Return the window that is shown."""
    ref = counter.act("refer")["ref"]
    return counter.see("referral", ref)["extension"]["from"]


def usable_until(counter: Counter) -> Any:
    """Return the slip's last day."""
    return counter.see("referral", counter.act("refer")["ref"])["usable_until"]


def notice(counter: Counter) -> Any:
    """Return the printed slip's length."""
    return len(counter.see("print", counter.act("refer")["ref"])["text"].splitlines())


def trail(counter: Counter) -> Any:
    """Return how many events there are."""
    return len(counter.see("audit", counter.act("refer")["ref"]))


def status(counter: Counter) -> Any:
    """Return the status of a filing."""
    return counter.act("refer")["shown"]["filing"]["status"]


CASES: list[tuple[str, Callable[[Counter], Any]]] = [
    ("M-001", refer(phone=None)),
    ("M-002", refer(insurance_type=["employee", "resident"])),
    ("M-004", refer(person={"id": "wang", "certno": "159901198503121234"})),
    ("M-007", notice),
    ("M-011", trail),
    ("M-012", refer(consultation=None)),
    ("M-014", refer(ground=4, reason=None)),
    ("M-015", refer(encounter="outpatient")),
    ("M-016", refer(notice=None)),
    ("M-018", refer(referral_on="2025-05-07")),
    ("M-019", refer(city="610000", to="xa-3a")),
    ("M-021", refer(to="bt-3a")),
    ("M-022", refer(to="hk-x")),
    ("M-024", refer()),
    ("M-026", refer(physician="assoc-liu")),
    ("M-027", refer(physician="chief-ma")),
    ("M-030", refer(centre={"result": "rejected"})),
    ("M-036", refer(consultation={"consent": "no"})),
    ("M-046", refer(person="tang", to="bj-2", justification="专科")),
    ("M-051", status),
    ("M-057", lambda counter: counter.act("refer", person="qian")["shown"]["filing"]["status"]),
    ("M-072", usable_until),
    ("M-073", usable_until),
    ("M-091", window),
    ("M-099", refer(person="wu", to="bj-2", justification="专科")),
    ("M-100", refer(person="wu", to="bj-3n")),
    ("M-101", refer(to="bj-2", justification="专科")),
    ("M-102", refer(person="wu", to="bj-3b")),
    ("M-103", refer(to="xa-3a")),
    ("M-249", refer()),
    ("M-253", refer(diagnosis="R50.9")),
    ("M-273", refer(summary=None)),
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_fault_shows(open_house: OpenHouse, name: str, case: Callable[[Counter], Any]) -> None:
    """The same request ends otherwise in the faulty hospital."""
    lawful = case(open_house("hh-3a"))
    faulty = case(open_house("hh-3a", ReferenceDriver([defects.find(name).apply])))
    assert faulty != lawful


@pytest.mark.parametrize("name", [each.id for each in defects.every()])
def test_a_fault_can_be_had(open_house: OpenHouse, name: str) -> None:
    """Every fault fits the house, and the house still answers."""
    counter = open_house("hh-3a", ReferenceDriver([defects.find(name).apply]))
    assert counter.act("identify", person="lin")["outcome"] in {"done", "refused"}
