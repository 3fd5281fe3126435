"""What a driver answers keeps the schema, or the driver is broken."""

from __future__ import annotations

from typing import Any

import pytest

from harness.drivers.checked import CheckedDriver
from harness.scenario.ports import AdapterBroken


class Answering:
    """A transport that always answers the same."""

    def __init__(self, answer: Any) -> None:
        """Keep the answer."""
        self.answer = answer

    def call(self, method: str, params: dict[str, Any]) -> Any:  # noqa: ARG002 - always the same
        """Give it."""
        return self.answer

    def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("act", None),
        ("act", "done"),
        ("act", []),
        ("act", {}),
        ("act", {"outcome": "maybe"}),
        ("act", {"outcome": "done", "ref": 7}),
        ("act", {"outcome": "done", "shown": "text"}),
        ("act", {"outcome": "done", "shown": {"x": 2**60}}),
        ("act", {"outcome": "done", "shown": {"x": float("nan")}}),
        ("observe", {"shown": "text"}),
        ("observe", 5),
        ("initialize", {}),
        ("session.open", None),
    ],
)
def test_garbage(method: str, answer: Any) -> None:
    """An answer that is none breaks the adapter, and says where."""
    with pytest.raises(AdapterBroken, match=method):
        CheckedDriver(Answering(answer)).call(method, {})


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("act", {"outcome": "done", "ref": "R1", "more": [1]}),
        ("act", {"outcome": "refused", "reason": {"code": "X", "text": "不行"}}),
        ("observe", {"shown": [{"a": 1}]}),
        ("observe", {"slip_no": "1"}),
        ("session.open", {}),
        ("settle_down", {"quiet": True}),
    ],
)
def test_answers(method: str, answer: dict[str, Any]) -> None:
    """An answer that keeps the schema is handed on as it is."""
    assert CheckedDriver(Answering(answer)).call(method, {}) == answer
