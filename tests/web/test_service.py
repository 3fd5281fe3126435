"""Both ports as a client meets them."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from harness.clock import moment
from harness.journal import Entry, verify_chain
from harness.storage.sqlite import SqliteStore
from harness.validation import compile_schema, schema
from harness.web.registry import Registry
from harness.web.server import QuietServer, bound
from harness.web.service import Service
from harness.web.spec import Spec

Make = Callable[..., Any]
TOKEN = "a token"


@dataclass
class Running:
    """A service in a thread, and a client of its control port."""

    registry: Registry
    origin: str
    control: str
    session: requests.Session

    def __call__(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask the control port."""
        return self.session.request(method, f"{self.control}{path}", timeout=5, **more)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A service with the sandbox `default`, over SQLite."""
    store = SqliteStore(tmp_path / "j.sqlite3")
    wire, control = bound("127.0.0.1", 0), bound("127.0.0.1", 0)
    origin = f"http://127.0.0.1:{wire.getsockname()[1]}"
    registry = Registry(store, origin)
    registry.create(Spec(id="default", start=moment("2025-05-06T09:00")))
    service = Service(registry=registry, token=TOKEN, wire=wire, control=control)
    ready, end = threading.Event(), threading.Event()
    thread = threading.Thread(target=service.run, args=(ready.set, end.wait))
    thread.start()
    assert ready.wait(5)
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        where = f"http://127.0.0.1:{control.getsockname()[1]}"
        yield Running(registry, origin, where, session)
    end.set()
    thread.join(5)
    assert not thread.is_alive()
    store.close()


@pytest.fixture
def his(running: Running, make: Make) -> Any:
    """A hospital connected to `default`."""
    found = make()
    found.sandbox = running.registry.get("default")
    found.world = found.sandbox.world()
    return found


def send(his: Any, http: Any) -> requests.Response:
    """Send a message."""
    url = f"{his.sandbox.base_url}{http.path}"
    return requests.post(url, data=http.body, headers=http.headers, timeout=5)


def test_health_needs_no_token_and_nothing_else_goes_without(running: Running) -> None:
    """Whether the server lives is no secret; everything else asks for the token."""
    paths = ["/openapi.json", "/metrics", "/sandboxes", "/sandboxes/default/world"]
    health = requests.get(f"{running.control}/healthz", timeout=5)
    bare = [requests.get(f"{running.control}{path}", timeout=5) for path in paths]
    wrong = requests.get(
        f"{running.control}/sandboxes", headers={"Authorization": "Bearer no"}, timeout=5
    )

    assert health.json()["status"] == "ok"
    assert [each.status_code for each in [*bare, wrong]] == [401] * 5
    assert bare[0].json()["error"]["code"] == "TOKEN_REQUIRED"


def test_the_description_describes_every_path(running: Running) -> None:
    """The OpenAPI document names every route and every method, and points nowhere else."""
    document = running("GET", "/openapi.json").json()
    from harness.web.control_app import control_app  # noqa: PLC0415 - only its routes are looked at
    from harness.web.metrics import Metrics  # noqa: PLC0415 - the same

    app = control_app(running.registry, TOKEN, Metrics())
    served = {
        (route.path, method.lower())  # type: ignore[attr-defined]
        for route in app.routes
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    told = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert document["openapi"].startswith("3.1")
    assert told == served
    assert "harness:/" not in json.dumps(document)
    for name in ("Sandbox", "Clock", "Act", "Probe", "FaultPlan"):
        whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        compile_schema(whole).violations({})


def test_a_sandbox_is_made_used_and_ended(running: Running) -> None:
    """The control port makes a sandbox with its own world, moves it, and forgets it."""
    wanted = {"id": "mine", "now": "2025-08-06T23:00", "seed": 3, "readings": {}}
    made = running("POST", "/sandboxes", json=wanted)
    assert made.status_code == 201
    assert set(made.json()) >= {"id", "base_url", "credentials", "institution"}
    assert made.json()["base_url"] == f"{running.origin}/s/mine"
    assert running("POST", "/sandboxes", json=wanted).status_code == 409

    people = running("GET", "/sandboxes/mine/world").json()["people"]
    assert all({"id", "certno", "psn_no"} <= set(each) for each in people)
    moved = running("POST", "/sandboxes/mine/clock", json={"advance": "2h"}).json()
    assert moved["now"] == "2025-08-07T01:00:00+08:00"

    assert running("DELETE", "/sandboxes/mine").status_code == 204
    assert running("GET", "/sandboxes/mine").status_code == 404
    assert running("POST", "/sandboxes").json()["id"] == "sandbox-1"
    listed = running("GET", "/sandboxes").json()["sandboxes"]
    assert [each["id"] for each in listed] == ["default", "sandbox-1"]


def test_others_act_and_the_journal_tells(running: Running, his: Any) -> None:
    """Acts, faults, messages and clock moves come back as one chain of lines."""
    filed = running(
        "POST",
        "/sandboxes/default/agency",
        json={"act": "file", "with": {"person": "zhao", "to": "bj-3a", "diagnosis": "C34.1"}},
    )
    assert filed.json()["outcome"] == "accepted"
    assert running("POST", "/sandboxes/default/probe", json={"infno": "1101"}).json()["outcome"]
    plan = [{"kind": "http_status", "on": "2501"}]
    assert running("PUT", "/sandboxes/default/faults", json=plan).json() == {"plan": plan}
    assert send(his, his.filing()).status_code == 503
    assert send(his, his.filing()).json()["infcode"] == 0

    lines = running("GET", "/sandboxes/default/journal").text.splitlines()
    entries = [Entry.from_json(json.loads(each)) for each in lines]
    kinds = [each.kind for each in entries]
    assert kinds == ["sandbox", "act", "act", "fault", "exchange", "exchange"]
    assert verify_chain(entries) == running("GET", "/sandboxes/default").json()["head"]
    late = running("GET", "/sandboxes/default/journal?after=5").text
    assert [json.loads(each)["n"] for each in late.splitlines()] == [6]
    filings = running("GET", "/sandboxes/default/view").json()["filings"]
    assert [each["person"] for each in filings] == ["zhao", "wang"]


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/sandboxes", b"{", 400),
        ("POST", "/sandboxes", b'{"id": "a/b"}', 400),
        ("POST", "/sandboxes", b'{"world": "atlantis"}', 400),
        ("POST", "/sandboxes", b'{"dialect": "klingon"}', 400),
        ("POST", "/sandboxes", b'{"readings": {"CC-99": "x"}}', 400),
        ("POST", "/sandboxes", b'{"now": "yesterday"}', 400),
        ("POST", "/sandboxes", b'{"colour": "red"}', 400),
        ("POST", "/sandboxes", b"[" * 200_000, 400),
        ("POST", "/sandboxes", b" " * 1_100_000, 413),
        ("POST", "/sandboxes/default/clock", b'{"now": "2025-01-01"}', 400),
        ("POST", "/sandboxes/default/clock", b'{"advance": "1 fortnight"}', 400),
        ("POST", "/sandboxes/default/clock", b'{"advance": 40000000}', 200),
        ("POST", "/sandboxes/default/clock", b'{"advance": "99999w"}', 400),
        ("POST", "/sandboxes/default/clock", b"{}", 400),
        ("POST", "/sandboxes/default/agency", b'{"act": "dance"}', 400),
        ("POST", "/sandboxes/default/agency", b'{"act": "file"}', 400),
        ("POST", "/sandboxes/default/agency", b'{"act": "file", "with": {"person": 3}}', 400),
        ("POST", "/sandboxes/default/probe", b'{"infno": "2501", "institution": "x"}', 400),
        ("PUT", "/sandboxes/default/faults", b'[{"kind": "gremlin"}]', 400),
        ("PUT", "/sandboxes/default/faults", b'"none"', 400),
        ("GET", "/sandboxes/default/journal?after=x", b"", 400),
        ("GET", "/sandboxes/nobody/world", b"", 404),
        ("DELETE", "/sandboxes/nobody", b"", 404),
        ("GET", "/nowhere", b"", 404),
        ("PATCH", "/sandboxes", b"", 405),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_words(
    running: Running, method: str, path: str, content: bytes, status: int
) -> None:
    """A control request that means nothing is answered with a code and a sentence."""
    answer = running(method, path, data=content)

    assert answer.status_code == status, answer.text
    if status != 200:
        assert {"code", "text", "remedy"} == set(answer.json()["error"])
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("kind", "folder", "name"),
    [
        ("world", "fixtures/worlds", "capital.yaml"),
        ("pack", "fixtures/packs", "wuhai-fictional"),
        ("dialect", "schemas/wire/dialects", "tif.yaml"),
    ],
)
def test_no_file_is_read_because_somebody_asks(
    running: Running, kind: str, folder: str, name: str
) -> None:
    """A path is no name, unless a sandbox of this server was made of that file."""
    own = str(Path(__file__).parents[2] / folder / name)
    refused = running("POST", "/sandboxes", json={kind: own})

    assert (400, "NOT_POSSIBLE") == (refused.status_code, refused.json()["error"]["code"])
    running.registry.create(Spec(id="own", **{kind: own}))
    assert 201 == running("POST", "/sandboxes", json={kind: own}).status_code


def test_counters(running: Running, his: Any) -> None:
    """The metrics count requests by sandbox and answers by status."""
    send(his, his.who())
    text = running("GET", "/metrics").text

    assert 'harness_requests_total{sandbox="default"} 1' in text
    assert 'harness_answers_total{status="200"} 1' in text
    assert "harness_sandboxes 1" in text


def test_too_long_bodies(running: Running, his: Any) -> None:
    """A body beyond the limit is refused at once with 413 and words, and noted."""
    url = f"{running.origin}/s/default"
    answer = requests.post(url, data=b"x" * 4_300_000, timeout=5)

    assert answer.status_code == 413
    assert "BODY_TOO_LARGE" in answer.json()["message"]
    assert his.sandbox.journal.entries[-1].body["refusal"] == "BODY_TOO_LARGE"


def test_delays_delay_nobody_else(running: Running, his: Any) -> None:
    """While fifty answers are held for half a second, another sandbox answers at once."""
    running("POST", "/sandboxes", json={"id": "other"})
    slow = [{"kind": "delay", "times": "always", "params": {"milliseconds": 500}}]
    running("PUT", "/sandboxes/default/faults", json=slow)
    messages = [his.who() for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        held = [pool.submit(send, his, each) for each in messages]
        time.sleep(0.1)
        began = time.perf_counter()
        requests.post(f"{running.origin}/s/other", data=b"{}", timeout=5)
        took = time.perf_counter() - began
        assert all(each.result().status_code == 200 for each in held)

    assert took < 0.4


def test_a_client_that_leaves_is_not_waited_for(running: Running, his: Any) -> None:
    """Silence lasts as long as somebody listens."""
    running("PUT", "/sandboxes/default/faults", json=[{"kind": "drop_request"}])
    http = his.filing()
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            f"{his.sandbox.base_url}{http.path}", data=http.body, headers=http.headers, timeout=0.1
        )

    assert send(his, his.filing()).json()["infcode"] == 0


def raw(running: Running, content: bytes) -> bytes:
    """Send bytes and read until the server closes or falls silent."""
    host, port = running.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=2) as line:
        line.sendall(content)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


def test_bytes_that_are_no_http(running: Running) -> None:
    """Garbage on the line is answered with 400 or silence, never with a stack trace."""
    chance = random.Random(1)  # noqa: S311 - the same garbage each time
    for _ in range(50):
        answer = raw(running, chance.randbytes(200) + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400") or not answer


def test_a_slow_client_is_not_waited_for_for_ever(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that never ends is closed after a while; meanwhile others are served."""
    monkeypatch.setattr(QuietServer, "patience", 0.3)
    host, port = running.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(b"POST /s/default HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12")
        assert requests.post(f"{running.origin}/s/default", data=b"{}", timeout=5).ok
        assert line.recv(100) == b""


