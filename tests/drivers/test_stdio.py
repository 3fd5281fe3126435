"""A program on the other side of two pipes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from harness.drivers.stdio import StdioTransport
from harness.errors import UsageError
from harness.scenario.ports import AdapterBroken

ECHO = """
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": message["params"]}
    print(json.dumps(answer), flush=True)
"""

FAILING = """
import json, sys
message = json.loads(sys.stdin.readline())
error = {"code": 1, "message": "boom"}
print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}), flush=True)
sys.stdin.readline()
"""


def program(folder: Path, text: str, patience: float = 5.0) -> StdioTransport:
    """Start a Python program."""
    file = folder / "adapter.py"
    file.write_text(text, encoding="utf-8")
    return StdioTransport(shlex.join([sys.executable, str(file)]), patience=patience)


def test_one_message_a_line(tmp_path: Path) -> None:
    """What goes in comes out, Chinese included."""
    driver = program(tmp_path, ECHO)
    assert driver.call("act", {"with": {"diagnosis": "肺癌"}}) == {"with": {"diagnosis": "肺癌"}}
    driver.close()
    assert driver._process.poll() == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import sys; sys.exit(3)", "exit code 3"),
        ("print('hello', flush=True)\nimport time; time.sleep(9)", "hello"),
        ("import time; time.sleep(9)", "no answer"),
        (FAILING, "boom"),
    ],
)
def test_a_broken_program(tmp_path: Path, text: str, told: str) -> None:
    """A program that ends, chatters, keeps silent or fails is a broken adapter, soon."""
    driver = program(tmp_path, text, patience=1.0)
    with pytest.raises(AdapterBroken, match=told):
        driver.call("act", {})
    driver._process.kill()
    driver.close()


def test_no_such_program() -> None:
    """What cannot be started is told at once."""
    with pytest.raises(AdapterBroken, match="cannot be started"):
        StdioTransport("/no/such/program")
    with pytest.raises(UsageError):
        StdioTransport("   ")
