"""Charge lines: what was ordered is what is charged, with its true class and its true approval.

Lines go up in batches. A batch whose answer is lost goes up again under its own id, so that
nothing is counted twice, and nothing is settled before every line is there (DER-MSG-1, DER-AMT-1).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from harness import money
from harness.clock import moment

from . import outbox as states
from .care import Line, Stay
from .directory import Item
from .messages import fees as wire
from .records import Errand
from .refusal import Refused, invalid, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

BATCH = 50
KIND = "charges"
WORK = "charges_unresolved"
APPROVED, NOT_APPROVED, NOT_NEEDED = "1", "2", "0"
UNORDERED = frozenset({"no_order", "no_isolation_order", "unordered"})
ORDINARY_BED = "bed-ordinary"
SCALE = Decimal(100)


class Charges:
    """The lines of a stay, and their way to the platform."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def add(self, stay: Stay, given: Iterable[Any]) -> list[Line]:
        """Enter lines; all of them, or none where one is wrong."""
        rows = [dict(row) if isinstance(row, Mapping) else {"item": row} for row in given]
        return [self.keep(line) for line in self.entered(stay, self.joined(rows))]

    def entered(self, stay: Stay, rows: list[dict[str, Any]]) -> list[Line]:
        """Return the lines of entered rows, numbered on."""
        first = len(self._house.all_lines(stay.ref)) + 1
        return [self.line(stay, row, number) for number, row in enumerate(rows, start=first)]

    def line(self, stay: Stay, row: dict[str, Any], serial: int) -> Line:
        """Return one line; the item charged is the item ordered."""
        item = self.item(row)
        quantity = _scaled(row.get("quantity", 1), wire.QUANTITY_SCALE, "quantity")
        price = _scaled(row.get("price", item.price), wire.PRICE_SCALE, "price")
        at = self.charged_at(stay, row.get("on"))
        return Line(
            stay=stay.ref,
            serial=serial,
            item=item.id,
            item_class=item.item_class,
            kind=item.kind,
            code=item.code,
            own_code=item.own_code,
            name=item.name,
            quantity=quantity,
            price=price,
            amount=self.amount(quantity, price),
            at=at,
            flags=tuple(map(str, row.get("flags") or ())),
        )

    def amount(self, quantity: int, price: int) -> int:
        """Return quantity times price in fen, rounded half up (DER-MON-1)."""
        return money.round_half_up(quantity * price * 100, wire.QUANTITY_SCALE * wire.PRICE_SCALE)

    def item(self, row: dict[str, Any]) -> Item:
        """Return the item of a row; an unmapped or swapped one is refused (BMI14-A19-2, A32)."""
        key = str(row.get("item") or "")
        billed = str(row.get("billed_as") or key)
        if billed != key:
            raise not_allowed("收费项目须与医嘱项目一致，不得串换。", field="lines")
        found = self._house.directory.items.get(key)
        if found is None:
            return self.unmapped(key)
        return self.as_ordered(found, row)

    def unmapped(self, key: str) -> Item:
        """Refuse an item that is not mapped to the catalogue; it is nobody's class A."""
        raise invalid("lines", f"项目“{key}”未对照医保目录，不能上传。")

    def as_ordered(self, item: Item, row: dict[str, Any]) -> Item:
        """Return the bed that was ordered: isolation needs an order, not a room (FEE14-A9)."""
        flags = set(map(str, row.get("flags") or ()))
        ordered = str(row.get("order", "yes")) not in {"no", "False"} and not flags & UNORDERED
        if item.kind == "isolation_bed" and not ordered:
            return self._house.directory.items.get(ORDINARY_BED, item)
        return item

    def charged_at(self, stay: Stay, on: Any) -> datetime:
        """Return when the item was used: the entered day, else now; never the settlement's day."""
        if not on:
            return max(
                stay.begun_at,
                min(self._house.clock.now(), stay.ended_at or self._house.clock.now()),
            )
        at = moment(str(on))
        return max(at, stay.begun_at) if at.date() == stay.begun_at.date() else at

    def joined(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put an item back together that was split below its list price (REF14-A7, BMI14-A32)."""
        whole: list[dict[str, Any]] = []
        for row in rows:
            item = self._house.directory.items.get(str(row.get("item") or ""))
            if item is None or not self.is_split(item, row):
                whole.append(row)
            elif not any(each.get("item") == item.id and each.get("joined") for each in whole):
                parts = [r for r in rows if r.get("item") == item.id and self.is_split(item, r)]
                whole.append({**row, **self._together(item, parts), "joined": True})
        return whole

    def is_split(self, item: Item, row: dict[str, Any]) -> bool:
        """Tell whether a special item is entered below its list price."""
        return item.kind == "special_item" and Decimal(str(row.get("price", item.price))) < Decimal(
            item.price
        )

    def _together(self, item: Item, parts: list[dict[str, Any]]) -> dict[str, Any]:
        total = sum(Decimal(str(p["price"])) * Decimal(str(p.get("quantity", 1))) for p in parts)
        quantity = total / Decimal(item.price)
        if quantity != quantity.to_integral_value():
            raise invalid("lines", f"“{item.name}”须按项目单价{item.price}元收费，不得拆分。")
        return {"price": item.price, "quantity": str(quantity.to_integral_value())}

    def void(self, stay: Stay, which: Iterable[Any]) -> None:
        """Take lines off an unsettled bill, at the platform too (2302)."""
        self.recalled(stay)
        chosen = [self.find(stay, each) for each in which]
        sent = [line for line in chosen if line.state == "sent"]
        if sent:
            self.remove(stay, sent)
        for line in chosen:
            self.keep(replace(line, state="void"))

    def recalled(self, stay: Stay) -> None:
        """Find out about batches under way, before any line of theirs is taken off."""
        for errand in self._house.outbox.open():
            if errand.kind != KIND or errand.about != stay.ref:
                continue
            if errand.state == states.WAITING:
                self._house.outbox.finish(errand, states.DROPPED)
            else:
                self.carried(stay, errand)

    def remove(self, stay: Stay, chosen: list[Line]) -> None:
        """Delete uploaded lines at the platform."""
        patient = self._house.known(stay.person)
        inpatient = stay.form == "inpatient"
        content = (
            wire.removing(chosen, stay, patient)
            if inpatient
            else wire.removing_batch(stay, patient, self.batch(stay))
        )
        errand = self._house.outbox.write(
            kind="removal",
            about=stay.ref,
            person=stay.person,
            infno="2302" if inpatient else "2205",
            content=content,
            pool=patient.pool,
        )
        answer = self._house.insist(errand)
        if answer.refused and answer.code != "LINE_UNKNOWN":
            raise Refused(answer.code, answer.reason, ref=stay.ref)
        if not answer.ok and not answer.refused:
            raise not_allowed("医保平台暂不可用，费用撤销待重试。", ref=stay.ref)

    def find(self, stay: Stay, which: Any) -> Line:
        """Return a line by serial number or item."""
        lines = [line for line in self._house.all_lines(stay.ref) if line.state != "void"]
        for line in lines:
            if str(which) in {str(line.serial), line.item}:
                return line
        raise invalid("line", "查无此费用明细。")

    def upload(self, stay: Stay) -> None:
        """Bring every line to the platform.

        Raises:
            Refused: the platform refuses a batch, or cannot be reached.

        """
        for errand in self._house.outbox.open():
            if errand.kind == KIND and errand.about == stay.ref:
                self.carried(stay, errand)
        fresh = [line for line in self._house.lines(stay.ref) if line.state == "new"]
        size = self.batch_size()
        for start in range(0, len(fresh), size):
            self.carried(stay, self.write(stay, fresh[start : start + size]))
        self.check_complete(stay)
        self._house.worklist.resolve(WORK, stay.ref)

    def batch_size(self) -> int:
        """Return how many lines one message takes: what the dialect allows, at most fifty."""
        return min(BATCH, self._house.batch_limit("2301"))

    def check_complete(self, stay: Stay) -> None:
        """Refuse to go on before every line is confirmed."""
        missing = [line for line in self._house.lines(stay.ref) if line.state != "sent"]
        if missing:
            raise not_allowed(f"尚有{len(missing)}条费用明细未上传，不能结算。", ref=stay.ref)

    def write(self, stay: Stay, chosen: list[Line]) -> Errand:
        """Write the errand of one batch."""
        chosen = [self.keep(self.approved(stay, line)) for line in chosen]
        patient = self._house.known(stay.person)
        content = wire.lines(chosen, stay, patient, self._house.directory, self.batch(stay))
        return self._house.outbox.write(
            kind=KIND,
            about=stay.ref,
            person=stay.person,
            infno="2301" if stay.form == "inpatient" else "2204",
            content=content,
            pool=patient.pool,
        )

    def approved(self, stay: Stay, line: Line) -> Line:
        """Return a line with the approval that is on record, and none that is not (FEE14-A6)."""
        return replace(line, approval=self._house.approvals.flag(stay, line))

    def batch(self, stay: Stay) -> str:
        """Return the charge batch number of a visit."""
        return f"B{stay.own_number}"

    def carried(self, stay: Stay, errand: Errand) -> None:
        """Send a batch, and again under its id while its outcome is unknown."""
        answer = self._house.insist(errand)
        if answer.ok and answer.response is not None:
            self.confirmed(stay, errand, wire.splits(answer.response))
            return
        text = answer.reason
        self._house.worklist.raise_item(
            WORK, stay.ref, stay.person, status="queued", code=answer.code, text=text
        )
        if answer.refused:
            raise Refused(answer.code, text, ref=stay.ref)
        raise not_allowed("费用明细未全部上传，不能结算，请稍后重试。", ref=stay.ref)

    def confirmed(self, stay: Stay, errand: Errand, splits: dict[int, Any]) -> None:
        """Mark the lines of a batch as being at the platform."""
        rows = json.loads(errand.content)["feedetail"]
        serials = {int(row["feedetl_sn"]) for row in rows}
        for line in self._house.lines(stay.ref):
            if line.serial in serials:
                split = splits.get(line.serial, line.split)
                self.keep(replace(line, state="sent", split=split))

    def keep(self, line: Line) -> Line:
        """Write a line."""
        self._house.store.put(f"{line.stay}/{line.serial:06d}", line)
        return line


def _scaled(value: Any, scale: int, name: str) -> int:
    try:
        found = Decimal(str(value)) * scale
    except InvalidOperation:
        raise invalid(f"lines.{name}", "数量或单价不正确。") from None
    if found != found.to_integral_value():
        raise invalid(f"lines.{name}", "数量或单价的小数位数过多。")
    return int(found)
