"""What the platform's side of the wire hands on: a message, or an answer already given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .envelope import Request, Response, moment17, refusal
from .http import HttpReply
from .remarks import Remark, wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that the gateway let through.

    Attributes:
        request: the message as a service reads it.
        notes: broken field rules that the dialect only notes.
        violations: broken field rules that the dialect refuses.
        shape: the URL shape: ``base``, ``single``, ``infno`` or ``service``.
        envelope: the envelope as received, ``input`` decoded, real-looking identity numbers masked,
            fractions as text: ready for the journal.
        digest: SHA-256 of transaction and input as received, to tell a repeated message from
            another one under the same ``msgid``.
        supported: whether the platform has this transaction.
        real_identity: whether a real-looking identity number stands in it.
        at: when it came.

    """

    request: Request
    notes: tuple[Remark, ...]
    violations: tuple[Remark, ...]
    shape: str
    envelope: dict[str, Any]
    digest: str
    supported: bool
    real_identity: bool
    at: datetime

    def refused(self) -> Response | None:
        """Return the refusal that the message earns before any service sees it, if any."""
        infno = self.request.infno
        if self.real_identity:
            code, text = "REAL_IDENTITY", "报文含有疑似真实居民身份证号，本平台只接受模拟人员"
        elif self.violations:
            code, text = "FIELD_INVALID", wording(self.violations)
        elif not self.supported:
            code, text = "NOT_SUPPORTED", f"本平台不支持交易{infno[:8]}"
        else:
            return None
        now = moment17(self.at)
        return refusal(code, text, refmsg_time=now, respond_time=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRefusal:
    """An answer that the gateway gave by itself; no service saw a message.

    Attributes:
        reply: the whole answer.
        code: why, or ``None`` where nothing was refused (a token was handed out).
        envelope: ``{"undecodable": reason, "length": n}`` for the journal; the first key is
            ``token`` where one was handed out, ``probe`` where it was not even a POST.
        infno: the transaction, as far as path or headers name it.

    """

    reply: HttpReply
    code: str | None
    envelope: dict[str, Any]
    infno: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer on its way out.

    Attributes:
        reply: the HTTP reply.
        envelope: the envelope as sent, ``output`` as an object, amounts as text: for the journal.
        broken: where it breaks our own schema, by place; each is our error.

    """

    reply: HttpReply
    envelope: dict[str, Any]
    broken: tuple[Remark, ...] = ()
