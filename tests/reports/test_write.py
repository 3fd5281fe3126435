"""Reports are whole or absent, and can be made again elsewhere."""

import json
import os
from pathlib import Path

import pytest

from harness.errors import DataError, EnvironmentFault, UsageError
from harness.reports.write import write_again, write_all
from harness.validation import schema

FILES = {"run.ndjson", "report.json", "report.html", "junit.xml", "attestation.dsse.json"}


def names(folder: Path) -> set[str]:
    """Return the names of the files that stand in a folder."""
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_every_report_is_written_and_nothing_else(reported: Path) -> None:
    """No partial file is left behind."""
    assert names(reported) == FILES


def test_a_crash_leaves_the_former_report_whole(
    reported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a file cannot be finished, the one that stood there still does."""
    before = (reported / "report.json").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        write_all(reported, None)

    assert (reported / "report.json").read_bytes() == before
    assert names(reported) == FILES


@pytest.mark.parametrize("kept", [1, 2, 3, 5, 20])
def test_a_run_that_was_killed_is_reported_on(a_run: Path, kept: int) -> None:
    """Wherever it broke off, every report is written, and none is green."""
    lines = (a_run / "run.ndjson").read_bytes().splitlines(keepends=True)
    (a_run / "run.ndjson").write_bytes(b"".join(lines[:kept]) + b'{"event":"fin')
    write_all(a_run, None)
    document = json.loads((a_run / "report.json").read_bytes())

    assert schema("report/report.json").violations(document) == []
    assert (document["outcome"], document["interrupted"]) == ("invalid", True)
    assert "结果无效" in (a_run / "report.html").read_text(encoding="utf-8")
    assert b'<error type="invalid"' in (a_run / "junit.xml").read_bytes()


def test_a_wrong_key_is_noticed_before_anything_is_written(a_run: Path, tmp_path: Path) -> None:
    """The key is read first."""
    with pytest.raises(DataError):
        write_all(a_run, tmp_path / "no-key")

    assert names(a_run) == {"run.ndjson"}


def test_a_run_can_be_reported_on_elsewhere(reported: Path, tmp_path: Path) -> None:
    """The new folder has the stream, the evidence and the same reports."""
    write_again(reported / "run.ndjson", tmp_path / "again", None)

    for name in (
        "report.json",
        "report.html",
        "junit.xml",
        "evidence/filing/onestop-happy/_.ndjson",
    ):
        assert (tmp_path / "again" / name).read_bytes() == (reported / name).read_bytes()


def test_a_run_can_be_reported_on_in_its_own_place(a_run: Path) -> None:
    """The stream is read where it is."""
    write_again(a_run / "run.ndjson", a_run, None)

    assert names(a_run) == FILES


def test_two_runs_are_never_mixed(reported: Path, a_green_run: Path) -> None:
    """A folder that holds another run is left alone."""
    before = (reported / "run.ndjson").read_bytes()
    with pytest.raises(UsageError, match="another run"):
        write_again(a_green_run / "run.ndjson", reported, None)

    assert (reported / "run.ndjson").read_bytes() == before


def test_a_missing_stream_is_named(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(DataError, match=r"run\.ndjson"):
        write_again(tmp_path / "run.ndjson", tmp_path / "out", None)


def test_a_folder_that_cannot_be_made_is_a_fault_of_the_environment(
    a_run: Path, tmp_path: Path
) -> None:
    """A file where the folder should be is reported, not raised raw."""
    (tmp_path / "file").touch()

    with pytest.raises(EnvironmentFault):
        write_again(a_run / "run.ndjson", tmp_path / "file" / "out", None)
