"""Stays in other institutions, played through the same services as the hospital's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.clock import moment
from harness.domain.care import FeeLine, Stay, StayStatus
from harness.domain.institutions import ChargeItem, DesignatedInstitution, Physician
from harness.domain.people import InsuredPerson
from harness.errors import UsageError
from harness.money import yuan

from .acts import ActContext, With, amount, diagnosis, instant, wanted
from .others import send
from .services.codes import insurance_type, person_type
from .services.context import stamp
from .services.fees import plain_number

EVERYDAY_ITEM = "treatment"
KINDS = {"ordinary": "1", "emergency": "2", "transfer": "3", "referred": "3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bedside:
    """Who lies where: what every message of a stay repeats."""

    person: InsuredPerson
    institution: DesignatedInstitution
    pool: str
    scheme: str
    kind: str

    def identity(self, on: dt.date) -> dict[str, str]:
        """Person and insurance fields of a message."""
        return {
            "psn_no": self.person.number,
            "mdtrt_cert_type": "02",
            "mdtrt_cert_no": self.person.identity,
            "psn_cert_type": "01",
            "cert_type": "01",
            "certno": self.person.identity,
            "psn_type": person_type(self.person, on),
            "psn_name": self.person.name,
            "insutype": self.scheme,
            "insuplc_admdvs": self.pool,
            "mdtrtarea_admvs": self.institution.region,
        }


def bedside(ctx: ActContext, with_: With, on: dt.date) -> Bedside:
    """Person and institution of an act."""
    person = ctx.person(with_)
    enrolment = person.enrolment(on)
    return Bedside(
        person=person,
        institution=ctx.institution(wanted(with_, "institution")),
        pool=enrolment.pool if enrolment else "",
        scheme=insurance_type(enrolment) or "310",
        kind=str(with_.get("kind", "")),
    )


def admit(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Admit: ``person, institution, at?, diagnosis?, kind: ordinary | emergency | transfer``."""
    at = instant(with_["at"]) if with_.get("at") else ctx.at
    side = bedside(ctx, with_, at.date())
    code, name = diagnosis(with_.get("diagnosis", "C34.1"))
    doctor = _doctor(ctx, side.institution)
    more = _extension(with_)
    node = side.identity(at.date()) | {
        "begntime": stamp(at),
        "med_type": str(with_.get("care_code", "21")),
        "ipt_no": f"E{ctx.draft.next_number('elsewhere_stay'):06d}",
        "atddr_no": doctor.code if doctor else "D000000000000",
        "chfpdr_name": doctor.name if doctor else "",
        "adm_diag_dscr": name,
        "dscg_maindiag_code": code,
        "dscg_maindiag_name": name,
        **({"exp_content": more} if more else {}),
    }
    row = _diagnosis_row(side, code, name, at)
    out = send(ctx, side.institution, "2401", {"mdtrtinfo": node, "diseinfo": [row]})
    return {"stay": out["result"]["mdtrt_id"], "admitted_at": at.isoformat()}


def _extension(with_: With) -> dict[str, str]:
    found = {}
    if with_.get("kind") in KINDS:
        found["IPT_TYPE"] = KINDS[str(with_["kind"])]
    if with_.get("category"):
        found["FILING_CATEGORY"] = str(with_["category"])
    return found


def _doctor(ctx: ActContext, institution: DesignatedInstitution) -> Physician | None:
    found = ctx.draft.find("physicians", "institution", institution.id, Physician)
    return found[0] if found else None


def _diagnosis_row(side: Bedside, code: str, name: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "psn_no": side.person.number,
        "diag_type": "1",
        "maindiag_flag": "1",
        "diag_srt_no": "1",
        "diag_code": code,
        "diag_name": name,
        "diag_time": stamp(at),
    }


