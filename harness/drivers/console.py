"""A person at a terminal, or a list of lines in the place of one."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, Self

from harness.scenario.guiding import Stopped

_END: Final = object()


class Console:
    """Says lines and hears lines; hearing does not keep anything else waiting.

    Attributes:
        lang: ``en`` or ``zh``.
        patience: real seconds for which the wire is still watched when nobody types any more.

    """

    patience = 20.0

    def __init__(self, heard: Iterable[str], say: Callable[[str], None], lang: str = "en") -> None:
        """Speak through an iterable and a function, so that a terminal is only one way."""
        self.lang = lang
        self._say, self._heard = say, iter(heard)
        self._lines: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._ended: float | None = None
        self._reader: threading.Thread | None = None

    @classmethod
    def of_terminal(cls, lang: str) -> Self:
        """Return the one of this process; what cannot be read or shown is replaced."""
        reconfigure: Any = getattr(sys.stdin, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
        return cls(sys.stdin, _printed, lang)

    def say(self, en: str, zh: str | None = None) -> None:
        """Say a line, in one language or, where only one form is given, as it is."""
        self._say(en if zh is None or self.lang == "en" else zh)

    def poll(self, seconds: float) -> str | None:
        """Return what was typed, or ``None`` if nothing is within so many seconds.

        Raises:
            Stopped: if nothing will ever be typed any more, and nothing has gone on for long.

        """
        if self._reader is None:
            self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
            self._reader.start()
        if self._ended is not None:
            if time.monotonic() - self._ended > self.patience:
                raise Stopped("nobody is at the terminal any more")
            time.sleep(seconds)
            return None
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        if line is _END:
            self._ended = time.monotonic()
            return None
        return str(line).strip()

    def stir(self) -> None:
        """Take note that something goes on, though nobody types any more."""
        if self._ended is not None:
            self._ended = time.monotonic()

    def ask(self, en: str, zh: str) -> str:
        """Ask and wait for a line.

        Raises:
            Stopped: if none comes any more.

        """
        self.say(en, zh)
        while (line := self.poll(0.5)) is None:
            if self._ended is not None:
                raise Stopped("nobody is at the terminal any more")
        return line

    def _read(self) -> None:
        try:
            for line in self._heard:
                self._lines.put(line)
        except (OSError, ValueError):  # the terminal was closed
            pass
        finally:
            self._lines.put(_END)


def _printed(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a person is spoken to, beside the run's progress
