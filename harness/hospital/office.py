"""What the insurance office does and sees: closings, statistics, exports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from harness.clock import iso

from .actions import Action, Reply, done
from .care import Closing
from .identity import masked
from .refusal import invalid
from .request import as_day

if TYPE_CHECKING:
    from .hospital import Hospital


class Office:
    """Closes days and months, and shows what was closed."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def table(self) -> dict[str, Action]:
        """Return the actions by name."""
        return {"close_day": self.close_day, "close_month": self.close_month}

    def close_day(self, given: dict[str, Any], user: str) -> Reply:  # noqa: ARG002 - one office
        """Close a day."""
        day = as_day(given.get("day") or self._house.clock.today(), "day")
        closing = self._house.dayclose.close_day(day)
        return done(closing.ref, **self._house.dayclose.shown(closing))

    def close_month(self, given: dict[str, Any], user: str) -> Reply:  # noqa: ARG002 - one office
        """Make the statement of a month."""
        month = str(given.get("month") or f"{self._last_month():%Y-%m}")
        closing = self._house.dayclose.close_month(month)
        return done(closing.ref, **self._house.dayclose.shown(closing))

    def day(self, key: str) -> dict[str, Any]:
        """Show a closed day."""
        return self._closing("day", key)

    def month(self, key: str) -> dict[str, Any]:
        """Show a month's statement."""
        return self._closing("month", key)

    def export(self, key: Any) -> dict[str, Any]:
        """Export the registers, identity numbers masked (DER-PRV-1, WH25-1-2d)."""
        referrals = [self._register_row(each) for each in self._house.referrals()]
        return {
            "key": key,
            "register": referrals,
            "closings": [
                self._house.dayclose.shown(c) for c in self._house.dayclose.closings("day")
            ],
            "gaps": self._house.dayclose.gaps(),
            "signers": [
                {"id": d.id, "name": d.name, "title": d.title, "from": str(d.signer_from or "")}
                for d in self._house.directory.staff()
                if d.signer_from is not None
            ],
            "chronic_list": [
                {"code": c.code, "name": c.name, "period": c.period}
                for c in self._house.directory.conditions.values()
            ],
        }

    def _register_row(self, referral: Any) -> dict[str, Any]:
        return {
            "ref": referral.ref,
            "certno": masked(referral.certno),
            "opened_at": iso(referral.opened_at),
            "status": referral.status,
            "slip_no": referral.slip_no,
            "ground": referral.ground,
            "city": referral.city,
            "filing": referral.filing.status,
        }

    def _closing(self, kind: str, key: str) -> dict[str, Any]:
        closing = self._house.store.get(Closing, f"{kind}/{key}")
        if closing is None:
            raise invalid(kind, "尚未结账。")
        return self._house.dayclose.shown(closing)

    def _last_month(self) -> date:
        today = self._house.clock.today()
        first = today.replace(day=1)
        return date.fromordinal(first.toordinal() - 1)
