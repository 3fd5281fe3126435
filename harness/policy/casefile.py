"""Cases of ``harness policy adjudicate``: one JSON object a line, read without trust (design 5.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, NoReturn, TypeVar

from msgspec import Struct

from harness.errors import HarnessError
from harness.money import BadAmount, Fen, parse_yuan
from harness.policy.facts import (
    TIERS,
    ItemClass,
    ItemKind,
    LineFacts,
    PersonFacts,
    Reach,
    StayFacts,
    Status,
)
from harness.policy.standing import Arrear, Standing

Option = TypeVar("Option", bound=StrEnum)

#: Statuses that a case may have; residents have no figures in the texts and no place in the format.
STATUSES: Final = {"active": Status.ACTIVE, "retired": Status.RETIRED}
_REACHES: Final = {each.value: each for each in Reach}
_CLASSES: Final = {each.value: each for each in ItemClass}
_KINDS: Final = {each.value: each for each in ItemKind}


class Code(StrEnum):
    """Why a case cannot be decided."""

    BAD_INPUT = "BAD_INPUT"
    BAD_AMOUNT = "BAD_AMOUNT"
    UNKNOWN_GRADE = "UNKNOWN_GRADE"
    UNKNOWN_VALUE = "UNKNOWN_VALUE"
    STAY_ENDS_BEFORE_IT_BEGINS = "STAY_ENDS_BEFORE_IT_BEGINS"
    RULES_NOT_IN_FORCE = "RULES_NOT_IN_FORCE"
    MISSING_PARAMETER = "MISSING_PARAMETER"


class Undecidable(HarnessError):
    """One case cannot be decided; the run goes on."""

    def __init__(self, code: Code, text: str, *, where: str | None = None) -> None:
        """Keep the code beside the text."""
        super().__init__(text, where=where)
        self.code = code


class Case(Struct, frozen=True, kw_only=True):
    """A person and the stays of some years, in order of settlement.

    Attributes:
        id: as given.
        person: the facts of the person.
        stays: the facts of the stays.

    """

    id: Any
    person: PersonFacts
    stays: tuple[StayFacts, ...]


def decode(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line.

    Raises:
        Undecidable: BAD_INPUT if the line is blank, not UTF-8, not JSON, or no object, or if a key
            stands twice in an object.

    """
    try:
        content = json.loads(
            line.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refused
        )
    except RecursionError:
        _bad("nested too deeply")
    except UnicodeDecodeError:
        _bad("not UTF-8")
    except ValueError as error:
        _bad(f"not JSON: {error}" if line.strip() else "a blank line")
    if not isinstance(content, dict):
        _bad("not an object")
    return content


def read_case(content: Mapping[str, Any]) -> Case:
    """Return the facts of a case.

    Raises:
        Undecidable: with the code of what is wrong and the place where.

    """
    if "case" not in content:
        _bad("missing", "case")
    person = _person(_object(content, "person", "person"))
    stays = _list(content, "stays", "stays")
    return Case(
        id=content["case"],
        person=person,
        stays=tuple(_stay(stay, f"stays/{number}") for number, stay in enumerate(stays)),
    )


def _person(content: Mapping[str, Any]) -> PersonFacts:
    standing = content.get("standing")
    where = "person/standing"
    unpaid = standing is not None and _object(content, "standing", where)
    return PersonFacts(
        status=_option(content, "status", STATUSES, "person/status"),
        disabled=_flag(content, "disabled", "person/disabled", needed=True) is True,
        standing=_standing(unpaid, where) if unpaid is not False else None,
        large_amount=not unpaid or _flag(unpaid, "large_amount_paid", where) is not False,
    )


def _standing(content: Mapping[str, Any], where: str) -> Standing:
    """Read arrears and payments.

    ``{"arrears": [{"month": "2025-03", "part": "individual"}], "payments": [{"month": "2025-03",
    "paid_on": "2025-06-20"}], "large_amount_paid": true}``; an arrear may be the month alone, and a
    payment may name ``months``.
    """
    paid: dict[date, date] = {}
    for payment in _list(content, "payments", where) if "payments" in content else ():
        entry = _mapping(payment, f"{where}/payments")
        day = _day(entry, "paid_on", f"{where}/payments/paid_on")
        months = entry["months"] if "months" in entry else [entry.get("month")]
        if not isinstance(months, list):
            _bad("must be a list", f"{where}/payments/months")
        paid |= {_month(month, f"{where}/payments"): day for month in months}
    return Standing(
        arrears=tuple(
            _arrear(each, paid, f"{where}/arrears")
            for each in (_list(content, "arrears", where) if "arrears" in content else ())
        )
    )


