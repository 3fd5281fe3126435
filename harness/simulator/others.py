"""Acts of employers, patients and other institutions, and messages we send ourselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harness.domain.filing import Channel
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import Enrolment, InsuredPerson, Scheme
from harness.domain.standing import PremiumPaid, Standing, UnpaidMonth
from harness.money import yuan
from harness.policy.contributions import Retirement, check_retirement, lump_sum, months_short
from harness.policy.obligations import check_registration
from harness.policy.rules import Rules
from harness.wire.envelope import Request, sender_msgid

from .acts import ActContext, With, amount, day, month, wanted
from .agency import filing_request, shown
from .filing_desk import file_referral
from .filing_judge import refusing
from .refusals import Refused


def arrears(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Leave months unpaid: ``person, months: [...], part: employer | individual | both``."""
    person = ctx.person(with_)
    standing = _standing(ctx, person)
    part = str(with_.get("part", "both"))
    known = {each.month for each in standing.unpaid if each.paid_at is None}
    months = [month(each) for each in wanted(with_, "months")]
    added = tuple(UnpaidMonth(month=m, part=part) for m in months if m not in known)
    _put(ctx, replace(standing, unpaid=(*standing.unpaid, *added)))
    return {"person": person.id, "months": [f"{m:%Y-%m}" for m in months]}


