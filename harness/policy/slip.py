"""The referral slip: complete, lawfully signed, reviewed, on a ground of the law (NM25-A6, A9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record
from .terms import REFERRAL_RULES, SlipDates

#: The four grounds of NM25-A9.
GROUNDS: Final = frozenset({"1", "2", "3", "4"})
_SENIOR: Final = "chief_physician"


class SlipFacts(Struct, frozen=True, kw_only=True):
    """A slip that is to be issued.

    Attributes:
        dates: of the form.
        missing: names of mandatory fields that are empty (NM25-F-01 to F-21).
        ground: 1 to 4 of NM25-A9.
        reason: whether a medical reason is given.
        consultation_on: the examination or consultation, if there was one.
        hospital_listed: whether the issuing hospital is on the published list on that day.
        hospital_level: its level.
        binding_approver: whether a city's approving hospital is named that this one is not (CC-31).
        signed_on: the day of the signature.
        signer_title: as the hospital's staff list has it.
        signer_listed: whether the signer is on the hospital's list on that day.
        breach_from: the day from which a breach of trust is recorded, if one is.
        acknowledged: whether the notice was acknowledged.
        reviews: how many stages of review approved it.
        same_reviewer: whether one person decided two stages.

    """

    dates: SlipDates
    missing: tuple[str, ...] = ()
    ground: str | None = "1"
    reason: bool = True
    consultation_on: date | None = None
    hospital_listed: bool = True
    hospital_level: int = 3
    binding_approver: bool = False
    signed_on: date | None = None
    signer_title: str = _SENIOR
    signer_listed: bool = True
    breach_from: date | None = None
    acknowledged: bool = True
    reviews: int = 1
    same_reviewer: bool = False


def check_slip(rules: Rules, slip: SlipFacts, on: date, record: Record = SILENT) -> Decision:
    """Decide whether a slip may be issued on a day.

    The signer is judged by the day of signing: a breach recorded later leaves the slip valid
    (NM25-A8-3).

    Args:
        rules: of the insured's pool.
        slip: the facts.
        on: the day of issue.
        record: takes the conditions.

    """
    return decide(rules, on, _conditions(rules, slip, on), record)


def _conditions(rules: Rules, slip: SlipFacts, on: date) -> Iterator[Condition]:
    yield Condition("slip.in_force", on >= REFERRAL_RULES, "RULESET_NOT_IN_FORCE", {"on": on})
    yield Condition(
        "slip.complete", not slip.missing, "FIELD_MISSING", {"missing": ", ".join(slip.missing)}
    )
    yield from _hospital(slip)
    yield Condition("slip.ground", slip.ground in GROUNDS, "FIELD_MISSING", {"ground": slip.ground})
    yield Condition("slip.reason", slip.reason, "FIELD_MISSING", {"ground": slip.ground})
    yield Condition(
        "slip.consultation",
        slip.consultation_on is not None and slip.consultation_on <= slip.dates.referral_on,
        "NOT_ALLOWED",
        {"consultation_on": slip.consultation_on, "referral_on": slip.dates.referral_on},
    )
    yield Condition("slip.notice", slip.acknowledged, "NOT_ALLOWED", {})
    yield from _signer(rules, slip, on)
    yield from _review(rules, slip, on)
    yield from _dates(slip.dates, on)


def _hospital(slip: SlipFacts) -> Iterator[Condition]:
    yield Condition("slip.hospital_listed", slip.hospital_listed, "APPROVER_NOT_AUTHORISED", {})
    yield Condition("slip.city_approver", not slip.binding_approver, "APPROVER_NOT_AUTHORISED", {})
    yield Condition(
        "slip.hospital_level",
        slip.hospital_level >= 3,
        "LEVEL_BELOW_PRINCIPLE",
        {"level": slip.hospital_level},
        only_warns=True,
    )


def _signer(rules: Rules, slip: SlipFacts, on: date) -> Iterator[Condition]:
    day = slip.signed_on or on
    title = rules.find("slip.signer_title", day)
    yield Condition(
        "slip.signer_title",
        slip.signer_title == title.value,
        "SIGNER_NOT_AUTHORISED",
        {"title": slip.signer_title},
        (title,),
    )
    yield Condition(
        "slip.signer_listed", slip.signer_listed, "SIGNER_NOT_AUTHORISED", {"signed_on": day}
    )
    yield Condition(
        "slip.signer_trusted",
        slip.breach_from is None or day < slip.breach_from,
        "SIGNER_BARRED",
        {"signed_on": day, "breach_from": slip.breach_from},
    )


def _review(rules: Rules, slip: SlipFacts, on: date) -> Iterator[Condition]:
    stages = rules.find("review.stages", on)
    yield Condition(
        "slip.reviewed",
        slip.reviews >= stages.value,
        "REVIEW_REQUIRED",
        {"reviews": slip.reviews},
        (stages,),
    )
    if stages.value > 1:
        yield Condition("slip.two_reviewers", not slip.same_reviewer, "REVIEW_REQUIRED", {})


def _dates(dates: SlipDates, on: date) -> Iterator[Condition]:
    heading, reviewed = dates.heading_on, dates.reviewed_on
    yield Condition(
        "slip.dates",
        dates.referral_on <= on
        and (heading is None or reviewed is None or heading <= reviewed)
        and (reviewed is None or reviewed <= on),
        "DATE_IN_FUTURE",
        {
            "heading_on": heading,
            "referral_on": dates.referral_on,
            "reviewed_on": reviewed,
            "on": on,
        },
    )


def approver_bound(
    rules: Rules, *, insured_in_city: bool, institution_in_city: bool, on: date
) -> bool:
    """Tell whether a city's single approving hospital binds a referral (WH25-1-1a, CC-31)."""
    if rules.option("CC-31", on) == "pool":
        return insured_in_city
    return institution_in_city
