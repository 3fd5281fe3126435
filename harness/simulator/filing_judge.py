"""May this be filed, and until when? Domain facts to ``harness.policy.eligibility`` and back.

The pool of the insured decides whose rules apply (CC-24); the region's referral rules bind every
pool, so that a pool without a pack is judged by the sandbox's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from harness.calendar import CalendarGap
from harness.domain import places
from harness.domain.filing import Channel, Filing, FilingCategory
from harness.domain.institutions import DesignatedInstitution, Physician
from harness.domain.people import Scheme
from harness.domain.referral import ReferralSlip
from harness.policy.eligibility import (
    Decision,
    Destination,
    Evidence,
    ExtensionFacts,
    FilingFacts,
    SlipDates,
    Term,
    approver_bound,
    check_extension,
    check_filing,
    extended_until,
    filing_term,
)
from harness.policy.errors import MissingParameter, RulesNotInForce, UnknownCategory
from harness.policy.rules import Rules

from .refusals import Refused
from .store import Draft

if TYPE_CHECKING:
    from .filing_desk import FilingRequest

TERTIARY = 3


class Refusing:
    """A context in which what policy cannot decide becomes the refusal that says so."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Begin to listen."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Say what policy could not decide; every other error passes."""
        match error:
            case UnknownCategory():
                raise Refused("TIER_UNMAPPED") from None
            case RulesNotInForce():
                raise Refused("RULESET_NOT_IN_FORCE") from None
            case MissingParameter():
                raise Refused("MISSING_PARAMETER") from None
            case CalendarGap():
                raise Refused("RULESET_NOT_IN_FORCE", "工作日历未收录该年度") from None


_REFUSING: Final = Refusing()


def refusing() -> Refusing:
    """Turn what policy cannot decide into the refusal that says so."""
    return _REFUSING


def judge_filing(
    draft: Draft, rules: Rules, request: FilingRequest, at: dt.datetime
) -> tuple[str, ...]:
    """Judge a request to file.

    Returns:
        Warning codes.

    Raises:
        Refused: with the code of the rule that forbids the filing.
    """
    with refusing():
        decision = check_filing(rules, _facts(draft, request, at), at)
    _allow(decision)
    warnings = decision.warnings
    if request.category is FilingCategory.REFERRED:
        _check_carried(request)
        warnings += _issuer(draft, rules, request, at)
    return tuple(dict.fromkeys(warnings))


def _allow(decision: Decision) -> None:
    if not decision.allowed:
        raise Refused(decision.code or "NOT_ALLOWED")


def _facts(draft: Draft, request: FilingRequest, at: dt.datetime) -> FilingFacts:
    enrolment = request.person.enrolment(at.date())
    admitted = request.admitted_on
    return FilingFacts(
        category=request.category.value,
        channel=request.channel.value,
        to=destination(request.region, request.destination),
        slip=slip_dates(request.slip),
        slip_of_person=not _slip_of_another(draft, request),
        identity_shown=request.identity_shown == "own",
        in_scheme=enrolment is None or enrolment.scheme is not Scheme.EXEMPT,
        insured=enrolment is not None,
        admitted_at=dt.datetime.combine(admitted, dt.time(), at.tzinfo) if admitted else None,
    )


def destination(region: str, to: DesignatedInstitution | None) -> Destination:
    """A place of care, with the hospital if one is named."""
    return Destination(
        region=region,
        hospital=to.code if to else None,
        hospital_region=to.region if to else None,
        level=to.level if to else None,
        designated=to.designated if to else True,
    )


def slip_dates(slip: ReferralSlip) -> SlipDates | None:
    """The dates of a slip, or None where there is no slip."""
    if slip.referral_on is None:
        return None
    return SlipDates(
        referral_on=slip.referral_on, reviewed_on=slip.review_on, heading_on=slip.heading_on
    )


def _slip_of_another(draft: Draft, request: FilingRequest) -> bool:
    """A slip number once filed with belongs to the person of that filing."""
    if request.slip.number is None:
        return False
    held = draft.find("filings", "slip", request.slip.number, Filing)
    return any(each.person != request.person.id for each in held)


def _check_carried(request: FilingRequest) -> None:
    """What the carriage carries must be there: the slip's number, the centre's consent."""
    carried, slip = request.slip_fields, request.slip
    if "slip_no" in carried and slip.number is None:
        raise Refused("SLIP_REQUIRED")
    if "review_result" in carried and slip.review_result != "approved":
        raise Refused("REVIEW_REQUIRED")
    if "seal" in carried and slip.seal != "yes":
        raise Refused("REVIEW_REQUIRED")


def _issuer(draft: Draft, rules: Rules, request: FilingRequest, at: dt.datetime) -> tuple[str, ...]:
    """A listed referral hospital; where a city has one approver, that one (NM25-A6, WH25-1-1a)."""
    issuer = request.issuer
    if issuer is None:
        return ()
    day = at.date() if request.channel is Channel.HIS else request.slip.referral_on or at.date()
    if not issuer.is_referral_hospital(day):
        raise Refused("APPROVER_NOT_AUTHORISED")
    if _bound_to_another(draft, rules, request, issuer, day):
        raise Refused("APPROVER_NOT_AUTHORISED")
    _signer(draft, request, issuer, at)
    return () if issuer.level >= TERTIARY else ("LEVEL_BELOW_PRINCIPLE",)


def _bound_to_another(
    draft: Draft,
    rules: Rules,
    request: FilingRequest,
    issuer: DesignatedInstitution,
    day: dt.date,
) -> bool:
    enrolment = request.person.enrolment(day)
    for each in draft.world.city_approvers:
        approver = draft.world.institutions[each]
        bound = approver_bound(
            rules,
            insured_in_city=bool(enrolment) and places.same_city(enrolment.pool, approver.region)
            if enrolment
            else False,
            institution_in_city=places.same_city(issuer.region, approver.region),
            on=day,
        )
        if bound and issuer.id != approver.id:
            return True
    return False


def _signer(
    draft: Draft, request: FilingRequest, issuer: DesignatedInstitution, at: dt.datetime
) -> None:
    """Where the carriage names the signer: a listed chief physician, not barred (NM25-A8)."""
    code = request.slip.signer_code
    if code is None:
        if "signer_code" in request.slip_fields:
            raise Refused("SIGNER_NOT_AUTHORISED")
        return
    found = draft.find("physicians", "code", code, Physician)
    mine = [each for each in found if each.institution == issuer.id]
    if mine and mine[0].is_barred(at):
        raise Refused("SIGNER_BARRED")
    if not mine or not mine[0].may_sign(at):
        raise Refused("SIGNER_NOT_AUTHORISED")


def term(rules: Rules, filing: Filing, at: dt.datetime) -> Term:
    """First and last day of a filing approved now (NM25-A17-1)."""
    slip = SlipDates(referral_on=filing.referral_on) if filing.referral_on else None
    with refusing():
        return filing_term(rules, at, slip, filing.valid_from)


def extension(rules: Rules, filing: Filing, asked: Mapping[str, Any], at: dt.datetime) -> dt.date:
    """The last day of a filing extended now (NM25-A17-3 to A17-8).

    Args:
        rules: of the pool.
        filing: what is to be extended.
        asked: ``evidence {kind, diagnosis, latest, confirmed}`` and ``place``.
        at: the moment of the application.

    Raises:
        Refused: with the code of the rule that forbids it.
    """
    if filing.approved_at is None or filing.valid_until is None or filing.withdrawn_at:
        raise Refused("FILING_NOT_ACTIVE")
    facts = ExtensionFacts(
        diagnosis=filing.diagnosis_code,
        valid_until=filing.valid_until,
        approved_on=filing.approved_at.date(),
        extensions=1 if filing.extension else 0,
        evidence=_evidence(filing, asked.get("evidence")),
        channel=str(asked.get("place", "window")).upper(),
    )
    start = filing.valid_from or filing.approved_at.date()
    with refusing():
        _allow(check_extension(rules, facts, at))
        return extended_until(rules, start, filing.valid_until, at.date())


def _evidence(filing: Filing, given: Any) -> Evidence | None:
    if not isinstance(given, Mapping) or not given.get("kind"):
        return None
    return Evidence(
        kind=str(given["kind"]),
        diagnosis=str(given.get("diagnosis") or filing.diagnosis_code),
        latest=given.get("latest", True) is not False,
        confirmed=given.get("confirmed"),
    )
