"""How a message leaves the house and what is known afterwards.

One ``requests`` session stays open. Nothing is ever sent twice here: what to do about an unknown
outcome is the outbox's decision, with the stored ``msgid`` (DER-MSG-1, DER-MSG-2).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import requests

from harness.clock import CHINA
from harness.wire.client import ClientPort, NotAnEnvelope
from harness.wire.envelope import Request, Response, sender_msgid
from harness.wire.http import HttpReply, HttpRequest

from .clocks import HouseClock
from .directory import House
from .messages import signing
from .store import Store

OPERATOR = "HIS001"
OPERATOR_NAME = "医保办"
SERVER_ERROR = 500
CLIENT_ERROR = 400


class Outcome(StrEnum):
    """What is known about a message after the attempt to send it."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of one attempt.

    Attributes:
        response: the platform's answer where there is one.
        status: the HTTP status, 0 without one.
        retry_after: seconds that the platform asks us to wait.
        text: what to show where there is no answer.

    """

    outcome: Outcome
    infno: str
    msgid: str
    response: Response | None = None
    status: int = 0
    retry_after: int | None = None
    text: str = ""

    @property
    def ok(self) -> bool:
        """Whether the platform answered with success."""
        return self.outcome is Outcome.ANSWERED

    @property
    def refused(self) -> bool:
        """Whether the platform said no to the business itself."""
        return self.outcome is Outcome.REFUSED

    @property
    def code(self) -> str:
        """The refusal code in the answer, or an empty text."""
        if self.response is None or self.outcome is not Outcome.REFUSED:
            return ""
        return self.response.code or "REFUSED"

    @property
    def reason(self) -> str:
        """The platform's words, unshortened, or ours where it said nothing."""
        return self.response.err_msg if self.response is not None else self.text


