"""What a person's sitting needs in order to be taken up again: address, answers, journals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from harness.errors import DataError, EnvironmentFault, UsageError

FOLDER: Final = "attended"
"""Where it lies in the folder of the run."""


class Sitting:
    """The state of one run by hand, kept beside its report.

    Attributes:
        resumed: whether there was one before.

    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Begin, or take up what is there.

        Args:
            folder: of the sitting.
            about: what must be the same all the time: profile, dialect, seed, ….

        Raises:
            UsageError: if another run was begun there.
            DataError: if the state cannot be read.

        """
        self._folder, self._file = folder, folder / "state.json"
        self.resumed = self._file.is_file()
        self._state = self._read() if self.resumed else {"about": dict(about)}
        before = self._state.get("about", {})
        other = [name for name in about if about[name] != before.get(name)]
        if other:
            raise UsageError(
                f"another {', '.join(other)} than when this run was begun",
                where=str(folder),
                remedy="Give the same options to go on, or another --out to begin anew.",
            )

    @property
    def store(self) -> str:
        """Address of the store of its journals."""
        return f"sqlite:{self._folder / 'journal.sqlite3'}"

    def address(self, listen: str | None, advertise: str | None) -> dict[str, str | None]:
        """Return where to listen and what to be called: as asked, else as the last time."""
        before = self.get("address") or {}
        return {
            "listen": listen or before.get("listen"),
            "advertise": advertise or before.get("advertise"),
        }

    def get(self, name: str) -> Any:
        """Return what was kept under a name, or ``None``."""
        return self._state.get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep something.

        Raises:
            EnvironmentFault: if it cannot be written.

        """
        self._state[name] = value
        written = json.dumps(self._state, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(written + "\n", encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            where = str(self._file)
            raise EnvironmentFault("cannot be written", where=where, why=error.strerror) from error

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError("cannot be read", where=str(self._file), why=str(error)) from None
        if not isinstance(found, dict):
            raise DataError("not the state of a run by hand", where=str(self._file))
        return found
