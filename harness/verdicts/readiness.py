"""Whether a hospital was ready by the deadline; virtual dates never enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .catalogue import Profile


def readiness(
    profiles: Sequence[Profile],
    *,
    tested_at: str,
    virtual_range: tuple[str, str] | None,
    in_service_on: date | None = None,
) -> dict[str, Any]:
    """Return the readiness part of a report.

    Args:
        profiles: the sets measured by; the earliest deadline counts, and with it the day from
            which sets with a deadline are in force.
        tested_at: real time of the run.
        virtual_range: first and last platform time played, for information.
        in_service_on: attested day of going live; without one readiness is ``unproven``.

    """
    due = [each for each in profiles if each.deadline]
    deadline = min((each.deadline for each in due if each.deadline), default=None)
    effective = min((each.effective_from for each in due or profiles), default=None)
    return {
        "deadline": deadline.isoformat() if deadline else None,
        "effective_from": effective.isoformat() if effective else None,
        "tested_at": tested_at,
        "virtual_range": list(virtual_range) if virtual_range else None,
        "in_service_on": in_service_on.isoformat() if in_service_on else None,
        "judgement": _judgement(deadline, in_service_on),
        "evidence_grade": "attested" if in_service_on else None,
    }


def _judgement(deadline: date | None, in_service_on: date | None) -> str | dict[str, int]:
    if deadline is None or in_service_on is None:
        return "unproven"
    days = (in_service_on - deadline).days
    return {"late": days} if days > 0 else "on_time"
