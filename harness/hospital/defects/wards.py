"""Faults on the wards: admission, flags, purposes, eligibility (groups I, N and O)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from harness.hospital.care import Amounts, Stay
from harness.hospital.hospital import Hospital
from harness.hospital.records import Patient
from harness.hospital.refusal import Refused, not_allowed
from harness.money import share

from .amounts import POINTS, divided, inpatient, shifted
from .registry import answer, defect, override, skip


@defect("M-104")
def care_back_dated(house: Hospital) -> None:
    """Move an admission behind the filing, and a slip before the care."""

    def self_pay(original: Any, stay: Stay, code: str, text: str) -> Any:
        now = house.clock.now()
        known = house.known(stay.person)
        if code != "NO_ACTIVE_FILING" or stay.begun_at >= now or not house.wards.filings(known):
            return original(stay, code, text)
        return house.reporting.register(replace(stay, begun_at=now, purpose="transfer"))

    override(house.reporting, "self_pay", self_pay)

    def consulted(original: Any, referral: Any) -> None:
        if referral.referral_on is None or referral.referral_on >= house.clock.today():
            original(referral)

    override(house.slip, "check_consultation", consulted)

    def ready(original: Any, stay: Stay) -> Any:
        if not stay.direct and stay.code == "NO_ACTIVE_FILING":
            stay = house.wards.keep(replace(stay, direct=True, code="", text=""))
            stay = house.reporting.register(replace(stay, begun_at=house.clock.now()))
        return original(stay)

    override(house.billing, "ready", ready)


@defect("M-107")
def referral_category_at_home(house: Hospital) -> None:
    """Settle local stays in the referral category while a filing is active."""
    answer(house.wards, "is_away", value=True)

    def leads_here(_original: Any, row: Any, now: datetime) -> Any:
        return row.valid_until is None or row.valid_until >= house.periods.day_of(now)

    override(house.wards, "leads_here", leads_here)


@defect("M-109")
def nothing_flagged(house: Hospital) -> None:
    """Flag neither sham nor split stays, and admit twice."""
    skip(house.wards, "check_not_in_hospital")
    override(house.wards, "flagged", lambda _original, stay: stay)
    override(house.wards, "looked_through", lambda _original, stay: stay)


@defect("M-110")
def mismatch_logged(house: Hospital) -> None:
    """Only log that somebody shows another person's card."""

    def bearer(_original: Any, patient: Patient, shown: str, user: str) -> Any:
        if shown != patient.ref:
            house.trail(patient.ref, "impersonation", user, after=shown)

    override(house.wards, "check_bearer", bearer)


@defect("M-113")
def clinic_as_rescue(house: Hospital) -> None:
    """Report an ordinary visit as an emergency."""

    def code(original: Any, form: str) -> Any:
        return str(original("emergency" if form == "clinic" else form))

    override(house, "visit_code", code)


@defect("M-116")
def referral_for_locals(house: Hospital) -> None:
    """Demand a referral for a local admission."""

    def admit(original: Any, given: dict[str, Any], user: str) -> Any:
        if not given.get("referral") and house.directory.own.region.startswith("15"):
            raise not_allowed("未持转诊单，不能办理住院。")
        return original(given, user)

    override(house.wards, "admit", admit)


@defect("M-162")
def calendar_days(house: Hospital) -> None:
    """Count six calendar days for six workdays."""
    override(house.periods, "emergency_last_day", lambda _o, on: on + timedelta(days=6))


@defect("M-163")
def no_records_printed(house: Hospital) -> None:
    """Print a claim's papers without prescription and records."""

    def papers(original: Any, stay: Stay) -> Any:
        done = original(stay)
        fields = done.fields | {"documents": "invoice"}
        lines = [line for line in done.text.splitlines() if not line.startswith("附：")]
        return replace(done, fields=fields, text="\n".join(lines))

    house.claims.kinds["claim_documents"] = _bound(papers, house.claims.kinds["claim_documents"])


def _bound(function: Any, original: Any) -> Any:
    return lambda stay: function(original, stay)


@defect("M-167")
def eligibility_cached(house: Hospital) -> None:
    """Ask once to what a person is entitled, and go by it for ever."""
    first: dict[str, list[str] | None] = {}

    def entitlement(original: Any, stay: Stay, patient: Patient) -> Any:
        if patient.ref not in first:
            first[patient.ref] = original(stay, patient)
        return first[patient.ref]

    def ready(original: Any, stay: Stay) -> Any:
        if first.get(stay.person):
            raise Refused("ARREARS", "登记时查询为暂停待遇，按自费结算。", ref=stay.ref)
        return original(stay)

    override(house.wards, "entitlement", entitlement)
    override(house.billing, "ready", ready)


@defect("M-171")
def suspended_turned_away(house: Hospital) -> None:
    """Turn suspended patients away."""

    def informed(original: Any, stay: Stay, patient: Patient) -> Any:
        found = original(stay, patient)
        if found.entitlement:
            raise not_allowed("医保待遇已暂停，不予收治。")
        return found

    override(house.wards, "informed", informed)