class Courier:
    """Sends requests in the dialect of the session and classifies what comes back."""

    def __init__(
        self,
        *,
        port: ClientPort,
        base_url: str,
        own: House,
        clock: HouseClock,
        store: Store,
        timeouts: tuple[float, float],
    ) -> None:
        """Open the connection lazily; ``timeouts`` are connect and read seconds."""
        self.port = port
        self._base = base_url.rstrip("/")
        self._own = own
        self._clock = clock
        self._store = store
        self._timeouts = timeouts
        self._signed: tuple[str, str] | None = None
        self._token: str | None = None
        self._session = requests.Session()
        self._session.trust_env = False
        self.alarms: list[str] = []

    def verify_certificates(self, *, wanted: bool) -> None:
        """Verify the platform's certificate, as anybody must (DER-PRV-3)."""
        self._session.verify = wanted

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def new_msgid(self) -> str:
        """Return a message id that was never used: institution, time, serial (wire.md §2.1)."""
        serial = self._store.next("msgid")
        return sender_msgid(self._own.code, self._clock.now(), serial)

    def send(
        self, infno: str, content: dict[str, Any], *, pool: str = "", msgid: str | None = None
    ) -> Answer:
        """Send one business message after the day's sign-in; ``pool`` is the place of insurance."""
        refused = self._sign_on()
        if refused is not None:
            return refused
        return self._exchange(infno, content, pool, msgid or self.new_msgid())

    def _sign_on(self) -> Answer | None:
        day = self._clock.now().date().isoformat()
        if self._signed is not None and self._signed[0] == day:
            return None
        answer = self._exchange("9001", signing.sign_on(OPERATOR), "", self.new_msgid())
        if answer.outcome in {Outcome.NOT_SENT, Outcome.UNKNOWN}:
            return Answer(
                outcome=Outcome.NOT_SENT,
                infno="9001",
                msgid=answer.msgid,
                status=answer.status,
                retry_after=answer.retry_after,
                text=answer.text,
            )
        number = signing.number(answer.response) if answer.response is not None else ""
        self._signed = (day, number)
        return None

    def _exchange(self, infno: str, content: dict[str, Any], pool: str, msgid: str) -> Answer:
        request = self.envelope(infno, content, pool, msgid)
        try:
            reply = self.post(self.port.request(request, self._bearer()))
        except requests.RequestException as error:
            return self._failed(infno, msgid, error)
        except NotAnEnvelope as error:
            text = f"医保平台未发放访问令牌：{error}"
            return Answer(outcome=Outcome.NOT_SENT, infno=infno, msgid=msgid, text=text)
        if reply.status >= CLIENT_ERROR:
            return self._http_fault(infno, msgid, reply)
        try:
            response = self.port.response(reply)
        except NotAnEnvelope as error:
            self.alarms.append(f"{infno}: {error}")
            text = f"平台应答无法识别：{error}"
            return Answer(outcome=Outcome.UNKNOWN, infno=infno, msgid=msgid, text=text)
        return self.answered(infno, msgid, response)

    def _bearer(self) -> str | None:
        wanted = self.port.token_request()
        if wanted is not None and self._token is None:
            self._token = self.port.token(self.post(wanted))
        return self._token

    def envelope(self, infno: str, content: dict[str, Any], pool: str, msgid: str) -> Request:
        """Return the request with its header; the patient's pool stands in it (wire.md §1.9)."""
        return Request(
            infno=infno,
            msgid=msgid,
            mdtrtarea_admvs=self._own.region,
            insuplc_admdvs=pool,
            recer_sys_code="MBS_LOCAL",
            infver="V1.0",
            opter_type="1",
            opter=OPERATOR,
            opter_name=OPERATOR_NAME,
            inf_time=f"{self._clock.now():%Y-%m-%d %H:%M:%S}",
            fixmedins_code=self._own.code,
            fixmedins_name=self._own.name,
            sign_no=self._signed[1] if self._signed is not None else "",
            input=content,
        )

    def post(self, request: HttpRequest) -> HttpReply:
        """Send bytes once and return the reply; no retry at this level (DER-MSG-3)."""
        query = f"?{request.query}" if request.query else ""
        reply = self._session.request(
            request.method,
            f"{self._base}{request.path}{query}",
            data=request.body,
            headers=request.headers,
            timeout=self._timeouts,
            allow_redirects=False,
        )
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return HttpReply(status=reply.status_code, headers=headers, body=reply.content)

    def _failed(self, infno: str, msgid: str, error: requests.RequestException) -> Answer:
        never_left = isinstance(error, requests.ConnectTimeout) or "NewConnection" in repr(error)
        if never_left:
            text = "医保平台无法连接，报文未发出。"
            return Answer(outcome=Outcome.NOT_SENT, infno=infno, msgid=msgid, text=text)
        text = "医保平台未在规定时间内应答，处理结果未知。"
        return Answer(outcome=Outcome.UNKNOWN, infno=infno, msgid=msgid, text=text)

    def _http_fault(self, infno: str, msgid: str, reply: HttpReply) -> Answer:
        server = reply.status >= SERVER_ERROR
        self._token = None
        wait = reply.headers.get("retry-after", "")
        return Answer(
            outcome=Outcome.UNKNOWN if server else Outcome.NOT_SENT,
            infno=infno,
            msgid=msgid,
            status=reply.status,
            retry_after=int(wait) if wait.isascii() and wait.isdigit() else None,
            text=f"医保平台返回 HTTP {reply.status}。",
        )

    def answered(self, infno: str, msgid: str, response: Response) -> Answer:
        """Return what an answer means: success, or a refusal of the business itself."""
        with contextlib.suppress(ValueError):
            self._clock.heard(_moment17(response.respond_time))
        outcome = Outcome.ANSWERED if response.infcode == 0 else Outcome.REFUSED
        return Answer(outcome=outcome, infno=infno, msgid=msgid, response=response)


def _moment17(text: str) -> datetime:
    parsed = datetime.fromisoformat(f"{text[:8]}T{text[8:14]}").replace(tzinfo=CHINA)
    return parsed.replace(microsecond=int(text[14:17] or 0) * 1000)
