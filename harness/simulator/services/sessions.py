"""9001 and 9002: signing in and out (wire.md §5.10)."""

from __future__ import annotations

from dataclasses import replace

from ..records import SignIn
from ..refusals import Refused
from .context import Answer, Context, required, stamp, text


def sign_in(ctx: Context) -> Answer:
    """9001: a new sign-in number for the operator."""
    node = ctx.node("signIn")
    institution = ctx.sender()
    number = f"S{ctx.serial('sign_in')}"
    record = SignIn(
        number=number,
        institution=institution.id,
        operator=required(node, "opter_no"),
        signed_in_at=ctx.at,
    )
    ctx.draft.put("sign_ins", number, record)
    return Answer(output={"signinoutb": {"sign_time": stamp(ctx.at), "sign_no": number}})


def sign_out(ctx: Context) -> Answer:
    """9002: ends a sign-in of the same day, that of the header where input names none."""
    number = text(ctx.node("signOut").get("sign_no")) or ctx.request.sign_no
    found = ctx.draft.get("sign_ins", number, SignIn)
    if found is None or not is_valid(ctx, found):
        raise Refused("SIGN_IN_UNKNOWN")
    ctx.draft.put("sign_ins", found.number, replace(found, signed_out_at=ctx.at))
    return Answer(output={"sign_time": {"sign_time": stamp(ctx.at)}})


def is_valid(ctx: Context, found: SignIn) -> bool:
    """A sign-in of the sender, of this day, not yet ended."""
    same_day = found.signed_in_at.date() == ctx.today
    return same_day and found.signed_out_at is None and found.institution == ctx.sender().id


def require_sign_in(ctx: Context) -> None:
    """Where the platform enforces it: the header names a valid sign-in (HN)."""
    found = ctx.draft.get("sign_ins", ctx.request.sign_no, SignIn)
    if found is None or not is_valid(ctx, found):
        raise Refused("SIGN_IN_REQUIRED")


SERVICES = {"9001": sign_in, "9002": sign_out}
