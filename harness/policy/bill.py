"""A bill sorted: what is self-paid, paid first, ordinary, class B, or suspended (design 5.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.money import WHOLE, BasisPoints, Fen

from .facts import ItemClass, ItemKind, LineFacts

_CLASS_B_KINDS: Final = frozenset({ItemKind.PARTLY_PAID, ItemKind.BLOOD, ItemKind.SPECIAL})
_SELF: Final = ItemClass.SELF_PAID
_CLASS_B: Final = ItemClass.B


class Bill(NamedTuple):
    """The sums of a bill; every fen of ``total`` is in exactly one of the other amounts.

    Attributes:
        total: gross.
        self_paid: outside the scheme, or without the approval that the rules ask for.
        suspended: the funds do not pay for the time being.
        upfront_bed: first payment for isolation and critical beds.
        upfront_class_b: first payment of the class-B group.
        ordinary: eligible, ordinary group, net of first payments.
        class_b: eligible, class-B group, net of first payments.

    """

    total: Fen
    self_paid: Fen
    suspended: Fen
    upfront_bed: Fen
    upfront_class_b: Fen
    ordinary: Fen
    class_b: Fen

    @property
    def upfront(self) -> Fen:
        """All first payments."""
        return self.upfront_bed + self.upfront_class_b

    @property
    def eligible(self) -> Fen:
        """What deductible and bands run on."""
        return self.ordinary + self.class_b


def is_self_paid(line: LineFacts) -> bool:
    """Tell whether the scheme pays nothing for a line.

    Out of the catalogue; a special item not approved (REF14-A10-2); a blood or protein product
    outside rescue (BMI14-A23-3); a partly paid item refused approval (FEE14-A6-1); anything that
    somebody else must pay (BMI14-A21-4).
    """
    if line.item_class is _SELF or line.other_payer is not None:
        return True
    match line.kind:
        case ItemKind.ORDINARY | ItemKind.ISOLATION_BED:
            return False
        case ItemKind.SPECIAL:
            return line.approved is not True
        case ItemKind.BLOOD:
            return not line.rescue
        case _:
            return line.approved is False


def sort_bill(
    lines: Iterable[LineFacts],
    *,
    class_b_rate: BasisPoints,
    bed_rate: BasisPoints,
    suspended_lines: frozenset[int] = frozenset(),
) -> Bill:
    """Return the sums of a bill.

    First payments are rounded half up per line, because lines are printed (CC-15). An isolation or
    critical bed is 20 % first and then ordinary (FEE14-A9-2); partly paid items, blood in rescue,
    approved special items and class B are 10 % first and then the class-B group (BMI14-A23).

    Args:
        lines: the bill.
        class_b_rate: first payment of the class-B group.
        bed_rate: first payment of isolation beds.
        suspended_lines: positions of lines that the funds do not pay for the time being.

    """
    total = self_paid = suspended = bed_first = class_b_first = ordinary = class_b = 0
    for position, line in enumerate(lines):
        amount = line.amount
        total += amount
        if is_self_paid(line):
            self_paid += amount
            continue
        if position in suspended_lines:
            suspended += amount
            continue
        if line.limit is not None and amount > line.limit:
            self_paid += amount - line.limit
            amount = line.limit
        if line.kind is ItemKind.ISOLATION_BED:
            first = (amount * bed_rate + WHOLE // 2) // WHOLE
            bed_first += first
            ordinary += amount - first
        elif line.item_class is _CLASS_B or line.kind in _CLASS_B_KINDS:
            first = (amount * class_b_rate + WHOLE // 2) // WHOLE
            class_b_first += first
            class_b += amount - first
        else:
            ordinary += amount
    return Bill(total, self_paid, suspended, bed_first, class_b_first, ordinary, class_b)
