"""How one province's platform behaves where the interface leaves a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.wire.codes import spelt, tables
from harness.wire.dialects import Dialect, dialect

REVERSIBLE = frozenset({"2102", "2207", "2207A", "2304", "2304A", "2401"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a platform (wire.md §9.1); the defaults are those of the plain dialect.

    ``unknown_reversal`` says what 2601 answers for a message that never arrived: ``refuse`` or
    ``accept``. ``duplicate`` says what the same message under the same id gets: ``replay`` (the
    stored answer) or ``refuse``; another message under a known id is always refused.
    ``whole_batches``: all rows of a charge batch come in one 2204. ``comparison`` spells the
    results of 3201 and 3202; those of 3202 stand in a file, which the wire cannot dress.
    """

    sign_in_enforced: bool = False
    duplicate: str = "replay"
    unknown_reversal: str = "refuse"
    reversible: frozenset[str] = REVERSIBLE
    whole_batches: bool = False
    comparison: Mapping[str, str] = field(default_factory=lambda: _comparison(dialect("plain")))

    @classmethod
    def of(cls, spoken: Dialect | None) -> Settings:
        """The choices of a dialect."""
        if spoken is None:
            return cls()
        return cls(
            sign_in_enforced=spoken.sign_in_enforced,
            duplicate=spoken.duplicate_msgid,
            unknown_reversal=spoken.unknown_reversal,
            reversible=frozenset(spoken.reversible),
            whole_batches=spoken.batches == "whole",
            comparison=_comparison(spoken),
        )


def _comparison(spoken: Dialect) -> dict[str, str]:
    return {code: spelt("stmt_rslt", code, spoken) for code in tables()["stmt_rslt"]["codes"]}
