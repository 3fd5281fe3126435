"""``harness trace check``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli.main import run


def test_evidence_of_a_run_is_a_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the reference hospital sent keeps every rule that it put to the test."""
    run(["certify", "filing/onestop-happy", "--out", str(tmp_path / "out")])
    capsys.readouterr()
    file = tmp_path / "out/evidence/filing/onestop-happy/_.ndjson"

    assert run(["trace", "check", str(file), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["verdict"] for each in lines} == {"pass"}


def test_a_breach_is_1_and_nonsense_2(tmp_path: Path) -> None:
    """Something found, and nothing that can be read."""
    file = tmp_path / "log.ndjson"
    file.write_text('{"request": {"infno": "2501", "input": {}}}\n', encoding="utf-8")
    assert run(["trace", "check", str(file)]) == 1
    file.write_text("nonsense", encoding="utf-8")
    assert run(["trace", "check", str(file)]) == 2


def test_a_recording_in_the_place_of_a_his(tmp_path: Path) -> None:
    """A trace alone is never conformant: nothing else was exercised."""
    run(["certify", "filing/onestop-happy", "--out", str(tmp_path / "out")])
    file = tmp_path / "out/evidence/filing/onestop-happy/_.ndjson"

    assert run(["certify", "--his", f"trace:{file}", "--out", str(tmp_path / "trace")]) == 3
