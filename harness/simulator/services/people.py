"""1101, 1201 and 2001: who is insured where, which institution is which, what is payable now."""

from __future__ import annotations

from typing import Any

from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import Enrolment, InsuredPerson, PersonalAccount, Scheme
from harness.money import yuan

from ..refusals import Refused, refusal
from . import codes
from .context import Answer, Context, institution_by_code, moment_of, required, text


def person_query(ctx: Context) -> Answer:
    """1101: a person by identity number, card or e-credential token, with every enrolment."""
    node = ctx.node("data")
    person = _identified(ctx, node)
    name = text(node.get("psn_name"))
    if name and name != person.name:
        raise Refused("PERSON_MISMATCH")
    base = codes.identity_fields(person, ctx.today)
    return Answer(
        output={
            "baseinfo": base,
            "insuinfo": [_enrolment(ctx, person, each) for each in person.enrolments],
            "idetinfo": _identities(person),
        }
    )


def _identified(ctx: Context, node: dict[str, Any]) -> InsuredPerson:
    kind, number = text(node.get("mdtrt_cert_type")), text(node.get("mdtrt_cert_no"))
    if kind == "03":
        return _by_card(ctx, number)
    if kind == "01" and number.startswith("EC"):
        return ctx.person(number.removeprefix("EC"))
    identity = (text(node.get("certno")) or number).upper()
    found = ctx.draft.find("people", "identity", identity, InsuredPerson)
    if not found:
        raise Refused("PERSON_UNKNOWN")
    return found[0]


def _by_card(ctx: Context, card: str) -> InsuredPerson:
    accounts = ctx.draft.find("accounts", "card", card, PersonalAccount)
    if not accounts or accounts[0].lost:
        raise Refused("CARD_INVALID")
    if accounts[0].closed_on is not None:
        raise Refused("ACCOUNT_CLOSED")
    person = ctx.draft.get("people", accounts[0].person, InsuredPerson)
    if person is None:
        raise Refused("CARD_INVALID")
    return person


def _enrolment(ctx: Context, person: InsuredPerson, each: Enrolment) -> dict[str, Any]:
    balance = ctx.account(person.id).balance if each.scheme is Scheme.EMPLOYEE else 0
    row = {
        "balc": yuan(balance),
        "insutype": codes.insurance_type(each),
        "psn_type": codes.person_type(person, ctx.today),
        "psn_insu_stas": _status(ctx, each),
        "psn_insu_date": each.since.isoformat(),
        "paus_insu_date": each.paused_on.isoformat() if each.paused_on else "",
        "cvlserv_flag": "1" if person.civil_servant else "0",
        "insuplc_admdvs": each.pool,
        "emp_name": each.employer,
    }
    return {name: value for name, value in row.items() if value != ""}


def _status(ctx: Context, each: Enrolment) -> str:
    """1 insured, 2 paused, 4 ended. Arrears suspend payment, not enrolment: see 2001."""
    if each.ended_on and each.ended_on <= ctx.today:
        return "4"
    return "1" if each.is_active(ctx.today) else "2"


def _identities(person: InsuredPerson) -> list[dict[str, str]]:
    if not person.cr_disabled:
        return []
    return [{"psn_idet_type": "6001", "memo": "文革基残", "begntime": "1996-01-01 00:00:00"}]


def institution_query(ctx: Context) -> Answer:
    """1201: one institution by code, or by a part of its name."""
    node = ctx.node("medinsinfo")
    code, name = text(node.get("fixmedins_code")), text(node.get("fixmedins_name"))
    if not code and not name:
        raise Refused("FIELD_INVALID", "fixmedins_code、fixmedins_name不能同时为空")
    found = institution_by_code(ctx.draft, code) if code else _named(ctx, name)
    if not found.designated:
        raise Refused("INSTITUTION_UNKNOWN", "非定点医药机构")
    return Answer(
        output={
            "medinsinfo": {
                "fixmedins_code": found.code,
                "fixmedins_name": found.name,
                "uscc": f"52{found.region}MJ{found.code[-5:]}00X",
                "fixmedins_type": "2" if found.kind == "pharmacy" else "1",
                "hosp_lv": codes.hospital_level(found),
            }
        }
    )


def _named(ctx: Context, name: str) -> DesignatedInstitution:
    every = ctx.draft.all("institutions", DesignatedInstitution)
    found = [each for each in every if each.name == name] or [
        each for each in every if name in each.name
    ]
    if not found:
        raise Refused("INSTITUTION_UNKNOWN")
    return found[0]


def entitlement_check(ctx: Context) -> Answer:
    """2001: per fund whether it pays care that begins at ``begntime``, and why not."""
    node = ctx.node("data")
    person = ctx.person(required(node, "psn_no"))
    begin = moment_of(node, "begntime")
    enrolment = person.enrolment(begin.date())
    if enrolment is None:
        raise Refused("NOT_INSURED")
    reasons = ctx.judge.fund_reasons(ctx.draft, person, begin, ctx.at)
    rows = [
        {
            "psn_no": person.number,
            "trt_chk_type": "01",
            "fund_pay_type": fund,
            "trt_enjymnt_flag": "0" if reason else "1",
            "begndate": begin.date().isoformat(),
            "trt_chk_rslt": f"{reason}: {refusal(reason).zh}" if reason else "",
        }
        for fund, reason in _funds(enrolment, reasons)
    ]
    return Answer(output={"trtinfo": rows})


def _funds(enrolment: Enrolment, reasons: dict[str, str]) -> list[tuple[str, str]]:
    if enrolment.scheme is Scheme.EXEMPT:
        return [("340100", "")]
    if enrolment.scheme is Scheme.RESIDENT:
        return [("390100", reasons.get("pooled", ""))]
    pooled = ("310100", reasons.get("pooled", ""))
    return [pooled, ("310200", ""), ("330100", reasons.get("large_amount", ""))]


SERVICES = {"1101": person_query, "1201": institution_query, "2001": entitlement_check}
