"""Faults of the line: whether, when and how often something travels."""

from __future__ import annotations

from .delivery import LONGEST_WAIT, Deliver, Delivery, NoAnswer, Twice
from .kind import AFTER, BEFORE, Draft, Params, kind

__all__ = ["KINDS"]

MILLISECONDS = {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT}
SECONDS = {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT // 1000}


def waiting(params: Params, seconds: int) -> int:
    """Return the milliseconds that a plan asks for."""
    if "milliseconds" in params:
        return int(params["milliseconds"])
    return int(params.get("seconds", seconds)) * 1000


@kind(BEFORE, seconds=SECONDS, milliseconds=MILLISECONDS)
def drop_request(_draft: Draft, params: Params) -> Delivery:
    """The request is lost: nothing reaches the platform and no answer comes.

    Catches a hospital that takes silence for success, that gives up without asking, or that sends
    again under a new message number.
    """
    return NoAnswer(how="timeout", wait_ms=waiting(params, 600))


@kind(AFTER)
def lose_answer(_draft: Draft, _params: Params) -> Delivery:
    """The platform has committed, then the connection is closed without an answer.

    Catches a hospital that takes a lost answer for a failure and files or settles a second time.
    """
    return NoAnswer(how="reset")


@kind(AFTER, seconds=SECONDS, milliseconds=MILLISECONDS)
def delay_answer(draft: Draft, params: Params) -> Delivery:
    """The platform has committed, but its answer comes only after the hospital stopped waiting.

    Catches a hospital that turns its own time-out into a refusal, or that believes a late answer
    about a transaction which it has already reversed.
    """
    return Deliver(reply=draft.reply(), wait_ms=waiting(params, 600), late=True)


@kind(AFTER, seconds=SECONDS, milliseconds=MILLISECONDS)
def delay(draft: Draft, params: Params) -> Delivery:
    """The answer is slow, but comes within the hospital's time-out.

    Catches a time-out that is far too short, and screens on which an impatient user can press the
    button a second time.
    """
    return Deliver(reply=draft.reply(), wait_ms=waiting(params, 3))


@kind(BEFORE, AFTER)
def reset(_draft: Draft, _params: Params) -> Delivery:
    """The connection is closed without an answer.

    Catches a hospital that tells "refused" and "not reached" apart by guessing, or that cannot
    print a slip while the platform is down.
    """
    return NoAnswer(how="reset")


@kind(
    AFTER,
    after={"type": "integer", "minimum": 0},
    connection={"enum": ["kept", "broken"]},
)
def truncate(draft: Draft, params: Params) -> Delivery:
    """The body of the answer ends in the middle.

    With `connection: broken` the line breaks inside the body; otherwise the length agrees and the
    text is no JSON. Catches a reader that takes what it got, or a crash that loses the work item.
    """
    reply = draft.reply()
    length = len(reply.body)
    kept = min(params.get("after", draft.random.randrange(1, max(2, length))), max(0, length - 1))
    detail = {"sent": kept, "of": length}
    if params.get("connection") == "broken":
        return Deliver(reply=reply, cut=kept, detail=detail)
    shortened = type(reply)(status=reply.status, headers=reply.headers, body=reply.body[:kept])
    return Deliver(reply=shortened, detail=detail)


@kind(BEFORE, continues=True, answer={"enum": ["first", "last"]})
def duplicate(_draft: Draft, params: Params) -> Twice:
    """The network delivers the same request twice.

    Catches a message number that is not kept, and a hospital whose state follows the number of
    answers instead of their content.
    """
    return Twice(answer=params.get("answer", "last"))


@kind(AFTER, seconds=SECONDS, milliseconds=MILLISECONDS)
def out_of_order(draft: Draft, params: Params) -> Delivery:
    """The answer waits until a later exchange has been answered.

    Catches a hospital that matches answers to patients by their order of arrival.
    """
    return Deliver(reply=draft.reply(), wait_ms=waiting(params, 5), overtaken=True)


KINDS = (
    drop_request,
    lose_answer,
    delay_answer,
    delay,
    reset,
    truncate,
    duplicate,
    out_of_order,
)
