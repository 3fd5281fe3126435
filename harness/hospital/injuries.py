"""Injuries for which somebody else is liable: declared, so that the fund pays first and recovers.

Only what the patient declared is declared: that the third party does not pay, or is not known
(BMI14-A21-5). Nothing is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import outbox as states
from .care import Stay
from .messages import injuries as wire
from .refusal import Refused, not_allowed

if TYPE_CHECKING:
    from .hospital import Hospital

KIND = "injury"
ADVANCED = frozenset({"unpaid", "unknown"})
RECOURSE = "第三人不支付或无法确定，由基本医疗保险基金先行支付，并依法追偿。"


class Injuries:
    """Declares injuries for payment in advance (2507)."""

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house

    def is_advanced(self, stay: Stay) -> bool:
        """Tell whether the fund is asked to pay in the third party's place."""
        return stay.cause == "third_party" and stay.third_party in ADVANCED

    def declare(self, stay: Stay) -> None:
        """Declare an injury once, before its bill is first settled or previewed.

        Raises:
            Refused: the platform refuses the declaration, or cannot be reached.

        """
        errand = self._house.outbox.of(KIND, stay.ref)
        done = errand is not None and errand.state == states.DONE
        if done or not self.is_advanced(stay):
            return
        if errand is None or errand.state == states.DROPPED:
            patient = self._house.known(stay.person)
            errand = self._house.outbox.write(
                kind=KIND,
                about=stay.ref,
                person=stay.person,
                infno="2507",
                content=wire.injury(stay, patient, self._house.directory.own),
                pool=patient.pool,
            )
        answer = self._house.insist(errand)
        if answer.refused:
            raise Refused(answer.code, answer.reason, ref=stay.ref)
        if not answer.ok:
            raise not_allowed("医保平台暂不可用，外伤先行支付备案待发。", ref=stay.ref)
