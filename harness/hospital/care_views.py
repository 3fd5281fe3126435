"""What a user sees of care: stays, bills and accounts; amounts in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness import money
from harness.clock import iso

from .care import Amounts, Bill, Line, Stay
from .credentials import Credential, laid_down
from .messages import fees
from .records import Patient
from .refusal import Refused, not_allowed
from .views import moment_text

if TYPE_CHECKING:
    from .hospital import Hospital

ESTIMATE = "预结算（估算），以正式结算结果为准"


class CareViews:
    """The screens of wards and cashiers."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def stay(self, key: str) -> dict[str, Any]:
        """Show a stay or visit."""
        stay = self._house.stay(key)
        diagnosis = stay.discharge_diagnosis or stay.diagnosis
        ward = self._house.directory.ward(stay.department)
        doctor = self._house.directory.doctor(stay.physician)
        return {
            "ref": stay.ref,
            "person": stay.person,
            "status": stay.status,
            "form": stay.form,
            "kind": self.kind(stay),
            "purpose": stay.purpose,
            "visit_no": stay.number,
            "admitted_at": moment_text(stay.begun_at),
            "discharged_at": moment_text(stay.ended_at),
            "department": ward.name if ward else "",
            "physician": doctor.name if doctor else "",
            "indication": stay.indication,
            "diagnosis": {"code": diagnosis.code, "name": diagnosis.name},
            "admission_diagnosis": {"code": stay.diagnosis.code, "name": stay.diagnosis.name},
            "flags": list(stay.flags),
            "flag_reason": stay.flag_reason,
            "referral_category": stay.category,
            "pool": stay.pool,
            "settlement": "direct" if stay.direct else "self_pay",
            "reason": {"code": stay.code, "text": stay.text},
            "entitlement": {"code": stay.entitlement_code, "text": stay.entitlement},
            "cause": stay.cause,
            "third_party": stay.third_party,
        }

    def kind(self, stay: Stay) -> str:
        """Return what a stay is to the patient: local, referred in, or an emergency."""
        if stay.form != "inpatient":
            return stay.form
        return {"transfer": "referred_in", "emergency": "emergency"}.get(stay.purpose, "local")

    def bill(self, key: str) -> dict[str, Any]:
        """Show a bill; figures of a pre-settlement are labelled as such."""
        bill = self._house.bill(key)
        lines = self._house.lines(key)
        shown = self.amounts(bill.booked.amounts) if bill.booked else {}
        if bill.preview is not None and bill.status == "previewed":
            shown = self.amounts(bill.preview)
        return {
            "status": bill.status,
            "lines": [self.line(each) for each in lines],
            "line_count": len(lines),
            "charged": money.yuan(sum(each.amount for each in lines)),
            "estimate": self.estimate(bill),
            "receipt": self.receipt(bill),
            "use_account": "yes" if bill.use_account else "no",
            "reason": {"code": bill.code, "text": bill.text},
            **shown,
        }

    def line(self, line: Line) -> dict[str, Any]:
        """Show a charge line."""
        return {
            "line": line.serial,
            "item": line.item,
            "name": line.name,
            "item_class": line.item_class,
            "kind": line.kind,
            "quantity": fees.quantity_text(line.quantity),
            "price": fees.price_text(line.price),
            "amount": money.yuan(line.amount),
            "on": iso(line.at)[:10],
            "flags": list(line.flags),
            "approval": {"0": "not_needed", "1": "approved", "2": "not_approved"}[line.approval],
            "uploaded": "yes" if line.state == "sent" else "no",
            "self_paid": money.yuan(line.split.self_paid),
            "over_limit": money.yuan(line.split.over_limit),
            "upfront_share": money.yuan(line.split.upfront),
            "eligible": money.yuan(line.split.eligible),
        }

    def amounts(self, amounts: Amounts) -> dict[str, Any]:
        """Show a division of a bill: pooled fund and large amount are two lines."""
        return {
            "total": money.yuan(amounts.total),
            "self_paid": money.yuan(amounts.self_paid),
            "over_limit": money.yuan(amounts.over_limit),
            "upfront_share": money.yuan(amounts.upfront),
            "eligible": money.yuan(amounts.eligible),
            "deductible": money.yuan(amounts.deductible),
            "pooled": money.yuan(amounts.pooled),
            "large_amount": money.yuan(amounts.large_amount),
            "civil_servant": money.yuan(amounts.civil_servant),
            "account": money.yuan(amounts.account),
            "cash": money.yuan(amounts.cash),
            "own_share": money.yuan(amounts.own_share),
            "reasons": list(amounts.reasons),
        }

    def estimate(self, bill: Bill) -> dict[str, Any] | None:
        """Show the last pre-settlement, labelled."""
        if bill.preview is None:
            return None
        return {"label": ESTIMATE, **self.amounts(bill.preview)}

    def receipt(self, bill: Bill) -> dict[str, Any] | None:
        """Show the receipt: the platform's own figures (DER-AMT-1)."""
        if bill.booked is None:
            return None
        return {
            "no": bill.booked.number,
            "settled_at": iso(bill.booked.settled_at),
            **self.receipt_amounts(bill),
            "collected": money.yuan(bill.collected),
            "advance": money.yuan(self.advance(bill)),
        }

    def receipt_amounts(self, bill: Bill) -> dict[str, Any]:
        """Return the figures of a receipt."""
        assert bill.booked is not None
        return self.amounts(bill.booked.amounts)

    def advance(self, bill: Bill) -> int:  # noqa: ARG002 - nothing is advanced under direct settlement
        """Return what the patient had to advance beyond the own share: nothing (NM25-A15-3)."""
        return 0

    def account(self, key: Any, user: str) -> dict[str, Any]:
        """Show balance and movements of the identified person's account.

        ``key`` is the person, or ``{person, card}`` with what was shown (null: nothing was).
        """
        wanted = key if isinstance(key, Mapping) else {"person": key}
        person = str(wanted.get("person") or "")
        if person not in self._house.directory.cards:
            self._house.trail(person, "account_refused", user)
            raise not_allowed("未核验本人社会保障卡，不能查询个人账户。", field="person")
        patient = self._house.registry.patient(person)
        self.check_holder(patient, laid_down(wanted), user)
        return self.statement(patient)

    def check_holder(self, patient: Patient, credential: Credential, user: str) -> None:
        """Refuse a statement to whom nothing identifies as the holder, and record it (DER-PRV-2).

        Raises:
            Refused: nothing was shown, or a card that is not valid or another person's.

        """
        if not credential.shown:
            self._house.accounts.refused(patient, user, "未出示")
            raise not_allowed("未核验本人社会保障卡，不能查询个人账户。", field="person")
        if not credential.is_card:
            return
        try:
            self._house.registry.holder(patient, credential)
        except Refused as error:
            self._house.accounts.refused(patient, user, error.code)
            raise

    def statement(self, patient: Patient) -> dict[str, Any]:
        """Show an account: the platform's balance, never one of our own, and our movements."""
        return {
            "person": patient.ref,
            "balance": money.yuan(self._house.accounts.balance(patient)),
            "movements": [
                {
                    "no": each.number,
                    "at": iso(each.at),
                    "amount": money.yuan(each.amount),
                    "balance": money.yuan(each.balance),
                    "purpose": each.purpose,
                }
                for each in self._house.accounts.movements(patient.ref)
            ],
        }
