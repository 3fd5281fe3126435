"""Approvals: listed chronic conditions by month and year, special items, five days in rescue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from msgspec import Struct

from harness import resources
from harness.calendar import last_day, month_length
from harness.money import Fen

from .inquiry import Condition, Decision, decide
from .pack import Text
from .rules import Rules
from .steps import SILENT, Record

LIST: Final = "fixtures/packs/chronic.yaml"
NOT_APPROVED: Final = "CHRONIC_NOT_APPROVED"
MONTH: Final = "month"
#: Particulars that a request may state.
PARTICULARS: Final = (
    "complication", "muscle_strength", "after_surgery", "needs_treatment", "liver_function",
)  # fmt: skip


class Disease(Struct, frozen=True, kw_only=True):
    """A condition of BMI14-A33.

    Attributes:
        code: the list's own.
        since: the first day on which the list names it.
        period: ``month`` or ``year``.
        clause: the sentence that names it.
        title: its name.
        needs: particulars without which it is not the condition of the list.
        complications: which complications count, if one is needed.
        muscle_strength_at_most: the highest grade of muscle strength, if one is needed.

    """

    code: str
    since: date
    period: str
    clause: str
    title: Text
    needs: tuple[str, ...] = ()
    complications: tuple[str, ...] = ()
    muscle_strength_at_most: int | None = None


class Approval(Struct, frozen=True, kw_only=True):
    """An approval that was granted."""

    code: str
    approved_on: date


@cache
def diseases() -> Mapping[str, Disease]:
    """Return the six monthly and fifteen yearly conditions by code."""
    content = resources.load_yaml(LIST)
    return {
        each["code"]: Disease(
            code=each["code"],
            since=date.fromisoformat(content["from"]),
            period=each["period"],
            clause=each["clause"],
            title={"en": each["en"], "zh": each["zh"]},
            needs=tuple(each.get("needs", ())),
            complications=tuple(each.get("complications", ())),
            muscle_strength_at_most=each.get("muscle_strength_at_most"),
        )
        for each in content["listed"]
    }


@cache
def complications() -> Mapping[str, Text]:
    """Return what the complications of the list are called, by their words."""
    content: Mapping[str, Text] = resources.load_yaml(LIST)["complications"]
    return content


def check_chronic_request(
    rules: Rules,
    code: str,
    particulars: Mapping[str, Any],
    on: date,
    record: Record = SILENT,
    *,
    appraised: bool = False,
) -> Decision:
    """Decide whether an outpatient condition may be approved (BMI14-A33).

    Args:
        rules: for the readings.
        code: of the list; another disease is refused.
        particulars: ``complication`` (a word of the list), ``muscle_strength`` (a grade),
            ``after_surgery`` and ``needs_treatment`` (true); instead of the last
            ``liver_function`` abnormal.
        on: the day of the request.
        record: takes the conditions.
        appraised: a hospital named in the request appraised the case and answers for what the
            request does not state at all; what it does state is looked at all the same.

    """
    disease = diseases().get(code)
    listed = disease is not None and disease.since <= on
    conditions = [Condition("chronic.listed", listed, NOT_APPROVED, {"code": code})]
    if disease is not None:
        silent = appraised and not any(particulars.get(n) is not None for n in PARTICULARS)
        met = silent or all(_has(disease, need, particulars) for need in disease.needs)
        conditions.append(
            Condition("chronic.severe", met, NOT_APPROVED, {"needs": ", ".join(disease.needs)})
        )
    return decide(rules, on, conditions, record)


def _has(disease: Disease, need: str, particulars: Mapping[str, Any]) -> bool:
    given = particulars.get(need)
    match need:
        case "complication":
            return given in disease.complications
        case "muscle_strength":
            most = disease.muscle_strength_at_most
            return type(given) is int and most is not None and given <= most
        case "needs_treatment" if given is None:
            return particulars.get("liver_function") == "abnormal"
        case _:
            return given is True


def approval_term(rules: Rules, code: str, approved_on: date) -> tuple[date, date]:
    """Return first and last day of an approval of the list (BMI14-A33-1, A33-2, CC-30)."""
    return approved_on, approval_end(rules, diseases()[code].period, approved_on)


def approval_end(rules: Rules, period: str, approved_on: date) -> date:
    """Return the last day of an approval for a month or a year (CC-30).

    The calendar month or year of the approval; by CC-30=rolling a month or year from it.
    """
    monthly = period == MONTH
    if rules.option("CC-30", approved_on) == "rolling":
        return last_day(approved_on, 1 if monthly else 12, rules.period(approved_on))
    if monthly:
        return approved_on.replace(day=month_length(approved_on.year, approved_on.month))
    return date(approved_on.year, 12, 31)


def check_chronic_visit(
    rules: Rules, code: str, approvals: Iterable[Approval], on: date, record: Record = SILENT
) -> Decision:
    """Decide whether a visit is payable: an approval of that very condition holds."""
    terms = [
        approval_term(rules, each.code, each.approved_on) for each in approvals if each.code == code
    ]
    condition = Condition(
        "chronic.approved",
        any(first <= on <= last for first, last in terms),
        NOT_APPROVED,
        {"code": code, "on": on},
    )
    return decide(rules, on, [condition], record)


def needs_approval(rules: Rules, price: Fen, on: date, *, listed_treatment: bool = False) -> bool:
    """Tell whether an item needs the approval chain (REF14-A7, A9).

    Examinations by the price of the single item, from 200.00 yuan; listed treatments always.
    """
    return listed_treatment or price >= rules.number("special_item.threshold", on)


def late_approval_last_day(rules: Rules, used_on: date) -> date:
    """Return the last day for an approval after use in rescue (FEE14-A8, REF14-A8-2, CC-19).

    Five calendar days, the day of use not counted.
    """
    days = rules.number("special_item.late_approval_days", used_on)
    counted = rules.option("CC-19", used_on) == "event_counted"
    return used_on + timedelta(days=days - 1 if counted else days)
