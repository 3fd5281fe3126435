"""The stream of a run comes back as it was written, or says what is wrong with it."""

from pathlib import Path

import pytest

from harness.errors import EnvironmentFault
from harness.reports.stream import BadStream, StreamWriter, read_stream

EVENTS = [{"event": "run_started", "hospital": "示例医院"}, {"event": "run_finished", "n": 1}]


def test_events_come_back_as_they_were_written(tmp_path: Path) -> None:
    """What was emitted is read, in order."""
    with StreamWriter(tmp_path / "deep" / "run.ndjson") as writer:
        for event in EVENTS:
            writer.emit(event)

    assert read_stream(tmp_path / "deep" / "run.ndjson") == EVENTS


def test_an_event_is_in_the_file_before_the_next_is_taken(tmp_path: Path) -> None:
    """A reader sees each event as soon as it is emitted."""
    path = tmp_path / "run.ndjson"
    with StreamWriter(path) as writer:
        writer.emit(EVENTS[0])
        seen = read_stream(path)

    assert seen == EVENTS[:1]


def test_a_line_that_was_cut_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    """The events before an unfinished last line are kept."""
    path = tmp_path / "run.ndjson"
    path.write_bytes(b'{"event":"run_started"}\n{"event":"find')

    assert read_stream(path) == [{"event": "run_started"}]


@pytest.mark.parametrize(
    "content",
    [b"[1]\n", b"nonsense\n", b'{"kind":"x"}\n', b"\xff\n", b"[" * 100_000 + b"\n", b"\n"],
)
def test_a_line_that_is_no_event_is_named(tmp_path: Path, content: bytes) -> None:
    """The message says which line of which file."""
    path = tmp_path / "run.ndjson"
    path.write_bytes(b'{"event":"run_started"}\n' + content)

    with pytest.raises(BadStream, match=r"run\.ndjson:2"):
        read_stream(path)


@pytest.mark.parametrize("content", [b"", b'{"event":"run'])
def test_an_empty_stream_is_refused(tmp_path: Path, content: bytes) -> None:
    """No event is no run."""
    path = tmp_path / "run.ndjson"
    path.write_bytes(content)

    with pytest.raises(BadStream, match="no event"):
        read_stream(path)


def test_a_missing_stream_is_named(tmp_path: Path) -> None:
    """The message tells which file to look for."""
    with pytest.raises(BadStream, match="harness certify --out"):
        read_stream(tmp_path / "run.ndjson")


def test_a_stream_that_cannot_be_made_is_a_fault_of_the_environment(tmp_path: Path) -> None:
    """A file where the folder should be is reported, not raised raw."""
    (tmp_path / "file").touch()

    with pytest.raises(EnvironmentFault):
        StreamWriter(tmp_path / "file" / "run.ndjson")
