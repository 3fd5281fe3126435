"""Playing many rows: one after another, or in several processes with results in order."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

from harness.verdicts.finding import Finding
from harness.verdicts.verdict import Verdict

from . import wording
from .guiding import Guide
from .model import Row, Scenario
from .ports import Bench, Driver
from .rows import RowResult, Settings, play
from .subject import Subject

GIVE_UP_AFTER: Final = 3
"""Rows one after another in which the adapter broke; the rest is not tried any more."""

Task = tuple[Scenario, Row]
Pair = tuple[Driver, Bench]


class SerialPlayer:
    """Plays rows one after another with one driver."""

    def __init__(
        self, pair: Pair, subject: Subject, settings: Settings, guide: Guide | None = None
    ) -> None:
        """Prepare; a ``guide`` leads the person who is the driver."""
        self._pair, self._subject, self._settings = pair, subject, settings
        self._guide = guide

    def __call__(self, tasks: Sequence[Task]) -> Iterator[RowResult]:
        """Give the result of each row, in order.

        Raises:
            KeyboardInterrupt: behind a row in which the person who plays stopped.

        """
        broken = 0
        for task in tasks:
            if broken >= GIVE_UP_AFTER:
                yield given_up(task)
                continue
            result = _played(task, self._pair, self._subject, self._settings, self._guide)
            broken = broken + 1 if result.broken else 0
            yield result
            if result.stopped:
                raise KeyboardInterrupt


class PoolPlayer:
    """Plays rows in several processes, each with a driver and a bench of its own."""

    def __init__(
        self, open_pair: Callable[[], Pair], subject: Subject, settings: Settings, jobs: int
    ) -> None:
        """Prepare; ``open_pair`` must survive the way to another process."""
        self._open, self._subject, self._settings, self._jobs = open_pair, subject, settings, jobs

    def __call__(self, tasks: Sequence[Task]) -> Iterator[RowResult]:
        """Give the result of each row, in order."""
        pool = ProcessPoolExecutor(
            self._jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._open, self._subject, self._settings),
        )
        finished = False
        try:
            with _ctrl_c_held():
                # Here the processes start; until they have begun they would die of Ctrl-C.
                results = pool.map(_play_here, tasks, chunksize=4)
            yield from results
            finished = True
        finally:
            pool.shutdown(wait=finished, cancel_futures=True)


def given_up(task: Task) -> RowResult:
    """Return the result of a row that was not tried, because the adapter kept breaking."""
    scenario, row = task
    reply = {"reason": {"text": f"it broke in {GIVE_UP_AFTER} rows one after another"}}
    finding = Finding(
        check=f"{scenario.id}#run",
        verdict=Verdict.ERROR,
        message=wording.broken(reply),
        requirements=scenario.verifies,
    )
    return RowResult(
        scenario=scenario.id, row=row.name, findings=(finding,), entries=(), broken=True
    )


def _played(
    task: Task, pair: Pair, subject: Subject, settings: Settings, guide: Guide | None = None
) -> RowResult:
    driver, bench = pair
    scenario, row = task
    return play(
        scenario,
        row,
        driver=driver,
        subject=subject,
        bench=bench,
        settings=settings,
        guide=guide,
    )


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Keep Ctrl-C from this thread for a moment, and from processes that it starts for good."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_here: dict[str, Any] = {}
"""Driver, bench and the rest, of this worker process."""


def _begin(open_pair: Callable[[], Pair], subject: Subject, settings: Settings) -> None:
    """Open a worker's own driver; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pair = open_pair()
    pair[0].call("initialize", {"protocol": 1})
    _here.update(pair=pair, subject=subject, settings=settings)


def _play_here(task: Task) -> RowResult:
    return _played(task, _here["pair"], _here["subject"], _here["settings"])
