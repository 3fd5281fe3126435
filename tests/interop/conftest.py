"""A real ``harness serve`` in a process of its own, and clients in theirs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

CLIENTS = Path(__file__).parent / "clients"
TODAY = "2025-05-06"
NOW = f"{TODAY}T12:00"


@dataclass(frozen=True)
class Server:
    """A running platform: the addresses of its ports and its token."""

    wire: str
    control: str
    token: str

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        """Call the control port."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.control}{path}"
        return requests.request(method, url, json=body, headers=bearer, timeout=20)

    def sandbox(self, dialect: str, name: str, **more: Any) -> dict[str, Any]:
        """Make a sandbox, in the place of one of that name; return what its installer must know."""
        self.call("DELETE", f"/sandboxes/{name}")
        asked = {"id": name, "world": "capital", "pack": "nm-region", "dialect": dialect}
        made: dict[str, Any] = self.call("POST", "/sandboxes", asked | more | {"now": NOW}).json()
        world = self.call("GET", f"/sandboxes/{name}/world").json()
        by_id = {each["id"]: each for kind in world.values() for each in _rows(kind)}
        return {
            "id": name,
            "wire": self.wire,
            "base_url": made["base_url"],
            "credentials": made["credentials"],
            "today": TODAY,
            "person": by_id["wang"],
            "house": by_id["hh-3a"],
            "destination": by_id["bj-3a"],
            "physician": by_id["chief-li"],
            "items": [by_id["drug-a"], by_id["exam-us"]],
        }

    def exchanges(self, name: str) -> list[dict[str, Any]]:
        """Return the bodies of a sandbox's exchanges."""
        text = self.call("GET", f"/sandboxes/{name}/journal").text
        entries = (json.loads(line) for line in text.split("\n") if line)
        return [each["body"] for each in entries if each["kind"] == "exchange"]


def _rows(kind: Any) -> list[dict[str, Any]]:
    rows = kind if isinstance(kind, list) else []
    return [each for each in rows if isinstance(each, dict) and "id" in each]


@pytest.fixture(name="server", scope="session")
def server_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a platform that lives as long as the tests, and dies without a trace of trouble."""
    told = tmp_path_factory.mktemp("serve") / "stderr"
    command = [sys.executable, "-m", "harness", "serve", "--store", "memory:"]
    with told.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, "--port", "0", "--control-port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    yield Server(first["wire"], first["control"], first["token"])
    process.terminate()
    process.wait(timeout=20)
    process.stdout.close()
    assert "Traceback" not in told.read_text()


@pytest.fixture(name="client")
def client_fixture() -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Return what runs a client to its end and returns what it did."""

    def client(name: str, known: dict[str, Any]) -> dict[str, Any]:
        found = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, str(CLIENTS / f"{name}.py")],
            input=json.dumps(known, ensure_ascii=False),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            # A vendor's script finds its neighbours, which a safe path would keep from it.
            env={k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"},
        )
        assert found.returncode == 0, found.stderr
        done: dict[str, Any] = json.loads(found.stdout)
        return done

    return client
