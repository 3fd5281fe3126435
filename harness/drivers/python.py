"""A HIS whose adapter is a Python object in this process: ``python:module:factory``."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.scenario.ports import AdapterBroken


class PythonTransport:
    """An object with ``call(method, params) -> dict``; an exception means that it broke."""

    def __init__(self, target: object) -> None:
        """Stand before an object."""
        self._target: Any = target

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Call the object.

        Raises:
            AdapterBroken: if it raises.

        """
        try:
            return self._target.call(method, params)
        except AdapterBroken:
            raise
        except Exception as error:
            raise AdapterBroken(
                f"the adapter failed in {method}", why=f"{type(error).__name__}: {error}"[:200]
            ) from error

    def close(self) -> None:
        """Close the object, if it can be; nothing depends on it any more."""
        close = getattr(self._target, "close", None)
        if callable(close):
            with contextlib.suppress(Exception):
                close()


def loaded(path: str) -> object:
    """Return what ``module:factory`` makes; modules of the working directory are found too.

    Raises:
        UsageError: if there is no such module or factory.
        AdapterBroken: if the factory raises.

    """
    name, _, factory = path.partition(":")
    if not name or not factory:
        raise UsageError(f"python:{path} is not python:MODULE:FACTORY")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        make = getattr(importlib.import_module(name), factory)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"python:{path} cannot be loaded", why=str(error)) from None
    try:
        made: object = make()
    except Exception as error:
        raise AdapterBroken(
            f"python:{path} failed", why=f"{type(error).__name__}: {error}"
        ) from error
    if not callable(getattr(made, "call", None)):
        raise UsageError(f"python:{path} gives no object with call(method, params)")
    return made
