"""What the hospital keeps about care: stays, visits, charge lines, bills, approvals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from .credentials import Credential
from .records import Diagnosis


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """An inpatient stay or an outpatient visit.

    ``form`` is inpatient, clinic, emergency, chronic or pharmacy; ``purpose`` ordinary, emergency
    or transfer; ``category`` the filing's category where the stay rests on one. ``direct`` tells
    whether the platform knows the stay, so that it can be settled directly; ``code`` and ``text``
    say why not. ``number`` is the platform's. ``credential`` is what was shown for payment.
    """

    ref: str
    person: str
    form: str
    visit_code: str
    status: str
    begun_at: datetime
    ended_at: datetime | None = None
    number: str = ""
    own_number: str = ""
    purpose: str = "ordinary"
    category: str = ""
    referral: str = ""
    department: str = ""
    physician: str = ""
    indication: str = ""
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    discharge_diagnosis: Diagnosis | None = None
    direct: bool = True
    code: str = ""
    text: str = ""
    flags: tuple[str, ...] = ()
    flag_reason: str = ""
    cause: str = ""
    third_party: str = ""
    condition: str = ""
    credential: Credential = field(default_factory=Credential)
    pool: str = ""
    entitlement: str = ""
    entitlement_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How the platform divides one line, in fen (answer of 2301 or 2204)."""

    self_paid: int = 0
    over_limit: int = 0
    upfront: int = 0
    eligible: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One charge line. ``quantity`` in ten-thousandths, ``price`` in millionths of a yuan.

    ``state``: new, sent (at the platform) or void. ``item`` is what was ordered and is charged.
    """

    stay: str
    serial: int
    item: str
    item_class: str
    kind: str
    code: str
    own_code: str
    name: str
    quantity: int
    price: int
    amount: int
    at: datetime
    flags: tuple[str, ...] = ()
    approval: str = "0"
    state: str = "new"
    split: Split = field(default_factory=Split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """A bill as the platform divides it, in fen; ``own_share`` is account and cash together."""

    total: int = 0
    self_paid: int = 0
    over_limit: int = 0
    upfront: int = 0
    eligible: int = 0
    deductible: int = 0
    pooled: int = 0
    large_amount: int = 0
    civil_servant: int = 0
    other_funds: int = 0
    account: int = 0
    cash: int = 0
    own_share: int = 0
    balance: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A settlement or its undoing as booked; the platform's numbers and time."""

    number: str
    message: str
    visit: str = ""
    person: str = ""
    settled_at: datetime
    amounts: Amounts
    category: str
    scheme_code: str
    clearing: str
    agency: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The bill of a stay. ``status``: open, previewed, settling, settled, unknown or undone."""

    ref: str
    person: str
    status: str = "open"
    preview: Amounts | None = None
    booked: Booking | None = None
    history: tuple[Booking, ...] = ()
    use_account: bool = False
    collected: int = 0
    code: str = ""
    text: str = ""
    attempts: int = 0
    resettle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approval of an item for one stay: who agreed in which order, and on which day."""

    ref: str
    stay: str
    item: str
    approvers: tuple[str, ...]
    on: date
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicApproval:
    """An application for a listed condition, and what the platform made of it.

    ``status``: sending, approved or refused; ``number`` and the two dates are the platform's.
    """

    ref: str
    person: str
    code: str
    name: str
    evidence: dict[str, str]
    begins: date
    status: str = "sending"
    number: str = ""
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One debit or credit of a personal account, as our receipts show it, in fen."""

    person: str
    number: str
    at: datetime
    amount: int
    balance: int
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closed day or month: totals in fen by name, and what reconciliation found."""

    ref: str
    kind: str
    closed_at: datetime
    totals: dict[str, int]
    matched: str = ""
    differences: tuple[str, ...] = ()
    sequence: int = 0
    version: int = 1
    late: bool = False
