"""Known deviations: checks that may fail for now, each with an owner, a reason and a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from harness import resources
from harness.errors import DataError
from harness.validation import schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One entry of a baseline."""

    check: str
    owner: str
    reason: str
    expires: date


def read_baseline(path: Path) -> dict[str, Known]:
    """Return the entries of a baseline file by check id.

    Raises:
        DataError: if it cannot be read, breaks its schema or names a check twice.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("the baseline cannot be read", where=str(path), why=str(error)) from None
    content = resources.load_yaml_text(text, str(path))
    schema("data/baseline.json").check(content, str(path))
    found: dict[str, Known] = {}
    for entry in content["known"]:
        if entry["check"] in found:
            raise DataError(f"/known has {entry['check']} twice", where=str(path))
        found[entry["check"]] = Known(
            check=entry["check"],
            owner=entry["owner"],
            reason=entry["reason"],
            expires=date.fromisoformat(entry["expires"]),
        )
    return found
