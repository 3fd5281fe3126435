"""The kill matrix: the suite against the reference hospital, sound and with each defect."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from harness.cli.run_choices import Choices
from harness.cli.run_options import prepared
from harness.hospital.defects import Defect
from harness.scenario.killing import Kill, Seen, Suspect, kill
from harness.scenario.loading import shipped
from harness.scenario.runner import Run

SOUND = "reference"


def matrix(defects: Sequence[Defect], jobs: int | None) -> Iterator[Kill]:
    """Play the whole suite against the sound hospital, then against each defect, in order.

    Args:
        defects: those to try.
        jobs: processes; without it one for each core.

    """
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        names = [SOUND, *(f"{SOUND}:{each.id}" for each in defects)]
        runs = pool.map(played, names)
        healthy = next(runs)
        suite = tuple(shipped().values())
        for defect, sick in zip(defects, runs, strict=True):
            yield kill(suspect(defect), suite, healthy, sick)


def played(his: str) -> Seen:
    """Play the suite in this process and return what it found."""
    with prepared(Choices(his=his, jobs=1)) as ready:
        run = Run(ready.plan, ready.player)
        return Seen.from_events(event for event, _ in run.events())


def suspect(defect: Defect) -> Suspect:
    """Return what the matrix needs of a defect's row."""
    return Suspect(
        id=defect.id,
        core=defect.core,
        violates=frozenset(defect.violates),
        scenarios=frozenset(defect.scenarios),
    )
