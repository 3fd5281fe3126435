"""Unpaid months as they are known at a moment."""

import datetime as dt

from harness.clock import moment
from harness.domain.standing import Standing, UnpaidMonth


def test_a_month_is_owed_until_its_payment() -> None:
    """Both parts of one month are one month; a later payment does not count yet."""
    march, april = dt.date(2025, 3, 1), dt.date(2025, 4, 1)
    standing = Standing(
        person="p",
        unpaid=(
            UnpaidMonth(month=april, part="employer"),
            UnpaidMonth(month=march, part="employer", paid_at=moment("2025-06-20T14:00")),
            UnpaidMonth(month=march, part="individual"),
        ),
    )

    assert (march, april) == standing.owed_months(moment("2025-06-20T13:59"))
    assert (march, april) == standing.owed_months(moment("2025-06-21T00:00"))
    paid = Standing(person="p", unpaid=standing.unpaid[1:2])
    assert () == paid.owed_months(moment("2025-06-20T14:00"))
