"""``harness scenarios``: list, show, lint."""

from __future__ import annotations

import json

import pytest

from harness.cli.main import run


def test_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    """Scenarios are listed and shown, for people and for programs."""
    assert run(["scenarios", "list", "G", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {each["id"].partition("/")[0] for each in listed} == {"extension"}

    assert run(["scenarios", "show", "ext-too-early"]) == 0
    assert "ask.his.referral: NM25-A17-3" in capsys.readouterr().out
    assert run(["scenarios", "show", "no-such"]) == 2
    assert run(["scenarios", "lint"]) == 0
