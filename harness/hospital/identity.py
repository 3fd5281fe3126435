"""Checks of the identity document before anything leaves the house (DER-ID-1; NM25-F-05)."""

from __future__ import annotations

from harness.domain import identifiers

MALE = "male"
FEMALE = "female"
LENGTH = 18
SEX_NAMES = {MALE: "男", FEMALE: "女"}
SEX_CODES = {MALE: "1", FEMALE: "2"}
_SEX_POSITION = 16


class Identity:
    """What the counter checks on an identity number (GB 11643)."""

    def number_is_right(self, certno: str) -> bool:
        """Tell whether length, digits and check digit are right."""
        return identifiers.is_identity(certno)

    def sex_of(self, certno: str) -> str:
        """Return the sex that the 17th digit states: odd is male."""
        return MALE if int(certno[_SEX_POSITION]) % 2 else FEMALE

    def same_name(self, written: str, known: str) -> bool:
        """Tell whether two names are the same, character for character."""
        return written == known


def masked(certno: str) -> str:
    """Return an identity number as lists and logs show it (DER-PRV-1)."""
    return f"{certno[:4]}{'*' * max(0, len(certno) - 6)}{certno[-2:]}" if certno else ""
