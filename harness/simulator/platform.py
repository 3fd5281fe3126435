"""The simulated platform: one message or act in, an answer and the changes it makes out.

Neither ``handle`` nor ``act`` changes anything: the caller makes the changes durable and then
calls ``apply``. Nothing here reads a clock, a file or a random source; serial numbers are counted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harness.policy.rules import Rules
from harness.wire.carriage import Carriage
from harness.wire.dialects import Dialect
from harness.wire.envelope import FAILURE, Request, Response, moment17, receiver_msgid

from .acts import ActContext
from .acttable import ACTS
from .judgement import Judgement
from .pools import rules_elsewhere
from .records import Message
from .refusals import Refused, refusal
from .remembering import digest_of, is_query, stored
from .services.context import Answer, Context, Service
from .services.registry import SERVICES
from .services.reversal import message_key
from .services.sessions import require_sign_in
from .settings import Settings
from .snapshot import view
from .store import Change, Draft, Store
from .world import World

FREE_OF_SIGN_IN = frozenset({"9001"})
#: Refusals that another header heals: the same message may come again under its id.
BY_HEADER = frozenset(
    {
        "INSTITUTION_UNKNOWN",
        "INSURED_PLACE_MISMATCH",
        "NOT_SUPPORTED",
        "SIGN_IN_REQUIRED",
        "UNKNOWN_TRANSACTION",
    }
)
NOT_SUPPORTED = frozenset({"2181"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a message led to. ``duplicate_of`` is the key of the message it repeats, if any."""

    response: Response
    changes: list[Change]
    refusal: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOutcome:
    """What an act led to: ``{"outcome": "accepted" | "refused", "code"?, …}`` and changes."""

    reply: dict[str, Any]
    changes: list[Change]


