"""A HIS whose adapter is a program: one JSON-RPC message a line, in and out; logs on stderr."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import shlex
import subprocess
import sys
import threading
from typing import Any, Final

from harness.errors import UsageError
from harness.scenario.ports import AdapterBroken

from .rpc import result_of

PATIENCE: Final = 120.0
FIRST: Final = 30.0
"""Seconds for ``initialize``: the program has to start."""
FAREWELL: Final = 5.0
_END: Final = b""


class StdioTransport:
    """One program; answers may come in any order, ``id`` tells which is which."""

    def __init__(self, command: str, *, patience: float = PATIENCE) -> None:
        """Start the program.

        Raises:
            UsageError: if the command is empty or cannot be split.
            AdapterBroken: if it cannot be started.

        """
        self._patience = patience
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, queue.Queue[Any]] = {}
        self._gone = False
        self._process = _started(command)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Write one message and return its result.

        Raises:
            AdapterBroken: if the program is gone, silent, or answers something else.

        """
        number = next(self._numbers)
        mine: queue.Queue[Any] = queue.Queue(1)
        self._waiting[number] = mine
        try:
            self._write({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            value = mine.get(timeout=FIRST if method == "initialize" else self._patience)
        except queue.Empty:
            raise AdapterBroken(f"no answer to {method}") from None
        except OSError:
            raise AdapterBroken(f"the program ended before {method}", why=self._ending()) from None
        finally:
            self._waiting.pop(number, None)
        if isinstance(value, AdapterBroken):
            raise value
        return result_of(value, method, number)

    def _write(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            if self._gone or self._process.stdin is None:
                raise BrokenPipeError
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _read(self) -> None:
        """Hand every line to whoever waits for it; at the end tell all that nothing comes."""
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, _END):
            self._hand_over(line)
        self._gone = True
        self._tell_all(AdapterBroken("the program ended", why=self._ending()))

    def _hand_over(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            value = json.loads(line)
            waiting = self._waiting[value["id"]]
        except (ValueError, RecursionError, TypeError, KeyError):
            text = line[:80].decode("utf-8", "replace").strip()
            self._tell_all(AdapterBroken("the program wrote a line that is no answer", why=text))
            return
        with contextlib.suppress(queue.Full):
            waiting.put_nowait(value)

    def _tell_all(self, broken: AdapterBroken) -> None:
        for waiting in list(self._waiting.values()):
            with contextlib.suppress(queue.Full):
                waiting.put_nowait(broken)

    def _ending(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        return f"exit code {self._process.poll()}"

    def close(self) -> None:
        """End its input, wait a little, then kill it."""
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(FAREWELL)
        with contextlib.suppress(OSError):
            assert self._process.stdout is not None
            self._process.stdout.close()


def _started(command: str) -> subprocess.Popen[bytes]:
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError as error:
        raise UsageError(f"the command cannot be split: {command}", why=str(error)) from None
    if not words:
        raise UsageError("stdio: names no command", remedy="Write stdio:./my-adapter --option.")
    try:
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - the user's own adapter
    except OSError as error:
        raise AdapterBroken(
            "the program cannot be started", where=words[0], why=str(error)
        ) from None
