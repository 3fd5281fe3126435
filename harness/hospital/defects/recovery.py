"""Faults of recovery: unknown outcomes, repetitions, restarts (group Y)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital import outbox as states
from harness.hospital.care import Amounts, Bill, Booking, Stay
from harness.hospital.courier import SERVER_ERROR, Answer
from harness.hospital.hospital import Hospital
from harness.hospital.messages import settlement as wire
from harness.hospital.records import Errand, Referral
from harness.hospital.refusal import Refused
from harness.hospital.undoing import UNDOING
from harness.money import share

from .registry import answer, defect, override, skip

RE_POSTS = 3


@defect("M-231")
def new_id_every_time(house: Hospital) -> None:
    """Give every repetition a new message id."""

    def message_id(original: Any, errand: Errand) -> Any:
        return str(original(errand)) if errand.attempts <= 1 else house.courier.new_msgid()

    override(house.outbox, "message_id", message_id)


@defect("M-233")
def time_out_is_failure(house: Hospital) -> None:
    """File again after a time-out, without asking."""

    def lost(_original: Any, referral: Referral, errand: Errand, _answer: Answer) -> Any:
        house.outbox.finish(errand, states.DROPPED)
        patient = house.known(referral.person)
        fresh = house.filing.write(referral)
        if len([e for e in house.outbox.all() if e.about == referral.ref]) > len(states.DELAYS):
            return referral
        content = house.filing.content(referral, patient)
        return house.filing.send(referral, house.outbox.rewritten(fresh, content))

    override(house.filing, "lost", lost)


@defect("M-234")
def time_out_is_success(house: Hospital) -> None:
    """Take a time-out for success."""

    def lost(_original: Any, referral: Referral, errand: Errand, _answer: Answer) -> Any:
        house.outbox.finish(errand)
        state = replace(referral.filing, channel="HIS")
        return house.save(replace(referral, filing=house.filing.computed(state, referral)))

    def lost_bill(_original: Any, stay: Stay, bill: Bill, errand: Errand, _answer: Answer) -> Any:
        house.outbox.finish(errand)
        return _guessed(house, stay, bill, bill.preview or Amounts())

    override(house.filing, "lost", lost)
    override(house.filing, "refresh", lambda _original, referral: referral)
    override(house.recovery, "lost", lost_bill)


def _guessed(house: Hospital, stay: Stay, bill: Bill, amounts: Amounts) -> Bill:
    booked = Booking(
        number=f"LOCAL{house.store.next('local'):06d}",
        message="",
        settled_at=house.clock.now(),
        amounts=amounts,
        category=stay.category,
        scheme_code="310",
        clearing=wire.CLEARING[stay.form],
    )
    house.wards.keep(replace(stay, status="settled"))
    history = (*bill.history, booked)
    return house.billing.keep(
        replace(bill, status="settled", booked=booked, history=history, collected=amounts.cash)
    )


@defect("M-235")
def never_reversed(house: Hospital) -> None:
    """Leave at the platform what was not booked here."""

    def lost(_original: Any, _stay: Stay, bill: Bill, errand: Errand, given: Answer) -> Any:
        house.outbox.finish(errand, states.DROPPED)
        return house.billing.keep(replace(bill, status="previewed", text=given.text))

    override(house.recovery, "lost", lost)
    override(house.recovery, "resumed", lambda _original, _errand: None)


@defect("X-106")
def network_error(house: Hospital) -> None:
    """Tell the operator of a network error, and forget the message."""

    def lost(_original: Any, stay: Stay, bill: Bill, errand: Errand, _given: Answer) -> Any:
        house.outbox.finish(errand, states.DROPPED)
        house.billing.keep(replace(bill, status="open"))
        raise Refused("NOT_ALLOWED", "网络异常", ref=stay.ref)

    override(house.recovery, "lost", lost)


@defect("M-236")
def already_reversed_is_error(house: Hospital) -> None:
    """Take ALREADY_REVERSED for an error, and ask again."""

    def insist(original: Any, errand: Errand) -> Any:
        if errand.kind != UNDOING:
            return original(errand)
        errand, found = house.outbox.send(errand)
        for _ in range(RE_POSTS):
            if found.ok:
                return found
            again = replace(errand, msgid=house.courier.new_msgid())
            errand, found = house.outbox.send(again)
        raise Refused(found.code or "NOT_ALLOWED", found.reason, ref=errand.about)

    override(house, "insist", insist)


@defect("M-238")
def tight_loop(house: Hospital) -> None:
    """Repeat at once, whatever the platform asks."""

    def post(original: Any, request: Any) -> Any:
        reply = original(request)
        for _ in states.DELAYS:
            if reply.status < SERVER_ERROR:
                break
            reply = original(request)
        return reply

    override(house.courier, "post", post)
    override(house.outbox, "next_attempt", lambda _o, _errand, _answer: house.clock.now())


@defect("M-307")
def reposted_below(house: Hospital) -> None:
    """Let the HTTP layer post again on a server error."""

    def post(original: Any, request: Any) -> Any:
        reply = original(request)
        for _ in range(RE_POSTS):
            if reply.status < SERVER_ERROR:
                break
            reply = original(request)
        return reply

    override(house.courier, "post", post)


@defect("M-242")
def queue_in_memory(house: Hospital) -> None:
    """Keep the outbox in memory only."""
    kept: dict[str, Errand] = {}

    def keep(_original: Any, errand: Errand) -> Any:
        kept[errand.id] = errand
        return errand

    override(house.outbox, "keep", keep)
    override(house.outbox, "all", lambda _original: list(kept.values()))


@defect("M-246")
def amounts_invented(house: Hospital) -> None:
    """Make up the fund's share while the platform is down."""

    def settle(original: Any, stay: Stay, **kwargs: Any) -> Any:
        try:
            return original(stay, **kwargs)
        except Refused as refused:
            if refused.code != "NOT_ALLOWED" or stay.status == "in_hospital":
                raise
            total = sum(each.amount for each in house.lines(stay.ref))
            pooled = share(total, 8_500)
            own = total - pooled
            made_up = Amounts(total=total, eligible=total, pooled=pooled, own_share=own, cash=own)
            return _guessed(house, stay, house.bill(stay.ref), made_up)

    override(house.billing, "settle", settle)


@defect("M-308")
def serial_invented(house: Hospital) -> None:
    """Make up a filing number that was lost."""

    def repeated(_original: Any, referral: Referral) -> Any:
        state = replace(referral.filing, number="F00000001", status="filed")
        return house.save(replace(referral, filing=state))

    override(house.voiding, "repeated", repeated)


@defect("M-309")
def empty_number_accepted(house: Hospital) -> None:
    """Book a settlement that has no number."""

    def sound(original: Any, stay: Stay, found: Any) -> Any:
        return bool(original(stay, replace(found, number=found.number or "?")))

    override(house.billing, "is_sound", sound)


@defect("X-145")
def undone_here_alone(house: Hospital) -> None:
    """Give the money back although the platform has not undone the settlement."""
    skip(house.undoing, "not_undone")


@defect("X-110")
def anybodys_answer(house: Hospital) -> None:
    """Book an answer about somebody else."""
    answer(house.billing, "is_sound", value=True)


@defect("X-108")
def no_lock(house: Hospital) -> None:
    """Let a second cashier settle, and collect, what is settled."""

    def settle(original: Any, stay: Stay, **kwargs: Any) -> Any:
        bill = house.bill(stay.ref)
        return bill if bill.status == "settled" else original(stay, **kwargs)

    override(house.billing, "settle", settle)
