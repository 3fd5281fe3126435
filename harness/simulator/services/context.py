"""What a service sees of one message, and the answers it may give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.clock import CHINA
from harness.domain.care import Stay
from harness.domain.institutions import DesignatedInstitution
from harness.domain.people import InsuredPerson, PersonalAccount, Scheme
from harness.wire import codec
from harness.wire.envelope import Request, moment17

from ..judgement import Judgement
from ..refusals import Refused
from ..settings import Settings
from ..store import Draft
from .codes import insurance_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer: output nodes, a warning, the bytes of a file, what it refers to."""

    output: dict[str, Any] | list[Any] | None = None
    warning: str = ""
    stream: bytes | None = None
    refers_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One message on its way through a service."""

    request: Request
    at: dt.datetime
    draft: Draft
    judge: Judgement
    settings: Settings
    slip: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The platform's day."""
        return self.at.date()

    def node(self, name: str) -> dict[str, Any]:
        """The first object of an input node."""
        return self.request.node(name)

    def sender(self) -> DesignatedInstitution:
        """The institution that sends.

        Raises:
            Refused: INSTITUTION_UNKNOWN.
        """
        return institution_by_code(self.draft, self.request.fixmedins_code)

    def person(self, number: Any) -> InsuredPerson:
        """The person of a person number; PERSON_UNKNOWN otherwise."""
        found = self.draft.find("people", "number", text(number), InsuredPerson)
        if not found:
            raise Refused("PERSON_UNKNOWN")
        return found[0]

    def identified(self, node: Mapping[str, Any]) -> InsuredPerson:
        """The person of a message whose other identity fields must not contradict the number.

        Raises:
            Refused: PERSON_UNKNOWN, PERSON_MISMATCH.
        """
        person = self.person(required(node, "psn_no"))
        said = [text(node.get("certno"))]
        if text(node.get("mdtrt_cert_type")) == "02":
            said.append(text(node.get("mdtrt_cert_no")))
        name = text(node.get("psn_name"))
        if name not in {"", person.name} or {each.upper() for each in said} - {"", person.identity}:
            raise Refused("PERSON_MISMATCH")
        return person

    def insured(self, node: Mapping[str, Any], person: InsuredPerson) -> None:
        """The insurance type of a message is that of the enrolment; more digits may follow.

        Raises:
            Refused: INSURANCE_TYPE_MISMATCH.
        """
        enrolment = person.enrolment(self.today)
        said = text(node.get("insutype"))
        if enrolment is None or enrolment.scheme is Scheme.EXEMPT:
            return
        if said and not said.startswith(insurance_type(enrolment)):
            raise Refused("INSURANCE_TYPE_MISMATCH")

    def stay(self, node: Mapping[str, Any]) -> Stay:
        """The sender's own stay of ``mdtrt_id`` and ``psn_no``; STAY_UNKNOWN otherwise."""
        stay = self.draft.get("stays", text(node.get("mdtrt_id")), Stay)
        if stay is None or stay.institution != self.sender().id:
            raise Refused("STAY_UNKNOWN")
        if stay.person != self.person(node.get("psn_no")).id:
            raise Refused("STAY_UNKNOWN")
        return stay

    def account(self, person: str) -> PersonalAccount:
        """The personal account of a person; an empty one where the world has none."""
        found = self.draft.get("accounts", person, PersonalAccount)
        return found or PersonalAccount(person=person, balance=0, card="")

    def serial(self, counter: str, width: int = 10) -> str:
        """A new serial number: day and running number, unique in this sandbox."""
        return f"{moment17(self.at)[:8]}{self.draft.next_number(counter):0{width}d}"


Service = Callable[[Context], Answer]


def institution_by_code(draft: Draft, code: Any) -> DesignatedInstitution:
    """The institution of a code; INSTITUTION_UNKNOWN otherwise."""
    found = draft.find("institutions", "code", text(code), DesignatedInstitution)
    if not found:
        raise Refused("INSTITUTION_UNKNOWN")
    return found[0]


def text(value: Any) -> str:
    """A field as text; the literal ``null`` that some systems send counts as empty."""
    if not isinstance(value, str):
        value = "" if value is None or isinstance(value, (dict, list)) else str(value)
    found: str = value.strip()
    return "" if len(found) == len("null") and found.lower() == "null" else found


def invalid(name: str, why: str = "") -> Refused:
    """The refusal of one field."""
    return Refused("FIELD_INVALID", f"{name}{why}")


def required(node: Mapping[str, Any], name: str) -> str:
    """A field that must not be empty."""
    found = text(node.get(name))
    if not found:
        raise invalid(name, "不能为空")
    return found


def decimal(node: Mapping[str, Any], name: str) -> Decimal:
    """A numeric field; empty counts as 0.

    Raises:
        Refused: FIELD_INVALID for anything that is no finite number of usual size.
    """
    raw = text(node.get(name)) or "0"
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise invalid(name, "不是数字") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 14 or value.as_tuple().exponent < -12:  # type: ignore[operator]
        raise invalid(name, "超出范围")
    return value


def scaled(node: Mapping[str, Any], name: str, places: int) -> int:
    """A numeric field as a whole number of its last decimal place (2 places: fen)."""
    value = decimal(node, name).scaleb(places)
    if value != value.to_integral_value():
        raise invalid(name, f"小数超过{places}位")
    return int(value)


def moment_of(node: Mapping[str, Any], name: str) -> dt.datetime:
    """A date-time field ``yyyy-MM-dd HH:mm:ss`` in China; a bare date means its first second."""
    raw = required(node, name)
    try:
        value = dt.datetime.fromisoformat(raw.replace("/", "-"))
    except ValueError:
        raise invalid(name, "不是日期时间") from None
    if not 1900 <= value.year <= 2200:
        raise invalid(name, "超出范围")
    return value.replace(tzinfo=CHINA) if value.tzinfo is None else value.astimezone(CHINA)


def day_of(node: Mapping[str, Any], name: str) -> dt.date:
    """A date field; a time part that some systems send is cut off."""
    return moment_of(node, name).date()


def range_of(node: Mapping[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    """``begntime`` … ``endtime``; an end given as a date lasts to its last second."""
    begin = moment_of(node, "begntime")
    raw = text(node.get("endtime"))
    if not raw:
        return begin, dt.datetime(2200, 1, 1, tzinfo=CHINA)
    end = moment_of(node, "endtime")
    return begin, end + dt.timedelta(days=1, seconds=-1) if len(raw) == len("2025-05-06") else end


def extension_of(node: Mapping[str, Any]) -> dict[str, Any]:
    """``exp_content``: a JSON string, read as strictly as a body; keys in upper case."""
    raw = node.get("exp_content")
    if isinstance(raw, str) and raw.strip():
        try:
            raw = codec.decode_text(raw)
        except codec.Undecodable:
            return {}
    return {str(k).upper(): v for k, v in raw.items()} if isinstance(raw, dict) else {}


def particulars(node: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The named fields as text, the empty ones left out: what is kept to be shown again."""
    found = {name: text(node.get(name)) for name in names}
    return {name: value for name, value in found.items() if value}


def stamp(at: dt.datetime) -> str:
    """A moment as the wire writes it: ``yyyy-MM-dd HH:mm:ss``."""
    return at.isoformat(" ", "seconds")[: len("2025-05-06 09:00:00")]
