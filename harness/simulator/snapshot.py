"""The platform's state in the words of ``platform:`` expectations; amounts are yuan strings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from harness.clock import iso
from harness.domain import places
from harness.domain.care import Stay
from harness.domain.filing import Filing
from harness.domain.people import PersonalAccount
from harness.domain.settlement import Settlement
from harness.money import yuan

from .records import Registration
from .store import Draft, Store

AMOUNTS = (
    "total",
    "self_paid",
    "over_limit",
    "upfront",
    "eligible",
    "deductible",
    "pooled",
    "large_amount",
    "civil_servant",
    "account",
    "cash",
    "own_share",
)


def view(store: Store, person: str | None, at: dt.datetime | None) -> dict[str, Any]:
    """Filings, stays, settlements and accounts, of one person (world id) or of all."""
    draft = Draft(store)
    now = at or _latest(draft)
    return {
        "filings": [_filing(f, now) for f in _of(draft, "filings", Filing, person)],
        "stays": [_stay(s) for s in _of(draft, "stays", Stay, person)],
        "settlements": [_settlement(s) for s in _of(draft, "settlements", Settlement, person)],
        "accounts": [
            {"person": a.person, "balance": yuan(a.balance)}
            for a in draft.all("accounts", PersonalAccount)
            if person in (None, a.person)
        ],
        "registrations": [
            {
                "no": r.number,
                "kind": r.kind,
                "person": r.person,
                "code": r.code,
                "valid_from": r.valid_from.isoformat(),
                "valid_until": r.valid_until and r.valid_until.isoformat(),
                "withdrawn": r.withdrawn_at is not None,
                "decision": r.decision,
            }
            for r in _of(draft, "registrations", Registration, person)
        ],
    }


def _of(draft: Draft, collection: str, kind: type[Any], person: str | None) -> list[Any]:
    if person is None:
        return draft.all(collection, kind)
    return draft.find(collection, "person", person, kind)


def _latest(draft: Draft) -> dt.datetime | None:
    moments = [each.requested_at for each in draft.all("filings", Filing)]
    return max(moments, default=None)


def _filing(filing: Filing, at: dt.datetime | None) -> dict[str, Any]:
    return {
        "no": filing.number,
        "person": filing.person,
        "status": filing.status_at(at) if at else filing.status.value,
        "category": filing.category.value,
        "channel": filing.channel.value,
        "approved_at": filing.approved_at and iso(filing.approved_at),
        "valid_from": filing.valid_from and filing.valid_from.isoformat(),
        "valid_until": filing.valid_until and filing.valid_until.isoformat(),
        "city": places.city_of(filing.region),
        "institution": filing.institution,
        "issuer": filing.issuer,
        "diagnosis": filing.diagnosis_code,
        "referral_on": filing.referral_on and filing.referral_on.isoformat(),
        "slip_no": filing.slip_no,
        "extended": filing.extension is not None,
        "reason": filing.reason,
        "warnings": list(filing.warnings),
        "insured_place": filing.pool,
        "scheme": filing.scheme,
    }


def _stay(stay: Stay) -> dict[str, Any]:
    main = stay.main_diagnosis()
    return {
        "no": stay.number,
        "person": stay.person,
        "institution": stay.institution,
        "kind": stay.kind.value,
        "status": stay.status.value,
        "purpose": stay.purpose.value if stay.purpose else None,
        "category_code": stay.care_code,
        "admitted_at": iso(stay.begun_at),
        "discharged_at": stay.ended_at and iso(stay.ended_at),
        "diagnosis": main.code if main else None,
        "warnings": list(stay.warnings),
    }


def _settlement(record: Settlement) -> dict[str, Any]:
    division = record.division
    return {
        "no": record.number,
        "stay": record.stay,
        "person": record.person,
        "institution": record.institution,
        "status": "reversal" if record.reverses else record.status.value,
        "year": record.year,
        "ordinal": record.ordinal,
        "reach": record.reach,
        "settled_at": iso(record.settled_at),
        "reasons": list(record.reasons),
        **{name: yuan(getattr(division, name)) for name in AMOUNTS},
    }
