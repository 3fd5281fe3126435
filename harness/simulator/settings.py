"""How one province's platform behaves where the interface leaves a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.wire.codes import spelt, tables
from harness.wire.dialects import Dialect

REVERSIBLE = frozenset({"2102", "2207", "2207A", "2304", "2304A", "2401"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a platform (wire.md §9.1); the defaults are those of the plain dialect.

    ``unknown_reversal`` says what 2601 answers for a message that never arrived: ``refuse`` or
    ``accept``. ``duplicate`` says what the same message under the same id gets: ``replay`` (the
    stored answer) or ``refuse``; another message under a known id is always refused.
    ``whole_batches``: all rows of a charge batch come in one 2204. ``comparison`` spells the
    results of 3202's file, which is no field that the wire could dress.
    """

    sign_in_enforced: bool = False
    duplicate: str = "replay"
    unknown_reversal: str = "refuse"
    reversible: frozenset[str] = REVERSIBLE
    whole_batches: bool = False
    comparison: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, dialect: Dialect | None) -> Settings:
        """The choices of a dialect."""
        if dialect is None:
            return cls()
        return cls(
            sign_in_enforced=dialect.sign_in_enforced,
            duplicate=dialect.duplicate_msgid,
            unknown_reversal=dialect.unknown_reversal,
            reversible=frozenset(dialect.reversible),
            whole_batches=dialect.batches == "whole",
            comparison={
                code: spelt("stmt_rslt", code, dialect) for code in tables()["stmt_rslt"]["codes"]
            },
        )
