"""Cases of ``harness policy adjudicate``: one JSON object a line, trusted in nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn

from msgspec import Struct

from harness.money import BadAmount, Fen, parse_yuan

from .facts import (
    TIERS,
    ItemClass,
    ItemKind,
    LineFacts,
    PersonFacts,
    Reach,
    Status,
    StayFacts,
)
from .standing import Arrear, Standing
from .untrusted import (
    Code,
    Undecidable,
    bad,
    day,
    flag,
    listed,
    mapping,
    month,
    needed,
    objected,
    option,
    optional_day,
    shown,
)

#: Statuses that a case may have; residents have no figures in the texts and no place in the format.
STATUSES: Final = {"active": Status.ACTIVE, "retired": Status.RETIRED}
_REACHES: Final = {each.value: each for each in Reach}
_CLASSES: Final = {each.value: each for each in ItemClass}
_KINDS: Final = {each.value: each for each in ItemKind}


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
        raise bad("nested too deeply", zh="嵌套过深") from None
    except UnicodeDecodeError:
        raise bad("not UTF-8", zh="不是UTF-8编码") from None
    except ValueError as error:
        if not line.strip():
            raise bad("a blank line", zh="空行") from None
        raise bad(f"not JSON: {error}", zh="不是合法的JSON，或同一对象中键重复") from None
    if not isinstance(content, dict):
        raise bad("not an object", zh="应为对象")
    return content


def read_case(content: Mapping[str, Any]) -> Case:
    """Return the facts of a case.

    Raises:
        Undecidable: with the code of what is wrong and the place where.

    """
    if "case" not in content:
        raise bad("missing", "case", zh="缺少此项")
    person = _person(objected(content, "person", "person"))
    stays = listed(content, "stays", "stays")
    return Case(
        id=content["case"],
        person=person,
        stays=tuple(_stay(stay, f"stays/{number}") for number, stay in enumerate(stays)),
    )


def _person(content: Mapping[str, Any]) -> PersonFacts:
    where = "person/standing"
    given = objected(content, "standing", where) if content.get("standing") is not None else None
    return PersonFacts(
        status=option(content, "status", STATUSES, "person/status"),
        disabled=flag(content, "disabled", "person/disabled", required=True) is True,
        standing=None if given is None else _standing(given, where),
        large_amount=given is None or flag(given, "large_amount_paid", where) is not False,
    )


def _standing(content: Mapping[str, Any], where: str) -> Standing:
    """Read arrears and payments.

    ``{"arrears": [{"month": "2025-03", "part": "individual"}], "payments": [{"month": "2025-03",
    "paid_on": "2025-06-20"}], "large_amount_paid": true}``; an arrear may be the month alone, and a
    payment may name ``months``.
    """
    paid: dict[date, date] = {}
    for payment in listed(content, "payments", where) if "payments" in content else ():
        entry = mapping(payment, f"{where}/payments")
        paid_on = day(entry, "paid_on", f"{where}/payments/paid_on")
        months = entry["months"] if "months" in entry else [entry.get("month")]
        if not isinstance(months, list):
            raise bad("must be a list", f"{where}/payments/months", zh="应为列表")
        paid |= {month(each, f"{where}/payments"): paid_on for each in months}
    arrears = listed(content, "arrears", where) if "arrears" in content else ()
    return Standing(arrears=tuple(_arrear(each, paid, f"{where}/arrears") for each in arrears))


def _arrear(content: Any, paid: Mapping[date, date], where: str) -> Arrear:
    entry = {"month": content} if isinstance(content, str) else mapping(content, where)
    unpaid = month(entry.get("month"), where)
    part = entry.get("part", "both")
    if part not in ("employer", "individual", "both"):
        zh = f"{shown(part)}，可用取值为employer、individual、both"
        raise Undecidable(Code.UNKNOWN_VALUE, f"{shown(part)} is no part", where=where, zh=zh)
    return Arrear(month=unpaid, part=part, paid_on=paid.get(unpaid))


def _stay(content: Any, where: str) -> StayFacts:
    stay = mapping(content, where)
    grade = needed(stay, "grade", where)
    if not isinstance(grade, str) or grade not in TIERS:
        known = "3A, 3B, 2A to 2C and 1A to 1C"
        text = f"{shown(grade)} is no grade of the tables; known are {known}"
        zh = f"{shown(grade)}，可用等级为3A、3B、2A至2C、1A至1C"
        raise Undecidable(Code.UNKNOWN_GRADE, text, where=f"{where}/grade", zh=zh)
    reach = option(stay, "reach", _REACHES, f"{where}/reach")
    admitted = day(stay, "admitted_on", f"{where}/admitted_on")
    discharged = day(stay, "discharged_on", f"{where}/discharged_on")
    if discharged < admitted:
        text = f"discharged on {discharged}, admitted on {admitted}"
        zh = f"{admitted}入院，{discharged}出院"
        raise Undecidable(Code.STAY_ENDS_BEFORE_IT_BEGINS, text, where=where, zh=zh)
    settled = optional_day(stay, "settled_on", f"{where}/settled_on")
    lines = listed(stay, "lines", f"{where}/lines")
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
        raise bad("must be an object", f"{stay}/lines/{number}", zh="应为对象")
    try:
        return LineFacts(
            amount=_amount(content["amount"]),
            item_class=_CLASSES[content["item_class"]],
            kind=_KINDS[content["kind"]],
            approved=flag(content, "approved", "approved"),
            rescue=flag(content, "rescue", "rescue") is True,
            charged_on=optional_day(content, "charged_on", "charged_on"),
        )
    except Undecidable as error:
        inner = f"/{error.where}" if error.where else "/amount"
        where = f"{stay}/lines/{number}{inner}"
        raise Undecidable(error.code, error.what, where=where, zh=error.zh) from None
    except (KeyError, TypeError):
        _explain_line(content, f"{stay}/lines/{number}")


def _explain_line(content: Mapping[str, Any], where: str) -> NoReturn:
    """Say which field of a line made the quick way fail."""
    needed(content, "amount", where)
    option(content, "item_class", _CLASSES, f"{where}/item_class")
    option(content, "kind", _KINDS, f"{where}/kind")
    raise bad("not as expected", where, zh="与预期不符")


def _amount(value: Any) -> Fen:
    try:
        amount = parse_yuan(value) if isinstance(value, str) else -1
    except BadAmount:
        amount = -1
    if amount < 0 or value[0] == "-":
        text = f"{shown(value)} is no amount; expected a string in yuan such as 12.30"
        raise Undecidable(Code.BAD_AMOUNT, text, zh=f"{shown(value)}不是金额")
    return amount


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return content


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")
