"""Faults of signing, reviewing and approving (group B)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.directory import ASSOCIATE
from harness.hospital.hospital import Hospital
from harness.hospital.records import Referral, Review
from harness.hospital.refusal import not_allowed

from .registry import answer, defect, override, skip


@defect("M-026")
def associates_sign(house: Hospital) -> None:
    """Let an associate chief physician sign."""

    def unless_associate(original: Any, doctor: Any) -> Any:
        if doctor.title != ASSOCIATE:
            original(doctor)

    override(house.slip, "check_title", unless_associate)
    override(house.slip, "check_listed", unless_associate)


@defect("M-027")
def list_not_asked(house: Hospital) -> None:
    """Do not look at the list of signers."""
    skip(house.slip, "check_listed")


@defect("M-028")
def trust_at_login(house: Hospital) -> None:
    """Look at the breach of trust only when the session begins."""
    login = house.clock.now()

    def check(original: Any, doctor: Any) -> Any:
        if doctor.is_barred(login):
            original(doctor)

    override(house.slip, "check_trust", check)


@defect("M-029")
def filed_before_the_seal(house: Hospital) -> None:
    """File as soon as the physician has signed."""

    def sign(original: Any, referral: Referral, physician: str, user: str) -> Any:
        signed = original(referral, physician, user)
        numbered = house.save(replace(signed, slip_no=house.desk.number(house.clock.now())))
        return house.filing.begin(numbered, user)

    override(house.desk, "sign", sign)
    override(house.desk, "after_issue", lambda _original, referral, _user: referral)


@defect("M-030")
def rejected_but_filed(house: Hospital) -> None:
    """Number and file a request that the centre rejected."""
    skip(house.desk, "check_ready")

    def told(original: Any, referral: Referral, review: Review) -> Any:
        return house.desk.issue(original(referral, review), "system")

    override(house.centre, "told", told)


@defect("M-031")
def anybody_issues(house: Hospital) -> None:
    """Issue slips in a hospital that is on no list."""
    _without_list(house)


def _without_list(house: Hospital) -> None:
    skip(house.slip, "check_issuer")
    if not house.directory.own.listings:
        skip(house.slip, "check_listed", "check_title")


@defect("M-033")
def listed_for_ever(house: Hospital) -> None:
    """Remember the referral status of the first day."""
    login = house.clock.today()
    override(house.slip, "check_issuer", lambda original, _day: original(login))

    def refused(original: Any, referral: Referral, errand: Any, answered: Any) -> Any:
        if answered.code != "APPROVER_NOT_AUTHORISED":
            return original(referral, errand, answered)
        return house.filing.not_sent(referral, errand, answered)

    override(house.filing, "refused", refused)


@defect("M-035")
def county_files(house: Hospital) -> None:
    """Let a county hospital issue and file by itself."""
    _without_list(house)


@defect("M-036")
def no_consent_needed(house: Hospital) -> None:
    """Issue though the tertiary centre did not agree."""

    def check(original: Any, referral: Referral) -> Any:
        agreed = replace(referral.consultation, consent=True)
        original(replace(referral, consultation=agreed))

    override(house.slip, "check_consultation", check)


@defect("M-037")
def final_review_skipped(house: Hospital) -> None:
    """Issue and file after the first review."""
    _without_list(house)

    def preliminary(original: Any, referral: Referral, review: Review) -> Any:
        done = original(referral, review)
        if review.result != "approved":
            return done
        seal = house.seal()
        signer = done.physician or next((d.id for d in house.directory.staff()), "")
        final = replace(review, stage="final", seal=seal)
        ready = replace(done, centre=final, physician=signer, status="approved")
        return house.desk.issue(ready, review.reviewer)

    override(house.centre, "preliminary", preliminary)


@defect("M-038")
def first_review_skipped(house: Hospital) -> None:
    """Decide finally without a first review."""
    skip(house.centre, "check_order")


@defect("M-039")
def own_code_as_approver(house: Hospital) -> None:
    """Approve and file as oneself, wherever in Wuhai one is."""
    override(house, "approver", lambda _original: house.directory.own)
    answer(house.centre, "decides", value=True)
    _without_list(house)


@defect("M-041")
def materials_ticked(house: Hospital) -> None:
    """Tick the materials beforehand."""
    skip(house.centre, "check_materials")


@defect("M-043")
def anybody_on_the_panel(house: Hospital) -> None:
    """Do not check who sits on the panel."""
    skip(house.centre, "check_member")


@defect("M-044")
def one_person_twice(house: Hospital) -> None:
    """Let one user make both reviews."""
    skip(house.centre, "check_reviewers")


@defect("M-047")
def transfer_without_reason(house: Hospital) -> None:
    """Take any reason for a transfer between equals."""
    skip(house.slip, "check_ground")


@defect("M-255")
def advice_blocks(house: Hospital) -> None:
    """Refuse a case whose specialty's hospital was not heard."""

    def advice(original: Any, referral: Referral, review: Review) -> Any:
        found = original(referral, review)
        if found:
            raise not_allowed("须有专科成员单位专家参加会诊。", field="members")
        return found

    override(house.centre, "advice", advice)


@defect("M-271")
def no_panel_needed(house: Hospital) -> None:
    """Decide without any consultation record."""
    skip(house.centre, "check_panel")
