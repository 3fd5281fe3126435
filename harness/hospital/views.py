"""What a user sees of a referral: plain values, dates as ISO text, yes and no as words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from harness.clock import iso

from .directory import TITLES
from .notices import EXTENSION_DOCUMENTS
from .records import FilingState, Referral, Review
from .refusal import Refused, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

FOREIGN_ROLES = frozenset(
    {"pharmacist", "pharmacy", "ward_clerk", "foreign_ward", "visitor", "engineer", "cashier"}
)
"""Users who take no part in a referral (DER-PRV-2)."""


class Views:
    """The house's screens by name."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def check_role(self, user: str, about: str) -> None:
        """Refuse and record the access of somebody who takes no part."""
        if user in FOREIGN_ROLES:
            self._house.audit.record(about, "access_refused", at=self._house.clock.now(), user=user)
            raise not_allowed("无权查看或修改该转诊单。", field="user")

    def referral(self, key: str, user: str) -> dict[str, Any]:
        """Show a case as it is now, its filing as the platform has it."""
        referral = self._house.referral(key)
        self.check_role(user, referral.ref)
        referral = self.current(referral)
        last = referral.referral_on and self._house.periods.slip_last_day(referral.referral_on)
        return {
            "ref": referral.ref,
            "slip_no": referral.slip_no,
            "status": referral.status,
            "person": self._person(referral),
            "department": self._department(referral),
            "diagnosis": {"code": referral.diagnosis.code, "name": referral.diagnosis.name},
            "ground": referral.ground,
            "reason": referral.reason,
            "summary": referral.summary,
            "heading_on": day_text(referral.heading_on),
            "referral_on": day_text(referral.referral_on),
            "issued_at": moment_text(referral.issued_at),
            "to": self._to(referral),
            "city": {"code": referral.city, "name": referral.city_name},
            "physician": self._physician(referral),
            "consultation": self._consultation(referral),
            "centre": self.review(referral.centre),
            "preliminary": self.review(referral.preliminary),
            "notice": self._notice(referral),
            "usable_until": day_text(last),
            "hospital": referral.hospital,
            "approving_hospital": referral.hospital,
            "approving_hospital_code": referral.hospital_code,
            "acceptance_no": referral.acceptance_no,
            "justification": referral.justification,
            "filing": self.filing(referral.filing),
            "extension": self.extension(referral),
            "warnings": list(referral.warnings),
            "void_reason": referral.void_reason,
            "voiding": yes_no(referral.voiding),
        }

    def current(self, referral: Referral) -> Referral:
        """Return a case with the centre's answer and the platform's present word."""
        decided = self._house.group.decision(referral.ref)
        if decided is not None and not self._house.centre.decides():
            return decided
        return self._house.filing.refresh(referral)

    def filing(self, state: FilingState) -> dict[str, Any]:
        """Show a filing; its last day over, it is expired."""
        status = state.status
        if status == "filed" and self._house.filing.is_expired(state, self._house.clock.today()):
            status = "expired"
        return {
            "status": status,
            "no": state.number,
            "category": state.category,
            "channel": state.channel,
            "approved_at": moment_text(state.approved_at),
            "valid_from": day_text(state.valid_from),
            "valid_until": day_text(state.valid_until),
            "extended": yes_no(self.is_extended(state)),
            "reason": {"code": state.code, "text": state.text},
            "remedy": state.remedy,
        }

    def is_extended(self, state: FilingState) -> bool:
        """Tell whether the platform has extended a filing."""
        return bool(
            state.valid_until and state.first_until and state.valid_until > state.first_until
        )

    def extension(self, referral: Referral) -> dict[str, Any]:
        """Show the advice about an extension; the hospital itself never asks for one (NM25-A17)."""
        state = referral.filing
        if state.status != "filed" or state.valid_until is None:
            return {
                "offered": "no",
                "from": "",
                "until": "",
                "where": "",
                "documents": [],
                "text": "",
            }
        first, last = self._house.periods.extension_window(state.valid_until)
        code = self.extension_code(state, self._house.clock.today(), first, last)
        offered = not code
        text = self._house.notices.extension_text(first, last)
        over = code in {"EXT_TOO_LATE", "EXT_ALREADY_USED"}
        return {
            "offered": yes_no(offered),
            "from": "" if over else day_text(first),
            "until": "" if over else day_text(last),
            "where": "agency_window",
            "documents": list(EXTENSION_DOCUMENTS),
            "reason": code,
            "text": self._house.notices.new_slip_text() if over else text,
        }

    def extension_code(self, state: FilingState, today: date, first: date, last: date) -> str:
        """Return why no extension can be asked for today, or an empty text."""
        if today > last:
            return "EXT_TOO_LATE"
        if self.is_extended(state):
            return "EXT_ALREADY_USED"
        return "EXT_TOO_EARLY" if today < first else ""

    def review(self, review: Review | None) -> dict[str, Any]:
        """Show a review."""
        if review is None:
            return {"result": "", "reviewed_on": "", "seal": "", "opinion": ""}
        return {
            "result": review.result,
            "opinion": review.opinion,
            "reviewer": review.reviewer,
            "reviewed_on": day_text(review.reviewed_on),
            "seal": review.seal,
            "members": list(review.members),
            "materials": list(review.materials),
            "institution": review.institution,
        }

    def audit(self, key: str, user: str) -> list[dict[str, Any]]:
        """Show the trail of a case."""
        try:
            about = self._house.referral(key).ref
        except Refused:
            about = key
        self.check_role(user, about)
        return [
            {
                "n": each.n,
                "at": iso(each.at),
                "user": each.user,
                "event": each.event,
                "before": each.before,
                "after": each.after,
            }
            for each in self._house.audit.trail(about)
        ]

    def notices(self, key: str, user: str) -> list[dict[str, Any]]:  # noqa: ARG002 - every user may see what a patient was told
        """Show what the patient of a case was told, or a person altogether."""
        try:
            referral = self.current(self._house.referral(key))
            self.remind(referral)
            keys = [referral.ref]
        except Refused:
            keys = [key]
        told = [each for one in keys for each in self._house.notices.told(one)]
        return [
            {"code": each.code, "text": each.text, "about": each.about, "at": iso(each.at)}
            for each in told
        ]

    def remind(self, referral: Referral) -> None:
        """Tell the patient about the window, inside it, or about the new slip after it."""
        shown = self.extension(referral)
        if shown["offered"] == "yes":
            self._house.notices.tell(
                referral.ref, referral.person, "EXTENSION_WINDOW", shown["text"]
            )
        elif referral.filing.status == "filed" and shown["reason"] == "EXT_TOO_LATE":
            self._house.notices.tell(referral.ref, referral.person, "NEW_SLIP", shown["text"])

    def worklist(self, user: str) -> list[dict[str, Any]]:  # noqa: ARG002 - the list names no patient
        """Show everything without a final outcome, oldest first."""
        now = self._house.clock.now()
        return [
            {
                "kind": each.kind,
                "ref": each.ref,
                "person": each.person,
                "status": each.status,
                "reason": {"code": each.code, "text": each.text},
                "since": iso(each.since),
                "age_hours": self._house.worklist.age_hours(each, now),
            }
            for each in self._house.worklist.items()
        ]

    def _person(self, referral: Referral) -> dict[str, Any]:
        boxes = referral.insurance_type
        return {
            "id": referral.person,
            "name": referral.name,
            "certno": referral.certno,
            "sex": referral.sex,
            "phone": referral.phone,
            "insurance_type": boxes[0] if len(boxes) == 1 else list(boxes),
        }

    def _department(self, referral: Referral) -> str:
        ward = self._house.directory.ward(referral.department)
        return ward.name if ward is not None else referral.department

    def _to(self, referral: Referral) -> dict[str, Any]:
        return {"name": referral.to_name, "code": referral.to, "level": referral.to_level}

    def _physician(self, referral: Referral) -> dict[str, Any]:
        doctor = self._house.directory.doctor(referral.physician)
        if doctor is None:
            return {"name": "", "title": ""}
        title = TITLES.get(doctor.title, doctor.title)
        return {
            "id": doctor.id,
            "name": doctor.name,
            "title": doctor.title,
            "title_name": title,
            "signed_at": moment_text(referral.signed_at),
        }

    def _consultation(self, referral: Referral) -> dict[str, Any]:
        held = referral.consultation
        return {
            "held_on": day_text(held.held_on),
            "mode": held.mode,
            "members": list(held.members),
            "consent": yes_no(held.consent),
        }

    def _notice(self, referral: Referral) -> dict[str, Any]:
        notice = referral.notice
        return {
            "signer": notice.signer,
            "name": notice.name,
            "acknowledged_at": moment_text(notice.acknowledged_at),
            "briefed_at": moment_text(notice.briefed_at),
        }


def day_text(value: date | None) -> str:
    """Return a date as ISO text, nothing as an empty text."""
    return value.isoformat() if value is not None else ""


def moment_text(value: datetime | None) -> str:
    """Return a moment as ISO text, nothing as an empty text."""
    return iso(value) if value is not None else ""


def yes_no(value: bool) -> str:  # noqa: FBT001 - it is the value shown
    """Return the word for a flag."""
    return "yes" if value else "no"
