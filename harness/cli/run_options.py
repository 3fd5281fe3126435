"""From the options of ``certify`` to a run that can begin, with the HIS opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from harness.cli.run_choices import Choices
from harness.cli.run_plan import planned
from harness.drivers.attended import AttendedTransport
from harness.drivers.console import Console
from harness.drivers.recorded import RECORDED, listener, recorded_player
from harness.drivers.rig import Rig, assembled, introduced, open_driver, open_pair
from harness.drivers.sitting import FOLDER, Sitting
from harness.drivers.spec import HisSpec, parse
from harness.scenario.players import PoolPlayer, SerialPlayer
from harness.scenario.ports import AdapterBroken
from harness.scenario.rows import RowResult
from harness.scenario.runner import Plan, Player, Task
from harness.scenario.subject import Subject

FEW = 12
"""Rows for which more processes are not worth their start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A run that can begin.

    Attributes:
        broken: why the HIS could not be initialised; then nothing is played.
        resumable: whether the same command goes on where this run is interrupted.

    """

    plan: Plan
    player: Player
    broken: AdapterBroken | None = None
    resumable: bool = False


@contextmanager
def prepared(given: Choices, *, out: Path | None = None, lang: str = "en") -> Iterator[Ready]:
    """Open the HIS, choose what is played, and close everything at the end.

    Args:
        given: by the user.
        out: folder of the run; a person who plays can go on from it later.
        lang: in which a person is spoken to.

    Raises:
        UsageError: if the options ask for what does not exist or does not fit together.
        DataError: if a file is wrong.
        EnvironmentFault: if an address cannot be listened on.

    """
    his = parse(given.his)
    choices = given.completed(his)
    with ExitStack() as stack:
        if his.kind == "trace":
            yield _recorded(choices, his)
            return
        try:
            person = _person(choices, his, out, lang)
            rig, subject = _opened(choices, his, stack, person)
        except AdapterBroken as error:
            plan = replace(planned(choices, his, Subject(his={})), scenarios=())
            yield Ready(plan=plan, player=_nobody, broken=error)
            return
        plan = planned(choices, his, subject)
        player = _player(choices, his, rig, plan, person)
        yield Ready(plan=plan, player=player, resumable=person is not None)


def _person(
    choices: Choices, his: HisSpec, out: Path | None, lang: str
) -> AttendedTransport | None:
    """Return the person at the terminal, who can go on where an earlier sitting ended."""
    if his.kind != "attended":
        return None
    sitting = Sitting(out / FOLDER, choices.sitting()) if out else None
    return AttendedTransport(Console.of_terminal(lang), sitting)


def _opened(
    choices: Choices, his: HisSpec, stack: ExitStack, person: AttendedTransport | None
) -> tuple[Rig, Subject]:
    driver = open_driver(his, person)
    stack.callback(driver.close)
    subject = introduced(driver, his)
    sitting = person.sitting if person else None
    address = sitting.address(choices.listen, choices.advertise) if sitting else choices.address()
    keep = sitting.store if sitting else None
    rig = assembled(driver, his, fixed=subject.fixed, keep=keep, **address)
    stack.callback(rig.close)
    if sitting:
        sitting.keep("address", {**address, "listen": rig.bench.listens_at})
    return rig, subject


def _player(
    choices: Choices, his: HisSpec, rig: Rig, plan: Plan, person: AttendedTransport | None
) -> Player:
    subject, settings = plan.subject, plan.settings
    jobs = _jobs(choices, his, subject, len(plan.tasks))
    if jobs == 1:
        return SerialPlayer((rig.driver, rig.bench), subject, settings, person)
    return PoolPlayer(partial(open_pair, his), subject, settings, jobs)


def _jobs(choices: Choices, his: HisSpec, subject: Subject, rows: int) -> int:
    """Return how many processes play; one where the HIS, its address or a person is only one."""
    alone = subject.fixed or choices.listen or his.kind == "attended"
    if alone or (his.kind == "http" and not subject.parallel):
        return 1
    if choices.jobs:
        return min(choices.jobs, max(rows, 1))
    if his.kind != "reference" or rows <= FEW:
        return 1
    return min(4, os.cpu_count() or 1)


def _recorded(choices: Choices, his: HisSpec) -> Ready:
    plan = planned(choices, his, listener())
    player = recorded_player(Path(his.target), str(choices.dialect))
    return Ready(plan=replace(plan, scenarios=(RECORDED,)), player=player)


def _nobody(_: Sequence[Task]) -> Iterator[RowResult]:
    return iter(())
