"""The control port: sandboxes made, moved, watched and ended over HTTP.

Everything but `/healthz` asks for `Authorization: Bearer TOKEN`. Refusals are
`{"error": {"code", "text", "remedy"}}` and never a stack trace.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, Final, TypeAlias

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from harness import __version__
from harness.errors import DataError, HarnessError, UsageError
from harness.faults.kinds import listing
from harness.policy.loading import pack_names
from harness.simulator.world import world_names
from harness.storage.ports import JournalUnavailable
from harness.validation import schema
from harness.wire.dialects import dialect_names

from .clockwork import moved
from .description import openapi
from .metrics import Metrics
from .plain import plain
from .registry import Registry
from .sandbox import Sandbox
from .spec import Spec

__all__ = ["control_app"]

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

#: Longest body of a control request in bytes.
LIMIT: Final = 1024 * 1024
#: What a sandbox may be made of by name.
SHIPPED: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "world": world_names,
    "pack": pack_names,
    "dialect": dialect_names,
}
#: Who acts under which path.
ACTORS: Final = ("agency", "employer", "patient", "elsewhere", "probe")
CHUNK: Final = 200


class Refusal(Exception):
    """The answer to a control request that asks for something impossible."""

    def __init__(self, status: int, code: str, text: str, remedy: str | None = None) -> None:
        """Keep status, code, text and remedy."""
        super().__init__(text)
        self.status = status
        self.body = {"error": {"code": code, "text": text, "remedy": remedy}}


class Control:
    """The endpoints, over one registry."""

    def __init__(self, registry: Registry, token: str, metrics: Metrics) -> None:
        """Serve a registry to whoever knows the token."""
        self.registry = registry
        self.metrics = metrics
        self._token = token.encode()

    def admit(self, request: Request) -> None:
        """Let a request in, or refuse it."""
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            told.strip().encode(), self._token
        ):
            raise Refusal(
                401,
                "TOKEN_REQUIRED",
                "the control port asks for a token",
                "Send Authorization: Bearer TOKEN; harness serve prints it when it starts.",
            )

    def sandbox(self, request: Request) -> Sandbox:
        """Return the sandbox that a path names."""
        name = request.path_params["id"]
        found = self.registry.get(name)
        if found is None:
            raise Refusal(404, "SANDBOX_UNKNOWN", f"there is no sandbox {name!r}")
        return found

    async def healthz(self, _request: Request) -> Response:
        """Tell that the server lives."""
        return answer({"status": "ok", "version": __version__})

    async def openapi(self, _request: Request) -> Response:
        """Describe this port."""
        return answer(openapi())

    async def tell_metrics(self, _request: Request) -> Response:
        """Count, in the text format of Prometheus."""
        text = self.metrics.text(self.registry)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def fault_kinds(self, _request: Request) -> Response:
        """List what may go wrong on request."""
        return answer({"faults": listing()})

    async def all_sandboxes(self, _request: Request) -> Response:
        """List the sandboxes."""
        return answer({"sandboxes": [summary(each) for each in self.registry]})

    async def create(self, request: Request) -> Response:
        """Begin a sandbox."""
        given = await body(request, "control/sandbox.json")
        if given.get("decisions"):
            schema("data/decision.json").check(given["decisions"], "/decisions of the body")
        self._refuse_files(given)
        given.setdefault("id", self._free_name())
        spec = Spec.from_json({**given, "start": given.pop("now", None)})
        if self.registry.get(spec.id) is not None:
            raise Refusal(409, "SANDBOX_EXISTS", f"sandbox {spec.id!r} exists already")
        made = self.registry.create(spec)
        made.settle()
        return answer(summary(made) | {"credentials": made.credentials}, 201)

    async def show(self, request: Request) -> Response:
        """Show one sandbox."""
        found = self.sandbox(request)
        return answer(summary(found) | {"credentials": found.credentials})

    async def remove(self, request: Request) -> Response:
        """End a sandbox and forget its journal."""
        self.registry.remove(self.sandbox(request).id)
        return Response(status_code=204)

    async def world(self, request: Request) -> Response:
        """Show people, institutions, physicians, departments and items."""
        return answer(self.sandbox(request).world())

    async def view(self, request: Request) -> Response:
        """Show the platform's state."""
        return answer(self.sandbox(request).view())

    async def clock(self, request: Request) -> Response:
        """Move platform time."""
        found = self.sandbox(request)
        found.set_clock(moved(found.now(), await body(request, "control/clock.json")))
        found.settle()
        return answer({"now": found.now().isoformat()})

    async def act(self, request: Request) -> Response:
        """Let somebody else act."""
        found, by = self.sandbox(request), request.url.path.rsplit("/", 1)[-1]
        given = await body(request, "control/act.json" if by != "probe" else "control/probe.json")
        name, with_ = (
            (given["infno"], given) if by == "probe" else (given["act"], given.get("with", {}))
        )
        reply = found.act(by, name, with_)
        found.settle()
        return answer(reply)

    async def faults(self, request: Request) -> Response:
        """Replace the fault plan."""
        found, given = self.sandbox(request), await body(request, None)
        plan = given.get("plan") if isinstance(given, dict) else given
        if not (isinstance(plan, list) and all(isinstance(each, dict) for each in plan)):
            raise Refusal(400, "BODY_INVALID", "a fault plan is a list of faults")
        found.faults(plan)
        found.settle()
        return answer({"plan": plan})

    async def journal(self, request: Request) -> Response:
        """Stream the journal, one entry a line."""
        found, told = self.sandbox(request), request.query_params.get("after", "0")
        if not (told.isascii() and told.isdigit() and len(told) < 16):
            raise Refusal(400, "QUERY_INVALID", "after is the number of an entry")
        return StreamingResponse(lines(found, int(told)), media_type="application/x-ndjson")

    def _refuse_files(self, given: dict[str, Any]) -> None:
        """Let nobody read files of this machine: what does not ship must be in use here already.

        Raises:
            Refusal: World, pack or dialect is neither.
        """
        for kind, names in SHIPPED.items():
            told = given.get(kind)
            known = {*names(), *(getattr(each.spec, kind) for each in self.registry)}
            base = told.partition("+")[0] if told and kind == "dialect" else told
            if told is not None and not known & {told, base}:
                text = f"there is no {kind} {told[:100]!r} here"
                remedy = f"Choose from {', '.join(sorted(known))}; harness serve --{kind} FILE"
                raise Refusal(400, "NOT_POSSIBLE", text, f"{remedy} brings one of your own.")

    def _free_name(self) -> str:
        taken = {each.id for each in self.registry}
        return next(name for n in range(1, len(taken) + 2) if (name := f"sandbox-{n}") not in taken)


