"""Personal accounts as the counter sees them: what the platform took, and what it gave back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .care import Booking, Movement, Stay
from .records import Patient
from .refusal import Refused, missing

if TYPE_CHECKING:
    from .hospital import Hospital

PURPOSES = {"pharmacy": "PHARMACY", "inpatient": "COPAY"}


class Accounts:
    """Movements that our settlements caused (ACC14)."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def may_pay(self, stay: Stay, patient: Patient) -> bool:
        """Tell whether the account may be asked to pay: the card was shown (ACC14-A8, A13)."""
        return stay.credential.shown and patient.scheme == "employee"

    def check_credential(
        self, stay: Stay, patient: Patient, user: str, *, use_account: bool
    ) -> None:
        """Refuse an account without its card, or with one that the platform refuses (ACC14-A3).

        Nothing else is tried in its place: the patient is told why, and may pay in cash.

        Raises:
            Refused: nothing was shown, or the platform refuses the card or knows another holder.

        """
        if not use_account:
            return
        if not stay.credential.shown:
            self.refused(patient, user, "未出示")
            raise missing("card", "社会保障卡")
        if stay.credential.is_card:
            self.check_card(stay, patient, user)

    def check_card(self, stay: Stay, patient: Patient, user: str) -> None:
        """Ask the platform whose card it is and whether it is valid, each time anew."""
        try:
            self._house.registry.holder(patient, stay.credential)
        except Refused as error:
            text = f"{error.text} 本次不能使用个人账户，请以现金支付。"
            self._house.notices.tell(stay.ref, patient.ref, error.code, text)
            self.refused(patient, user, error.code)
            raise Refused(error.code, text, field="card") from None

    def refused(self, patient: Patient, user: str, why: str) -> None:
        """Record that an account was asked for in vain (ACC14-A13; DER-PRV-2)."""
        self._house.trail(patient.ref, "account_refused", user, after=why)

    def debited(self, stay: Stay, booking: Booking) -> None:
        """Note what a settlement took from the account."""
        if booking.amounts.account:
            self.note(stay, booking, -booking.amounts.account)

    def credited(self, stay: Stay, opposite: Booking) -> None:
        """Note what an undoing gave back to the account, never in cash (ACC14-A16)."""
        if opposite.amounts.account:
            self.note(stay, opposite, -opposite.amounts.account)

    def note(self, stay: Stay, booking: Booking, amount: int) -> None:
        """Write one movement."""
        movement = Movement(
            person=stay.person,
            number=booking.number or booking.undoes,
            at=booking.settled_at,
            amount=amount,
            balance=booking.amounts.balance,
            purpose=PURPOSES.get(stay.form, "OUTPATIENT"),
        )
        self._house.store.put(f"M{self._house.store.next('movement'):06d}", movement)

    def balance(self, patient: Patient) -> int:
        """Return the balance that the platform states."""
        return self._house.registry.current(patient).balance

    def movements(self, person: str) -> list[Movement]:
        """Return a person's movements, oldest first."""
        return [each for each in self._house.store.all(Movement) if each.person == person]
