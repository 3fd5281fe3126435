"""``harness init`` and ``harness driver check``."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.main import run


def test_init_then_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that is written can be checked, and is never overwritten."""
    monkeypatch.chdir(tmp_path)

    assert run(["init"]) == 0
    assert run(["init"]) == 2
    text = (
        Path("his.toml").read_text("utf-8").replace("http://127.0.0.1:9000", "http://127.0.0.1:9")
    )
    Path("his.toml").write_text(text, encoding="utf-8")
    assert run(["driver", "check", "--his", "his.toml"]) == 4


def test_check_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    """A ready adapter is 0, in Chinese too."""
    assert run(["driver", "check", "--his", "reference", "--lang", "zh"]) == 0
    assert "最小集合齐备" in capsys.readouterr().out