async def lines(found: Sandbox, after: int) -> AsyncIterator[bytes]:
    """Yield entries, some at a time, as far as they are durable."""
    while entries := found.ledger.after(after, CHUNK):
        yield b"".join(orjson.dumps(each.as_json()) + b"\n" for each in entries)
        after = entries[-1].n


async def body(request: Request, name: str | None) -> Any:
    """Read a JSON body and check it against a schema."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LIMIT:
            raise Refusal(413, "BODY_TOO_LARGE", f"more than {LIMIT} bytes")
        parts.append(part)
    try:
        given = plain(b"".join(parts) or b"{}")
    except (ValueError, RecursionError):
        raise Refusal(400, "BODY_INVALID", "the body is no JSON that every reader keeps") from None
    if name is not None:
        schema(name).check(given, "the body")
    return given


def summary(found: Sandbox) -> dict[str, Any]:
    """Return what one needs to know of a sandbox."""
    return {
        "id": found.id,
        "base_url": found.base_url,
        "institution": found.institution,
        "world": found.spec.world,
        "pack": found.spec.pack,
        "dialect": found.spec.dialect,
        "carriage": found.spec.carriage,
        "now": found.now().isoformat(),
        "entries": len(found.ledger),
        "head": found.journal.head,
    }


def answer(value: Any, status: int = 200) -> Response:
    """Return JSON."""
    return Response(orjson.dumps(value), status, media_type="application/json")


def refused(_request: Request, error: Exception) -> Response:
    """Turn whatever went wrong into an answer that says so."""
    match error:
        case Refusal():
            return answer(error.body, error.status)
        case HTTPException():
            status, code = error.status_code, "PATH_UNKNOWN"
            code = "METHOD_NOT_ALLOWED" if status == 405 else code
            said = Refusal(
                status, code, f"{error.detail}", "GET /openapi.json lists what there is."
            )
            return answer(said.body, status)
        case JournalUnavailable():
            status, code = 503, "JOURNAL_UNAVAILABLE"
        case DataError() | UsageError():
            status, code = 400, "NOT_POSSIBLE"
        case _:
            status, code = 503, "PLATFORM_ERROR"
    text = str(error) if isinstance(error, HarnessError) else type(error).__name__
    remedy = error.remedy if isinstance(error, HarnessError) else None
    return answer(Refusal(status, code, text, remedy).body, status)


def control_app(registry: Registry, token: str, metrics: Metrics) -> Starlette:
    """Return the application of the control port."""
    control = Control(registry, token, metrics)

    def guarded(endpoint: Endpoint) -> Endpoint:
        async def admitted(request: Request) -> Response:
            try:
                control.admit(request)
                return await endpoint(request)
            except Exception as error:  # noqa: BLE001 - no request may end in a stack trace
                return refused(request, error)

        return admitted

    one = "/sandboxes/{id}"
    routes = [
        Route("/healthz", control.healthz),
        Route("/openapi.json", guarded(control.openapi)),
        Route("/metrics", guarded(control.tell_metrics)),
        Route("/faults", guarded(control.fault_kinds)),
        Route("/sandboxes", guarded(control.all_sandboxes)),
        Route("/sandboxes", guarded(control.create), methods=["POST"]),
        Route(one, guarded(control.show)),
        Route(one, guarded(control.remove), methods=["DELETE"]),
        Route(f"{one}/world", guarded(control.world)),
        Route(f"{one}/view", guarded(control.view)),
        Route(f"{one}/clock", guarded(control.clock), methods=["POST"]),
        Route(f"{one}/faults", guarded(control.faults), methods=["PUT"]),
        Route(f"{one}/journal", guarded(control.journal)),
        *(Route(f"{one}/{by}", guarded(control.act), methods=["POST"]) for by in ACTORS),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: refused})
