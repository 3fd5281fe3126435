"""Whether a listed condition is approved, and until when (BMI14-A33, CC-30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from harness.domain.worldfacts import ListedCondition
from harness.policy.approvals import PARTICULARS, approval_end, check_chronic_request, complications
from harness.policy.rules import Rules

from .refusals import Refused

_SAID: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def approved_until(
    rules: Rules, condition: ListedCondition, stated: Mapping[str, Any], begin: dt.date
) -> dt.date:
    """The last day of an approval that begins on a day.

    A condition that a world has beside the list is approved for its own period.

    Args:
        rules: for the list's readings.
        condition: the one that is asked for.
        stated: particulars of the case as somebody wrote them; see ``particulars_of``.
        begin: the first day.

    Raises:
        Refused: CHRONIC_NOT_APPROVED, where the list does not name such a case.
    """
    if condition.disease:
        decision = check_chronic_request(
            rules, condition.disease, particulars_of(stated), begin, appraised=True
        )
        if not decision.allowed:
            raise Refused(
                decision.code or "CHRONIC_NOT_APPROVED", f"{condition.name}不符合病种条件"
            )
    return approval_end(rules, condition.period, begin)


def particulars_of(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Particulars in the words of the list, whatever else was stated left out.

    ``yes``, ``1`` and the like are said of a flag, digits are a grade, and a complication may be
    called by its word or by its name. An empty text states that there is none.
    """
    found = {str(name).lower(): value for name, value in stated.items()}
    return {name: _particular(name, found[name]) for name in PARTICULARS if name in found}


def _particular(name: str, value: Any) -> Any:
    said = str(value).strip() if value is not None else ""
    match name:
        case "complication":
            names = {title["zh"]: word for word, title in complications().items()}
            return names.get(said, said)
        case "muscle_strength":
            return int(said) if said.isascii() and said.isdigit() else said
        case "liver_function":
            return said
        case _:
            return _SAID.get(said.lower(), False)
