"""A scenario as a value: what is played, what is expected, which requirements each check verifies.

Texts may still hold ``${…}``; ``binding`` fills them in when a row is played or judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from .card import Card

GROUPS: Final = (
    "slip",
    "approval",
    "filing",
    "channels",
    "slip-expiry",
    "filing-validity",
    "extension",
    "destination",
    "settlement",
    "deductible",
    "bands",
    "large-amount",
    "items",
    "emergency",
    "arrears",
    "chronic",
    "groups",
    "account",
    "exclusions",
    "residence",
    "quota",
    "reconciliation",
    "statistics",
    "confidentiality",
    "robustness",
    "versions",
)
"""Groups A to Z of the catalogue."""

UNSET: Final = "\x00unset"
"""Stands for a key that a scenario leaves to the runner."""

Bilingual = Mapping[str, str]


class Kind(StrEnum):
    """What a step does."""

    HIS = "his"
    OBSERVE = "observe"
    AGENCY = "agency"
    EMPLOYER = "employer"
    PATIENT = "patient"
    ELSEWHERE = "elsewhere"
    PROBE = "probe"
    FAULT = "fault"
    CLOCK = "clock"
    RESTART = "restart"
    TOGETHER = "together"


OURS: Final = frozenset({Kind.AGENCY, Kind.EMPLOYER, Kind.PATIENT, Kind.ELSEWHERE, Kind.PROBE})
"""Steps that only our own simulator answers; what it answers is no evidence about the HIS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """Messages that the HIS must have sent; see ``$defs/wire`` of the schema."""

    infno: str
    where: Any = UNSET
    count: Any = None
    messages: Any = None
    within: str | None = None
    request: Any = UNSET
    header: Any = UNSET
    any: bool = False
    accepted: bool = False
    as_sent: bool = False
    by: str | None = None
    since: str | None = None
    gaps: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody at the HIS must see in one view."""

    view: str
    shows: Any
    key: Any = UNSET
    user: str | None = None
    session: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What must have happened for a pass to count."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What a claim would expect under another option of a reading."""

    reading: str
    option: str
    expected: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One expectation of a block, with what it verifies and the name it is reported under."""

    part: str
    about: str
    expected: Any
    verifies: tuple[str, ...] | None = None
    hint: Bilingual | None = None
    witness: tuple[Witness, ...] = ()
    instead: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One item of a fault plan, ready for the bench."""

    id: str
    plan: Mapping[str, Any]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; which fields are filled depends on its kind.

    Attributes:
        verb: the action, view, act or infno.
        claims: what is expected of it, in order.
        to: where a ``clock`` step moves platform time.
        his_clock: what a wrong clock of the HIS then shows.
        plan: of a ``fault`` step.
        together: of a ``together`` step.
        card: for a person who plays it by hand.

    """

    id: str
    kind: Kind
    verb: str = ""
    with_: Mapping[str, Any] = field(default_factory=dict)
    as_: str | None = None
    user: str | None = None
    session: str | None = None
    key: Any = UNSET
    optional: bool = False
    depends: tuple[str, ...] = ()
    canary: bool = False
    verifies: tuple[str, ...] | None = None
    claims: tuple[Claim, ...] = ()
    to: str = ""
    his_clock: str | None = None
    plan: tuple[Fault, ...] = ()
    together: tuple[Step, ...] = ()
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """Something that must not happen in a stretch of the scenario."""

    id: str
    after: str
    until: str | None = None
    wire: Wire | None = None
    view: str | None = None
    shows: Any = UNSET
    witness: tuple[Witness, ...] = ()
    verifies: tuple[str, ...] | None = None
    hint: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run of a scenario."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A loaded scenario file."""

    id: str
    title: Bilingual
    verifies: tuple[str, ...]
    priority: str
    profiles: tuple[str, ...]
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    never: tuple[Never, ...] = ()
    about: Bilingual | None = None
    catalogue: str | None = None
    arms: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    mode: str | None = None
    world: str = "capital"
    sessions: Mapping[str, str | None] = field(default_factory=dict)
    pack: str | None = None
    gateway: str | None = None
    carriage: str | None = None
    start: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    related: Mapping[str, str] = field(default_factory=dict)
    must_accept: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The group word."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        """The id without its group."""
        return self.id.partition("/")[2]

    @property
    def main_session(self) -> str:
        """The session that is meant where a step names none."""
        return next(iter(self.sessions))

    def row(self, name: str) -> Row:
        """Return one row by its name.

        Raises:
            KeyError: if there is none.

        """
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)

    def step(self, name: str) -> Step:
        """Return one step by its id, also one that is played together with others.

        Raises:
            KeyError: if there is none.

        """
        for step in self.flat_steps():
            if step.id == name:
                return step
        raise KeyError(name)

    def flat_steps(self) -> tuple[Step, ...]:
        """Return all steps, those inside ``together`` right after it."""
        return tuple(each for step in self.steps for each in (step, *step.together))
