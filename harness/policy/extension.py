"""May a filing be extended? At the window, once, in the last month, for the same disease."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record
from .terms import REFERRAL_RULES, WINDOW, day_of, extension_window


class Evidence(Struct, frozen=True, kw_only=True):
    """What an extension is asked for with (NM25-A17-5).

    Attributes:
        kind: ``discharge_record`` or ``diagnosis_certificate``.
        diagnosis: its ICD-10 code.
        latest: whether no later discharge record exists.
        confirmed: the agency's own judgement that the disease is the same, if it gave one.

    """

    kind: str
    diagnosis: str
    latest: bool = True
    confirmed: bool | None = None


class ExtensionFacts(Struct, frozen=True, kw_only=True):
    """A request to extend a filing.

    Attributes:
        diagnosis: of the slip or filing.
        valid_until: its last day.
        approved_on: its approval.
        extensions: how often it was extended.
        evidence: what was brought.
        channel: where it was asked for; only the agency's window will do (NM25-A17-6).

    """

    diagnosis: str
    valid_until: date
    approved_on: date
    extensions: int = 0
    evidence: Evidence | None = None
    channel: str = WINDOW


def check_extension(
    rules: Rules, request: ExtensionFacts, at: datetime, record: Record = SILENT
) -> Decision:
    """Decide whether a filing may be extended at a moment (NM25-A17-3 to A17-7)."""
    on = day_of(at)
    return decide(rules, on, _extension(rules, request, on), record)


def _extension(rules: Rules, request: ExtensionFacts, on: date) -> Iterator[Condition]:
    yield Condition(
        "extension.at_window",
        request.channel == WINDOW,
        "EXT_WINDOW_ONLY",
        {"channel": request.channel},
    )
    times = rules.find("extension.times", max(on, REFERRAL_RULES))
    yield Condition(
        "extension.once",
        request.extensions < times.value,
        "EXT_ALREADY_USED",
        {"extensions": request.extensions},
        (times,),
    )
    first, last = extension_window(rules, request.valid_until, request.approved_on)
    yield Condition("extension.not_early", on >= first, "EXT_TOO_EARLY", {"on": on, "first": first})
    yield Condition("extension.not_late", on <= last, "EXT_TOO_LATE", {"on": on, "last": last})
    evidence = request.evidence
    yield Condition(
        "extension.evidence",
        evidence is not None and _suffices(evidence),
        "EXT_EVIDENCE",
        {"kind": evidence.kind if evidence else None},
    )
    assert evidence is not None
    yield Condition(
        "extension.same_disease",
        same_disease(
            rules, request.diagnosis, evidence.diagnosis, on, confirmed=evidence.confirmed
        ),
        "EXT_DISEASE_MISMATCH",
        {"filed": request.diagnosis, "now": evidence.diagnosis},
    )


def _suffices(evidence: Evidence) -> bool:
    """Tell whether it is the latest discharge record, or a diagnosis certificate of any date."""
    if evidence.kind == "discharge_record":
        return evidence.latest
    return evidence.kind == "diagnosis_certificate"


def same_disease(
    rules: Rules, filed: str, now: str, on: date, *, confirmed: bool | None = None
) -> bool:
    """Tell whether two ICD-10 codes are the same disease (NM25-A17-4, CC-08)."""
    match rules.option("CC-08", on):
        case "exact_code":
            return filed == now
        case "agency":
            return confirmed is True
        case _:
            return filed[:3].upper() == now[:3].upper()
