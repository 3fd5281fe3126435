"""The medical group's channel between a Wuhai hospital and the city centre (WH25-1-2f, 2h).

It is not the insurance interface. Here it joins the houses that one driver plays in one sandbox.
"""

from __future__ import annotations

import msgspec

from .records import Referral


class GroupChannel:
    """Pushed cases on their way to the centre, and decisions on their way back."""

    def __init__(self) -> None:
        """Begin empty."""
        self._pushed: dict[str, bytes] = {}
        self._decided: dict[str, bytes] = {}

    def push(self, referral: Referral) -> None:
        """Hand over a case that passed the first review."""
        self._pushed[referral.ref] = msgspec.json.encode(referral)

    def case(self, ref: str) -> Referral | None:
        """Return a case that was pushed."""
        found = self._pushed.get(ref)
        return None if found is None else msgspec.json.decode(found, type=Referral)

    def answer(self, referral: Referral) -> None:
        """Send back what became of a pushed case; others stay where they are."""
        if referral.ref in self._pushed:
            self._decided[referral.ref] = msgspec.json.encode(referral)

    def decision(self, ref: str) -> Referral | None:
        """Return what the centre answered about a case."""
        found = self._decided.get(ref)
        return None if found is None else msgspec.json.decode(found, type=Referral)