def test_a_disk_that_fills_up(running: Running, his: Any) -> None:
    """Where nothing can be written nobody is told that it was; afterwards everything goes on."""
    store: Any = running.registry.store
    assert send(his, his.filing("wang")).json()["infcode"] == 0
    store._writes.execute("PRAGMA query_only = ON")
    messages = [his.filing(each) for each in ("zhao", "sun", "lin", "luo")]
    with ThreadPoolExecutor(4) as pool:
        answers = [each.json() for each in pool.map(lambda http: send(his, http), messages)]
    clock = running("POST", "/sandboxes/default/clock", json={"advance": "1h"})
    store._writes.execute("PRAGMA query_only = OFF")

    assert all(each["err_msg"].startswith("JOURNAL_UNAVAILABLE") for each in answers)
    assert (clock.status_code, clock.json()["error"]["code"]) == (503, "JOURNAL_UNAVAILABLE")
    after = [send(his, http).json()["infcode"] for http in messages]
    assert after == [0, 0, 0, 0]
    assert len(running("GET", "/sandboxes/default/view").json()["filings"]) == 5
    assert verify_chain(his.sandbox.journal.entries) == his.sandbox.journal.head


def mutated(chance: random.Random, body: bytes) -> bytes:
    """Spoil a message in one of many ways."""
    at = chance.randrange(len(body))
    match chance.randrange(8):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + chance.randbytes(chance.randrange(1, 9)) + body[at:]
        case 2:
            return body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :]
        case 3:
            return body.replace(b'"', chance.choice([b"'", b"", b'""']), chance.randrange(1, 5))
        case 4:
            return body.decode().encode("gbk", "replace")
        case 5:
            return body.replace(b"null", b"NaN").replace(b"2025", b"9" * 400)
        case 6:
            return b"[" * 5000 + body
        case _:
            values = [b"null", b"{}", b"[]", b"true", b"1e999", b'"\\ud800"', b'"\\u0000"', b"-0"]
            parts = body.split(b'"')
            spot = chance.randrange(1, len(parts), 2) if len(parts) > 2 else 0
            parts[spot] = b"" if spot else parts[spot]
            return b'"'.join(parts[:spot]) + chance.choice(values) + b'"'.join(parts[spot:])


def test_no_input_breaks_the_platform(running: Running, his: Any) -> None:
    """Thousands of spoilt messages: always an answer that says something, never a 500 or a hang."""
    chance = random.Random(2501)  # noqa: S311 - the same spoilt messages each time
    shapes = ["", "/2501", "/1101", "/fsi/api/rsfComIfsService/callService", "/x", "/%ff", "/9101"]
    seeds = [his.filing().body, his.who().body, b'{"infno":"2304","input":{"data":{}}}']
    with requests.Session() as session:
        for _ in range(3000):
            body = mutated(chance, chance.choice(seeds))
            url = f"{running.origin}/s/default{chance.choice(shapes)}"
            answer = session.post(url, data=body, timeout=5)
            assert answer.status_code in {200, 404}, (answer.status_code, body)
            told = answer.json()
            assert "infcode" in told or "message" in told
            assert "Traceback" not in answer.text
    entries = his.sandbox.journal.entries
    broken = [e.body for e in entries if e.kind == "ours"]
    assert not broken, broken[0]
    assert verify_chain(entries) == his.sandbox.journal.head
    assert schema("control/fault-plan.json").accepts([])
