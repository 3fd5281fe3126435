"""Faults of filing on referral and of other channels (groups C and D)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from harness.domain import places
from harness.hospital import outbox as states
from harness.hospital.filing_register import KIND
from harness.hospital.hospital import Hospital
from harness.hospital.messages import referral as wire
from harness.hospital.periods import RULES_IN_FORCE
from harness.hospital.records import Referral
from harness.hospital.refusal import not_allowed

from .registry import answer, defect, override

REGION_LEVEL = "159900"


@defect("M-051")
def filed_by_hand(house: Hospital) -> None:
    """Leave the filing to a menu item."""
    override(house.desk, "after_issue", lambda _original, referral, _user: referral)

    def retry(original: Any, referral: Referral) -> Any:
        if referral.slip_no and house.outbox.of(KIND, referral.ref) is None:
            return house.filing.begin(referral, "clerk")
        return original(referral)

    override(house.filing, "retry", retry)


@defect("M-052")
def filed_at_night(house: Hospital) -> None:
    """Send filings in a nightly batch."""

    def begin(_original: Any, referral: Referral, _user: str) -> Any:
        errand = house.filing.write(referral)
        tonight = house.clock.now().replace(hour=2, minute=0) + timedelta(days=1)
        house.outbox.keep(replace(errand, not_before=tonight))
        return house.save(replace(referral, filing=replace(referral.filing, status="sending")))

    override(house.filing, "begin", begin)


@defect("M-053")
def not_before_may(house: Hospital) -> None:
    """Switch filing on only on the day the rules come into force."""

    def after(original: Any, referral: Referral, user: str) -> Any:
        if house.clock.today() < RULES_IN_FORCE:
            return referral
        return original(referral, user)

    override(house.desk, "after_issue", after)


@defect("M-054")
def filed_as_emergency(house: Hospital) -> None:
    """File in the category of emergencies."""

    def content(original: Any, referral: Referral, patient: Any) -> Any:
        found = original(referral, patient)
        found["refmedin"] |= {"refl_rea": "异地急诊抢救", "refl_type": "2"}
        return found

    def begin(original: Any, referral: Referral, user: str) -> Any:
        state = replace(referral.filing, category="EMERGENCY")
        return original(replace(referral, filing=state), user)

    override(house.filing, "content", content)
    override(house.filing, "begin", begin)


@defect("M-056")
def filed_to_own_city(house: Hospital) -> None:
    """Address filings of other leagues' insured to the hospital's own city."""
    own = places.city_of(house.directory.own.region)

    def content(original: Any, referral: Referral, patient: Any) -> Any:
        if patient.pool not in {REGION_LEVEL, ""}:
            patient = replace(patient, pool=own)
        return original(referral, patient)

    def send(original: Any, referral: Referral, errand: Any) -> Any:
        if errand.pool not in {REGION_LEVEL, ""}:
            errand = house.outbox.keep(replace(errand, pool=own))
        return original(referral, errand)

    override(house.filing, "content", content)
    override(house.filing, "send", send)


@defect("M-057")
def employees_only(house: Hospital) -> None:
    """Leave residents out of one-stop filing."""

    def after(original: Any, referral: Referral, user: str) -> Any:
        if "resident" in referral.insurance_type:
            return referral
        return original(referral, user)

    override(house.desk, "after_issue", after)


@defect("M-058")
def other_data_than_the_slip(house: Hospital) -> None:
    """File the first destination of the list and half of the diagnosis."""

    def content(original: Any, referral: Referral, patient: Any) -> Any:
        found = original(referral, patient)
        usual = house.directory.destinations()[0]
        found["refmedin"] |= {
            "reflin_medins_no": usual.code,
            "reflin_medins_name": usual.name,
            "mdtrtarea_admdvs": places.city_of(usual.region),
        }
        return found

    override(house.filing, "content", content)


@defect("M-059")
def filed_because_sent(house: Hospital) -> None:
    """Show a filing as filed as soon as it was sent."""

    def heard(_original: Any, referral: Referral, errand: Any, answered: Any) -> Any:
        house.outbox.finish(errand)
        found = answered.response
        number = wire.serial(found) if answered.ok and found is not None else ""
        state = replace(referral.filing, number=number, channel="HIS")
        return house.save(replace(referral, filing=house.filing.computed(state, referral)))

    override(house.filing, "heard", heard)
    override(house.filing, "refresh", lambda _original, referral: referral)


@defect("M-060")
def system_busy(house: Hospital) -> None:
    """Swallow the platform's words."""

    def not_filed(original: Any, referral: Referral, _code: str, _text: str) -> Any:
        done = original(referral, "", "系统繁忙，请稍后再试。")
        return house.save(replace(done, filing=replace(done.filing, remedy="")))

    override(house.filing, "not_filed", not_filed)


