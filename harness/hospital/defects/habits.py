"""Habits of real systems: how they write and send (groups X and Y; wire.md §9)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from random import Random
from typing import Any

from harness.hospital.courier import Outcome
from harness.hospital.hospital import Hospital
from harness.wire.http import HttpRequest

from .registry import defect, override

DAYS = ("refl_date",)
SIGNATURES = ("x-tif-signature", "_api_signature")
CERTIFICATE = re.compile(rb'"cainfo":"[^"]+"')


def _content(house: Hospital, change: Any) -> None:
    def content(original: Any, referral: Any, patient: Any) -> Any:
        found = original(referral, patient)
        found["refmedin"] = change(found["refmedin"])
        return found

    override(house.filing, "content", content)


def _posted(house: Hospital, change: Any) -> None:
    override(house.courier, "post", lambda original, request: original(change(request)))


@defect("X-101")
def days_with_time(house: Hospital) -> None:
    """Write a time behind every day."""
    _content(house, lambda node: node | {name: f"{node[name]} 00:00:00" for name in DAYS})


@defect("X-102")
def null_as_text(house: Hospital) -> None:
    """Write the word null for what is empty."""
    _content(
        house,
        lambda node: (
            {"insu_optins": "null", **node, "addr": node["addr"] or "null"} | {"addr": "null"}
        ),
    )


@defect("X-103")
def gbk(house: Hospital) -> None:
    """Write messages in GBK where a name has characters that GB 2312 lacks."""
    _posted(house, lambda request: replace(request, body=_gbk(request.body)))
    if house.dialect.input == "sm4":
        gateway = house.courier.port.gateway
        override(
            gateway, "close_input", lambda original, *given: original(given[0], _gbk(given[1]))
        )


def _gbk(body: bytes) -> bytes:
    text = body.decode("utf-8")
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return text.encode("gbk", "replace")
    return body


@defect("X-104")
def random_ids(house: Hospital) -> None:
    """Make message ids of thirty hexadecimal digits."""

    def msgid(original: Any) -> Any:
        return hashlib.sha256(str(original()).encode()).hexdigest()[:30]

    override(house.courier, "new_msgid", msgid)


@defect("X-105")
def no_place_of_insurance(house: Hospital) -> None:
    """Leave the place of insurance out of the header."""

    def envelope(original: Any, infno: str, content: Any, _pool: str, msgid: str) -> Any:
        return original(infno, content, "", msgid)

    override(house.courier, "envelope", envelope)


@defect("X-111")
def code_of_one_type(house: Hospital) -> None:
    """Take a result code that is not of the type agreed upon for a failure."""
    other = b'"infcode":"' if house.dialect.infcode == "number" else b'"infcode":0'
    last = _last_reply(house)

    def answered(original: Any, infno: str, msgid: str, response: Any) -> Any:
        found = original(infno, msgid, response)
        return replace(found, outcome=Outcome.REFUSED) if other in last[0] else found

    override(house.courier, "answered", answered)


def _last_reply(house: Hospital) -> list[bytes]:
    last = [b""]

    def post(original: Any, request: HttpRequest) -> Any:
        reply = original(request)
        last[0] = reply.body
        return reply

    override(house.courier, "post", post)
    return last


@defect("X-143")
def another_code_is_success(house: Hospital) -> None:
    """Take 1 for success: the sample of one published answer has it so (wire.md §2.2)."""
    last = _last_reply(house)

    def heard(original: Any, referral: Any, errand: Any, answer: Any) -> Any:
        if b'"infcode":1,' in last[0] or b'"infcode":"1"' in last[0]:
            return house.filing.filed(referral, errand, "", "")
        return original(referral, errand, answer)

    override(house.filing, "heard", heard)


@defect("X-144")
def digits_drawn(house: Hospital) -> None:
    """Draw the last four digits of message ids."""
    drawn = Random(house.directory.own.code)  # noqa: S311 - a run must repeat

    def msgid(original: Any) -> Any:
        return f"{original()[:-4]}{drawn.randrange(10_000):04d}"

    override(house.courier, "new_msgid", msgid)


def _totals(house: Hospital, change: Any) -> None:
    def envelope(original: Any, infno: str, content: Any, pool: str, msgid: str) -> Any:
        told = {"data": change(content["data"])} if infno == "3201" else content
        return original(infno, told, pool, msgid)

    override(house.courier, "envelope", envelope)


@defect("X-112")
def accounts_paid_nothing(house: Hospital) -> None:
    """Leave what accounts paid out of the daily totals."""
    _totals(house, lambda data: data | {"acct_pay": "0.00"})


@defect("X-113")
def empty_figures(house: Hospital) -> None:
    """Write nothing where a figure of the daily totals is zero."""
    _totals(house, lambda data: {n: "" if v == "0.00" else v for n, v in data.items()})


@defect("X-114")
def name_with_a_capital(house: Hospital) -> None:
    """Write a name of the daily totals with a capital."""
    other = {"fund_pay_sumamt": "fund_Pay_sumamt"}
    _totals(house, lambda data: {other.get(n, n): v for n, v in data.items()})


@defect("X-141")
def one_clearing_type(house: Hospital) -> None:
    """Write the clearing type of stays into every total of the day."""
    _totals(house, lambda data: data | {"clr_type": "21"})


@defect("X-142")
def insurance_types_mixed(house: Hospital) -> None:
    """Add up employees and residents, and call the sum the employees'."""

    def groups(original: Any, day: Any) -> Any:
        found: dict[tuple[str, str], Any] = {}
        for each in original(day):
            key = (each.clearing, each.agency)
            found[key] = _added(found[key], each) if key in found else each
        return [replace(each, scheme_code="310") for each in found.values()]

    override(house.dayclose, "groups", groups)


def _added(one: Any, other: Any) -> Any:
    names = ("total", "funds", "account", "count")
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})


@defect("M-228")
def identity_in_the_address(house: Hospital) -> None:
    """Put an identity number into the address."""
    card = next(iter(house.directory.cards.values()))
    _posted(house, lambda request: replace(request, query=f"certno={card.certno}"))


@defect("M-230")
def any_certificate(house: Hospital) -> None:
    """Accept any certificate."""
    house.courier.verify_certificates(wanted=False)


@defect("M-315")
def constant_signature(house: Hospital) -> None:
    """Sign everything with the same characters."""

    def signed(request: HttpRequest) -> HttpRequest:
        headers = {n: ("0" * 64 if n in SIGNATURES else v) for n, v in request.headers.items()}
        body = CERTIFICATE.sub(b'"cainfo":"%s"' % (b"0" * 88), request.body)
        return replace(request, headers=headers, body=body)

    _posted(house, signed)
