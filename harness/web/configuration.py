"""Pack parameters replaced for a test configuration.

A parameter is named by its path, a cell of a table by the path going on into the table:
`inpatient.rate.active.3A.lower`. What replaces it is a value, or `{from, value}`, or a list of
these. Reports mark such a run.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from harness.errors import DataError
from harness.policy.pack import Pack

__all__ = ["configured"]

WHERE = "parameters of a test configuration"


def configured(pack: Pack, parameters: Mapping[str, Any]) -> Pack:
    """Return a pack in which some parameters have other values.

    Raises:
        DataError: There is no such parameter or cell, or a date is none.
    """
    for path, given in parameters.items():
        name, cell = _split(pack, path)
        for each in given if isinstance(given, list) else [given]:
            since, value = _dated(pack, each)
            if cell:
                value = _with_cell(pack, name, cell, since, value)
            pack = pack.changed(
                name, value, since=since, clause="test-configuration", source="test configuration"
            )
    return pack


def _split(pack: Pack, path: str) -> tuple[str, list[str]]:
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        name = ".".join(parts[:end])
        if name in pack.parameters:
            return name, parts[end:]
    raise DataError(f"pack {pack.name} has no parameter {path!r}", where=WHERE)


def _dated(pack: Pack, given: Any) -> tuple[date, Any]:
    if (
        not isinstance(given, Mapping)
        or not {"from", "value"} >= set(given)
        or "value" not in given
    ):
        return pack.in_force_from, given
    since = given.get("from")
    try:
        return (date.fromisoformat(since) if since else pack.in_force_from), given["value"]
    except (TypeError, ValueError):
        raise DataError(f"{since!r} is not a day", where=WHERE) from None


def _with_cell(pack: Pack, name: str, cell: list[str], since: date, value: Any) -> Any:
    current = pack.parameters[name].on(since)
    table = copy.deepcopy(current.content) if current else None
    row = table
    for key in cell[:-1]:
        row = row.get(key) if isinstance(row, dict) else None
    if not isinstance(row, dict) or cell[-1] not in row:
        raise DataError(f"{name} has no cell {'.'.join(cell)}", where=WHERE)
    row[cell[-1]] = value
    return table
