"""Which service answers which transaction."""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    audits,
    details,
    directory,
    fees,
    files,
    inpatient,
    outpatient,
    papers,
    people,
    queries,
    reconciliation,
    referrals,
    registrations,
    reversal,
    revoking,
    sessions,
    settling,
)
from .context import Service

_FAMILIES = (
    sessions,
    people,
    directory,
    referrals,
    registrations,
    inpatient,
    outpatient,
    fees,
    revoking,
    settling,
    reversal,
    queries,
    details,
    reconciliation,
    files,
    papers,
    audits,
)

SERVICES: Mapping[str, Service] = {
    infno: service for family in _FAMILIES for infno, service in family.SERVICES.items()
}
