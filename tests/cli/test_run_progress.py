"""What a run says while it goes on."""

from __future__ import annotations

import pytest

from harness.cli import run_progress
from harness.cli.run_progress import Progress

STARTED = {"event": "scenario_started", "scenario": "filing/onestop-happy", "index": 3, "total": 9}


def test_a_long_run_in_a_pipe_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, so that what is read from the pipe stays what it was."""
    monkeypatch.setattr(run_progress, "PAUSE", 0.0)
    Progress("en").show(STARTED)
    out, err = capsys.readouterr()

    assert out == ""
    assert err.startswith("3/9  ")
    assert "filing/onestop-happy" in err


def test_a_short_run_in_a_pipe_says_only_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Half a minute passes before the first word."""
    Progress("en").show(STARTED)

    assert capsys.readouterr() == ("", "")
