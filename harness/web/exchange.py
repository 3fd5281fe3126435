"""What the journal says about an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from harness.faults.delivery import Deliver, Delivery, Twice
from harness.faults.plan import Fault
from harness.wire.envelope import Response
from harness.wire.http import HttpRequest
from harness.wire.identity import mask, mask_text
from harness.wire.received import Answer, GatewayRefusal, Received

__all__ = ["Line", "Served", "receipt", "turned_away"]

Body: TypeAlias = dict[str, Any]

#: Headers that say nothing about the hospital, differ from run to run, or are secrets.
SILENT: Final = frozenset(
    {
        "accept", "accept-charset", "accept-encoding", "accept-language", "authorization",
        "cache-control", "connection", "content-length", "content-type", "cookie", "date",
        "expect", "forwarded", "host", "keep-alive", "pragma", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "via", "x-forwarded-for",
        "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "x-request-id",
    }
)  # fmt: skip
#: Beginnings of the names of headers in which gateways carry keys, times and signatures.
GATEWAYS: Final = ("_api_", "x-tif-", "sec-", "x-ca-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An honest answer and what follows from it.

    Attributes:
        response: As the service gave it.
        answer: As it would be sent.
        changes: What the platform's state has to take over.
        refusal: Code of a refusal.
        duplicate_of: Number of the exchange whose message this one repeats.
        ours: Where our own answer breaks our own schema.
    """

    response: Response
    answer: Answer
    changes: list[dict[str, Any]] = field(default_factory=list)
    refusal: str | None = None
    duplicate_of: int | None = None
    ours: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What every entry about one message has in common.

    Attributes:
        received: The message that the gateway let through.
        mode: How messages arrive.
        strangers: Numbers of people of earlier sandboxes behind the same address.
    """

    received: Received
    mode: str
    strangers: frozenset[str] = frozenset()

    def body(
        self, http: HttpRequest, served: Served | None, receipts: list[Body], delivery: Delivery
    ) -> Body:
        """Return the body of the entry of one serving of the message."""
        received, request = self.received, self.received.request
        # The wire has looked already; looking again is for messages that hold a number.
        hide = mask_text if received.real_identity else str
        return {
            "infno": request.infno,
            "msgid": hide(request.msgid),
            "institution": hide(request.fixmedins_code),
            **_line(http),
            "status": delivery.reply.status if isinstance(delivery, Deliver) else None,
            "request": received.envelope,
            "response": served.answer.envelope if served else None,
            "refusal": served.refusal if served else None,
            "notes": [each.as_json() for each in received.notes],
            "violations": [each.as_json() for each in received.violations],
            "passed": received.refused() is None,
            "faults": receipts,
            "stray": self._is_stray(),
            "changes": served.changes if served else [],
            "duplicate_of": served.duplicate_of if served else None,
            "mode": self.mode,
        }

    def _is_stray(self) -> bool:
        if not self.strangers:
            return False
        request = self.received.request
        rows = [row for name in request.input for row in request.rows(name)]
        named = {str(row.get(key, "")) for row in rows for key in ("psn_no", "certno")}
        return not named.isdisjoint(self.strangers)


def turned_away(http: HttpRequest, met: GatewayRefusal, mode: str) -> Body:
    """Return the body of the entry of a request that was answered before any message was read."""
    return {
        "infno": met.infno,
        "msgid": "",
        "institution": "",
        **_line(http),
        "status": met.reply.status,
        "request": met.envelope,
        "response": None,
        "refusal": met.code,
        "notes": [],
        "violations": [],
        "passed": False,
        "faults": [],
        "stray": False,
        "changes": [],
        "duplicate_of": None,
        "mode": mode,
    }


def receipt(fault: Fault, effect: Delivery | Twice, *, copy: bool = False) -> Body:
    """Return what the journal says about a fault that struck."""
    told: Body = {
        "id": fault.id,
        "kind": fault.kind.name,
        "phase": fault.when,
        "delivered": effect.delivered,
        "answered": isinstance(effect, Twice) or (isinstance(effect, Deliver) and not effect.late),
    }
    waits = 0 if isinstance(effect, Twice) else effect.wait_ms
    return {
        **told,
        **({"wait_ms": waits} if waits else {}),
        **dict(effect.detail),
        **({"copy": True} if copy else {}),
    }


def spoken(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers in which a hospital may say something about a person."""
    return {
        name: value
        for name, value in sorted(headers.items())
        if name not in SILENT and not name.startswith(GATEWAYS)
    }


def _line(http: HttpRequest) -> Body:
    told: Body = {"method": http.method, "path": mask_text(http.path)}
    if http.query:
        told["query"] = mask_text(http.query)
    if headers := spoken(http.headers):
        told["headers"] = mask(headers)
    return told
