"""The day's settlements one by one against the platform's: equal totals can hide two errors.

ACC14-A15: the list goes up (9101), is compared (3202), and the result is fetched (9102).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .care import Booking
from .messages import reconciliation as wire

if TYPE_CHECKING:
    from .hospital import Hospital

WORK = "reconciliation_difference"


class DetailCheck:
    """Compares settlement by settlement."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def compared(self, group: wire.Group, day: date) -> tuple[str, ...]:
        """Return what differs, in words that name the settlement; nothing for an empty group."""
        bookings = self._house.dayclose.of_group(group, day)
        if not bookings:
            return ()
        found = tuple(self._words(each) for each in self.result(group, day, bookings))
        if found:
            self._house.worklist.raise_item(
                WORK, day.isoformat(), "", status="open", text="；".join(found)
            )
        return found

    def result(
        self, group: wire.Group, day: date, bookings: list[Booking]
    ) -> list[wire.Difference]:
        """Return the unequal rows; none where the platform offers no comparison."""
        own = self._house.directory.own.code
        entries = [self._entry(each) for each in bookings]
        sent = self._house.courier.send("9101", wire.listing(entries, day, own))
        if not sent.ok or sent.response is None:
            return []
        number, _ = wire.file_number(sent.response)
        cash = sum(each.amounts.cash for each in bookings)
        asked = wire.details(group, day, number, cash)
        answer = self._house.courier.send("3202", asked)
        if not answer.ok or answer.response is None:
            return []
        return self._fetched(*wire.file_number(answer.response))

    def _fetched(self, number: str, name: str) -> list[wire.Difference]:
        own = self._house.directory.own.code
        answer = self._house.courier.send("9102", wire.fetching(number, name, own))
        stream = answer.response.stream if answer.response is not None else None
        if stream is None:
            return []
        try:
            return wire.differences(stream)
        except ValueError:
            return []

    def _entry(self, booking: Booking) -> wire.Entry:
        amounts = booking.amounts
        return wire.Entry(
            number=booking.number,
            visit=booking.visit,
            person=booking.person,
            total=amounts.total,
            funds=amounts.pooled + amounts.large_amount + amounts.civil_servant,
            account=amounts.account,
            undone=bool(booking.undoes),
        )

    def _words(self, difference: wire.Difference) -> str:
        name = difference.number or difference.msgid
        return f"结算{name}：{difference.text or '不一致'}"
