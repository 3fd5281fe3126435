"""Who must pay instead of the fund, and when the fund pays first and claims it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from .inquiry import Condition, Decision, decide
from .rules import Rules
from .steps import SILENT, Record


class Cause(StrEnum):
    """Why care was needed."""

    ILLNESS = "illness"
    OWN = "own"
    WORK = "work"
    THIRD_PARTY = "third_party"


class ThirdParty(StrEnum):
    """What is known of a liable third party."""

    PAYS = "pays"
    UNPAID = "unpaid"
    UNKNOWN = "unknown"


class CauseFacts(Struct, frozen=True, kw_only=True):
    """What is known of the cause of a stay.

    Attributes:
        cause: why care was needed; None if it was not captured.
        injury: whether the diagnosis is an injury, so that a cause must be captured.
        third_party: what is known of the third party, if one is liable.
        declared: whether the insured declared that the third party does not pay or is unknown.
        public_health: whether public health bears the whole.
        abroad: whether care was had abroad or in Hong Kong, Macao or Taiwan.

    """

    cause: Cause | None = Cause.ILLNESS
    injury: bool = False
    third_party: ThirdParty | None = None
    declared: bool = False
    public_health: bool = False
    abroad: bool = False


def check_cause(rules: Rules, facts: CauseFacts, on: date, record: Record = SILENT) -> Decision:
    """Decide whether the fund pays, given the cause; ``is_advance``: does it claim back."""
    return decide(rules, on, _conditions(facts), record)


def _conditions(facts: CauseFacts) -> Iterator[Condition]:
    yield Condition("cause.in_country", not facts.abroad, "NOT_PAYABLE", {})
    yield Condition("cause.public_health", not facts.public_health, "PUBLIC_HEALTH", {})
    yield Condition(
        "cause.captured", facts.cause is not None or not facts.injury, "FIELD_MISSING", {}
    )
    yield Condition(
        "cause.work", facts.cause is not Cause.WORK, "NOT_PAYABLE", {"cause": facts.cause}
    )
    yield Condition(
        "cause.third_party",
        facts.cause is not Cause.THIRD_PARTY or is_advance(facts),
        "NOT_PAYABLE",
        {"third_party": facts.third_party, "declared": facts.declared},
    )


def is_advance(facts: CauseFacts) -> bool:
    """Tell whether the fund pays first and may recover from the third party (BMI14-A21-5).

    Only where the insured has declared that the third party does not pay or is not known.
    """
    open_claim = facts.third_party in (ThirdParty.UNPAID, ThirdParty.UNKNOWN)
    return facts.cause is Cause.THIRD_PARTY and open_claim and facts.declared
