"""How long the approval of a listed condition lasts (BMI14-A33, CC-30)."""

from __future__ import annotations

import datetime as dt

from harness.calendar import last_day, month_length
from harness.domain.worldfacts import ListedCondition
from harness.policy.rules import Rules

MONTH = "month"


def approval_end(rules: Rules, condition: ListedCondition, begin: dt.date) -> dt.date:
    """The last day: of the calendar month or year, or by CC-30=rolling a month or year later."""
    monthly = condition.period == MONTH
    if rules.option("CC-30", begin) == "rolling":
        return last_day(begin, 1 if monthly else 12, rules.period(begin))
    if monthly:
        return begin.replace(day=month_length(begin.year, begin.month))
    return dt.date(begin.year, 12, 31)