def discharge(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Discharge: ``stay, at?, diagnosis?``."""
    at = instant(with_["at"]) if with_.get("at") else ctx.at
    stay, side = _of_stay(ctx, with_)
    main = stay.main_diagnosis()
    given = with_.get("diagnosis") or (main.code if main else "C34.1")
    code, name = diagnosis(given)
    node = {
        "mdtrt_id": stay.number,
        "psn_no": side.person.number,
        "insutype": side.scheme,
        "endtime": stamp(at),
        "dscg_way": "1",
    }
    row = _diagnosis_row(side, code, name, at) | {"mdtrt_id": stay.number}
    send(ctx, side.institution, "2402", {"dscginfo": node, "diseinfo": [row]})
    return {"stay": stay.number, "discharged_at": at.isoformat()}


def _of_stay(ctx: ActContext, with_: With) -> tuple[Stay, Bedside]:
    stay = ctx.draft.get("stays", str(wanted(with_, "stay")), Stay)
    if stay is None:
        raise UsageError(f"no stay is called {with_['stay']!r}")
    place = {"person": stay.person, "institution": stay.institution}
    return stay, bedside(ctx, place, stay.begun_at.date())


def charge(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Charge: ``stay, eligible | lines [{item, quantity?, price?, amount?, on?, flags?}]``."""
    stay, side = _of_stay(ctx, with_)
    lines = with_.get("lines") or [{"item": EVERYDAY_ITEM, "amount": wanted(with_, "eligible")}]
    _upload(ctx, side, stay, lines)
    return {"stay": stay.number, "lines": len(lines)}


def _upload(ctx: ActContext, side: Bedside, stay: Stay, lines: Sequence[With]) -> None:
    known = len(ctx.draft.find("lines", "stay", stay.number, FeeLine))
    numbers = enumerate(lines, start=known + 1)
    rows = [_line(ctx, side, stay, line, n) for n, line in numbers]
    infno = "2301" if stay.kind == "inpatient" else "2204"
    send(ctx, side.institution, infno, {"feedetail": rows})


def _line(ctx: ActContext, side: Bedside, stay: Stay, line: With, number: int) -> dict[str, Any]:
    item = ctx.draft.get("items", str(line.get("item", EVERYDAY_ITEM)), ChargeItem)
    if item is None:
        raise UsageError(f"no item is called {line.get('item')!r}")
    quantity = int(line.get("quantity", 1))
    price = amount(line["price"]) if "price" in line else item.price
    if "amount" in line:
        quantity, price = 1, amount(line["amount"])
    flags = set(line.get("flags") or ())
    on = line.get("on")
    when = stamp(moment(str(on))) if on else stamp(stay.begun_at)
    return {
        "feedetl_sn": str(number),
        "mdtrt_id": stay.number,
        "psn_no": side.person.number,
        "med_type": stay.care_code,
        "fee_ocur_time": when,
        "med_list_codg": item.code,
        "medins_list_codg": item.own_code,
        "det_item_fee_sumamt": yuan(quantity * price),
        "cnt": str(quantity),
        "pric": plain_number(price, 2),
        "chrg_bchno": str(number),
        "hosp_appr_flag": _approval(flags),
        "exp_content": {"RESCUE_FLAG": "1" if "rescue" in flags else "0"},
    }


def _approval(flags: set[str]) -> str:
    if "approved" in flags:
        return "1"
    return "2" if flags & {"unapproved", "not_approved"} else "0"


def settle_stay(ctx: ActContext, with_: With) -> dict[str, Any]:
    """A whole stay: admit (unless ``stay`` is given), charge, discharge, settle.

    ``person, institution, admitted_at, discharged_at, eligible | lines, kind?, use_account?``.
    """
    number = with_.get("stay")
    if not number:
        start = {**with_, "at": wanted(with_, "admitted_at")}
        number = admit(ctx, start)["stay"]
    stay, _ = _of_stay(ctx, {"stay": number})
    if with_.get("eligible") or with_.get("lines"):
        charge(ctx, {**with_, "stay": number})
    if stay.status is StayStatus.IN_HOSPITAL:
        end = with_.get("discharged_at")
        discharge(ctx, {"stay": number, **({"at": end} if end else {})})
    return settle(ctx, {**with_, "stay": number})


def settle(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Preview and settle: ``stay, use_account?``; the amounts come back in yuan."""
    stay, side = _of_stay(ctx, with_)
    lines = ctx.draft.find("lines", "stay", stay.number, FeeLine)
    total = sum(each.amount for each in lines if not each.settlement)
    node = side.identity(stay.begun_at.date()) | {
        "mdtrt_id": stay.number,
        "medfee_sumamt": yuan(total),
        "psn_setlway": "01",
        "acct_used_flag": "1" if with_.get("use_account") in (True, "yes") else "0",
        "mid_setl_flag": "0",
    }
    for infno in ("2303", "2304"):
        out = send(ctx, side.institution, infno, {"data": node})
    return {"stay": stay.number, **_amounts(out["setlinfo"]), "reasons": _reasons(out)}


def _amounts(info: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "settlement": info["setl_id"],
        "total": info["medfee_sumamt"],
        "deductible": info["act_pay_dedc"],
        "pooled": info["hifp_pay"],
        "large_amount": info["hifob_pay"],
        "account": info["acct_pay"],
        "cash": info["psn_cash_pay"],
        "own_share": info["psn_part_amt"],
    }


def _reasons(out: Mapping[str, Any]) -> list[str]:
    words = "；".join(str(row.get("setl_proc_info", "")) for row in out["setldetail"])
    return [each.split(":")[0] for each in words.split("；") if ":" in each]


def undo(ctx: ActContext, with_: With) -> dict[str, Any]:
    """Undo the settlement of a stay: ``stay, settlement``."""
    stay, side = _of_stay(ctx, with_)
    node = {
        "mdtrt_id": stay.number,
        "setl_id": str(wanted(with_, "settlement")),
        "psn_no": side.person.number,
    }
    out = send(ctx, side.institution, "2305", {"data": node})
    return {"stay": stay.number, "settlement": out["setlinfo"]["setl_id"]}


ELSEWHERE = {
    "admit": admit,
    "discharge": discharge,
    "charge": charge,
    "settle": settle,
    "settle_stay": settle_stay,
    "undo_settlement": undo,
}
