"""Sandboxes for a run: in process, behind a real address, or one after the other behind one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import requests

from harness.clock import moment
from harness.drivers.inprocess import Interceptor
from harness.errors import EnvironmentFault, UsageError
from harness.web.background import host_and_port
from harness.web.bench import NOWHERE, Bench
from harness.web.spec import Spec

SPEC = Spec(id="a", start=moment("2025-05-06T09:00"))
Make = Callable[..., Any]


def post(hospital: Any, http: Any, timeout: float = 5) -> requests.Response:
    """Send a message as a real client does."""
    url = f"{hospital.sandbox.base_url}{http.path}"
    return requests.post(url, data=http.body, headers=http.headers, timeout=timeout)


@pytest.fixture(params=["in_process", "http"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A bench of either kind."""
    listen = "127.0.0.1:0" if request.param == "http" else None
    with Bench(listen=listen) as opened:

        def serve(name: str, http: Any) -> Any:
            sandbox = opened.find(name)
            return sandbox.serve(http) if sandbox else None

        caught = Interceptor(NOWHERE, serve)
        yield opened
        caught.close()


@pytest.fixture
def hospital(bench: Bench, make: Make) -> Any:
    """A hospital with a sandbox of the bench."""
    found = make()
    found.sandbox = bench.open(SPEC)
    return found


def test_a_client_is_served(bench: Bench, hospital: Any) -> None:
    """A real HTTP client files and gets its number; the journal says how it came."""
    answer = post(hospital, hospital.filing()).json()

    assert answer["infcode"] == 0
    modes = {e.body["mode"] for e in hospital.sandbox.journal.entries if e.kind == "exchange"}
    assert modes == {"http" if bench.origin != NOWHERE else "in_process"}
    assert hospital.sandbox.base_url == f"{bench.origin}/s/a"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "lose_answer"}, requests.ConnectionError),
        ({"kind": "reset"}, requests.ConnectionError),
        ({"kind": "drop_request"}, requests.ReadTimeout),
        ({"kind": "delay_answer"}, requests.ReadTimeout),
        ({"kind": "delay", "params": {"seconds": 2}}, requests.ReadTimeout),
        (
            {"kind": "truncate", "params": {"connection": "broken", "after": 9}},
            requests.exceptions.ChunkedEncodingError,
        ),
    ],
)
def test_broken_lines(hospital: Any, fault: dict[str, Any], error: type[Exception]) -> None:
    """What a fault does to the line is what the client meets, in either kind."""
    hospital.sandbox.faults([fault])
    with pytest.raises(error):
        post(hospital, hospital.filing(), timeout=0.2)

    assert post(hospital, hospital.filing()).json()["infcode"] == 0


def test_answers_that_come_after_all(hospital: Any) -> None:
    """A delay within the client's patience is no error; a gateway's refusal comes as it is."""
    slow = {"kind": "delay", "params": {"milliseconds": 50}}
    busy = {"kind": "http_status", "when": "after", "params": {"retry_after": 30}}
    hospital.sandbox.faults([slow, busy])

    assert post(hospital, hospital.who()).json()["infcode"] == 0
    refused = post(hospital, hospital.who())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


def test_an_answer_is_overtaken(hospital: Any) -> None:
    """An answer that is held comes after the one to a later message."""
    hospital.sandbox.faults([{"kind": "out_of_order", "on": "1101", "params": {"seconds": 4}}])
    order, held = list[str](), threading.Event()

    def ask(name: str, message: Any) -> None:
        assert post(hospital, message).json()["infcode"] == 0
        order.append(name)

    first, second = hospital.who(), hospital.filing()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(ask, "first", first)
        while not hospital.sandbox.requests_seen():
            held.wait(0.005)
        held.wait(0.05)
        pool.submit(ask, "second", second)

    assert order == ["second", "first"]


def test_eight_sandboxes_know_nothing_of_each_other(bench: Bench, make: Make) -> None:
    """Eight hospitals at once see their own filings only, and their chains hold."""
    hospitals = []
    for n in range(8):
        each = make()
        each.sandbox = bench.open(replace(SPEC, id=f"s{n}", seed=n))
        each.world = each.sandbox.world()
        hospitals.append(each)

    def work(each: Any) -> None:
        for person in ("wang", "zhao", "sun"):
            assert post(each, each.filing(person)).json()["infcode"] == 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, hospitals))

    for each in hospitals:
        assert [f["person"] for f in each.sandbox.view()["filings"]] == ["wang", "zhao", "sun"]
        assert each.sandbox.requests_seen() == 3


def test_addresses_that_lead_nowhere(bench: Bench) -> None:
    """Another address below the same origin is told the way."""
    assert requests.post(f"{bench.origin}/s/none/2501", timeout=5).status_code == 404
    assert requests.get(f"{bench.origin}/none/at/all", timeout=5).status_code == 404


def test_one_address_for_one_after_the_other() -> None:
    """With a fixed address, credentials stay, people change, and late messages are stray."""
    with Bench(fixed=True) as bench:
        first = bench.open(replace(SPEC, dialect="plain", seed=1))
        people = {each["psn_no"] for each in first.world()["people"]}
        second = bench.open(replace(SPEC, id="b", seed=1))

        assert first.base_url == second.base_url
        assert first.credentials == second.credentials
        assert bench.find("run") is second
        assert people <= second._strangers
        assert not second._strangers & {each["psn_no"] for each in second.world()["people"]}


def test_a_closed_sandbox_leaves_its_address(bench: Bench, hospital: Any) -> None:
    """After closing, the address leads nowhere, and the journal can still be read."""
    hospital.ask(hospital.filing())
    hospital.sandbox.close()

    assert post(hospital, hospital.filing()).status_code == 404
    assert len(hospital.sandbox.journal.entries) == 2
    assert bench.find("a") is None


def test_advertised_addresses() -> None:
    """A HIS in another network is told the address under which it reaches us."""
    with Bench(listen="127.0.0.1:0", advertise="http://host.docker.internal:8080/") as bench:
        assert bench.open(SPEC).base_url == "http://host.docker.internal:8080/s/a"


def test_a_taken_port_is_named() -> None:
    """A port that somebody else holds is an environment fault that says which."""
    with Bench(listen="127.0.0.1:0") as bench:
        port = bench.origin.rsplit(":", 1)[1]
        with pytest.raises(EnvironmentFault, match=port):
            Bench(listen=f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        (":0", ("127.0.0.1", 0)),
        ("8080", ("127.0.0.1", 8080)),
        ("[::1]:1", ("::1", 1)),
    ],
)
def test_addresses(text: str, read: tuple[str, int]) -> None:
    """HOST:PORT may leave out the host."""
    assert host_and_port(text) == read


@pytest.mark.parametrize("text", ["", "host", "host:99999", "host:-1"])
def test_no_addresses(text: str) -> None:
    """What is no address is refused."""
    with pytest.raises(UsageError):
        host_and_port(text)
