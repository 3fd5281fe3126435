"""Which service answers which transaction."""

from __future__ import annotations

from collections.abc import Mapping

from . import fees, inpatient, outpatient, people, queries, referrals, reversal, sessions, settling
from .context import Service

SERVICES: Mapping[str, Service] = {
    **people.SERVICES,
    **referrals.SERVICES,
    **inpatient.SERVICES,
    **fees.SERVICES,
    **outpatient.SERVICES,
    **settling.SERVICES,
    **queries.SERVICES,
    **reversal.SERVICES,
    **sessions.SERVICES,
}
