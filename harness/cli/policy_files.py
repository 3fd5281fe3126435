"""Files, pipes and progress of ``harness policy``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from harness.errors import EnvironmentFault, UsageError


@contextmanager
def reader(source: str) -> Iterator[IO[bytes]]:
    """Open a file, or standard input for a dash.

    Raises:
        UsageError: if it cannot be read.

    """
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below, errors told apart
    except OSError as error:
        raise UsageError(f"{source} cannot be read", why=error.strerror) from None
    with stream:
        yield stream


@contextmanager
def writer(target: str) -> Iterator[IO[bytes]]:
    """Write beside the target and rename at the end, so that a broken run leaves no half file.

    Raises:
        UsageError: if the target is a folder or stands in none.
        EnvironmentFault: if it cannot be written, for example because the disk is full.

    """
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    final = Path(target)
    if final.is_dir():
        raise UsageError(f"{target} cannot be written", why="it is a folder")
    if not final.parent.is_dir():
        raise UsageError(f"{target} cannot be written", why=f"there is no folder {final.parent}")
    if final.exists() and not final.is_file():
        # A device or a pipe cannot be renamed onto.
        with final.open("wb") as stream:
            yield stream
        return
    part = final.with_name(f"{final.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(final)
    except OSError as error:
        raise EnvironmentFault(f"{target} cannot be written", why=error.strerror) from None
    finally:
        part.unlink(missing_ok=True)


class Progress:
    """Counts on standard error: a running line on a terminal, one line at the end elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        """Begin at zero; quiet prints nothing until the end."""
        self._quiet = quiet
        self._done = self._failed = 0

    def __call__(self, done: int, failed: int) -> None:
        """Take how many cases are done and how many were undecidable."""
        self._done, self._failed = done, failed
        if not self._quiet:
            click.echo(f"\r{done} cases", nl=False, err=True)

    def close(self) -> None:
        """Print the sums."""
        start = "" if self._quiet else "\r"
        click.echo(f"{start}{self._done} cases, {self._failed} undecidable", err=True)
