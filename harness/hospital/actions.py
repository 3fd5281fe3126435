"""What a user can do at the referral desk, by the names of the driver interface (design 5.3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from harness.clock import iso

from .records import Referral
from .refusal import Refused

if TYPE_CHECKING:
    from .hospital import Hospital

Reply = dict[str, Any]
Action = Callable[[dict[str, Any], str], Reply]


class ReferralActions:
    """Identify, refer, sign, review, void, retry, ask about an extension."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def table(self) -> dict[str, Action]:
        """Return the actions by name."""
        return {
            "identify": self.identify,
            "refer": self.refer,
            "sign": self.sign,
            "review": self.review,
            "void_referral": self.void_referral,
            "retry_filing": self.retry_filing,
            "ask_extension": self.ask_extension,
        }

    def identify(self, given: dict[str, Any], user: str) -> Reply:  # noqa: ARG002 - any user may ask
        """Ask the platform who a person is."""
        house = self._house
        shown = given.get("person", next(iter(house.directory.cards), None))
        patient = house.registry.patient(shown)
        house.registry.check_card(patient)
        known = house.registry.must_know(patient)
        house.registry.check_scheme(known)
        return done(
            known.ref,
            person_no=known.number,
            pool=house.registry.pool_of(known),
            scheme=known.scheme,
            status=known.status,
            name=known.name,
        )

    def refer(self, given: dict[str, Any], user: str) -> Reply:
        """Refer a patient; the same click twice is one referral (DER-CON-1)."""
        self._house.views.check_role(user, "desk")
        again = self.same_click(given, user)
        if again is not None:
            return self.shown(again)
        referral = self._house.desk.refer(given, user)
        self.remember_click(given, user, referral)
        return self.shown(referral)

    def same_click(self, given: dict[str, Any], user: str) -> Referral | None:
        """Return the referral that the very same entries made this very second."""
        key = self._fingerprint(given, user)
        ref = self._house.clicks.get(key)
        if ref is None:
            return None
        referral = self._house.referral(ref)
        return referral if referral.status not in {"void", "rejected"} else None

    def remember_click(self, given: dict[str, Any], user: str, referral: Referral) -> None:
        """Keep what a click made."""
        self._house.clicks[self._fingerprint(given, user)] = referral.ref

    def sign(self, given: dict[str, Any], user: str) -> Reply:
        """Have a physician sign a draft."""
        referral = self._case(given, user)
        physician = given.get("physician", self._house.desk.a_signer())
        return self.shown(self._house.desk.sign(referral, str(physician or ""), user))

    def review(self, given: dict[str, Any], user: str) -> Reply:
        """Record a review; what the centre approves is issued and filed at once."""
        return self.shown(self._house.desk.review(self._case(given, user), given, user))

    def void_referral(self, given: dict[str, Any], user: str) -> Reply:
        """Void a slip, after its filing was withdrawn."""
        referral = self._case(given, user)
        reason = str(given.get("reason") or "")
        return self.shown(self._house.voiding.void(referral, reason, user))

    def retry_filing(self, given: dict[str, Any], user: str) -> Reply:
        """Try an unfinished filing again."""
        return self.shown(self._house.filing.retry(self._case(given, user)))

    def ask_extension(self, given: dict[str, Any], user: str) -> Reply:
        """Tell the patient where, when and with what an extension is asked for; send nothing."""
        referral = self.extension_asked(self._case(given, user))
        reply = self.shown(referral)
        reply["shown"]["extension"] = self._house.views.extension(referral)
        text = reply["shown"]["extension"]["text"]
        if text:
            self._house.notices.tell(referral.ref, referral.person, "EXTENSION_ADVICE", text)
        return reply

    def extension_asked(self, referral: Referral) -> Referral:
        """Return the case with what the platform says now; nothing is applied for."""
        return self._house.filing.refresh(referral)

    def shown(self, referral: Referral) -> Reply:
        """Return the reply about a case."""
        filing = self._house.views.filing(referral.filing)
        return done(referral.ref, slip_no=referral.slip_no, status=referral.status, filing=filing)

    def _case(self, given: dict[str, Any], user: str) -> Referral:
        referral = self._house.referral(str(given.get("referral") or ""))
        self._house.views.check_role(user, referral.ref)
        return referral

    def _fingerprint(self, given: dict[str, Any], user: str) -> str:
        entries = json.dumps(given, sort_keys=True, ensure_ascii=False, default=str)
        return f"{iso(self._house.clock.now())[:19]} {user} {entries}"


def done(ref: str, **shown: Any) -> Reply:
    """Return the reply to something done."""
    return {"outcome": "done", "ref": ref, "shown": shown}


def refused(error: Refused) -> Reply:
    """Return the reply to something refused."""
    reason = {"code": error.code, "text": error.text}
    if error.field:
        reason["field"] = error.field
    reply: Reply = {"outcome": "refused", "reason": reason}
    if error.ref:
        reply["ref"] = error.ref
    return reply
