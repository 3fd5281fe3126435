"""Facts of a world that are neither person nor institution: conditions and beds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCondition:
    """门诊慢特病: a listed condition; ``period`` of an approval is month or year.

    ``disease`` is the entry of the law's list that it stands for, if it stands for one.
    """

    id: str
    code: str
    name: str
    period: str
    disease: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A bed of a department, with its code in the HIS."""

    id: str
    code: str
    department: str
