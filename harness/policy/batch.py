"""Adjudication of a file, line by line, in constant memory and in order."""

from __future__ import annotations

import json
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, Final

import orjson
from msgspec import Struct

from .adjudicate import adjudicate_line
from .loading import pack
from .readings import Readings
from .rules import Rules
from .rulings import Ruling

#: Lines that a worker takes at a time: long enough that handing them over costs nothing.
CHUNK: Final = 500
#: Chunks waiting per worker: the only lines in memory.
AHEAD: Final = 3


class Recipe(Struct, frozen=True, kw_only=True):
    """What rules are made from, so that a worker process can make them again.

    Attributes:
        pack: name or path.
        readings: option by reading.
        rulings: the decisions given.
        explain: whether answers carry steps.
        lang: of the texts beside error codes.

    """

    pack: str
    readings: dict[str, str]
    rulings: tuple[Ruling, ...] = ()
    explain: bool = False
    lang: str = "en"

    def rules(self) -> Rules:
        """Return the rules; raises as ``pack``, ``Readings.of`` and ``Rules`` do."""
        return Rules(pack(self.pack), Readings.of(self.readings), self.rulings)


def adjudicate_lines(
    recipe: Recipe,
    lines: Iterable[bytes],
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _undecidable: None,
) -> Iterator[bytes]:
    """Yield one line of output for each line of input, in the same order.

    Args:
        recipe: what to adjudicate by.
        lines: the input, a JSON object each.
        jobs: worker processes; one works in this process.
        progress: told, chunk by chunk, how many lines are done and how many were undecidable.

    """
    done = failed = 0
    for answers, errors in _chunks(recipe, iter(lines), jobs):
        yield answers
        done, failed = done + answers.count(b"\n"), failed + errors
        progress(done, failed)


def _chunks(recipe: Recipe, lines: Iterator[bytes], jobs: int) -> Iterator[tuple[bytes, int]]:
    if jobs == 1:
        rules = recipe.rules()
        while chunk := list(islice(lines, CHUNK)):
            yield _answers(recipe, rules, chunk)
        return
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(recipe,)) as pool:
        waiting: deque[Future[tuple[bytes, int]]] = deque()
        while chunk := list(islice(lines, CHUNK)):
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_PREPARED: list[tuple[Recipe, Rules]] = []


def _prepare(recipe: Recipe) -> None:
    """Make the rules once per worker process; the parent alone hears an interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _PREPARED[:] = [(recipe, recipe.rules())]


def _work(chunk: list[bytes]) -> tuple[bytes, int]:
    recipe, rules = _PREPARED[0]
    return _answers(recipe, rules, chunk)


def _answers(recipe: Recipe, rules: Rules, chunk: list[bytes]) -> tuple[bytes, int]:
    explain, lang = recipe.explain, recipe.lang
    answers = [adjudicate_line(rules, line, explain=explain, lang=lang) for line in chunk]
    errors = sum("error" in answer for answer in answers)
    return b"".join(encode(answer) for answer in answers), errors


def encode(answer: dict[str, Any]) -> bytes:
    """Return an answer as a line; a case id that UTF-8 cannot hold is written with escapes."""
    try:
        return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(answer).encode("ascii") + b"\n"