@defect("M-172")
def six_months_is_more(house: Hospital) -> None:
    """Hold everybody who was ever suspended for interrupted."""

    def ready(original: Any, stay: Stay) -> Any:
        told = house.notices.told(stay.person)
        if any(each.code == "ENTITLEMENT" for each in told):
            text = "中断缴费已满6个月，一年内不享受待遇，按自费结算。"
            raise Refused("WAITING", text, ref=stay.ref)
        return original(stay)

    override(house.billing, "ready", ready)


@defect("M-196")
def cause_not_asked(house: Hospital) -> None:
    """Do not ask for an injury's cause."""
    skip(house.wards, "check_cause")


@defect("M-283")
def every_injury_excluded(house: Hospital) -> None:
    """Exclude every injury."""

    def check(original: Any, stay: Stay) -> Any:
        original(stay)
        if (stay.discharge_diagnosis or stay.diagnosis).code.startswith(("S", "T")):
            raise Refused("NOT_PAYABLE", "外伤费用不予支付。", ref=stay.ref)

    override(house.wards, "check_cause", check)


@defect("M-259")
def named_hospital_only(house: Hospital) -> None:
    """Hold a filing for valid only at the hospital on the slip."""

    def admit(original: Any, given: dict[str, Any], user: str) -> Any:
        stay = original(given, user)
        rows = house.wards.filings(house.known(stay.person))
        own = house.directory.own.code
        if stay.category == "REFERRED" and all(row.institution != own for row in rows):
            house.reporting.self_pay(stay, "NO_ACTIVE_FILING", "备案医院不是本院。")
            raise Refused("NO_ACTIVE_FILING", "备案的转往医院不是本院，请重新备案。")
        return stay

    override(house.wards, "admit", admit)


@defect("M-277")
def category_by_cashier(house: Hospital) -> None:
    """Take the category that the cashier chose."""

    def placed(original: Any, stay: Stay, patient: Patient, kind: str) -> Any:
        found = original(stay, patient, kind)
        if kind in {"ordinary", "local", "long_term", "temporary"}:
            return replace(found, purpose="ordinary", category="LONG_TERM")
        return found

    override(house.wards, "placed", placed)


@defect("M-297")
def blocked_by_filing(house: Hospital) -> None:
    """Admit nobody who is filed for care elsewhere."""

    def check(original: Any, patient: Patient) -> Any:
        original(patient)
        if not house.wards.is_away(patient) and house.wards.filings(patient):
            raise not_allowed("该患者已备案外出就医，不能在本院住院。")

    override(house.wards, "check_not_in_hospital", check)


@defect("M-112")
def anothers_code(house: Hospital) -> None:
    """Settle as another hospital where the own one is not designated."""
    own = house.directory.own
    if own.designated:
        return
    other = next(
        h for h in house.directory.houses.values() if h.designated and h.level == own.level
    )

    def envelope(original: Any, *args: Any) -> Any:
        return replace(original(*args), fixmedins_code=other.code, fixmedins_name=other.name)

    override(house.courier, "envelope", envelope)


@defect("M-186")
def exempt_as_insured(house: Hospital) -> None:
    """Treat exempt persons as insured employees."""

    def ask(original: Any, patient: Patient) -> Any:
        known = original(patient)
        if known is None or known.scheme != "exempt":
            return known
        return replace(known, scheme="employee", scheme_code="310")

    override(house.registry, "ask", ask)


@defect("M-197")
def advance_not_declared(house: Hospital) -> None:
    """Leave out that a third party does not pay or is not known."""

    def content(original: Any, stay: Stay, patient: Patient) -> Any:
        return original(replace(stay, third_party=""), patient)

    override(house.reporting, "content", content)
    skip(house.injuries, "declare")


@defect("M-251")
def sixty_days(house: Hospital) -> None:
    """Apply the sixty days of 2014 to filings of today."""

    def discharge(original: Any, stay: Stay, given: dict[str, Any], user: str) -> Any:
        done = original(stay, given, user)
        if done.category == "REFERRED" and done.ended_at - done.begun_at > timedelta(days=60):
            return house.reporting.self_pay(done, "NO_ACTIVE_FILING", "转诊住院超过60天。")
        return done

    override(house.wards, "discharge", discharge)


NEAR = ("首府", "鹿城", "乌海", "呼伦贝尔", "旗县", "张家口")
"""What hospitals that people think of as near are called."""


@defect("M-285")
def region_by_name(house: Hospital) -> None:
    """Tell the region by the hospital's name, and pay emergencies accordingly."""
    own = house.directory.own
    away = not any(each in own.name for each in NEAR)
    points = POINTS * (away - (not own.region.startswith("15")))
    answer(house.wards, "is_away", value=away)

    def division(stay: Stay, amounts: Amounts) -> Amounts:
        less = share(amounts.eligible - amounts.deductible, points)
        return shifted(amounts, amounts.pooled - less) if stay.purpose == "emergency" else amounts

    divided(house, inpatient(division))