def _arrear(content: Any, paid: Mapping[date, date], where: str) -> Arrear:
    entry = {"month": content} if isinstance(content, str) else _mapping(content, where)
    month = _month(entry.get("month"), where)
    part = entry.get("part", "both")
    if part not in ("employer", "individual", "both"):
        raise Undecidable(Code.UNKNOWN_VALUE, f"{_shown(part)} is no part", where=where)
    return Arrear(month=month, part=part, paid_on=paid.get(month))


def _stay(content: Any, where: str) -> StayFacts:
    stay = _mapping(content, where)
    grade = _needed(stay, "grade", where)
    if not isinstance(grade, str) or grade not in TIERS:
        known = "3A, 3B, 2A to 2C and 1A to 1C"
        text = f"{_shown(grade)} is no grade of the tables; known are {known}"
        raise Undecidable(Code.UNKNOWN_GRADE, text, where=f"{where}/grade")
    reach = _option(stay, "reach", _REACHES, f"{where}/reach")
    admitted = _day(stay, "admitted_on", f"{where}/admitted_on")
    discharged = _day(stay, "discharged_on", f"{where}/discharged_on")
    if discharged < admitted:
        text = f"discharged on {discharged}, admitted on {admitted}"
        raise Undecidable(Code.STAY_ENDS_BEFORE_IT_BEGINS, text, where=where)
    settled = _day(stay, "settled_on", f"{where}/settled_on") if "settled_on" in stay else None
    lines = _list(stay, "lines", f"{where}/lines")
    return StayFacts(
        grade=grade,
        reach=reach,
        admitted_on=admitted,
        discharged_on=discharged,
        settled_on=settled,
        lines=tuple(_line(line, where, number) for number, line in enumerate(lines)),
    )


def _line(content: Any, stay: str, number: int) -> LineFacts:
    if not isinstance(content, dict):
        _bad("must be an object", f"{stay}/lines/{number}")
    try:
        return LineFacts(
            amount=_amount(content["amount"]),
            item_class=_CLASSES[content["item_class"]],
            kind=_KINDS[content["kind"]],
            approved=_flag(content, "approved", "approved"),
            rescue=_flag(content, "rescue", "rescue") is True,
            charged_on=_day(content, "charged_on", "charged_on") if "charged_on" in content else None,
        )
    except Undecidable as error:
        inner = f"/{error.where}" if error.where else "/amount"
        raise Undecidable(error.code, error.what, where=f"{stay}/lines/{number}{inner}") from None
    except (KeyError, TypeError):
        _explain_line(content, f"{stay}/lines/{number}")


def _explain_line(content: Mapping[str, Any], where: str) -> NoReturn:
    """Say which field of a line made the quick way fail."""
    _needed(content, "amount", where)
    _option(content, "item_class", _CLASSES, f"{where}/item_class")
    _option(content, "kind", _KINDS, f"{where}/kind")
    _bad("not as expected", where)


def _amount(value: Any) -> Fen:
    try:
        amount = parse_yuan(value) if isinstance(value, str) else -1
    except BadAmount:
        amount = -1
    if amount < 0 or value[0] == "-":
        text = f"{_shown(value)} is no amount; expected a string in yuan such as 12.30"
        raise Undecidable(Code.BAD_AMOUNT, text)
    return amount


def _option(
    content: Mapping[str, Any], key: str, known: Mapping[str, Option], where: str
) -> Option:
    value = _needed(content, key, where)
    found = known.get(value) if isinstance(value, str) else None
    if found is None:
        text = f"{_shown(value)} is unknown; known are {', '.join(known)}"
        raise Undecidable(Code.UNKNOWN_VALUE, text, where=where)
    return found


def _flag(
    content: Mapping[str, Any], key: str, where: str, *, needed: bool = False
) -> bool | None:
    value = content.get(key)
    if value is True or value is False:
        return value
    if key not in content and not needed:
        return None
    _bad("must be true or false" if key in content else "missing", where)


def _day(content: Mapping[str, Any], key: str, where: str) -> date:
    value = _needed(content, key, where)
    # fromisoformat also takes 20250301 and 2025-W09-6, which are no dates of this format.
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    _bad(f"{_shown(value)} is no day; expected for example 2025-03-01", where)


def _month(value: Any, where: str) -> date:
    if isinstance(value, str) and len(value) == 7 and value[4] == "-":
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            pass
    _bad(f"{_shown(value)} is no month; expected for example 2025-03", where)


def _needed(content: Mapping[str, Any], key: str, where: str) -> Any:
    if key not in content:
        _bad(f"{key} is missing", where)
    return content[key]


def _object(content: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    return _mapping(_needed(content, key, where), where)


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _bad("must be an object", where)
    return value


def _list(content: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = _needed(content, key, where)
    if not isinstance(value, list):
        _bad("must be a list", where)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return content


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _bad(text: str, where: str | None = None) -> NoReturn:
    raise Undecidable(Code.BAD_INPUT, text, where=where)
