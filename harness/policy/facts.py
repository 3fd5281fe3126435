"""What a rule is told about people, stays and lines: plain values, no wire names.

Amounts are fen, days are civil dates in China.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from harness.money import Fen

from .errors import UnknownCategory
from .standing import Standing

TIERS: Final = {
    "3A": "3A",
    "3B": "3B",
    "2A": "other",
    "2B": "other",
    "2C": "other",
    "1A": "other",
    "1B": "other",
    "1C": "other",
}
"""Grade of a hospital → its class in the tables of BMI14-A20 and A21."""


class Status(StrEnum):
    """Which table of rates a person has."""

    ACTIVE = "active"
    RETIRED = "retired"
    RESIDENT = "resident"


class Reach(StrEnum):
    """Where care was had and on what footing."""

    LOCAL = "local"
    REFERRED = "referred"
    EMERGENCY = "emergency"


class ItemClass(StrEnum):
    """Class of the catalogue at the place of care."""

    A = "A"
    B = "B"
    SELF_PAID = "self_paid"


class ItemKind(StrEnum):
    """Kind of line, as far as the rules tell them apart."""

    ORDINARY = "ordinary"
    PARTLY_PAID = "partly_paid_item"
    SPECIAL = "special_item"
    BLOOD = "blood_product"
    ISOLATION_BED = "isolation_bed"


def tier(grade: str) -> str:
    """Return the class of a hospital's grade: ``3A``, ``3B`` or ``other`` (BMI14-A20, A21).

    Raises:
        UnknownCategory: for 三级丙等, an ungraded hospital, or anything else the law does not name.

    """
    try:
        return TIERS[grade]
    except (KeyError, TypeError):
        raise UnknownCategory(
            f"a hospital of grade {grade!r} is in no class",
            why="the texts know 3A, 3B and 2A or below (BMI14-A20-2)",
            remedy="Map the hospital to a grade in the directory.",
        ) from None


class PersonFacts(Struct, frozen=True, kw_only=True):
    """Whom the benefit is for.

    Attributes:
        status: on admission.
        disabled: 文革基残 (BMI14-A36).
        retired_on: the day of retirement, if it may fall into the stay (CC-32).
        standing: arrears and payments; None means paid up.
        large_amount: whether the large-amount premium is paid (LAI14-A7-3).

    """

    status: Status
    disabled: bool = False
    retired_on: date | None = None
    standing: Standing | None = None
    large_amount: bool = True


class LineFacts(Struct, frozen=True, kw_only=True):
    """One line of a bill.

    Attributes:
        amount: gross.
        item_class: of the catalogue.
        kind: what the rules need to know about it.
        approved: whether the approval that the rules ask for was given; None if not said.
        rescue: whether a blood or protein product was used in rescue.
        charged_on: the day it was incurred.
        limit: the amount up to which it is payable (ordinary ward bed, FEE14-A9-1).
        other_payer: who must pay it instead of the fund (BMI14-A21-4), if anybody.

    """

    amount: Fen
    item_class: ItemClass = ItemClass.A
    kind: ItemKind = ItemKind.ORDINARY
    approved: bool | None = None
    rescue: bool = False
    charged_on: date | None = None
    limit: Fen | None = None
    other_payer: str | None = None


class StayFacts(Struct, frozen=True, kw_only=True):
    """One stay, rescue or re-examination.

    Attributes:
        grade: of the hospital, ``3A`` … ``1C``.
        reach: local, referred under a valid filing, or an emergency outside the region.
        admitted_on: first day.
        discharged_on: last day; it decides the year (CC-10) and the parameters.
        lines: the bill.
        settled_on: the day of settlement; only payments of arrears known then count. None: all.
        ordinal: the number in the year if somebody else has determined it.
        without_deductible: for an episode whose deductible was taken elsewhere.

    """

    grade: str
    reach: Reach
    admitted_on: date
    discharged_on: date
    lines: tuple[LineFacts, ...]
    settled_on: date | None = None
    ordinal: int | None = None
    without_deductible: bool = False


class YearToDate(Struct, frozen=True, kw_only=True):
    """What one person has used of one year.

    Attributes:
        pooled_used: paid by the pooled fund, for stays and for chronic and special treatment.
        large_amount_used: paid by the large-amount fund.
        ordinals_held: the numbers of the settled stays that count.
        tiers_held: the class of the hospital of each of those, by number.
        eligible_used: eligible expense of the settled stays (for readings of CC-13 and CC-16).

    """

    pooled_used: Fen = 0
    large_amount_used: Fen = 0
    ordinals_held: frozenset[int] = frozenset()
    tiers_held: tuple[tuple[int, str], ...] = ()
    eligible_used: Fen = 0
