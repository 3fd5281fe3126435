"""``run.ndjson``: the events of one run, one JSON object a line, written as they happen.

The stream is the only record of a run beside its evidence; every report is a fold over it.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from harness.errors import DataError, EnvironmentFault
from harness.journal import canonical

Event = dict[str, Any]
"""One event: an object whose ``event`` names its kind."""

STREAM: Final = "run.ndjson"
"""The file's name in the folder of a run."""


class BadStream(DataError):
    """A file that is not the stream of a run."""


def line(event: Event) -> bytes:
    """Return the bytes of an event as they stand in the file: RFC 8785 and a line feed."""
    return canonical(event) + b"\n"


class StreamWriter:
    """Writes events as they come; each is on its way to the disk before the next is taken."""

    def __init__(self, path: Path) -> None:
        """Start a new stream.

        Raises:
            EnvironmentFault: if the file cannot be made.

        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        except OSError as error:
            raise EnvironmentFault(
                "the run cannot be written", where=str(path), why=error.strerror
            ) from error

    def emit(self, event: Event) -> None:
        """Append one event."""
        self._file.write(line(event))
        self._file.flush()

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._file.close()


def read_stream(path: Path) -> list[Event]:
    """Return the events of a file, in order.

    A last line without its line feed is what a killed process leaves behind; it is passed over, and
    the fold reports the run as interrupted.

    Raises:
        BadStream: if the file is missing, empty or holds a line that is no event; names the line.

    """
    lines = _content(path).split(b"\n")
    events = [_event(text, f"{path}:{number}") for number, text in enumerate(lines[:-1], start=1)]
    if not events:
        raise BadStream("the stream holds no event", where=str(path))
    return events


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadStream(
            "the stream of the run cannot be read",
            where=str(path),
            why=error.strerror,
            remedy="Name the run.ndjson that `harness certify --out DIR` wrote.",
        ) from error


def _event(text: bytes, where: str) -> Event:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadStream("not a JSON object", where=where, why=str(error)) from None
    if not isinstance(value, dict) or not isinstance(value.get("event"), str):
        raise BadStream("not an event", where=where, why="an event is an object with `event`")
    return value
