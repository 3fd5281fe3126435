"""What the hospital keeps about a referral: frozen records, replaced and never changed in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person as the hospital knows them: the identity document and the platform's answer.

    ``ref`` is the world's id. What 1101 answers (``number`` … ``balance``) is empty until asked;
    ``scheme`` is ``employee``, ``resident``, ``exempt`` or empty for a person without insurance.
    """

    ref: str
    name: str
    certno: str
    sex: str
    phone: str = ""
    address: str = ""
    card: str = ""
    number: str = ""
    pool: str = ""
    scheme: str = ""
    scheme_code: str = ""
    kind_code: str = ""
    status: str = ""
    groups: tuple[str, ...] = ()
    civil_servant: bool = False
    balance: int = 0
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An ICD-10 code with its name; a provisional one is a diagnosis too (NM25-F-09)."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """The examination or consultation that comes before the slip (NM25-A3, A13)."""

    held_on: date | None = None
    mode: str = "on_site"
    members: tuple[str, ...] = ()
    consent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSigned:
    """Briefing and acknowledged policy notice (NM25-A14, F-19); ``signer`` is self or agent."""

    signer: str = "self"
    name: str = ""
    acknowledged_at: datetime | None = None
    briefed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review by a centre: preliminary or final; ``result`` is approved, rejected or empty."""

    stage: str
    result: str = ""
    opinion: str = ""
    reviewer: str = ""
    reviewed_on: date | None = None
    seal: str = ""
    members: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    institution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingState:
    """What the hospital knows about the filing of one slip.

    ``status``: none, sending, pending, filed, not_filed, unknown or withdrawn. The dates are the
    platform's where it gave any. ``first_until`` is the first last day seen, so that an extension
    is noticed.
    """

    status: str = "none"
    number: str = ""
    category: str = "REFERRED"
    channel: str = ""
    approved_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    first_until: date | None = None
    code: str = ""
    text: str = ""
    remedy: str = ""
    replaced_pool: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One referral case; with ``slip_no`` it is an issued slip.

    ``status``: draft, signed, under_review, approved, rejected, issued or void.
    """

    ref: str
    person: str
    opened_at: datetime
    status: str = "draft"
    hospital: str = ""
    hospital_code: str = ""
    encounter: str = ""
    department: str = ""
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    ground: str = ""
    reason: str = ""
    summary: str = ""
    name: str = ""
    certno: str = ""
    sex: str = ""
    phone: str = ""
    insurance_type: tuple[str, ...] = ()
    heading_on: date | None = None
    referral_on: date | None = None
    to: str = ""
    to_name: str = ""
    to_level: int = 0
    city: str = ""
    city_name: str = ""
    physician: str = ""
    signed_at: datetime | None = None
    consultation: Consultation = field(default_factory=Consultation)
    notice: NoticeSigned = field(default_factory=NoticeSigned)
    preliminary: Review | None = None
    centre: Review | None = None
    acceptance_no: str = ""
    pushed_at: datetime | None = None
    justification: str = ""
    warnings: tuple[str, ...] = ()
    slip_no: str = ""
    issued_at: datetime | None = None
    void_reason: str = ""
    voiding: bool = False
    requested_by: str = ""
    filing: FilingState = field(default_factory=FilingState)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One event of the append-only trail (WH25-1-3e)."""

    n: int
    about: str
    at: datetime
    user: str
    event: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One item of the worklist; it stays until ``resolved_at`` is set (DER-WRK-1)."""

    id: str
    kind: str
    ref: str
    person: str
    since: datetime
    status: str = "open"
    code: str = ""
    text: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice that the patient was given."""

    id: str
    about: str
    person: str
    at: datetime
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One message of the outbox, kept until its outcome is known.

    ``state``: waiting (never left the house, or known not to have arrived), unknown (left; outcome
    not known), done or dropped. ``content`` is the input exactly as first written, so that a
    repetition has the same content and the same ``msgid``.
    """

    id: str
    kind: str
    about: str
    person: str
    infno: str
    msgid: str
    pool: str
    content: str
    state: str = "waiting"
    attempts: int = 0
    created_at: datetime
    not_before: datetime | None = None
    status: int = 0
    text: str = ""
