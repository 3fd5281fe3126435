"""Faults of the slip: entries, identity, form, numbers, trail, order of steps (group A)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.hospital.hospital import Hospital
from harness.hospital.records import AuditEvent, Consultation, Referral
from harness.hospital.refusal import missing, not_allowed
from harness.hospital.request import Entries

from .registry import answer, defect, override, skip

BLANKED = ("phone", "hospital", "department", "reason")
OPTIONAL = (*BLANKED, "heading_on", "referral_on", "diagnosis", "summary")


@defect("M-001")
def empty_entries_pass(house: Hospital) -> None:
    """Take empty entries as they are."""
    blanked: set[str] = set()

    def refer(original: Any, given: dict[str, Any], user: str) -> Any:
        blank = {n for n in OPTIONAL if n in given and given[n] is None}
        kept = {name: value for name, value in given.items() if name not in blank}
        centre = kept.get("centre")
        if isinstance(centre, dict) and "reviewed_on" in centre and centre["reviewed_on"] is None:
            kept["centre"] = {n: v for n, v in centre.items() if n != "reviewed_on"}
        blanked.clear()
        blanked.update(blank & set(BLANKED))
        return original(kept, user)

    def opened(original: Any, draft: Referral, patient: Any, user: str) -> Any:
        empty: dict[str, Any] = dict.fromkeys(blanked, "")
        return original(replace(draft, **empty), patient, user)

    override(house.desk, "refer", refer)
    override(house.desk, "open", opened)


@defect("M-002")
def any_number_of_boxes(house: Hospital) -> None:
    """Let no box or both boxes be ticked."""
    skip(house.slip, "check_insurance_type")

    def boxes(original: Any, entries: Entries, patient: Any) -> Any:
        if entries.has("insurance_type") and not entries.given["insurance_type"]:
            return ()
        return original(entries, patient)

    override(house.drafting, "insurance_type", boxes)


@defect("M-003")
def everybody_an_employee(house: Hospital) -> None:
    """Tick the employee box for everybody."""
    skip(house.slip, "check_insurance_type")
    answer(house.drafting, "insurance_type", ("employee",))
    _as_employee(house)


def _as_employee(house: Hospital) -> None:
    def asked(original: Any, patient: Any) -> Any:
        known = original(patient)
        return known and replace(known, scheme_code="310")

    override(house.registry, "ask", asked)


@defect("M-004")
def any_number_will_do(house: Hospital) -> None:
    """Do not verify the check digit."""
    answer(house.identity, "number_is_right", value=True)


@defect("M-006")
def rare_characters_lost(house: Hospital) -> None:
    """Drop the middle dot, and put a question mark for rare characters."""

    def opened(original: Any, draft: Referral, patient: Any, user: str) -> Any:
        plain = draft.name.replace("·", "").encode("gbk", "replace").decode("gbk")
        return original(replace(draft, name=plain), patient, user)

    override(house.desk, "open", opened)


@defect("M-007")
def home_grown_form(house: Hospital) -> None:
    """Print a form without the second paragraph of the notice."""
    override(house.prints, "notice", lambda original: original()[:1])
    override(house.prints, "labels", lambda original: original()[:-1])


@defect("M-009")
def numbers_restart_daily(house: Hospital) -> None:
    """Begin again with 1 every day, the number without its day."""

    def number(_original: Any, now: Any) -> Any:
        serial = house.store.next(f"slip-{now:%Y%m%d}")
        return f"{house.directory.own.code}{serial:06d}"

    override(house.desk, "number", number)


@defect("M-010")
def void_numbers_reused(house: Hospital) -> None:
    """Give the number of a void slip to the next one."""

    def number(original: Any, now: Any) -> Any:
        cases = house.referrals()
        used = {each.slip_no for each in cases if each.status != "void"}
        free = [each.slip_no for each in cases if each.status == "void" and each.slip_no]
        again = next((each for each in free if each not in used), "")
        return again or str(original(now))

    override(house.desk, "number", number)


@defect("M-011")
def trail_overwritten(house: Hospital) -> None:
    """Keep only the last event of a case."""

    def append(_original: Any, event: AuditEvent) -> Any:
        house.store.put(f"last-{event.about}", event)

    override(house.audit, "append", append)


@defect("M-012")
def no_consultation_needed(house: Hospital) -> None:
    """Issue slips without examination or consultation."""
    skip(house.slip, "check_consultation")

    def consultation(original: Any, entries: Entries, lawful: Any) -> Any:
        if entries.has("consultation") and not entries.given["consultation"]:
            return Consultation()
        return original(entries, lawful)

    override(house.drafting, "consultation", consultation)


@defect("M-014")
def no_ground_needed(house: Hospital) -> None:
    """Make ground and reason optional."""
    skip(house.slip, "check_ground")

    def optional(name: str, value: str) -> None:
        def entry(original: Any, entries: Entries) -> str:
            if entries.has(name) and not entries.given[name]:
                return value
            return str(original(entries))

        override(house.drafting, name, entry)

    optional("ground", "4")
    optional("reason", "无")


@defect("M-015")
def admission_demanded(house: Hospital) -> None:
    """Demand an inpatient number."""

    def encounter(original: Any, entries: Entries) -> Any:
        kind = str(original(entries))
        if kind != "inpatient":
            raise missing("encounter", "住院号")
        return kind

    override(house.drafting, "encounter", encounter)


@defect("M-016")
def notice_afterwards(house: Hospital) -> None:
    """Issue without briefing and acknowledgement, and fill them in afterwards."""
    skip(house.slip, "check_notice")

    def notice(original: Any, entries: Entries, patient: Any) -> Any:
        part = entries.given.get("notice", {}) or {}
        given = {name: value for name, value in part.items() if value}
        return original(Entries({**entries.given, "notice": given or {"signer": "self"}}), patient)

    override(house.drafting, "notice", notice)


@defect("M-018")
def any_date(house: Hospital) -> None:
    """Take dates in the future, dates in any order, and new dates after issue."""
    skip(house.slip, "check_dates", "check_consultation")
    skip(house.centre, "check_dates")

    def retry(original: Any, referral: Referral) -> Any:
        return original(house.save(replace(referral, referral_on=house.clock.today())))

    override(house.filing, "retry", retry)

    def send(original: Any, referral: Referral, errand: Any) -> Any:
        content = house.filing.content(referral, house.known(referral.person))
        return original(referral, house.outbox.rewritten(errand, content))

    override(house.filing, "send", send)


@defect("M-024")
def deposit_demanded(house: Hospital) -> None:
    """Demand a deposit after the centre has agreed."""

    def ready(original: Any, referral: Referral) -> Any:
        original(referral)
        raise not_allowed("请先交纳转诊押金并在本院复查。")

    override(house.desk, "check_ready", ready)


@defect("M-249")
def old_chain(house: Hospital) -> None:
    """Still demand the director's signature and the agency's approval."""

    def ready(original: Any, referral: Referral) -> Any:
        original(referral)
        raise not_allowed("须经主管院长签字，并报医保经办机构批准。", field="director")

    override(house.desk, "check_ready", ready)


@defect("M-253")
def symptoms_refused(house: Hospital) -> None:
    """Refuse a provisional diagnosis."""

    def diagnosis(original: Any, entries: Entries) -> Any:
        found = original(entries)
        if found.code.startswith("R"):
            raise not_allowed("诊断不明确，不能转诊。", field="diagnosis")
        return found

    override(house.drafting, "diagnosis", diagnosis)


@defect("M-273")
def no_summary(house: Hospital) -> None:
    """Make the case summary optional."""

    def summary(original: Any, entries: Entries) -> Any:
        return str(original(entries)) if entries.given.get("summary", "x") else ""

    override(house.drafting, "summary", summary)


@defect("X-109")
def double_click(house: Hospital) -> None:
    """Make two slips of a double click."""
    answer(house.referral_actions, "same_click", value=None)
