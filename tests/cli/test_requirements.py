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


def test_a_requirement_of_the_platform_names_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Which function decides it, and how many worked examples show it."""
    assert run(["requirements", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)["requirements"]}
    assert run(["requirements", "--lang", "zh"]) == 0

    assert {row["testable"] for row in rows.values() if row["rule"]} == {"platform"}
    assert rows["BMI14-A20-1"]["rule"]["name"] == "harness.policy.benefit.price_stay"
    assert "规则 harness.policy.benefit.price_stay，算例1个" in capsys.readouterr().out
