"""Faults of extension advice (group G)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from harness.calendar import PeriodRule, last_day
from harness.hospital.hospital import Hospital
from harness.hospital.messages import referral as wire
from harness.hospital.records import Referral

from .dates import locked_out, overflowed, shown_until
from .registry import defect, override


def _filed_again(house: Hospital, referral: Referral, content: dict[str, Any]) -> None:
    patient = house.known(referral.person)
    house.courier.send("2501", house.carriage.write(content, {}), pool=patient.pool)


@defect("M-089")
def extended_by_the_house(house: Hospital) -> None:
    """Apply for the extension oneself."""

    def asked(original: Any, referral: Referral) -> Any:
        current = original(referral)
        until = current.filing.valid_until
        if until is not None:
            content = wire.filing(current, house.known(current.person))
            dates = {"begndate": until.isoformat()}
            dates["enddate"] = house.periods.extended_until(until).isoformat()
            _filed_again(house, current, {"refmedin": content["refmedin"] | dates})
        return current

    override(house.referral_actions, "extension_asked", asked)


@defect("M-090")
def filed_again(house: Hospital) -> None:
    """File the old slip anew to imitate an extension."""

    def asked(original: Any, referral: Referral) -> Any:
        current = original(referral)
        today = replace(current, referral_on=house.clock.today())
        _filed_again(house, current, wire.filing(today, house.known(current.person)))
        return current

    override(house.referral_actions, "extension_asked", asked)


@defect("M-091")
def ten_days(house: Hospital) -> None:
    """Keep the ten days of the old rules."""
    override(
        house.periods, "extension_window", lambda _o, until: (until - timedelta(days=10), until)
    )


@defect("M-092")
def never_too_late(house: Hospital) -> None:
    """Promise an extension after the filing has ended."""

    def code(original: Any, *args: Any) -> Any:
        found = str(original(*args))
        return "" if found == "EXT_TOO_LATE" else found

    override(house.views, "extension_code", code)


@defect("M-094")
def from_application(house: Hospital) -> None:
    """Count an extension from the day it was seen."""

    def from_row(original: Any, state: Any, row: Any) -> Any:
        found = original(state, row)
        if state.first_until and found.valid_until and found.valid_until > state.first_until:
            today = house.clock.today()
            return replace(found, valid_until=last_day(today, 6, PeriodRule.CIVIL_CODE))
        return found

    override(house.filing, "from_row", from_row)


@defect("M-095")
def extension_ignored(house: Hospital) -> None:
    """Go by the old last day though the platform has extended."""
    shown_until(house, lambda row: last_day(row.valid_from, 6, PeriodRule.CIVIL_CODE))
    locked_out(house)


@defect("M-097")
def window_overflows(house: Hospital) -> None:
    """Run over a month's end where the window opens, and count a year from the first day."""

    def window(_original: Any, until: Any) -> Any:
        return overflowed(until, -1), until

    def from_row(original: Any, state: Any, row: Any) -> Any:
        found = original(state, row)
        if row.valid_from and state.first_until and found.valid_until > state.first_until:
            whole = last_day(row.valid_from, 12, PeriodRule.CIVIL_CODE)
            return replace(found, valid_until=whole)
        return found

    override(house.periods, "extension_window", window)
    override(house.filing, "from_row", from_row)
