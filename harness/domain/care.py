"""Stays and visits (住院、门诊) and their fee lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from harness.lifecycle import Lifecycle

from .institutions import ItemClass, ItemKind


class CareKind(StrEnum):
    """Inpatient stay or outpatient visit."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


class Purpose(StrEnum):
    """What the institution declares the care to be."""

    ORDINARY = "ordinary"
    EMERGENCY = "emergency"
    TRANSFER = "transfer"


class StayStatus(StrEnum):
    """Stored states of a stay or visit."""

    IN_HOSPITAL = "in_hospital"
    DISCHARGED = "discharged"
    SETTLED = "settled"
    CANCELLED = "cancelled"


STAY = Lifecycle(
    "stay",
    "in_hospital",
    {
        ("in_hospital", "discharge"): "discharged",
        ("in_hospital", "cancel"): "cancelled",
        ("discharged", "undo_discharge"): "in_hospital",
        ("discharged", "settle"): "settled",
        ("settled", "undo_settlement"): "discharged",
    },
)

VISIT = Lifecycle(
    "visit",
    "in_hospital",
    {
        ("in_hospital", "settle"): "settled",
        ("in_hospital", "cancel"): "cancelled",
        ("settled", "undo_settlement"): "in_hospital",
        ("settled", "charge"): "in_hospital",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One diagnosis of a stay; ``on_discharge`` tells discharge from admission diagnoses."""

    rank: int
    code: str
    name: str
    main: bool
    on_discharge: bool = False
    particulars: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What kind of visit the institution says it is; a settlement may say more than 2203 did."""

    care_code: str = ""
    purpose: Purpose | None = None
    trauma: bool = False
    third_party: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """An inpatient stay or an outpatient visit, as the institution reported it.

    ``declared``: of a visit before any settlement, for the undoing of one; ``before_discharge``:
    the particulars of a stay on admission, for the undoing of its discharge.
    """

    number: str
    person: str
    institution: str
    kind: CareKind
    status: StayStatus
    begun_at: dt.datetime
    registered_at: dt.datetime
    care_code: str
    purpose: Purpose | None = None
    ended_at: dt.datetime | None = None
    own_number: str = ""
    message: str = ""
    condition: str = ""
    declared_category: str = ""
    trauma: bool = False
    third_party: bool = False
    diagnoses: tuple[Diagnosis, ...] = ()
    warnings: tuple[str, ...] = ()
    particulars: dict[str, str] | None = None
    declared: Declaration | None = None
    before_discharge: dict[str, str] | None = None

    def declaration(self) -> Declaration:
        """What it counts as now."""
        return Declaration(
            care_code=self.care_code,
            purpose=self.purpose,
            trauma=self.trauma,
            third_party=self.third_party,
        )

    def counted_as(self, said: Declaration) -> Stay:
        """The same visit, counting as something else."""
        return replace(
            self,
            care_code=said.care_code,
            purpose=said.purpose,
            trauma=said.trauma,
            third_party=said.third_party,
        )

    @property
    def lifecycle(self) -> Lifecycle:
        """The table that governs this kind of care."""
        return STAY if self.kind is CareKind.INPATIENT else VISIT

    def main_diagnosis(self) -> Diagnosis | None:
        """The main diagnosis: of the discharge if there is one, else of the admission."""
        mains = [each for each in self.diagnoses if each.main] or list(self.diagnoses)
        return max(mains, key=lambda each: each.on_discharge, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """费用明细. ``quantity`` in ten-thousandths, ``price`` in millionths of a yuan, amounts in fen.

    ``over_limit`` is the part of ``amount`` above the price limit; ``upfront`` the first payment.
    """

    stay: str
    serial: str
    item: str
    code: str
    own_code: str
    name: str
    item_class: ItemClass
    kind: ItemKind
    quantity: int
    price: int
    amount: int
    over_limit: int
    charged_at: dt.datetime
    approved: bool | None = None
    rescue: bool = False
    public_health: bool = False
    refunds: str = ""
    batch: str = ""
    settlement: str = ""
    particulars: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """Unique over all stays."""
        return f"{self.stay}/{self.serial}"
