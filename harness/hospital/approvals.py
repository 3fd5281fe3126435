"""Approvals of partly paid items, blood, special examinations (REF14-A7 to A10, FEE14-A8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .care import Approval, Line, Stay
from .directory import Item
from .refusal import invalid, not_allowed
from .request import Entries

if TYPE_CHECKING:
    from .hospital import Hospital

CHAIN = ("attending_physician", "department_head", "insurance_office")
"""Who agrees, in this order (REF14-A8)."""
THRESHOLD = Decimal("200.00")
RESTRICTED = frozenset({"partly_paid_item", "special_item", "blood_product"})
APPROVED, NOT_APPROVED, NOT_NEEDED = "1", "2", "0"


class Approvals:
    """Takes requests for items, and says what a line carries."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def request(self, stay: Stay, given: dict[str, Any], user: str) -> Approval:
        """Take a request through the chain.

        Raises:
            Refused: the item needs none, or a step of the chain is missing or out of order.

        """
        entries = Entries(given)
        key = entries.text("item", "项目", lambda: "exam-ct")
        item = self._house.directory.items.get(key)
        if item is None:
            raise invalid("item", "查无此项目。")
        approvers = entries.value("approvers", "审批人", lambda: CHAIN)
        steps = tuple(map(str, approvers))
        self.check_chain(steps)
        on = entries.day("on", "审批日期", self._house.clock.today)
        return self.keep(stay, item, steps, on, user)

    def keep(
        self, stay: Stay, item: Item, approvers: tuple[str, ...], on: date, user: str
    ) -> Approval:
        """Write an approval as what it is: in time or late."""
        approval = Approval(
            ref=f"{stay.ref}-A{self._house.store.next('approval')}",
            stay=stay.ref,
            item=item.id,
            approvers=approvers,
            on=on,
            status=self.status(stay, item, on),
        )
        self._house.store.put(approval.ref, approval)
        self._house.trail(stay.ref, f"item_{approval.status}", user, after=item.id)
        self.renew(stay, item)
        return approval

    def check_chain(self, approvers: tuple[str, ...]) -> None:
        """Refuse a skipped step, another order, or one person in two places (REF14-A8-1)."""
        roles = [each.split(":")[0] for each in approvers]
        people = [each.split(":")[-1] for each in approvers]
        if tuple(roles) != CHAIN or len(set(people)) != len(people):
            raise not_allowed(
                "须由主治医师提出、科主任审核、医保办批准，逐级办理，不得缺漏或一人代办。",
                field="approvers",
            )

    def status(self, stay: Stay, item: Item, on: date) -> str:
        """Return approved or late: late approval is possible for five days after the use."""
        used = [line.at.date() for line in self._house.lines(stay.ref) if line.item == item.id]
        first = min(used, default=on)
        in_time = on <= self._house.periods.approval_last_day(first)
        return "approved" if on <= first or in_time else "late"

    def needs(self, item: Item) -> bool:
        """Tell whether an item must be approved: by its kind, or from 200 yuan on (REF14-A7)."""
        if item.kind in RESTRICTED:
            return True
        return item.category == "examination" and self.is_dear(Decimal(item.price))

    def is_dear(self, price: Decimal) -> bool:
        """Tell whether a unit price reaches the threshold."""
        return price >= THRESHOLD

    def flag(self, stay: Stay, line: Line) -> str:
        """Return the approval flag of a line: what is on record, never made up."""
        item = self._house.directory.items.get(line.item)
        if item is None or not self.needs(item):
            return NOT_NEEDED
        return APPROVED if self.is_approved(stay, line) else self.unapproved(stay, line)

    def is_approved(self, stay: Stay, line: Line) -> bool:
        """Tell whether a line's item was approved in time."""
        if "approved" in line.flags:
            return True
        found = [a for a in self._house.store.all(Approval) if a.stay == stay.ref]
        return any(a.item == line.item and a.status == "approved" for a in found)

    def unapproved(self, stay: Stay, line: Line) -> str:
        """Tell the patient that an item is theirs to pay, and say so to the platform."""
        text = f"“{line.name}”未经审批，医保不予支付，费用由个人负担。"
        self._house.notices.tell(stay.ref, stay.person, "ITEM_NOT_APPROVED", text)
        return NOT_APPROVED

    def renew(self, stay: Stay, item: Item) -> None:
        """Bring lines that are at the platform already there again with their approval."""
        sent = [
            ln for ln in self._house.lines(stay.ref) if ln.item == item.id and ln.state == "sent"
        ]
        stale = [line for line in sent if line.approval != self.flag(stay, line)]
        if stale:
            self._house.charges.remove(stay, stale)
            for line in stale:
                self._house.charges.keep(replace(line, state="new"))
