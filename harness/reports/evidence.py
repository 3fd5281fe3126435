"""The evidence files of a run: ``evidence/<scenario>/<row>.ndjson``, chained journal entries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from harness.errors import DataError
from harness.journal import BrokenChain, Entry, verify_chain

from .records import EvidenceRef

EVIDENCE: Final = "evidence"
"""The folder's name in the folder of a run."""


class BadEvidence(DataError):
    """An evidence file that is missing, unreadable or was changed."""


class Evidence:
    """The evidence below the folder of a run; files are read when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        """Look into the folder of a run."""
        self._folder = folder
        self._read: dict[str, dict[int, Entry]] = {}

    def names(self) -> list[str]:
        """Return every evidence file, sorted, as ``evidence/…`` names."""
        found = (self._folder / EVIDENCE).rglob("*.ndjson")
        return sorted(path.relative_to(self._folder).as_posix() for path in found)

    def entries(self, name: str) -> list[Entry]:
        """Return the entries of a file.

        Raises:
            BadEvidence: if the file is missing or holds something else; names the line.

        """
        try:
            lines = (self._folder / name).read_bytes().split(b"\n")
        except OSError as error:
            raise BadEvidence("the evidence is missing", where=name, why=error.strerror) from error
        if lines[-1]:
            raise BadEvidence("the file ends in the middle of an entry", where=name)
        return [_entry(text, f"{name}:{n}") for n, text in enumerate(lines[:-1], start=1)]

    def chained(self, name: str) -> tuple[list[Entry], str]:
        """Return the entries of a file and the hash of the last, once the chain holds.

        Raises:
            BadEvidence: if it does not.

        """
        entries = self.entries(name)
        try:
            return entries, verify_chain(entries)
        except BrokenChain as error:
            raise BadEvidence(error.what, where=name, why=error.why) from None

    def entry(self, ref: EvidenceRef) -> Entry | None:
        """Return one entry; None where the file is not at hand or has no such entry."""
        if ref.file not in self._read:
            try:
                entries = self.entries(ref.file)
            except BadEvidence:
                entries = []
            self._read[ref.file] = {each.n: each for each in entries}
        return self._read[ref.file].get(ref.n)


def _entry(text: bytes, where: str) -> Entry:
    try:
        return Entry.from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadEvidence("not a JSON object", where=where, why=str(error)) from None
    except BrokenChain as error:
        raise BadEvidence(error.what, where=where, why=error.why) from None
