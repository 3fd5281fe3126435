"""What a user can do on wards and at the cashier's, by the names of the driver interface."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness import money

from .actions import Action, Reply, done
from .care import Amounts, Bill, Stay
from .clinic import DEFAULT_LINES, yes
from .credentials import laid_down

if TYPE_CHECKING:
    from .hospital import Hospital


class CareActions:
    """Admit, discharge, charge, settle and take back."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def table(self) -> dict[str, Action]:
        """Return the actions by name."""
        return {
            "admit": self.admit,
            "discharge": self.discharge,
            "charge": self.charge,
            "refund_item": self.refund_item,
            "preview": self.preview,
            "settle": self.settle,
            "undo_settlement": self.undo_settlement,
            "visit": self.visit,
            "request_item": self.request_item,
        }

    def admit(self, given: dict[str, Any], user: str) -> Reply:
        """Admit a patient; the reason beside it says why the stay is not settled directly."""
        return self.of_stay(self._house.wards.admit(given, user))

    def discharge(self, given: dict[str, Any], user: str) -> Reply:
        """Discharge a patient."""
        return self.of_stay(self._house.wards.discharge(self._stay(given), given, user))

    def charge(self, given: dict[str, Any], user: str) -> Reply:
        """Enter lines, and take others off."""
        stay = self._stay(given)
        if given.get("void"):
            self._house.charges.void(stay, list(given["void"]))
        lines = given.get("lines", () if given.get("void") else DEFAULT_LINES)
        self._house.charges.add(stay, lines or ())
        self._house.trail(stay.ref, "charged", user)
        charged = sum(each.amount for each in self._house.lines(stay.ref))
        return done(stay.ref, charged=money.yuan(charged))

    def refund_item(self, given: dict[str, Any], user: str) -> Reply:
        """Take one item back, through undoing and settling anew where it was settled."""
        stay = self._stay(given)
        return self.of_bill(self._house.undoing.refund_item(stay, given.get("line", 1), user))

    def preview(self, given: dict[str, Any], user: str) -> Reply:  # noqa: ARG002 - every cashier may look
        """Pre-settle."""
        stay = self._stay(given)
        return self.of_bill(
            self._house.billing.preview(stay, use_account=yes(given.get("use_account", "no")))
        )

    def settle(self, given: dict[str, Any], user: str) -> Reply:
        """Settle."""
        stay = self._stay(given)
        if given.get("reason"):
            stay = self._house.wards.explained(stay, str(given["reason"]))
        use_account = yes(given.get("use_account", "no"))
        stay = self.shown_at_till(stay, given, user, use_account=use_account)
        return self.of_bill(self._house.billing.settle(stay, use_account=use_account, user=user))

    def shown_at_till(
        self, stay: Stay, given: dict[str, Any], user: str, *, use_account: bool
    ) -> Stay:
        """Return the stay with what is shown now that it is paid for, by whom it belongs to."""
        patient = self._house.known(stay.person)
        bearer = str(given.get("bearer") or patient.ref)
        self._house.wards.check_bearer(patient, bearer, user)
        stay = replace(stay, credential=laid_down(given))
        self._house.accounts.check_credential(stay, patient, user, use_account=use_account)
        return self._house.wards.keep(stay)

    def undo_settlement(self, given: dict[str, Any], user: str) -> Reply:
        """Undo a settlement as a whole; what is shown is what goes back."""
        bill = self._house.undoing.undo(self._stay(given), user)
        return done(bill.ref, status=bill.status, **figures(bill.history[-1].amounts))

    def visit(self, given: dict[str, Any], user: str) -> Reply:
        """See an outpatient, and settle."""
        return self.of_bill(self._house.clinic.visit(given, user))

    def request_item(self, given: dict[str, Any], user: str) -> Reply:
        """Take an item, or a listed condition of a person, through its approval."""
        if "condition" in given:
            applied = self._house.chronic.apply(given, user)
            return done(
                applied.ref,
                status=applied.status,
                valid_from=applied.valid_from,
                valid_until=applied.valid_until,
            )
        approval = self._house.approvals.request(self._stay(given), given, user)
        return done(approval.stay, status=approval.status)

    def of_stay(self, stay: Stay) -> Reply:
        """Return the reply about a stay."""
        reply = done(stay.ref, stay=self._house.care_views.stay(stay.ref))
        if stay.code:
            reply["reason"] = {"code": stay.code, "text": stay.text}
        return reply

    def of_bill(self, bill: Bill) -> Reply:
        """Return the reply about a bill; an unknown outcome shows no amounts."""
        if bill.status == "settled" and bill.booked is not None:
            return done(bill.ref, status=bill.status, **self.booked(bill))
        if bill.status == "previewed" and bill.preview is not None and not bill.code:
            return done(bill.ref, status=bill.status, **figures(bill.preview))
        return done(bill.ref, status=bill.status, text=bill.text)

    def booked(self, bill: Bill) -> dict[str, str]:
        """Return the figures of a settled bill."""
        assert bill.booked is not None
        return figures(bill.booked.amounts)

    def _stay(self, given: dict[str, Any]) -> Stay:
        if "stay" in given:
            return self._house.stay(str(given["stay"] or ""))
        stays = self._house.stays()
        return stays[-1] if stays else self._house.stay("")


def figures(amounts: Amounts) -> dict[str, str]:
    """Return the figures that every money action shows, in yuan."""
    return {
        "total": money.yuan(amounts.total),
        "deductible": money.yuan(amounts.deductible),
        "pooled": money.yuan(amounts.pooled),
        "large_amount": money.yuan(amounts.large_amount),
        "account": money.yuan(amounts.account),
        "cash": money.yuan(amounts.cash),
        "own_share": money.yuan(amounts.own_share),
    }
