"""The folder of a run: its stream and its evidence, written as it happens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from harness.drivers.sitting import FOLDER as SITTING
from harness.errors import EnvironmentFault, UsageError
from harness.journal import canonical
from harness.reports.stream import STREAM, StreamWriter
from harness.scenario.rows import RowResult
from harness.scenario.runner import Run

Event = dict[str, Any]


class Folder:
    """Takes events and evidence; what an earlier run left there is replaced."""

    def __init__(self, path: Path) -> None:
        """Begin in a folder that is new, empty, or holds an earlier run.

        Raises:
            UsageError: if it holds something else.
            EnvironmentFault: if it cannot be written.

        """
        self._path = path
        _cleared(path)
        self._stream = StreamWriter(path / STREAM)

    def surviving(self, run: Run) -> Iterator[tuple[Event, RowResult | None]]:
        """Give a run's events; Ctrl-C between two of them still gives it an end."""
        stream = run.events()
        ended = False
        while not ended:
            try:
                event, result = next(stream)
                ended = event["event"] == "run_finished"
                yield event, result
            except StopIteration:
                return
            except KeyboardInterrupt:
                for event in run.ending(interrupted=True):
                    yield event, None
                return

    def keep(self, event: Event, result: RowResult | None) -> None:
        """Write an event, and before it the evidence that it names."""
        if result is not None and result.entries:
            path = self._path / result.file
            lines = [canonical(each.as_json()) + b"\n" for each in result.entries]
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"".join(lines))
            except OSError as error:
                raise EnvironmentFault(
                    "evidence cannot be written", where=str(path), why=error.strerror
                ) from error
        self._stream.emit(event)

    def __enter__(self) -> Self:
        """Open the stream."""
        self._stream.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the stream."""
        self._stream.__exit__(kind, error, trace)


def _cleared(path: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise UsageError("--out is not a folder", where=str(path))
    others = [each for each in path.iterdir() if each.name != SITTING]
    if others and not (path / STREAM).is_file():
        raise UsageError(
            "--out holds something that is no earlier run",
            where=str(path),
            remedy="Name a new or empty folder.",
        )
    shutil.rmtree(path / "evidence", ignore_errors=True)
