"""How the hospital says no, and how it looks at a missing or wrong entry."""

from __future__ import annotations

from typing import Final

FIELD_MISSING: Final = "FIELD_MISSING"
FIELD_INVALID: Final = "FIELD_INVALID"
NOT_ALLOWED: Final = "NOT_ALLOWED"


class Refused(Exception):
    """The hospital refuses what its user asks.

    Attributes:
        code: ``FIELD_MISSING``, ``FIELD_INVALID``, ``NOT_ALLOWED`` or a refusal code of the wire.
        text: what the user reads.
        field: the entry at fault, as a path of the action's ``with``.
        ref: the case that was kept all the same, if any.

    """

    def __init__(self, code: str, text: str, *, field: str = "", ref: str = "") -> None:
        """Keep the three answers."""
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.field = field
        self.ref = ref


def missing(field: str, label: str) -> Refused:
    """Return the refusal of an empty mandatory entry."""
    return Refused(FIELD_MISSING, f"“{label}”未填写。", field=field)


def invalid(field: str, text: str) -> Refused:
    """Return the refusal of a wrong entry."""
    return Refused(FIELD_INVALID, text, field=field)


def not_allowed(text: str, *, field: str = "", ref: str = "") -> Refused:
    """Return the refusal of something nobody may do here and now."""
    return Refused(NOT_ALLOWED, text, field=field, ref=ref)
