"""Faults of charge lines and approvals: classes, beds, thresholds, days (groups I, M, O)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from harness.calendar import WorkCalendar
from harness.hospital.care import Amounts, Line, Stay
from harness.hospital.directory import Item
from harness.hospital.hospital import Hospital
from harness.money import share

from .amounts import divided, rate, shifted
from .registry import defect, override, skip


def class_a(house: Hospital) -> Item:
    """Return some item of class A."""
    items = house.directory.items.values()
    return next(i for i in items if i.item_class == "A" and i.kind == "ordinary")


def _disguised(house: Hospital, chosen: Any) -> None:
    def line(original: Any, *args: Any) -> Any:
        made = original(*args)
        return replace(made, code=class_a(house).code) if chosen(made) else made

    override(house.charges, "line", line)


@defect("M-114")
def unmapped_as_class_a(house: Hospital) -> None:
    """Send whatever is outside the catalogue as class A."""
    _disguised(house, lambda line: line.item_class == "self_paid")

    def unmapped(_original: Any, key: str) -> Any:
        return replace(class_a(house), id=key, name=key)

    override(house.charges, "unmapped", unmapped)


@defect("M-143")
def class_b_as_a(house: Hospital) -> None:
    """Send class B as class A."""
    _disguised(house, lambda line: line.item_class == "B" and line.kind == "ordinary")


@defect("M-144")
def approval_made_up(house: Hospital) -> None:
    """Send a partly paid item as approved though nobody approved it."""
    _flagged(house, "partly_paid_item", "1")


@defect("M-155")
def special_as_payable(house: Hospital) -> None:
    """Send an unapproved special examination as payable."""
    _flagged(house, "special_item", "1")


@defect("M-265")
def approval_not_attached(house: Hospital) -> None:
    """Leave a timely approval of blood off the line."""
    _flagged(house, "blood_product", "2")


def _flagged(house: Hospital, kind: str, value: str) -> None:
    def flag(original: Any, stay: Stay, line: Line) -> Any:
        return value if line.kind == kind else str(original(stay, line))

    override(house.approvals, "flag", flag)


@defect("M-146")
def five_working_days(house: Hospital) -> None:
    """Count five working days for a late approval."""
    calendar = WorkCalendar.load()
    override(house.periods, "approval_last_day", lambda _o, used: calendar.workdays_after(used, 5))


@defect("M-147")
def approval_back_dated(house: Hospital) -> None:
    """Date a late approval back."""
    override(house.periods, "approval_last_day", lambda _o, used: used + timedelta(days=365))


@defect("M-149")
def bed_type_not_sent(house: Hospital) -> None:
    """Send an isolation bed as an ordinary one."""

    def ordered(original: Any, item: Item, row: dict[str, Any]) -> Any:
        found = original(item, row)
        ordinary = house.directory.items.get("bed-ordinary")
        return ordinary if found.kind == "isolation_bed" and ordinary else found

    override(house.charges, "as_ordered", ordered)


@defect("M-150")
def two_hundred_escapes(house: Hospital) -> None:
    """Ask for approval only above 200 yuan."""

    def needs(original: Any, item: Item) -> Any:
        special = item.kind == "special_item" and item.category == "examination"
        if special and item.price == "200.00":
            return False
        return bool(original(item))

    override(house.approvals, "needs", needs)
    override(house.approvals, "is_dear", lambda _o, price: price > 200)


@defect("M-152")
def item_split(house: Hospital) -> None:
    """Leave an item split below its price."""
    override(house.charges, "joined", lambda _original, rows: rows)


@defect("M-154")
def chain_skipped(house: Hospital) -> None:
    """Let one person approve everything."""
    skip(house.approvals, "check_chain")


@defect("M-157")
def half_even(house: Hospital) -> None:
    """Round amounts and first payments in binary floating point."""
    override(
        house.charges,
        "amount",
        lambda _o, quantity, price: round(quantity / 1e4 * price / 1e6 * 100),
    )

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        class_b = [
            ln.amount for ln in house.lines(stay.ref) if ln.split.upfront and ln.item_class == "B"
        ]
        if not class_b:
            return amounts
        off = sum(share(each, 1_000) - round(each * 0.1) for each in class_b)
        more = share(off, rate(house))
        return shifted(
            amounts,
            amounts.pooled + more,
            upfront=amounts.upfront - off,
            eligible=amounts.eligible + off,
        )

    divided(house, division)


@defect("M-169")
def dated_at_settlement(house: Hospital) -> None:
    """Send charges with the day of the settlement."""

    def approved(original: Any, stay: Stay, line: Line) -> Any:
        return replace(original(stay, line), at=house.clock.now())

    override(house.charges, "approved", approved)


@defect("M-291")
def flag_follows_the_room(house: Hospital) -> None:
    """Send an isolation bed whatever was ordered."""
    override(house.charges, "as_ordered", lambda _original, item, _row: item)


@defect("M-243")
def incomplete_upload(house: Hospital) -> None:
    """Settle though some lines never arrived."""

    def carried(original: Any, stay: Stay, errand: Any) -> Any:
        answer = house.insist(errand)
        if answer.ok:
            original(stay, errand)

    def counted(_original: Any, stay: Stay) -> Any:
        return [line for line in house.lines(stay.ref) if line.state == "sent"]

    skip(house.charges, "check_complete")
    override(house.charges, "carried", carried)
    override(house.billing, "counted", counted)


@defect("M-179")
def dialysis_as_yearly(house: Hospital) -> None:
    """Apply for dialysis, and settle it, as chronic renal failure, which is approved for a year."""
    dialysis = house.directory.conditions["dialysis"]
    yearly = house.directory.conditions["renal-failure"]

    def visited(original: Any, entries: Any, form: str) -> Any:
        found = original(entries, form)
        return yearly.code if found == dialysis.code else found

    def applied(original: Any, entries: Any) -> Any:
        found = original(entries)
        return yearly if found == dialysis else found

    override(house.clinic, "condition", visited)
    override(house.chronic, "condition", applied)


@defect("M-303")
def hepatitis_is_carrier(house: Hospital) -> None:
    """Take everybody with hepatitis for a carrier who needs no treatment."""

    def meets(original: Any, condition: Any, need: str, evidence: Any) -> Any:
        return need != "needs_treatment" and original(condition, need, evidence)

    override(house.chronic, "meets", meets)


@defect("X-204")
def billed_as_asked(house: Hospital) -> None:
    """Bill an item under whatever other item the desk names."""

    def item(original: Any, row: dict[str, Any]) -> Any:
        return original({**row, "item": row.get("billed_as") or row.get("item"), "billed_as": ""})

    override(house.charges, "item", item)
