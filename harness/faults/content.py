"""Faults of content: well-formed answers that say something they should not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson

from harness.wire.http import HttpReply

from .delivery import Deliver, Delivery
from .kind import AFTER, Draft, Params, kind
from .places import changed, places, value_at

__all__ = ["KINDS"]

NAME = {"type": "string", "minLength": 1}
NAMES = {"type": "array", "items": NAME, "minItems": 1}
ANY: dict[str, Any] = {}

#: What a settlement's answer says about money, most telling first (wire.md §5).
AMOUNTS = ("psn_cash_pay", "psn_part_amt", "fund_pay_sumamt", "medfee_sumamt", "balc")

#: What an answer says about a person, and what an invented other one would have.
STRANGER = {
    "psn_no": "15990000000000009999",
    "certno": "159900197001019996",
    "psn_name": "另有其人",
}


def wanted(params: Params, fallback: Iterable[str] = ()) -> list[str]:
    """Return the fields that a plan names."""
    if "field" in params:
        return [params["field"]]
    return list(params.get("fields", fallback))


def always(value: Any) -> Callable[[Any], Any]:
    """Return the change that puts a value in place of whatever stood there."""
    return lambda _: value


def rewritten(draft: Draft, names: Iterable[str], change: Callable[[Any], Any]) -> Delivery:
    """Send the answer with some fields of its output changed."""
    output = draft.response.output
    found = [path for name in names for path in places(output, name)]
    detail = {"places": ["/" + "/".join(map(str, path)) for path in found]}
    reply = draft.encode(replace(draft.response, output=changed(output, found, change)))
    return Deliver(reply=reply, delivered=bool(found), detail=detail)


def on_envelope(
    draft: Draft, change: Callable[[dict[str, Any]], dict[str, Any]], *, sealed: bool = True
) -> HttpReply:
    """Change the written envelope itself: what no service could say.

    Numbers keep the spelling in which they were written. ``sealed``: the platform says it, under
    its signature; otherwise somebody under way does.
    """
    reply = draft.reply()
    envelope = json.loads(reply.body, parse_float=lambda text: orjson.Fragment(text.encode()))
    spoilt = change(envelope)
    body = orjson.dumps(draft.seal(spoilt) if sealed else spoilt)
    return HttpReply(status=reply.status, headers=reply.headers, body=body)


@kind(AFTER, person=NAME)
def wrong_person(draft: Draft, params: Params) -> Delivery:
    """The answer is about another person, and otherwise in order.

    `person` is a world id; left out, somebody invented. Catches a hospital that books whatever
    comes back without comparing the person.
    """
    other = STRANGER
    if "person" in params:
        other = {**STRANGER, **(draft.person(params["person"]) or {})}
    output = draft.response.output
    found = {name: places(output, name) for name in other}
    for name, paths in found.items():
        output = changed(output, paths, always(other[name]))
    reply = draft.encode(replace(draft.response, output=output))
    return Deliver(reply=reply, delivered=any(found.values()), detail={"as": other["psn_no"]})


@kind(AFTER, field=NAME, fields=NAMES)
def empty_field(draft: Draft, params: Params) -> Delivery:
    """A field that must say something is empty; by default the settlement or filing number.

    Catches a hospital that takes `infcode` 0 for success and keeps an empty number.
    """
    names = wanted(params, ("setl_id", "trt_dcla_detl_sn", "mdtrt_id"))
    return rewritten(draft, names, always(""))


@kind(AFTER, field=NAME, fields=NAMES)
def null_field(draft: Draft, params: Params) -> Delivery:
    """A field is null; by default the amounts that come back so from a reversal (wire.md §4.2a).

    Catches a hospital that adds null as zero, or crashes on it.
    """
    names = wanted(params, ("psn_part_amt", "hosp_part_amt", "acct_mulaid_pay"))
    return rewritten(draft, names, always(None))


@kind(AFTER, field=NAME, required=("field",))
def drop_field(draft: Draft, params: Params) -> Delivery:
    """A field is missing altogether.

    Catches a hospital that reads a missing field as zero, or as what it had before.
    """
    found = places(draft.response.output, params["field"])

    def without(key: str | int) -> Callable[[dict[Any, Any]], dict[Any, Any]]:
        return lambda parent: {k: v for k, v in parent.items() if k != key}

    output = draft.response.output
    for path in found:
        output = changed(output, [path[:-1]], without(path[-1]))
    reply = draft.encode(replace(draft.response, output=output))
    return Deliver(reply=reply, delivered=bool(found), detail={"field": params["field"]})


@kind(AFTER, name=NAME, value=ANY, at={"type": "string"})
def extra_field(draft: Draft, params: Params) -> Delivery:
    """The answer holds an optional field that nobody announced.

    `at` points to a node of the output; left out, it stands in the envelope. Catches a parser that
    breaks on what it does not know.
    """
    name, value = params.get("name", "ext_unannounced"), params.get("value", "1")
    if "at" not in params:
        return Deliver(reply=on_envelope(draft, lambda whole: {**whole, name: value}))
    output = draft.response.output
    nodes = [p for p in places(output, params["at"]) if isinstance(value_at(output, p), dict)]
    output = changed(output, nodes, lambda node: {**node, name: value})
    reply = draft.encode(replace(draft.response, output=output))
    return Deliver(reply=reply, delivered=bool(nodes))


@kind(AFTER, pointer=NAME, value=ANY, required=("pointer", "value"))
def set_field(draft: Draft, params: Params) -> Delivery:
    """One value of the answer is another one; `pointer` starts at the envelope.

    Catches whatever believes that value: another version, a foreign message number, a date.
    """
    pointer, value = params["pointer"], params["value"]
    if pointer.startswith("/output/"):
        return rewritten(draft, [pointer.removeprefix("/output")], always(value))
    name = pointer.strip("/")
    forged = on_envelope(draft, lambda whole: {**whole, name: value}, sealed=name != "cainfo")
    return Deliver(reply=forged)


@kind(AFTER)
def infcode_type(draft: Draft, _params: Params) -> Delivery:
    """`infcode` comes as text where the dialect says number, and the other way round.

    Catches comparisons that depend on the type and so see no failure, or no success (wire.md §9).
    """

    def turned(whole: dict[str, Any]) -> dict[str, Any]:
        code = whole.get("infcode")
        return {**whole, "infcode": int(code) if isinstance(code, str) else str(code)}

    return Deliver(reply=on_envelope(draft, turned))


@kind(AFTER, value={"type": "string"})
def wrong_signature(draft: Draft, params: Params) -> Delivery:
    """The answer's signature does not belong to it.

    Counts as delivered only where the dialect signs. Catches a hospital that never verifies.
    """
    signed = bool(envelope_of(draft.reply()).get("cainfo"))
    value = params.get("value", "A" * 88)
    reply = on_envelope(draft, lambda whole: {**whole, "cainfo": value}, sealed=False)
    return Deliver(reply=reply if signed else draft.reply(), delivered=signed)


@kind(AFTER, field=NAME, fields=NAMES, by={"type": "string", "pattern": "^-?[0-9]+[.][0-9][0-9]$"})
def tampered_amount(draft: Draft, params: Params) -> Delivery:
    """An amount was changed under way; the signature, if there is one, is still the old one.

    Catches a hospital that books an amount which contradicts its signature, the preview or the
    other figures of the same answer.
    """
    by = Decimal(params.get("by", "100.00"))
    output = draft.response.output
    names = wanted(params) or [name for name in AMOUNTS if places(output, name)][:1]
    found = [path for name in names for path in places(output, name)]
    spoilt = changed(output, found, lambda value: shifted(value, by))
    if not found:
        return Deliver(reply=draft.reply(), delivered=False)
    old = envelope_of(draft.reply()).get("cainfo")
    reply = draft.encode(replace(draft.response, output=spoilt))
    if old:
        forged = replace(draft, encode=lambda _: reply)
        reply = on_envelope(forged, lambda whole: {**whole, "cainfo": old}, sealed=False)
    return Deliver(reply=reply, detail={"signed": bool(old)})


def shifted(value: Any, by: Decimal) -> Any:
    """Add to an amount, in whichever type it stands."""
    if value is None or isinstance(value, bool | dict | list):
        return value
    moved = Decimal(str(value)) + by
    return str(moved) if isinstance(value, str) else moved


def envelope_of(reply: HttpReply) -> dict[str, Any]:
    """Read the outermost object of a reply; empty where it is none."""
    try:
        whole = json.loads(reply.body)
    except ValueError:
        return {}
    return whole if isinstance(whole, dict) else {}


KINDS = (
    wrong_person,
    empty_field,
    null_field,
    drop_field,
    extra_field,
    set_field,
    infcode_type,
    wrong_signature,
    tampered_amount,
)
