"""Messages that we send ourselves, through the same gateway and schema as everybody's."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from harness.domain.people import InsuredPerson
from harness.errors import UsageError
from harness.simulator.services.reversal import message_key
from harness.simulator.store import Draft
from harness.wire.envelope import HEADER, Request, sender_msgid
from harness.wire.received import GatewayRefusal

from .assembly import Parts
from .serving import serve_message
from .state import State

__all__ = ["probed"]


def probed(
    parts: Parts, state: State, with_: dict[str, Any], at: datetime
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Send a message of our own; changes nothing yet.

    It is signed in wherever that is asked for, unless its header names a sign-in of its own.

    Args:
        parts: Of the sandbox.
        state: Of the sandbox.
        with_: `infno`, `input`, and optionally `institution` (world id) and `header`.
        at: Platform time.

    Returns:
        The reply (`outcome`, `infcode`, `code`, `err_msg`, `output`), and what changes.

    Raises:
        UsageError: There is no such institution, or no transaction is named.
    """
    message = parts.client.request(_request(parts, state, with_, at), _token(parts, at))
    received = parts.port.receive(message, at)
    if isinstance(received, GatewayRefusal):
        return {"outcome": "refused", "code": received.code, "output": None}, []
    signed = "sign_no" in dict(with_.get("header", {}))
    served = serve_message(parts, state, received, at, sign_in=signed)
    response = served.response
    reply = {
        "outcome": "accepted" if response.ok else "refused",
        "infcode": response.infcode,
        "code": served.refusal,
        "err_msg": response.err_msg,
        "output": served.answer.envelope.get("output"),
        **({"ours": served.ours} if served.ours else {}),
    }
    return reply, served.changes


def _token(parts: Parts, at: datetime) -> str | None:
    """Fetch a token where the dialect has tokens."""
    asked = parts.client.token_request()
    if asked is None:
        return None
    granted = parts.port.receive(asked, at)
    return parts.client.token(granted.reply) if isinstance(granted, GatewayRefusal) else None


def _request(parts: Parts, state: State, with_: dict[str, Any], at: datetime) -> Request:
    if not isinstance(with_.get("infno"), str):
        raise UsageError("a probe names its transaction", remedy='Give {"infno": "2501", …}.')
    where = with_.get("institution") or parts.spec.institution or parts.world.institution
    institution = parts.world.institutions.get(where)
    if institution is None:
        raise UsageError(f"the world has no institution {where!r}")
    header = {name: str(value) for name, value in dict(with_.get("header", {})).items()}
    known = {
        "msgid": _unused_msgid(state, institution.code, at),
        "mdtrtarea_admvs": institution.code[1:7],
        "insuplc_admdvs": _pool(state, with_.get("input", {}), at),
        "recer_sys_code": "99",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "probe",
        "opter_name": "测试平台",
        "inf_time": f"{at:%Y-%m-%d %H:%M:%S}",
        "fixmedins_code": institution.code,
        "fixmedins_name": institution.name,
        **{name: value for name, value in header.items() if name in HEADER},
    }
    extra = {name: value for name, value in header.items() if name not in HEADER}
    known.pop("infno", None)
    return Request(infno=with_["infno"], input=dict(with_.get("input", {})), extra=extra, **known)


def _unused_msgid(state: State, institution: str, at: datetime) -> str:
    """An id in the hospital's name that neither it nor an earlier message of ours had."""
    known = state.platform.store
    ids = (sender_msgid(institution, at, 9000 + (state.seen + n) % 1000) for n in count())
    return next(
        each for each in ids if known.get("messages", message_key(institution, each)) is None
    )


def _pool(state: State, content: Any, at: datetime) -> str:
    """Return where the person whom a message names is insured; headers say so (wire.md §1.9)."""
    nodes = (content, *content.values()) if isinstance(content, dict) else ()
    rows = (each[0] if isinstance(each, list) and each else each for each in nodes)
    named = [str(each["psn_no"]) for each in rows if isinstance(each, dict) and each.get("psn_no")]
    found = _people(state, named[0]) if named else []
    enrolled = found[0].enrolment(at.date()) if found else None
    return "" if enrolled is None else enrolled.pool


def _people(state: State, number: str) -> list[InsuredPerson]:
    return Draft(state.platform.store).find("people", "number", number, InsuredPerson)
