"""``harness world``."""

import json
from pathlib import Path

from click.testing import CliRunner

from harness.cli.world import world
from harness.errors import UsageError


def test_show_prints_what_a_hospital_may_see() -> None:
    """JSON with people, institutions and their numbers; the seed changes the numbers."""
    shown = [
        json.loads(CliRunner().invoke(world, ["show", "--seed", seed]).output) for seed in "12"
    ]

    assert shown[0]["people"][0]["certno"] != shown[1]["people"][0]["certno"]


def test_new_writes_a_world_that_show_reads(tmp_path: Path) -> None:
    """An existing file is never overwritten."""
    file = tmp_path / "mine.yaml"
    first = CliRunner().invoke(world, ["new", str(file)])
    second = CliRunner().invoke(world, ["new", str(file)])
    shown = CliRunner().invoke(world, ["show", str(file)])

    assert (0, 0) == (first.exit_code, shown.exit_code)
    assert isinstance(second.exception, UsageError)


def test_new_prints_without_a_file() -> None:
    """The world goes to the terminal."""
    assert CliRunner().invoke(world, ["new"]).output.startswith("# The world")
