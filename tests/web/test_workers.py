"""Several processes over one PostgreSQL: one chain, no doubles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from harness.clock import moment
from harness.journal import verify_chain
from harness.storage.opening import open_store
from harness.web.registry import Registry
from harness.web.server import bound
from harness.web.spec import Spec
from harness.web.workers import Address, Workers

Make = Callable[..., Any]


@pytest.fixture
def registry(postgres: str) -> Iterator[Registry]:
    """What this process knows of the shared store."""
    store = open_store(postgres)
    for kept in store.sandboxes():
        store.remove(kept.id)
    yield Registry(store, "http://127.0.0.1:0")
    for kept in store.sandboxes():
        store.remove(kept.id)
    store.close()


def test_processes_take_turns(registry: Registry, make: Make, postgres: str) -> None:
    """Filings that arrive at three processes at once stand in one chain, each once."""
    sandbox = registry.create(Spec(id="shared", start=moment("2025-05-06T09:00")))
    with bound("127.0.0.1", 0, shared=True) as wire, bound("127.0.0.1", 0, shared=True) as control:
        ports = wire.getsockname()[1], control.getsockname()[1]
    address = Address(host="127.0.0.1", wire=ports[0], control=ports[1], store=postgres, token="t")
    hospital = make("shared")
    hospital.sandbox, hospital.world = sandbox, sandbox.world()
    people = ["wang", "zhao", "sun", "zhou", "yang", "lin", "luo", "tang"]
    messages = [hospital.filing(each) for each in people] * 3
    with Workers(address, 3):
        wait_for(f"http://127.0.0.1:{ports[1]}/healthz")
        url = f"http://127.0.0.1:{ports[0]}/s/shared"

        def send(http: Any) -> Any:
            # A connection each, so that the kernel spreads them over the processes.
            return requests.post(
                f"{url}{http.path}", data=http.body, headers=http.headers, timeout=20
            ).json()

        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(send, messages))

    assert {each["infcode"] for each in answers} == {0}, answers
    sandbox.catch_up()
    assert len(sandbox.view()["filings"]) == len(people)
    exchanges = [e for e in sandbox.journal.entries if e.kind == "exchange"]
    assert len(exchanges) == len(messages)
    assert verify_chain(sandbox.journal.entries) == sandbox.journal.head


def test_what_another_process_wrote_is_known(registry: Registry, make: Make, postgres: str) -> None:
    """Two servers over one store see each other's sandboxes, clock moves and filings."""
    sandbox = registry.create(Spec(id="shared", start=moment("2025-05-06T09:00")))
    other = Registry(open_store(postgres), "http://127.0.0.1:0")
    mirror = other.get("shared")
    assert mirror is not None
    hospital = make("shared")
    hospital.sandbox, hospital.world = sandbox, sandbox.world()
    assert hospital.ask(hospital.filing("wang")).ok
    hospital.sandbox = mirror
    assert hospital.ask(hospital.filing("zhao")).ok
    mirror.set_clock(moment("2025-05-07T09:00"))
    hospital.sandbox = sandbox
    assert hospital.ask(hospital.filing("sun", refl_date="2025-05-07")).ok

    mirror.catch_up()
    assert sandbox.now() == mirror.now() == moment("2025-05-07T09:00")
    assert sandbox.view() == mirror.view()
    assert sandbox.journal.head == mirror.journal.head
    assert other.get("nobody") is None
    other.store.close()


def wait_for(url: str) -> None:
    """Return when a server answers."""
    for _ in range(200):
        try:
            requests.get(url, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.05)
            continue
        return
    raise AssertionError(url)
