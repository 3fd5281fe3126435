"""2601: undo by the number of the original message, for outcomes that stayed unknown."""

from __future__ import annotations

from dataclasses import replace

from harness.domain.care import Stay, StayStatus
from harness.domain.people import InsuredPerson
from harness.domain.settlement import Settlement

from ..ledger import reinstate, strike
from ..records import Message
from ..refusals import Refused
from .context import Answer, Context, required, text
from .inpatient import cancel


def reverse(ctx: Context) -> Answer:
    """2601: undoes the settlement, the undoing of one, or the admission that a message made.

    Raises:
        Refused: MESSAGE_UNKNOWN, NOT_REVERSIBLE, ALREADY_REVERSED, or what forbids the undoing.
    """
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    original, infno = required(node, "omsgid"), required(node, "oinfno")
    if infno not in ctx.settings.reversible:
        raise Refused("NOT_REVERSIBLE", infno)
    key = message_key(ctx.sender().code, original)
    found = ctx.draft.get("messages", key, Message)
    if found is None or not found.refers_to:
        return _unknown(ctx)
    if found.infno != infno:
        raise Refused("MESSAGE_UNKNOWN")
    if found.reversed_at is not None:
        raise Refused("ALREADY_REVERSED")
    _undo(ctx, person, found)
    ctx.draft.put("messages", key, replace(found, reversed_at=ctx.at))
    return Answer(refers_to=found.refers_to)


def _unknown(ctx: Context) -> Answer:
    """A message that never arrived, or was refused: nothing is to be undone (wire.md §5.6)."""
    if ctx.settings.unknown_reversal == "accept":
        return Answer()
    raise Refused("MESSAGE_UNKNOWN")


def message_key(institution: str, msgid: str) -> str:
    """The key of a message: unique per institution."""
    return f"{institution}:{text(msgid)}"


def _undo(ctx: Context, person: InsuredPerson, found: Message) -> None:
    settlement = ctx.draft.get("settlements", found.refers_to, Settlement)
    if settlement is not None:
        if settlement.person != person.id:
            raise Refused("MESSAGE_UNKNOWN")
        if settlement.reverses:
            reinstate(ctx.draft, settlement, ctx.at)
        else:
            number = f"{ctx.sender().region}{ctx.serial('settlement')}"
            strike(ctx.draft, settlement, ctx.at, number)
        return
    stay = ctx.draft.get("stays", found.refers_to, Stay)
    if stay is None or stay.person != person.id:
        raise Refused("MESSAGE_UNKNOWN")
    if stay.status is StayStatus.CANCELLED:
        raise Refused("ALREADY_REVERSED")
    cancel(ctx, stay)


SERVICES = {"2601": reverse}
