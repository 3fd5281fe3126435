"""Settlement between agency and hospital: quota, advance, closing window (FEE14-A3, A5, A15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from harness.calendar import WorkCalendar, shift_months
from harness.money import WHOLE, BasisPoints, Fen, round_half_up, share

from .rules import Rules
from .steps import SILENT, Record


class QuotaResult(Struct, frozen=True, kw_only=True):
    """What the agency pays for a period.

    Attributes:
        paid: by the agency.
        hospital_bears: of an excess.
        reward: of a saving.

    """

    paid: Fen
    hospital_bears: Fen = 0
    reward: Fen = 0


class PastPeriod(Struct, frozen=True, kw_only=True):
    """A past year or quarter of the hospitals of one level.

    Attributes:
        cost: what the stays cost.
        stays: how many.
        unreasonable: what of the cost is left out (FEE14-A4-2).

    """

    cost: Fen
    stays: int
    unreasonable: Fen = 0


def quota_of(past: Sequence[PastPeriod], stays: int) -> tuple[Fen, Fen]:
    """Return the quota for one stay and the total for an expected number of stays (FEE14-A4-2).

    Args:
        past: the periods that are averaged; the amounts are the agency's, the text has none.
        stays: how many are expected.

    Raises:
        ValueError: if there is no stay to average.

    """
    cases = sum(each.stays for each in past)
    if cases <= 0:
        raise ValueError("an average needs at least one stay")
    quota = round_half_up(sum(each.cost - each.unreasonable for each in past), cases)
    return quota, quota * stays


def settle_quota(
    rules: Rules, quota: Fen, actual: Fen, on: date, record: Record = SILENT
) -> QuotaResult:
    """Return the settlement against the quota (FEE14-A5-1 to A5-5, CC-21).

    Inside ±10 % what was spent is paid. Over it, the slice up to 115 % is shared, the rest is the
    hospital's; under it, half of the saving down to 85 % is a reward, below that what was spent is
    paid.

    Args:
        rules: parameters and readings.
        quota: quota per case times cases.
        actual: what was spent.
        on: the day that decides.
        record: takes the step.

    """
    inside = rules.find("quota.float", on)
    shared = rules.find("quota.shared_to", on)
    half = rules.find("quota.share", on)
    option = rules.option("CC-21", on)
    if actual > quota:
        result = _over(quota, actual, inside.value, shared.value, half.value, option)
    else:
        result = _under(quota, actual, inside.value, shared.value, half.value, option)
    record.step(
        "quota.settled",
        result.paid,
        (inside, shared, half),
        quota=quota,
        actual=actual,
        reward=result.reward,
        bears=result.hospital_bears,
    )
    return result


def _over(
    quota: Fen,
    actual: Fen,
    inside: BasisPoints,
    shared: BasisPoints,
    half: BasisPoints,
    option: str,
) -> QuotaResult:
    free, limit = share(quota, WHOLE + inside), share(quota, WHOLE + shared)
    if actual <= free:
        paid = quota if option == "quota_inside_float" else actual
        return QuotaResult(paid=paid, hospital_bears=actual - paid)
    start = quota if option == "whole_excess" else free
    paid = start + share(min(actual, limit) - start, half)
    return QuotaResult(paid=paid, hospital_bears=actual - paid)


def _under(
    quota: Fen,
    actual: Fen,
    inside: BasisPoints,
    shared: BasisPoints,
    half: BasisPoints,
    option: str,
) -> QuotaResult:
    free, limit = share(quota, WHOLE - inside), share(quota, WHOLE - shared)
    if actual >= free:
        paid = quota if option == "quota_inside_float" else actual
        return QuotaResult(paid=paid, reward=paid - actual)
    if actual < limit:
        return QuotaResult(paid=actual)
    reward = share((quota if option == "whole_excess" else free) - actual, half)
    return QuotaResult(paid=actual + reward, reward=reward)


def settle_global(total: Fen, actual: Fen) -> QuotaResult:
    """Return the year's settlement under global control: a saving is the hospital's (FEE14-A5-6).

    An overrun is not regulated; nothing above the total is paid.
    """
    surplus = max(total - actual, 0)
    return QuotaResult(paid=total, reward=surplus, hospital_bears=max(actual - total, 0))


class Advance(Struct, frozen=True, kw_only=True):
    """A monthly claim that passed review.

    Attributes:
        advanced: paid at once.
        retained: paid after the yearly evaluation.

    """

    advanced: Fen
    retained: Fen


def advance_of(rules: Rules, claim: Fen, on: date, record: Record = SILENT) -> Advance:
    """Return the 90 % that are paid first and what is retained (FEE14-A5-7)."""
    rate = rules.find("quota.advance", on)
    advanced = share(claim, rate.value)
    record.step("quota.advance", advanced, (rate,), claim=claim)
    return Advance(advanced=advanced, retained=claim - advanced)


def release_of(retained: Fen, deduction: BasisPoints) -> tuple[Fen, Fen]:
    """Return what is released and what is deducted after the evaluation (FEE14-A15)."""
    deducted = share(retained, deduction)
    return retained - deducted, deducted


def closing_window(
    rules: Rules, month: date, calendar: WorkCalendar | None = None
) -> tuple[date, date]:
    """Return first and last day for handing in the statement of a month (FEE14-A3-2b).

    From the 1st to the 5th of the following month; a last day that is no workday moves to the next
    one, because this article says so itself (节假日顺延).

    Args:
        rules: parameters.
        month: any day of the month that is settled.
        calendar: the official workdays.

    Raises:
        CalendarGap: for a year whose calendar is not held.

    """
    following = shift_months(month.replace(day=1), 1)
    first = rules.number("closing.first_day", following)
    last = rules.number("closing.last_day", following)
    end = following + timedelta(days=last - 1)
    return following + timedelta(days=first - 1), (calendar or WorkCalendar.load()).roll_forward(
        end
    )


def statistics_due(rules: Rules, month: date) -> date | None:
    """Return the last day for a monthly report to which the texts give none (CC-28).

    Args:
        rules: readings.
        month: any day of the month that is reported.

    """
    following = shift_months(month.replace(day=1), 1)
    days = {"fifth": 5, "tenth": 10}
    day = days.get(rules.option("CC-28", following))
    return None if day is None else following.replace(day=day)
