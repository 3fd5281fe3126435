"""Settlements (结算), their reversals and manual reimbursement; amounts in fen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from harness.lifecycle import Lifecycle

from .care import Declaration


class SettlementStatus(StrEnum):
    """A settlement stands or is undone; its reversal is a record of its own."""

    SETTLED = "settled"
    UNDONE = "undone"


SETTLEMENT = Lifecycle("settlement", "settled", {("settled", "undo"): "undone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Who bears what of one bill; the identities of wire.md §4.2 hold by construction.

    total = self_paid + over_limit + upfront + eligible
    total = pooled + large_amount + civil_servant + account + cash
    """

    total: int = 0
    self_paid: int = 0
    over_limit: int = 0
    upfront: int = 0
    eligible: int = 0
    deductible: int = 0
    below_deductible: int = 0
    pooled: int = 0
    large_amount: int = 0
    civil_servant: int = 0
    account: int = 0

    @property
    def funds(self) -> int:
        """What the funds pay, without the personal account."""
        return self.pooled + self.large_amount + self.civil_servant

    @property
    def own_share(self) -> int:
        """What the insured bears: account and cash together."""
        return self.total - self.funds

    @property
    def cash(self) -> int:
        """What the insured pays in cash."""
        return self.own_share - self.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """结算, or with ``reverses`` the reversal of one (negative amounts).

    ``struck``: taken back by its message id, as if it had never been; no reconciliation has it.
    ``reopened``, of a reversal: the stay was closed by what it reverses; ``declared``: what the
    visit counted as then.
    """

    number: str
    stay: str
    person: str
    institution: str
    settled_at: dt.datetime
    message: str
    year: int
    status: SettlementStatus
    division: Division
    reach: str
    care_code: str
    scheme: str
    pool: str
    begun_on: dt.date
    ended_on: dt.date
    ordinal: int | None = None
    tier: str = ""
    interim: bool = False
    direct: bool = True
    pooled_ceiling_left: int = 0
    large_amount_ceiling_left: int = 0
    reasons: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    invoice: str = ""
    balance: int = 0
    reverses: str = ""
    undone_at: dt.datetime | None = None
    struck: bool = False
    reopened: bool = False
    declared: Declaration | None = None
    filing: str = ""
    visit_kind: str = ""
    note: str = ""
    sign_in: str = ""

    @property
    def counts(self) -> bool:
        """Stands and is no reversal: it takes part in the year's totals."""
        return self.status is SettlementStatus.SETTLED and not self.reverses
