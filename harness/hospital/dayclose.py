"""Closing days and months: every day, also an empty one, by the platform's day (FEE14-A3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from harness import money
from harness.calendar import WorkCalendar, month_length

from .care import Bill, Booking, Closing
from .messages import reconciliation as wire
from .refusal import invalid, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

MONEY = ("total", "pooled", "large_amount", "civil_servant", "account", "cash", "own_share")
COUNTS = ("count", "refunds")
FIRST_DAYS = 5
PREPAID = 9_000
"""Basis points of the pooled amount that are paid at once (FEE14-A5-7)."""
DEFAULT_GROUP = ("310", "21")
WORK = "reconciliation_difference"


class DayClose:
    """Totals of days and months, compared with the platform's."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def close_day(self, day: date) -> Closing:
        """Close a day, and the days before it that were left open.

        Raises:
            Refused: a settlement of that day has no known outcome, or the day is not over yet to
                come.

        """
        self._house.settle_down()
        self.check_resolved()
        if day > self._house.clock.today():
            raise invalid("day", "尚未到该日，不能日结。")
        for missed in self.missed(day):
            self.close_one(missed)
        return self.close_one(day)

    def check_resolved(self) -> None:
        """Refuse to close over an unknown outcome (DER-MSG-2)."""
        unknown = [
            b.ref for b in self._house.store.all(Bill) if b.status in {"unknown", "settling"}
        ]
        if unknown:
            raise not_allowed(f"尚有结算结果未知：{'、'.join(unknown)}，核实后再日结。")

    def missed(self, day: date) -> list[date]:
        """Return the days since the last closing that were not closed."""
        closed = [date.fromisoformat(c.ref) for c in self.closings("day")]
        earlier = [each for each in closed if each < day]
        if not earlier:
            return []
        first = max(earlier) + timedelta(days=1)
        return [first + timedelta(days=n) for n in range((day - first).days)]

    def close_one(self, day: date) -> Closing:
        """Compare one day's totals with the platform's and keep what was found."""
        found: tuple[str, ...] = ()
        for group in self.groups(day):
            found += tuple(each for each in [self.compared(group, day)] if each)
        for group in self.detail_groups(day):
            found += self._house.details.compared(group, day)
        if not found:
            self._house.worklist.resolve(WORK, day.isoformat())
        old = self._house.store.get(Closing, f"day/{day.isoformat()}")
        closing = Closing(
            ref=day.isoformat(),
            kind="day",
            closed_at=self._house.clock.now(),
            totals=self.totals(self.bookings(day, day)),
            matched="no" if found else "yes",
            differences=found,
            sequence=old.sequence if old else self._house.store.next("closing"),
            version=old.version + 1 if old else 1,
        )
        self._house.store.put(f"day/{day.isoformat()}", closing)
        return closing

    def compared(self, group: wire.Group, day: date) -> str:
        """Send one group's totals; return what differs, or an empty text."""
        answer = self._house.courier.send("3201", wire.totals(group, day))
        if answer.ok and answer.response is not None and wire.is_equal(answer.response):
            return ""
        text = answer.reason
        if answer.ok and answer.response is not None:
            text = wire.difference(answer.response) or "与医保平台总额不平。"
        self._house.worklist.raise_item(
            WORK, day.isoformat(), "", status="open", code=answer.code, text=text
        )
        return text

    def of_group(self, group: wire.Group, day: date) -> list[Booking]:
        """Return the day's bookings of one group; of all insurance types where it names none."""
        key = (group.clearing, group.agency)
        found = [b for b in self.bookings(day, day) if (b.clearing, b.agency) == key]
        return [b for b in found if group.scheme_code in {"", b.scheme_code}]

    def detail_groups(self, day: date) -> list[wire.Group]:
        """Return the groups of 3202, which knows clearing type and agency only (wire.md §5.7)."""
        kinds = dict.fromkeys(("", each.clearing, each.agency) for each in self.bookings(day, day))
        return [self._group(key, self.of_group(wire.Group.of(key), day)) for key in kinds]

    def groups(self, day: date) -> list[wire.Group]:
        """Return the day's totals by insurance type, clearing type and agency; one if empty."""
        found: dict[tuple[str, str, str], list[Booking]] = {}
        for each in self.bookings(day, day):
            found.setdefault((each.scheme_code, each.clearing, each.agency), []).append(each)
        if not found:
            found[(*DEFAULT_GROUP, self._house.agency())] = []
        return [self._group(key, bookings) for key, bookings in found.items()]

    def _group(self, key: tuple[str, str, str], bookings: list[Booking]) -> wire.Group:
        sums = self.totals(bookings)
        return wire.Group(
            scheme_code=key[0],
            clearing=key[1],
            agency=key[2],
            total=sums["total"],
            funds=sums["pooled"] + sums["large_amount"] + sums["civil_servant"],
            account=sums["account"],
            count=len(bookings),
        )

    def bookings(self, first: date, last: date) -> list[Booking]:
        """Return what the platform settled and undid from one day to another, by its own clock."""
        every = [each for bill in self.bills() for each in bill.history]
        return [b for b in every if first <= self.business_day(b) <= last]

    def bills(self) -> list[Bill]:
        """Return all bills."""
        return self._house.store.all(Bill)

    def business_day(self, booking: Booking) -> date:
        """Return the day a booking belongs to: the platform's."""
        return self._house.periods.day_of(booking.settled_at)

    def totals(self, bookings: list[Booking]) -> dict[str, int]:
        """Return sums in fen by name, refunds negative, and how many there were."""
        sums = {name: sum(getattr(each.amounts, name) for each in bookings) for name in MONEY}
        undone = sum(1 for each in bookings if each.undoes)
        return {**sums, "count": len(bookings) - undone, "refunds": undone}

    def close_month(self, month: str) -> Closing:
        """Make the statement of a month, on the first five days after it (FEE14-A3-2b).

        Raises:
            Refused: the month is not over, or there is none of that name.

        """
        first = self.first_day(month)
        last = first.replace(day=month_length(first.year, first.month))
        today = self._house.clock.today()
        self.check_over(last, today)
        old = self._house.store.get(Closing, f"month/{month}")
        closing = Closing(
            ref=month,
            kind="month",
            closed_at=self._house.clock.now(),
            totals=self.statement(self.totals(self.bookings(first, last))),
            sequence=old.sequence if old else self._house.store.next("statement"),
            version=old.version + 1 if old else 1,
            late=today > self.due(last),
        )
        self._house.store.put(f"month/{month}", closing)
        return closing

    def first_day(self, month: str) -> date:
        """Return the first day of a month written as ``2025-06``."""
        try:
            return date.fromisoformat(f"{month[:7]}-01")
        except ValueError:
            raise invalid("month", "月份不正确。") from None

    def check_over(self, last: date, today: date) -> None:
        """Refuse a statement before the month is over."""
        if today <= last:
            raise not_allowed("当月尚未结束，不能报送月结算单。", field="month")

    def due(self, last: date) -> date:
        """Return the last day for a statement: the fifth, or the next workday after it."""
        return WorkCalendar.load().roll_forward(last + timedelta(days=FIRST_DAYS))

    def statement(self, totals: dict[str, int]) -> dict[str, int]:
        """Return a month's totals with what is paid at once and what is retained."""
        advance = money.share(totals["pooled"], self.prepaid())
        return {**totals, "advance": advance, "retained": totals["pooled"] - advance}

    def prepaid(self) -> int:
        """Return the share that is paid before the annual evaluation."""
        return PREPAID

    def closings(self, kind: str) -> list[Closing]:
        """Return what was closed, oldest first."""
        found = [each for each in self._house.store.all(Closing) if each.kind == kind]
        return sorted(found, key=lambda each: each.ref)

    def gaps(self) -> list[str]:
        """Return the numbers that are missing among the daily closings (ACC14-A14)."""
        numbers = {each.sequence for each in self.closings("day")}
        return [str(n) for n in range(1, max(numbers, default=0) + 1) if n not in numbers]

    def shown(self, closing: Closing) -> dict[str, Any]:
        """Show a closing; amounts in yuan."""
        totals: dict[str, Any] = {
            name: value if name in COUNTS else money.yuan(value)
            for name, value in closing.totals.items()
        }
        return {
            closing.kind: closing.ref,
            "totals": totals,
            "matched": closing.matched,
            "differences": list(closing.differences),
            "sequence": closing.sequence,
            "version": closing.version,
            "late": "yes" if closing.late else "no",
            "gaps": self.gaps(),
            **totals,
        }
