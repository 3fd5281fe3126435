"""``certify --dialect all`` plays every dialect and tells where verdicts differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.cli.main import run
from harness.cli.matrix import Played, differences, run_matrix, told
from harness.cli.run_choices import Choices
from harness.wire.dialects import dialect_names

SLOW = {"oauth-sm", "sorted-sm2"}


def report(outcome: str = "conformant", *, scored: bool = True, **verdicts: str) -> dict[str, Any]:
    """Return as much of a report as a comparison reads."""
    return {
        "outcome": outcome,
        "counts": {},
        "requirements": [
            {"id": id_, "verdict": each, "scored": scored} for id_, each in verdicts.items()
        ],
        "scenarios": [
            {"id": "a/b", "rows": [{"row": "_", "verdict": next(iter(verdicts.values()))}]}
        ],
    }


class Player:
    """Writes a report for each dialect instead of playing."""

    def __init__(self, codes: dict[str, int]) -> None:
        """Know what each dialect comes to."""
        self.codes = codes
        self.asked: dict[str, str | None] = {}

    def __call__(self, choices: Choices, out: Path) -> int:
        """Write the report of a dialect."""
        name = str(choices.dialect)
        self.asked[name] = choices.priority
        code = self.codes.get(name, 0)
        out.mkdir()
        made = report("nonconformant" if code else "conformant", X=("fail" if code else "pass"))
        (out / "report.json").write_text(json.dumps(made), encoding="utf-8")
        return code


def test_every_dialect_is_played_and_slow_ones_in_part(tmp_path: Path) -> None:
    """SM2 dialects play priority 1 unless everything is asked for."""
    player = Player({})
    assert run_matrix(Choices(), tmp_path / "m", player, "en", full=False) == 0
    assert tuple(player.asked) == dialect_names()
    assert {name for name, each in player.asked.items() if each == "P1"} == SLOW
    player = Player({})
    run_matrix(Choices(), tmp_path / "n", player, "en", full=True)
    assert set(player.asked.values()) == {None}


def test_differences_are_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dialect that fails where others pass is named, and decides the exit code."""
    player = Player({"tif-text": 1, "csb": 3})
    assert run_matrix(Choices(), tmp_path, player, "en", full=True) == 1
    said = capsys.readouterr().out
    assert "X  fail: csb, tif-text · pass: oauth-sm, plain" in said
    kept = json.loads((tmp_path / "matrix.json").read_text(encoding="utf-8"))
    assert kept["dialects"]["tif-text"]["exit_code"] == 1
    assert {each["id"] for each in kept["differences"]} == {"X", "a/b/_"}


def test_an_interruption_ends_it(tmp_path: Path) -> None:
    """After Ctrl-C no further dialect is played; what was played is compared."""
    player = Player({"oauth-sm": 130})
    assert run_matrix(Choices(), tmp_path, player, "en", full=False) == 130
    assert list(player.asked) == ["csb", "oauth-sm"]


def test_only_what_two_have_judged_is_compared() -> None:
    """A requirement that one dialect did not score is no difference."""
    runs = {
        "a": Played(0, 2.4, report(X="pass")),
        "b": Played(1, 62.0, report("nonconformant", X="fail", scored=False)),
    }
    assert [each.kind for each in differences(runs)] == ["row"]
    said = ["  a               2 s  符合", "  b              62 s  不符合", "各方言结论一致。"]
    assert list(told(runs, (), "zh"))[1:] == said


def test_what_an_interruption_left_open_is_no_difference() -> None:
    """A run that was cut short is compared by what it came to; alone it is not compared at all."""
    cut = report("incomplete", X="not_exercised", Y="fail")
    runs = {"a": Played(0, 2, report(X="pass", Y="pass")), "b": Played(130, 1, cut)}

    assert ["Y"] == [each.id for each in differences(runs)]
    assert list(told({"b": runs["b"]}, (), "en"))[1:] == ["  b               1 s  incomplete"]


def test_a_real_run_of_one_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reference hospital is judged alike in all of them."""
    arguments = ["certify", "slip-happy-region", "--dialect", "all", "--out", str(tmp_path / "m")]
    assert run([*arguments, "--lang", "en"]) in {0, 3}
    assert "No verdict differs" in capsys.readouterr().out
    assert (tmp_path / "m" / "tif" / "report.html").is_file()