@defect("M-062")
def dummy_slip(house: Hospital) -> None:
    """File without a slip, under a made-up number."""

    def retry(original: Any, referral: Referral) -> Any:
        if referral.slip_no:
            return original(referral)
        made_up = replace(referral, slip_no="DUMMY000001", status="issued")
        return house.filing.begin(house.save(made_up), "clerk")

    override(house.filing, "retry", retry)


@defect("M-063")
def problems_vanish(house: Hospital) -> None:
    """Forget what has been open for a day."""

    def items(original: Any) -> Any:
        now = house.clock.now()
        return [each for each in original() if now - each.since < timedelta(hours=24)]

    override(house.worklist, "items", items)


@defect("M-065")
def retyped_in_a_portal(house: Hospital) -> None:
    """Neither file nor ask by oneself."""
    override(house.desk, "after_issue", lambda _original, referral, _user: referral)
    answer(house.filing, "ask", value=None)


@defect("M-066")
def no_slip_without_platform(house: Hospital) -> None:
    """Issue no slip while the platform is down."""

    def ask(original: Any, patient: Any) -> Any:
        known = original(patient)
        if known is None:
            raise not_allowed("医保平台不可用，不能开具转诊单。")
        return known

    override(house.registry, "ask", ask)


@defect("M-068")
def own_filings_only(house: Hospital) -> None:
    """See no filing that another channel made."""

    def ask(original: Any, referral: Referral) -> Any:
        rows = original(referral)
        return rows and [row for row in rows if row.channel == "HIS"]

    override(house.filing, "ask", ask)


@defect("M-069")
def queue_asks_nobody(house: Hospital) -> None:
    """Send what is queued without asking first."""
    override(
        house.filing,
        "pursue",
        lambda original, referral, **_kwargs: original(referral, repeated=False),
    )


@defect("M-070")
def queue_dated_today(house: Hospital) -> None:
    """Date a queued filing with the day it is sent."""

    def send(original: Any, referral: Referral, errand: Any) -> Any:
        if referral.referral_on != house.clock.today():
            referral = house.save(replace(referral, referral_on=house.clock.today()))
            content = house.filing.content(referral, house.known(referral.person))
            errand = house.outbox.rewritten(errand, content)
        return original(referral, errand)

    override(house.filing, "send", send)


@defect("M-071")
def taken_for_filed(house: Hospital) -> None:
    """Take a slip for filed when the patient was sent to another channel."""

    def refresh(original: Any, referral: Referral) -> Any:
        found = original(referral)
        if found.filing.status in {"sending", "unknown", "not_filed"}:
            state = replace(found.filing, channel="OTHER")
            return house.save(replace(found, filing=house.filing.computed(state, found)))
        return found

    override(house.filing, "refresh", refresh)


@defect("M-275")
def old_place_of_insurance(house: Hospital) -> None:
    """Keep the place of insurance that was asked first."""
    seen: dict[str, str] = {}

    def ask(original: Any, patient: Any) -> Any:
        known = original(patient)
        if known is None:
            return None
        pool = seen.setdefault(known.ref, house.directory.cards[known.ref].pool or known.pool)
        stale = replace(known, pool=pool)
        house.store.put(stale.ref, stale)
        return stale

    override(house.registry, "ask", ask)


@defect("M-318")
def own_region_in_the_header(house: Hospital) -> None:
    """Put the hospital's own city into the header for patients whose pool is another city's."""
    own = places.city_of(house.directory.own.region)

    def envelope(original: Any, infno: str, content: Any, pool: str, msgid: str) -> Any:
        away = bool(pool) and pool != REGION_LEVEL and not places.same_city(pool, own)
        return original(infno, content, own if away else pool, msgid)

    override(house.courier, "envelope", envelope)


@defect("M-295")
def cancelled_still_active(house: Hospital) -> None:
    """Show a withdrawn filing as active."""

    def refresh(original: Any, referral: Referral) -> Any:
        found = original(referral)
        return house.save(referral) if found.filing.status == "withdrawn" else found

    override(house.filing, "refresh", refresh)


@defect("M-239")
def refusals_repeated(house: Hospital) -> None:
    """Send a refused filing again, unchanged."""

    def refused(original: Any, referral: Referral, errand: Any, answered: Any) -> Any:
        done = original(referral, errand, answered)
        if errand.attempts < len(states.DELAYS):
            again = house.outbox.keep(
                replace(errand, state=states.WAITING, msgid=house.courier.new_msgid())
            )
            return house.filing.send(done, again)
        return done

    override(house.filing, "refused", refused)
