"""Known deviations, each with an owner, a reason and a last day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.errors import DataError
from harness.verdicts.baseline import read_baseline

ENTRY = '{check: "g/s#a.reply", owner: me, reason: later, expires: "2026-01-01"}'


def test_read(tmp_path: Path) -> None:
    """An entry is found by its check."""
    file = tmp_path / "known.yaml"
    file.write_text(f"known:\n  - {ENTRY}\n", encoding="utf-8")
    assert read_baseline(file)["g/s#a.reply"].expires == date(2026, 1, 1)


@pytest.mark.parametrize("text", ["known: [{check: x}]", f"known: [{ENTRY}, {ENTRY}]", "[", ""])
def test_what_is_no_baseline(tmp_path: Path, text: str) -> None:
    """A file that says too little, or the same twice, is refused."""
    file = tmp_path / "known.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        read_baseline(file)
