"""Ready by the deadline, late, or unproven; virtual dates never count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.verdicts.catalogue import Profile
from harness.verdicts.readiness import readiness

PROFILE = Profile(
    id="p",
    title={"en": "x", "zh": "某"},
    version="1",
    frozen_on=date(2025, 4, 1),
    deadline=date(2025, 4, 30),
    effective_from=date(2025, 5, 1),
    roles=("r",),
    requirements=frozenset(),
)


@pytest.mark.parametrize(
    ("in_service_on", "judgement"),
    [
        (None, "unproven"),
        (date(2025, 4, 30), "on_time"),
        (date(2025, 5, 3), {"late": 3}),
    ],
)
def test_judgement(in_service_on: date | None, judgement: Any) -> None:
    """Only the attested day of going live is judged."""
    found = readiness(
        [PROFILE],
        tested_at="2026-01-01T00:00:00+08:00",
        virtual_range=("2025-01-01T00:00:00+08:00", "2025-02-01T00:00:00+08:00"),
        in_service_on=in_service_on,
    )
    assert found["judgement"] == judgement
