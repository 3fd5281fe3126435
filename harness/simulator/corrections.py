"""What the agency changes in its own books, so that a hospital's day no longer agrees (单边账).

A settlement is struck as if it had never been, or its amounts are corrected after the hospital
booked what it was told. Neither is announced: reconciliation is where a hospital learns of it
(ACC14-A15).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.domain.settlement import Division, Settlement
from harness.errors import UsageError
from harness.money import yuan

from .acts import ActContext, With, amount
from .ledger import move, strike
from .refusals import Refused

CORRECTED = ("pooled", "large_amount", "civil_servant", "account")


def strike_settlement(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Strike a settlement from the books: ``settlement | person``; no row of it stays."""
    found = _standing(ctx, with_)
    strike(ctx.draft, found, ctx.at, f"K{ctx.at:%Y%m%d}{ctx.draft.next_number('struck'):08d}")
    return {"settlement": found.number}


def correct_settlement(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Correct who bears what: ``settlement | person, pooled?, large_amount?, account? …``.

    The total stays; what no fund and no account bears is cash. The account moves with it.
    """
    found = _standing(ctx, with_)
    changed = {name: amount(with_[name]) for name in CORRECTED if with_.get(name) is not None}
    division: Division = replace(found.division, **changed)
    if min(changed.values(), default=0) < 0 or division.cash < 0:
        raise UsageError("a correction leaves no part below zero", why=str(dict(with_)))
    more = found.division.account - division.account
    move(ctx.draft, found.person, more, ctx.at, found.number)
    ctx.draft.put("settlements", found.number, replace(found, division=division))
    return {"settlement": found.number, "funds": yuan(division.funds), "cash": yuan(division.cash)}


def _standing(ctx: ActContext, with_: With) -> Settlement:
    """The settlement named, or the latest that stands of the person.

    Raises:
        Refused: SETTLEMENT_UNKNOWN, there is none.
    """
    if with_.get("settlement"):
        found = [ctx.draft.get("settlements", str(with_["settlement"]), Settlement)]
    else:
        found = [*ctx.draft.find("settlements", "person", ctx.person(with_).id, Settlement)]
    standing = [each for each in found if each is not None and each.counts]
    if not standing:
        raise Refused("SETTLEMENT_UNKNOWN")
    return standing[-1]


CORRECTIONS = {
    "strike_settlement": strike_settlement,
    "correct_settlement": correct_settlement,
}
