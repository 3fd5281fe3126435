"""Which lines of a bill the funds do not pay for the time being (BMI14-A26, reading CC-20)."""

from __future__ import annotations

from datetime import date, timedelta

from harness.errors import DataError

from .facts import StayFacts
from .rules import Rules
from .standing import Standing, reason


class ChargeDateNeeded(DataError):
    """Arrears split the stay, and a line does not say when it was incurred."""


def suspended_lines(
    rules: Rules, standing: Standing | None, stay: StayFacts
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the positions of the suspended lines and the codes of why.

    Raises:
        ChargeDateNeeded: if a line without a day lies in a stay that arrears split.

    """
    if standing is None or not standing.arrears:
        return frozenset(), ()
    found = [_reason(rules, standing, stay, line.charged_on) for line in stay.lines]
    held = frozenset(position for position, why in enumerate(found) if why is not None)
    return held, tuple(dict.fromkeys(why for why in found if why is not None))


def _reason(
    rules: Rules, standing: Standing, stay: StayFacts, charged_on: date | None
) -> str | None:
    match rules.option("CC-20", stay.discharged_on):
        case "admission":
            day: date | None = stay.admitted_on
        case "discharge":
            day = stay.discharged_on
        case _:
            day = charged_on
    if day is not None:
        return reason(rules, standing, day, stay.settled_on)
    return _of_whole_stay(rules, standing, stay)


def _of_whole_stay(rules: Rules, standing: Standing, stay: StayFacts) -> str | None:
    days = (stay.discharged_on - stay.admitted_on).days + 1
    found = {
        reason(rules, standing, stay.admitted_on + timedelta(days=each), stay.settled_on)
        for each in range(days)
    }
    if len(found) > 1:
        raise ChargeDateNeeded(
            "a line does not say when it was incurred (charged_on)",
            why="arrears begin or end during the stay, and each charge counts by its own day",
        )
    return found.pop()
