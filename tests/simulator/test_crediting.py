"""Crediting an account by the month."""

from typing import Any

import pytest

from harness.errors import UsageError


@pytest.mark.parametrize(
    ("person", "given", "credited"),
    [
        ("wang", {"month": "2025-05", "base": "10000.00"}, "310.00"),
        ("tang", {"month": "2025-05", "base": "10000.00"}, "330.00"),
        ("zhao", {"month": "2025-05", "pension": "4000.00"}, "140.00"),
        ("zhou", {"month": "2025-05", "base": "8000.00"}, "280.00"),
        ("wang", {"amount": "0.01"}, "0.01"),
    ],
)
def test_a_month_is_credited_by_age_and_status(
    desk: Any, person: str, given: dict[str, str], credited: str
) -> None:
    """3.1 and 3.3 % of the base, 3.5 % of a pension and for 文革基残 (BMI14-A15, A36-3)."""
    assert credited == desk.act("agency", "credit_account", person=person, **given)["credited"]


def test_the_rate_changes_with_the_month_after_retirement(desk: Any) -> None:
    """The month of retirement is still credited as an employee's (ACC14-A5)."""
    desk.act("employer", "retire", person="tang", on="2025-05-15")
    given = {"person": "tang", "base": "10000.00", "pension": "6000.00"}

    assert ["330.00", "210.00"] == [
        desk.act("agency", "credit_account", month=month, **given)["credited"]
        for month in ("2025-05", "2025-06")
    ]


def test_after_a_death_nothing_is_credited(desk: Any) -> None:
    """The account is closed, and further months bring nothing (ACC14-A6-1)."""
    desk.act("agency", "close_account", person="wang", heir="lin")
    given = {"person": "wang", "month": "2025-06", "base": "10000.00"}

    assert "0.00" == desk.act("agency", "credit_account", **given)["credited"]


@pytest.mark.parametrize(
    ("person", "code"),
    [("han", "NOT_INSURED"), ("feng", "NOT_IN_SCHEME"), ("wu", "MISSING_PARAMETER")],
)
def test_who_has_no_account_of_the_scheme_is_refused(desk: Any, person: str, code: str) -> None:
    """Not insured, outside the scheme, or of a pool whose rates are not held."""
    reply = desk.act("agency", "credit_account", person=person, month="2025-05", base="5000.00")

    assert code == reply["code"]


@pytest.mark.parametrize(
    ("person", "unit", "due"),
    [
        ("wang", "4000.00", ("5600.00", "392.00", "112.00", "173.60")),
        ("wang", "8000.00", ("8000.00", "560.00", "160.00", "248.00")),
        ("wang", "25000.00", ("21000.00", "1470.00", "420.00", "651.00")),
        ("tang", "", ("5600.00", "0.00", "504.00", "184.80")),
    ],
)
def test_a_base_is_verified_before_it_is_credited(
    desk: Any, person: str, unit: str, due: tuple[str, ...]
) -> None:
    """80 and 300 % of the region's average are the limits; the flexible owe both parts (R11)."""
    given = {"month": "2025-07", "region_average": "7000.00", "unit_average": unit}
    reply = desk.act("agency", "credit_account", person=person, **given)

    assert due == tuple(reply[name] for name in ("base", "employer", "individual", "credited"))


def test_who_has_no_average_of_the_unit_is_asked_for_it(desk: Any) -> None:
    """An employed person's base needs both averages."""
    given = {"person": "wang", "month": "2025-07", "region_average": "7000.00"}

    with pytest.raises(UsageError, match="unit_average"):
        desk.act("agency", "credit_account", **given)