def pay(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Pay unpaid months now: ``person, month? | months?`` (all of them where none is named)."""
    person = ctx.person(with_)
    standing = _standing(ctx, person)
    named = with_.get("months") or ([with_["month"]] if with_.get("month") else None)
    months = None if named is None else {month(each) for each in named}
    unpaid = tuple(
        replace(each, paid_at=ctx.at)
        if each.paid_at is None and (months is None or each.month in months)
        else each
        for each in standing.unpaid
    )
    _put(ctx, replace(standing, unpaid=unpaid))
    owed = [f"{m:%Y-%m}" for m in _standing(ctx, person).owed_months(ctx.at)]
    return {"person": person.id, "owed": owed}


def pay_large_amount(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Pay the large-amount premium of a year now: ``person, year?, amount?``."""
    person = ctx.person(with_)
    standing, year = _standing(ctx, person), int(with_.get("year", ctx.at.year))
    part = amount(with_["amount"]) if with_.get("amount") else None
    paid = PremiumPaid(year=year, paid_on=ctx.at.date(), amount=part)
    _put(ctx, replace(standing, premiums=(*standing.premiums, paid)))
    return {"person": person.id, "year": year}


def miss_large_amount(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Leave the large-amount premium of a year unpaid: ``person, year?``."""
    person = ctx.person(with_)
    standing, year = _standing(ctx, person), int(with_.get("year", ctx.at.year))
    years = {*standing.large_amount_unpaid, year}
    kept = tuple(each for each in standing.premiums if each.year != year)
    missed = replace(standing, large_amount_unpaid=tuple(sorted(years)), premiums=kept)
    _put(ctx, missed)
    return {"person": person.id, "year": year}


def enrol(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Enrol a person anew in a pool: ``person, pool?, scheme?, on?``."""
    person = ctx.person(with_)
    on = day(with_.get("on", ctx.at.date()))
    scheme = Scheme(str(with_.get("scheme", "employee")))
    new = Enrolment(pool=str(with_.get("pool", "159900")), scheme=scheme, since=on)
    before = tuple(_ended(each, on) for each in person.enrolments)
    ctx.draft.put("people", person.id, replace(person, enrolments=(*before, new)))
    return {"person": person.id, "pool": new.pool, "on": on.isoformat()}


def leave(ctx: ActContext, with_: With) -> dict[str, Any]:
    """End a person's enrolments: ``person, on?`` is the first day without."""
    person = ctx.person(with_)
    on = day(with_.get("on", ctx.at.date()))
    ended = tuple(_ended(each, on) for each in person.enrolments)
    ctx.draft.put("people", person.id, replace(person, enrolments=ended))
    return {"person": person.id, "on": on.isoformat()}


def _ended(each: Enrolment, on: dt.date) -> Enrolment:
    return each if each.ended_on and each.ended_on <= on else replace(each, ended_on=on)


def liable(ctx: ActContext, with_: With) -> dict[str, Any]:
    """A transfer registered late makes the former employer liable: ``person, from, until?``."""
    person = ctx.person(with_)
    since = day(with_.get("from", ctx.at.date()))
    until = day(with_["until"]) if with_.get("until") else None
    standing = _standing(ctx, person)
    _put(ctx, replace(standing, employer_liable_from=since, employer_liable_until=until))
    return {"person": person.id, "from": since.isoformat()}


def register_transfer(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Register who left an employer: ``person, ended_on, registered_on?`` (BMI14-A12).

    Later than the 30 days of the rules, the former employer is liable from the day after the end.
    """
    person = ctx.person(with_)
    ended = day(wanted(with_, "ended_on"))
    registered = day(with_.get("registered_on", ctx.at.date()))
    with refusing():
        decision = check_registration(
            _rules(ctx, person), ended, registered, ended + dt.timedelta(days=1)
        )
    since = None if decision.allowed else ended + dt.timedelta(days=1)
    _put(ctx, replace(_standing(ctx, person), employer_liable_from=since))
    return {"person": person.id, "employer_liable": since is not None}


def retire(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Retire a person: ``person, on?``, and with ``months, made_up?`` by the years of the rules.

    Who lacks years stays active until the shortfall is made up in one sum (BMI14-A7-4).
    """
    person = ctx.person(with_)
    on = day(with_.get("on", ctx.at.date()))
    if with_.get("months") is not None:
        facts = _retirement(person, with_)
        with refusing():
            decision = check_retirement(_rules(ctx, person), facts, on)
        if not decision.allowed:
            raise Refused(decision.code or "NOT_ALLOWED", "缴费年限不足且未一次性补足")
    ctx.draft.put("people", person.id, replace(person, retired_on=on))
    return {"person": person.id, "on": on.isoformat()}


def quote_retirement(ctx: ActContext, with_: With) -> dict[str, Any]:
    """What a retiring person lacks, and what makes it up: ``person, months, wage, on?``.

    The whole sum goes to the pooled fund; nothing of it is credited to the account (BMI14-A7-4b).
    """
    person, on = ctx.person(with_), day(with_.get("on", ctx.at.date()))
    facts, rules = _retirement(person, with_), _rules(ctx, person)
    with refusing():
        short = months_short(rules, facts.insured_since, facts.months, on)
        owed = lump_sum(rules, short, amount(wanted(with_, "wage")), on)
    return {"person": person.id, "short": short, "lump_sum": yuan(owed), "credited": yuan(0)}


def _retirement(person: InsuredPerson, with_: With) -> Retirement:
    """The facts of who retires; insured since the first enrolment with the employees."""
    since = [e.since for e in person.enrolments if e.scheme is Scheme.EMPLOYEE]
    if not since:
        raise Refused("NOT_INSURED")
    return Retirement(
        statutory=with_.get("statutory", True) is not False,
        insured_since=min(since),
        months=int(wanted(with_, "months")),
        made_up=with_.get("made_up", False) is True,
    )


def _rules(ctx: ActContext, person: InsuredPerson) -> Rules:
    enrolment = person.enrolment(ctx.at.date())
    return ctx.judge.rules_for(enrolment.pool if enrolment else "")


def patient_file(ctx: ActContext, with_: With) -> dict[str, Any]:
    """File by another channel with slip and identity document (NM25-A16)."""
    identity = str(with_.get("identity", "own"))
    if identity == "none":
        raise Refused("ID_REQUIRED")
    if identity == "other":
        raise Refused("SLIP_OF_ANOTHER_PERSON")
    if not with_.get("slip") and not with_.get("referral_on"):
        raise Refused("SLIP_REQUIRED")
    _own_slip(ctx, with_)
    channel = Channel(str(wanted(with_, "channel")).upper())
    request = filing_request(ctx, with_, channel)
    filing, warnings = file_referral(ctx.draft, ctx.judge, request, ctx.at)
    return shown(filing, ctx) | ({"warnings": list(warnings)} if warnings else {})


def _own_slip(ctx: ActContext, with_: With) -> None:
    """A slip that names its person must name this one."""
    holder = (with_.get("slip") or {}).get("person")
    if holder is not None and ctx.person({"person": holder}).id != ctx.person(with_).id:
        raise Refused("SLIP_OF_ANOTHER_PERSON")


def probe(ctx: ActContext, with_: With) -> dict[str, Any]:
    """A message that we send ourselves: ``infno, input, institution?, header?``."""
    institution = ctx.institution(with_.get("institution") or ctx.draft.world.institution)
    header = {str(k): str(v) for k, v in (with_.get("header") or {}).items()}
    answer = send(ctx, institution, str(wanted(with_, "infno")), with_.get("input") or {}, header)
    return {"output": answer, "institution": institution.id}


def send(
    ctx: ActContext,
    institution: DesignatedInstitution,
    infno: str,
    content: Mapping[str, Any],
    header: Mapping[str, str] | None = None,
) -> Any:
    """Let a service answer a message of an institution; a refusal is raised."""
    fields: dict[str, Any] = {
        "msgid": sender_msgid(institution.code, ctx.at, ctx.draft.next_number("elsewhere")),
        "mdtrtarea_admvs": institution.region,
        "fixmedins_code": institution.code,
        "fixmedins_name": institution.name,
        "opter": "elsewhere",
        "opter_name": "elsewhere",
        **(header or {}),
    }
    request = Request(infno=infno, input=dict(content), **fields)
    return ctx.platform.respond(request, ctx.at, ctx.draft, sign_in=False).output


def _standing(ctx: ActContext, person: InsuredPerson) -> Standing:
    return ctx.draft.get("standings", person.id, Standing) or Standing(person=person.id)


def _put(ctx: ActContext, standing: Standing) -> None:
    ctx.draft.put("standings", standing.person, standing)


EMPLOYER = {
    "arrears": arrears,
    "pay": pay,
    "pay_large_amount": pay_large_amount,
    "miss_large_amount": miss_large_amount,
    "liable": liable,
    "enrol": enrol,
    "leave": leave,
    "register_transfer": register_transfer,
    "retire": retire,
    "quote_retirement": quote_retirement,
}

PATIENT = {"file": patient_file}
PROBE = {"send": probe, "probe": probe}
