"""``harness requirements``."""

from __future__ import annotations

import json

import pytest

from harness.cli.main import run


def test_every_requirement_is_verified_or_excluded(capsys: pytest.CaptureFixture[str]) -> None:
    """A blank, with neither a check nor a reason, does not exist."""
    assert run(["requirements", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["requirements"]

    assert len(rows) == 373
    assert [row["id"] for row in rows if not row["verified_by"] and not row["excluded"]] == []
    assert [row["id"] for row in rows if row["verified_by"] and row["excluded"]] == []


def test_a_profile_narrows_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the requirements of a set are listed, in the language asked for."""
    assert run(["requirements", "--profile", "first-contact", "--lang", "zh"]) == 0
    assert capsys.readouterr().out
