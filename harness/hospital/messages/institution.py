"""1201: the platform's directory of institutions (wire.md §5.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from harness.wire.envelope import Response

LEVELS = {
    **dict.fromkeys(("1", "2", "3", "4", "12", "01", "02", "03", "04"), 3),
    **dict.fromkeys(("5", "6", "7", "13", "05", "06", "07"), 2),
    **dict.fromkeys(("8", "9", "10", "14", "08", "09"), 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An institution as 1201 lists it; ``level`` is 0 where the answer does not say."""

    code: str
    name: str
    level: int
    designated: bool


def asking(code: str) -> dict[str, Any]:
    """Return the input of 1201 for one institution."""
    return {"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": "", "fixmedins_code": code}}


def listed(response: Response, code: str) -> Listed | None:
    """Return the entry of one institution, or None where the directory has none."""
    rows = response.rows("medinsinfo")
    row = next((each for each in rows if str(each.get("fixmedins_code")) == code), None)
    if row is None:
        return None
    return Listed(
        code=code,
        name=str(row.get("fixmedins_name") or ""),
        level=LEVELS.get(str(row.get("hosp_lv") or ""), 0),
        designated=_designated(row),
    )


def _designated(row: dict[str, Any]) -> bool:
    try:
        more = json.loads(str(row.get("exp_content") or "{}"))
    except ValueError:
        return True
    return str(more.get("designated", "1")).lower() not in {"0", "no", "false"}
