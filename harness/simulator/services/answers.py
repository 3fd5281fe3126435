"""Settlements as the wire shows them; the identities of wire.md §4.2 hold in every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.domain.care import CareKind, Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import Enrolment, InsuredPerson, Scheme
from harness.domain.settlement import Division, Settlement
from harness.errors import OursFault
from harness.money import round_half_up, yuan

from ..refusals import refusals
from . import codes
from .context import Context, stamp, text
from .fees import plain_number

ZERO = "0.00"
ACCOUNT = "310200"
_NEVER_PAID = ("hifes_pay", "maf_pay", "oth_pay", "hifdm_pay")


def settlement_answer(
    ctx: Context, stay: Stay, record: Settlement, node: Mapping[str, Any], *, trial: bool
) -> dict[str, Any]:
    """``setlinfo`` and ``setldetail`` of 2206, 2207, 2303, 2304; a trial has no number."""
    person = person_of(ctx, record)
    info = codes.identity_fields(person, stay.begun_at.date())
    info |= codes.insurance_fields(person, _enrolment(person, record), stay.begun_at.date())
    info |= {
        "mdtrt_id": stay.number,
        "mdtrt_cert_type": text(node.get("mdtrt_cert_type")) or "02",
        "med_type": stay.care_code,
        **amounts(record),
        "balc": yuan(record.balance),
        "medins_setl_id": record.message,
        "clr_type": clearing_type(stay),
    }
    if trial and stay.kind is CareKind.OUTPATIENT:
        info["setl_time"] = stamp(ctx.at)
    if not trial:
        info |= {
            "setl_id": record.number,
            "setl_time": stamp(record.settled_at),
            "clr_optins": codes.clearing_agency(record.pool),
            "clr_way": "1",
        }
    return {"setlinfo": info, "setldetail": fund_rows(record)}


def amounts(record: Settlement) -> dict[str, str]:
    """The amounts of ``setlinfo`` in yuan."""
    division = record.division
    resident = record.scheme == Scheme.RESIDENT
    found = {
        "medfee_sumamt": division.total,
        "fulamt_ownpay_amt": division.self_paid,
        "overlmt_selfpay": division.over_limit,
        "preselfpay_amt": division.upfront,
        "inscp_scp_amt": division.eligible,
        "act_pay_dedc": division.below_deductible,
        "hifp_pay": division.pooled,
        "cvlserv_pay": division.civil_servant,
        "hifmi_pay": division.large_amount if resident else 0,
        "hifob_pay": 0 if resident else division.large_amount,
        "fund_pay_sumamt": division.funds,
        "psn_part_amt": division.own_share,
        "acct_pay": division.account,
        "psn_cash_pay": division.cash,
        "hosp_part_amt": 0,
        "acct_mulaid_pay": 0,
    }
    rate = round_half_up(division.pooled * 10_000, division.eligible) if division.eligible else 0
    return {
        **{name: yuan(amount) for name, amount in found.items()},
        **dict.fromkeys(_NEVER_PAID, ZERO),
        "pool_prop_selfpay": plain_number(rate, 4),
    }


def fund_rows(record: Settlement) -> list[dict[str, Any]]:
    """``setldetail``: one row per payer, the pooled fund always, with the reasons in words."""
    division = record.division
    pooled = codes.pooled_fund(record.scheme)
    reasons = "；".join(f"{code}: {refusals()[code].zh}" for code in record.reasons)
    rows = [
        {
            "fund_pay_type": fund,
            "inscp_scp_amt": yuan(division.eligible),
            "crt_payb_lmt_amt": yuan(_limit(record, fund, pooled)),
            "fund_payamt": yuan(amount),
            "fund_pay_type_name": codes.FUND[fund],
            "setl_proc_info": _words(record, reasons if fund == pooled else ""),
        }
        for fund, amount in payers(record)
        if amount or fund == pooled
    ]
    _check(division)
    return rows


def payers(record: Settlement) -> list[tuple[str, int]]:
    """``fund_pay_type`` and amount in fen of everybody who may pay, the account last."""
    division = record.division
    return [
        (codes.pooled_fund(record.scheme), division.pooled),
        (codes.large_amount_fund(record.scheme), division.large_amount),
        ("320100", division.civil_servant),
        (ACCOUNT, division.account),
    ]


def _limit(record: Settlement, fund: str, pooled: str) -> int:
    return record.pooled_ceiling_left + record.division.pooled if fund == pooled else 0


def _words(record: Settlement, reasons: str) -> str:
    """Reasons first: they are what a HIS must show."""
    said = [reasons] if reasons else []
    if record.ordinal:
        said.append(f"本年度第{record.ordinal}次")
    return "；".join(said)


def _check(division: Division) -> None:
    """Our own promise: every fen lands in one place (wire.md §4.2)."""
    whole = division.self_paid + division.over_limit + division.upfront + division.eligible
    if whole != division.total or division.own_share != division.account + division.cash:
        raise OursFault("a settlement does not sum", where="simulator", why=str(division))


def undo_answer(stay: Stay, record: Settlement) -> dict[str, Any]:
    """2208 and 2305: every amount negated. A dialect may write some of them as null.

    The published table of 2208 spells the cash field ``pdn_cash_pay`` (wire.md §5.2).
    """
    shown: dict[str, Any] = amounts(record)
    if stay.kind is CareKind.OUTPATIENT:
        shown["pdn_cash_pay"] = shown.pop("psn_cash_pay")
    info = shown | {
        "mdtrt_id": stay.number,
        "setl_id": record.number,
        "clr_optins": codes.clearing_agency(record.pool),
        "setl_time": stamp(record.settled_at),
        "balc": yuan(record.balance),
        "medins_setl_id": record.message,
    }
    return {"setlinfo": info, "setldetail": fund_rows(record)}


def clearing_type(stay: Stay) -> str:
    """``clr_type``: 21 inpatient, 14 chronic, 13 emergency, 41 pharmacy, 11 outpatient."""
    if stay.kind is CareKind.INPATIENT:
        return "21"
    if codes.is_chronic(stay.care_code):
        return "14"
    if stay.care_code == "41":
        return "41"
    return "13" if codes.is_emergency(stay.care_code) else "11"


def person_of(ctx: Context, record: Settlement) -> InsuredPerson:
    """The insured of a settlement."""
    found = ctx.draft.get("people", record.person, InsuredPerson)
    if found is None:
        raise OursFault(f"nobody is called {record.person!r}", where="simulator")
    return found


def institution_of(ctx: Context, record: Settlement) -> DesignatedInstitution:
    """The institution of a settlement."""
    found = ctx.draft.get("institutions", record.institution, DesignatedInstitution)
    if found is None:
        raise OursFault(f"no institution is called {record.institution!r}", where="simulator")
    return found


def _enrolment(person: InsuredPerson, record: Settlement) -> Enrolment | None:
    return next((each for each in person.enrolments if each.pool == record.pool), None)