class Platform:
    """One sandbox's platform."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        dialect: Dialect | None = None,
        carriage: Carriage | None = None,
        store: Store | None = None,
    ) -> None:
        """Begin with a world's facts, or with a store already rebuilt from its journal."""
        self.world = world
        self.rules = rules
        self.dialect = dialect
        self.carriage = carriage
        self.settings = Settings.of(dialect)
        self.store = store or Store(world)
        self.judge = Judgement(rules=rules, others=rules_elsewhere(rules))

    def handle(
        self,
        request: Request,
        at: dt.datetime,
        digest: str | None = None,
        *,
        sign_in: bool = True,
    ) -> Outcome:
        """Answer one well-formed message.

        Args:
            request: what the gateway let through.
            at: the platform's time.
            digest: of transaction and input as received, where the caller has it.
            sign_in: whether to ask for a sign-in where the dialect enforces one.

        Returns:
            The answer and the changes; a message that cannot be served is refused, never raised.
        """
        digest = digest or digest_of(request)
        key = message_key(request.fixmedins_code, request.msgid)
        if request.msgid:
            known = self.store.get("messages", key)
            if isinstance(known, Message):
                repeated = self._repeated(request, known, digest, at, key)
                if repeated is not None:
                    return repeated
        return self._serve(request, at, digest, key, sign_in=sign_in)

    def act(self, by: str, act: str, with_: Mapping[str, Any], at: dt.datetime) -> ActOutcome:
        """Play an agency, employer, patient or another institution.

        Raises:
            UsageError: the act does not exist or its arguments are wrong (the caller's mistake).
        """
        draft = Draft(self.store)
        context = ActContext(draft=draft, judge=self.judge, at=at, platform=self)
        try:
            reply = ACTS.run(context, by, act, with_)
        except Refused as refused:
            return ActOutcome(reply=refused_reply(refused), changes=[])
        return ActOutcome(reply={"outcome": "accepted", **reply}, changes=draft.changes())

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes that are durable."""
        self.store.apply(changes)

    def view(self, person: str | None = None, at: dt.datetime | None = None) -> dict[str, Any]:
        """The state as ``platform:`` expectations see it; of one person if named."""
        return view(self.store, person, at)

    def respond(
        self, request: Request, at: dt.datetime, draft: Draft, *, sign_in: bool = True
    ) -> Answer:
        """Let the service of a transaction answer within a draft (also for acts of others)."""
        service = _service(request.infno)
        context = Context(
            request=request,
            at=at,
            draft=draft,
            judge=self.judge,
            settings=self.settings,
            slip=self._slip(request),
        )
        if sign_in and self.settings.sign_in_enforced and request.infno not in FREE_OF_SIGN_IN:
            require_sign_in(context)
        context.sender()
        return service(context)

    def _slip(self, request: Request) -> dict[str, Any]:
        """What the carriage brought of the slip, None for what it could have brought."""
        if self.carriage is None or request.infno[:4] != "2501":
            return {}
        read = self.carriage.read(request.input)
        return {name: read.get(name) for name in self.carriage.carried}

    def _serve(
        self, request: Request, at: dt.datetime, digest: str, key: str, *, sign_in: bool
    ) -> Outcome:
        draft = Draft(self.store)
        try:
            answer = self.respond(request, at, draft, sign_in=sign_in)
        except Refused as refused:
            draft = Draft(self.store)
            response = self._refusal(request, refused, at, draft)
            if refused.code not in BY_HEADER:
                self._remember(draft, request, key, digest, at, response, "")
            return Outcome(response=response, changes=draft.changes(), refusal=refused.code)
        response = self._success(request, answer, at, draft)
        self._remember(draft, request, key, digest, at, response, answer.refers_to)
        return Outcome(response=response, changes=draft.changes())

    def _repeated(
        self, request: Request, known: Message, digest: str, at: dt.datetime, key: str
    ) -> Outcome | None:
        """The stored answer again, or a refusal; None: answer anew.

        Refused is another content, any repetition where the dialect takes none, and a message that
        2601 took back: its stored success is no longer true.
        """
        if known.infno != request.infno or known.digest != digest:
            return self._refused(request, "MSGID_REUSED", at)
        if known.reversed_at is not None:
            return self._refused(request, "ALREADY_REVERSED", at)
        if self.settings.duplicate == "refuse":
            return self._refused(request, "MSGID_REUSED", at)
        if known.answer is None:
            return None
        response = Response(**json.loads(known.answer), respond_time=moment17(at))
        return Outcome(response=response, changes=[], refusal=response.code, duplicate_of=key)

    def _refused(self, request: Request, code: str, at: dt.datetime) -> Outcome:
        draft = Draft(self.store)
        response = self._refusal(request, Refused(code), at, draft)
        return Outcome(response=response, changes=draft.changes(), refusal=code)

    def _remember(
        self,
        draft: Draft,
        request: Request,
        key: str,
        digest: str,
        at: dt.datetime,
        response: Response,
        refers_to: str,
    ) -> None:
        """Keep a message that has an id; a query keeps no answer, it is answered anew."""
        if not request.msgid:
            return
        again = None if is_query(request.infno) else stored(response)
        message = Message(
            infno=request.infno, digest=digest, at=at, answer=again, refers_to=refers_to
        )
        draft.put("messages", key, message)

    def _success(self, request: Request, answer: Answer, at: dt.datetime, draft: Draft) -> Response:
        return Response(
            output=answer.output,
            warn_msg=answer.warning,
            stream=answer.stream,
            **self._stamps(request, at, draft),
        )

    def _refusal(
        self, request: Request, refused: Refused, at: dt.datetime, draft: Draft
    ) -> Response:
        return Response(
            infcode=FAILURE,
            err_msg=f"{refused.code}: {refused.text}",
            **self._stamps(request, at, draft),
        )

    def _stamps(self, request: Request, at: dt.datetime, draft: Draft) -> dict[str, Any]:
        region = request.mdtrtarea_admvs or "150000"
        number = draft.next_number("message")
        now = moment17(at)
        return {
            "inf_refmsgid": receiver_msgid(region, at, number),
            "refmsg_time": now,
            "respond_time": now,
        }


def refused_reply(refused: Refused) -> dict[str, Any]:
    """What an act answers when a rule forbids it."""
    row = refusal(refused.code)
    remedy = {"zh": row.remedy_zh, "en": row.remedy_en}
    text = {"zh": refused.text, "en": row.en}
    return {"outcome": "refused", "code": refused.code, "text": text, "remedy": remedy}


def _service(infno: str) -> Service:
    if infno in NOT_SUPPORTED:
        raise Refused("NOT_SUPPORTED")
    found = SERVICES.get(infno)
    if found is None:
        raise Refused("UNKNOWN_TRANSACTION", infno[:8])
    return found
