"""The referral desk: from the request to the issued slip, in one visit (NM25-A13, A16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .centre import APPROVED, FINAL, PRELIMINARY
from .records import Patient, Referral, Review
from .refusal import Refused, missing, not_allowed
from .request import DEFAULT_OPINION, MATERIALS, Entries, as_day

if TYPE_CHECKING:
    from .hospital import Hospital

STEPS = ("sign", "review", "issue")


class Desk:
    """Takes requests, has them signed and reviewed, and issues slips."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def refer(self, given: dict[str, Any], user: str) -> Referral:
        """Carry a request as far as asked; without ``stop_before`` to the issued, filed slip.

        Raises:
            Refused: an entry is missing or wrong, or a rule forbids it; nothing is numbered then.

        """
        entries = Entries(given)
        stop = str(given.get("stop_before") or "")
        self.check_house()
        referral, patient, review = self.prepare(entries, user, stop)
        referral = self.open(referral, patient, user)
        if stop == "sign":
            return referral
        if self._house.centre.decides():
            referral = self.sign(referral, str(given.get("physician") or self.a_signer()), user)
        if stop == "review":
            return referral
        return self.reviewed(referral, review, stop, user)

    def check_house(self) -> None:
        """A house that neither issues nor pushes has no desk."""
        if self._house.centre.decides():
            self._house.slip.check_issuer(self._house.clock.today())

    def prepare(
        self, entries: Entries, user: str, stop: str
    ) -> tuple[Referral, Patient, Review | None]:
        """Look at every entry before any message is sent and before anything is numbered."""
        house = self._house
        patient = house.drafting.patient(entries)
        house.registry.check_card(patient, sex_reason=str(entries.given.get("sex_reason") or ""))
        boxes = house.drafting.insurance_type(entries, replace(patient, scheme=""))
        house.slip.check_insurance_type(boxes, replace(patient, scheme=""))
        draft = house.drafting.draft(entries, patient, user)
        draft = replace(draft, notice=house.drafting.notice(entries, patient))
        review = None if stop in {"sign", "review"} else house.drafting.centre(entries)
        if house.centre.decides() and stop != "sign":
            house.slip.signer(entries.text("physician", "主任医师签字", self.a_signer))
        self.check_rules(draft, review)
        return self.known(draft, patient, entries), patient, review

    def check_rules(self, draft: Referral, review: Review | None) -> None:
        """Apply the rules that need no message."""
        rules = self._house.slip
        rules.check_dates(draft)
        rules.check_consultation(draft)
        rules.check_ground(draft)
        rules.check_place(draft)
        rules.check_notice(draft)
        rules.destination(draft)
        if review is not None and review.result == APPROVED:
            self._house.centre.check_seal(review)
            self._house.centre.check_dates(draft, review)

    def known(self, draft: Referral, patient: Patient, entries: Entries) -> Referral:
        """Ask the platform about person and destination, and apply the rules that need it."""
        house = self._house
        known = house.registry.ask(patient)
        if known is not None:
            house.registry.check_scheme(known)
        insured = known or patient
        boxes = house.drafting.insurance_type(entries, insured)
        house.slip.check_insurance_type(boxes, insured)
        there = house.slip.look_up(house.slip.destination(draft))
        house.slip.check_destination(there, insured, draft.justification)
        warnings = house.slip.destination_warnings(there)
        if house.centre.decides():
            warnings = house.slip.issuer_warnings() + warnings
        return replace(
            draft,
            insurance_type=boxes,
            to=there.code,
            to_name=there.name,
            to_level=there.level,
            city_name=house.directory.city_name(draft.city),
            warnings=warnings,
        )

    def open(self, draft: Referral, patient: Patient, user: str) -> Referral:
        """Keep the request with the events that led to it."""
        house = self._house
        number = f"{house.directory.own_id}-R{house.store.next('referral')}"
        referral = replace(draft, ref=number)
        if house.store.get(Patient, patient.ref) is None:
            house.store.put(patient.ref, patient)
        house.keep(referral, "requested", user, after="draft")
        house.record(referral, "screened", user, after=f"ground {referral.ground}")
        house.record(referral, "consulted", user, after=str(referral.consultation.held_on))
        house.record(referral, "briefed", user, after=str(referral.notice.briefed_at))
        after = f"{referral.notice.signer} {referral.notice.acknowledged_at}"
        house.record(referral, "notice_acknowledged", user, after=after)
        return self.accepted(referral, user)

    def accepted(self, referral: Referral, user: str) -> Referral:
        """Give a case of the Wuhai centre its acceptance number (WH25-1-1f)."""
        centre = self._house.centre
        if not (centre.is_two_level() and centre.decides()) or referral.acceptance_no:
            return referral
        number = f"WH{self._house.clock.now():%Y%m%d}{self._house.store.next('acceptance'):04d}"
        return self._house.keep(replace(referral, acceptance_no=number), "accepted", user)

    def a_signer(self) -> str:
        """Return one of our listed chief physicians, or an empty text."""
        house = self._house
        now, today = house.clock.platform_now(), house.clock.today()
        chiefs = [d for d in house.directory.staff() if d.is_listed(today) and not d.is_barred(now)]
        return chiefs[0].id if chiefs else next((d.id for d in house.directory.staff()), "")

    def sign(self, referral: Referral, physician: str, user: str) -> Referral:
        """Have a physician sign, who is checked at this moment (NM25-A8, F-14)."""
        if referral.status not in {"draft", "under_review"}:
            raise not_allowed("该转诊申请当前不能签字。", ref=referral.ref)
        if not physician:
            raise missing("physician", "主任医师签字")
        doctor = self._house.slip.signer(physician)
        signed = replace(
            referral,
            physician=doctor.id,
            signed_at=self._house.clock.now(),
            status="signed" if referral.status == "draft" else referral.status,
        )
        return self._house.keep(signed, "signed", user, before="", after=doctor.id)

    def reviewed(self, referral: Referral, review: Review | None, stop: str, user: str) -> Referral:
        """Have the centre decide, and issue at once what it approved."""
        if review is None:
            return referral
        if self._house.centre.is_two_level():
            referral = self._house.centre.review(referral, self.screening(user))
            if not self._house.centre.decides():
                return referral
        referral = self._house.centre.review(referral, review)
        if referral.status == "rejected":
            text = f"会诊转诊服务中心审核未通过：{review.opinion or '不符合转诊指征'}。"
            raise not_allowed(text, field="centre.result", ref=referral.ref)
        return referral if stop == "issue" else self.issue(referral, user)

    def screening(self, user: str) -> Review:
        """Return the first review of a case whose materials were verified."""
        return Review(
            stage=PRELIMINARY,
            result=APPROVED,
            opinion=DEFAULT_OPINION,
            reviewer=f"screening:{user}" if user else "screening",
            reviewed_on=self._house.clock.today(),
            materials=MATERIALS,
            institution=self._house.directory.own_id,
        )

    def review(self, referral: Referral, given: dict[str, Any], user: str) -> Referral:
        """Record a review that somebody makes by hand; an approved case is issued at once."""
        centre = self._house.centre
        stage = str(given.get("stage") or centre.next_stage(referral))
        if stage == FINAL and centre.decides():
            referral = self.accepted(referral, user)
            if not referral.physician:
                signer = str(given.get("physician") or self.a_signer())
                referral = self.sign(referral, signer, user)
        decided = centre.review(referral, self.entered(stage, given, user))
        if stage == FINAL and decided.status == "approved" and not given.get("stop_before"):
            return self.issue(decided, user)
        return decided

    def entered(self, stage: str, given: dict[str, Any], user: str) -> Review:
        """Return the review as entered; what was left out takes the lawful value."""
        house = self._house
        entries = Entries(given)
        result = entries.text("result", "审核结果", lambda: APPROVED)
        final = stage == FINAL
        return Review(
            stage=stage,
            result=result,
            opinion=str(given.get("opinion") or (DEFAULT_OPINION if result == APPROVED else "")),
            reviewer=user or ("centre" if final else "screening"),
            reviewed_on=as_day(given.get("reviewed_on") or house.clock.today(), "reviewed_on"),
            seal=self._seal(given) if final and result == APPROVED else "",
            members=self._members(given) if final else (),
            materials=_materials(given) if not final else (),
            institution=house.directory.own_id,
        )

    def _seal(self, given: dict[str, Any]) -> str:
        return str(given.get("seal", self._house.seal()) or "")

    def _members(self, given: dict[str, Any]) -> tuple[str, ...]:
        members = given.get("members", self._house.centre.panel())
        return tuple(each["id"] if isinstance(each, dict) else str(each) for each in members or ())

    def issue(self, referral: Referral, user: str) -> Referral:
        """Number the slip, and file it in the same transaction (NM25-A16-3).

        Raises:
            Refused: something that must come before the issue is missing.

        """
        self.check_ready(referral)
        house = self._house
        slip_no = self.number(house.clock.now())
        numbered = replace(referral, slip_no=slip_no, status="issued", issued_at=house.clock.now())
        house.keep(numbered, "numbered", user, after=slip_no)
        house.record(numbered, "issued", user, before=referral.status, after="issued")
        return self.after_issue(numbered, user)

    def check_ready(self, referral: Referral) -> None:
        """Refuse an issue before consultation, notice, signature, opinion and seal."""
        house = self._house
        house.slip.check_issuer(house.clock.today())
        house.slip.check_notice(referral)
        centre = referral.centre
        if centre is None or centre.result != APPROVED:
            raise Refused("NOT_ALLOWED", "会诊转诊服务中心未审核同意。", field="centre")
        house.centre.check_seal(centre)
        if not referral.physician:
            raise missing("physician", "主任医师签字")

    def number(self, now: datetime) -> str:
        """Return a slip number that was never used: hospital, day, running number (WH25-1-3d)."""
        return f"{self._house.directory.own.code}{now:%Y%m%d}{self._house.store.next('slip'):06d}"

    def after_issue(self, referral: Referral, user: str) -> Referral:
        """File at once; nobody has to press anything (NM25-A16-2, A16-3)."""
        return self._house.filing.begin(referral, user)


def _materials(given: dict[str, Any]) -> tuple[str, ...]:
    listed = given.get("materials", MATERIALS)
    if isinstance(listed, dict):
        absent = {k for k, v in listed.items() if str(v).lower() in {"no", "false", "none", ""}}
        return tuple(each for each in MATERIALS if each not in absent)
    return tuple(map(str, listed or ()))
