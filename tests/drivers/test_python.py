"""A HIS that is an object in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.drivers.python import PythonTransport, loaded
from harness.errors import UsageError
from harness.scenario.ports import AdapterBroken


class Raising:
    """An adapter with a bug."""

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Fail."""
        raise ZeroDivisionError(method, params)


def test_an_exception_breaks_the_adapter() -> None:
    """What an adapter raises is its own fault, named."""
    with pytest.raises(AdapterBroken, match="ZeroDivisionError"):
        PythonTransport(Raising()).call("act", {})


def test_loaded_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vendor's module lies where the command is called."""
    (tmp_path / "my_his_adapter.py").write_text(
        "class A:\n    def call(self, method, params):\n        return {'method': method}\n"
        "def make():\n    return A()\nbroken = object\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [])
    assert PythonTransport(loaded("my_his_adapter:make")).call("x", {}) == {"method": "x"}
    with pytest.raises(UsageError, match="call"):
        loaded("my_his_adapter:broken")
    with pytest.raises(UsageError, match="cannot be loaded"):
        loaded("my_his_adapter:nothing")
    with pytest.raises(UsageError, match="python:MODULE:FACTORY"):
        loaded("my_his_adapter")
