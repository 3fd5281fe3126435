"""The wire port: a bare ASGI application over sandboxes.

It reads bytes, asks the sandbox, waits until the entry is durable, and does to the connection what
the delivery says. Waiting happens in the event loop, so that one delayed answer delays no other.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from harness.faults.delivery import Deliver, Delivery
from harness.storage.ports import JournalUnavailable
from harness.wire.codec import BODY_LIMIT
from harness.wire.http import HttpReply, HttpRequest
from harness.wire.received import GatewayRefusal

from .durable import Durable
from .sandbox import Pending, Sandbox

__all__ = ["HOME", "WireApp"]

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Find: TypeAlias = Callable[[str], Sandbox | None]

#: Where messages go whose address names no sandbox.
HOME: Final = "default"
#: Seconds by which an answer is overtaken.
HEADSTART: Final = 0.03
JSON: Final = {"content-type": "application/json; charset=utf-8"}


class Gone(Exception):  # not an error: clients may leave
    """The client has closed its side."""


class WireApp:
    """`/s/ID/…` leads to sandbox ID, any other address of a message to the default sandbox.

    Many a client has the path of the interface in its code and only host and port to configure.
    What is no message is told the way.
    """

    def __init__(
        self,
        find: Find,
        *,
        limit: int = BODY_LIMIT,
        count: Callable[[int], None] | None = None,
    ) -> None:
        """Serve.

        Args:
            find: Name -> sandbox.
            limit: Longest body in bytes.
            count: Hears of the HTTP status of every answer; 0 where none is sent.
        """
        self._count = count or (lambda _: None)
        self._find = find
        self._limit = limit
        self._durable = Durable()
        self._overtaken: dict[str, list[asyncio.Event]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            await self._exchange(scope, receive, send)
        except Gone:
            return

    async def _exchange(self, scope: Message, receive: Receive, send: Send) -> None:
        name, path = split(scope)
        message = name or scope["method"].upper() == "POST"
        sandbox = self._find(name or HOME) if message else None
        if sandbox is None:
            await written(send, unknown(name))
            return
        body = await read(receive, self._limit)
        if body is None:
            text = f"报文超过上限{self._limit}字节，请分批上传"
            http = request_of(scope, path, b"")
            await self._refuse(sandbox, http, send, told(413, "BODY_TOO_LARGE", text))
            return
        http = request_of(scope, path, body)
        delivery = await self._answered(sandbox, http)
        await self._deliver(sandbox.id, delivery, scope, receive, send)

    async def _answered(self, sandbox: Sandbox, http: HttpRequest) -> Delivery:
        try:
            pending = sandbox.receive(http)
        except JournalUnavailable:
            return sandbox.unavailable(http)
        return await self._kept(sandbox, http, pending)

    async def _kept(self, sandbox: Sandbox, http: HttpRequest, pending: Pending) -> Delivery:
        try:
            await self._durable.wait(pending.receipt)
        except JournalUnavailable:
            # Where nothing can be read either, the next request tries again.
            with suppress(JournalUnavailable):
                sandbox.recover(pending.generation)
            return sandbox.unavailable(http)
        return pending.delivery

    async def _refuse(
        self, sandbox: Sandbox, http: HttpRequest, send: Send, reply: HttpReply
    ) -> None:
        code = json.loads(reply.body)["message"].partition(":")[0]
        noted = {"undecodable": code, "length": 0}
        met = GatewayRefusal(reply=reply, code=code, envelope=noted)
        with suppress(JournalUnavailable):
            await self._kept(sandbox, http, sandbox.refuse(http, met))
        await written(send, reply)

    async def _deliver(
        self, name: str, delivery: Delivery, scope: Message, receive: Receive, send: Send
    ) -> None:
        self._count(delivery.reply.status if isinstance(delivery, Deliver) else 0)
        if isinstance(delivery, Deliver):
            if delivery.overtaken:
                await self._wait_for_another(name, delivery.wait_ms)
            elif delivery.wait_ms:
                await still_there(receive, delivery.wait_ms)
            await sent(delivery, scope, receive, send)
            self._let_pass(name)
            return
        if delivery.how == "timeout":
            try:
                await still_there(receive, delivery.wait_ms)
            except Gone:
                return
        await aborted(scope, receive)

    async def _wait_for_another(self, name: str, wait_ms: int) -> None:
        event = asyncio.Event()
        self._overtaken.setdefault(name, []).append(event)
        try:
            async with asyncio.timeout(wait_ms / 1000):
                await event.wait()
            await asyncio.sleep(HEADSTART)  # or both would arrive at the same time
        except TimeoutError:
            with suppress(ValueError):  # it may just have been let pass
                self._overtaken.get(name, []).remove(event)

    def _let_pass(self, name: str) -> None:
        for event in self._overtaken.pop(name, ()):
            event.set()


def split(scope: Message) -> tuple[str, str]:
    """Return the sandbox that a path names, if any, and the path behind it."""
    raw = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace")
    parts = raw.split("/", 3)
    if len(parts) < 3 or parts[1] != "s":  # "", "s", name
        return "", unquote(raw)
    name = unquote(parts[2])
    return name, f"/{unquote(parts[3])}" if len(parts) > 3 else ""  # and the rest


def request_of(scope: Message, path: str, body: bytes) -> HttpRequest:
    """Return the request as a value."""
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
    return HttpRequest(
        method=scope["method"].upper(),
        path=path,
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=headers,
        body=body,
    )


async def read(receive: Receive, limit: int) -> bytes | None:
    """Read a body; None where it is longer than the limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def still_there(receive: Receive, wait_ms: int) -> None:
    """Wait; raise `Gone` as soon as the client is."""
    try:
        async with asyncio.timeout(wait_ms / 1000):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return
    raise Gone


async def sent(delivery: Deliver, scope: Message, receive: Receive, send: Send) -> None:
    """Send a reply, or the beginning of it."""
    if delivery.cut is None:
        await written(send, delivery.reply)
        return
    await send(start(delivery.reply))
    part = delivery.reply.body[: delivery.cut]
    await send({"type": "http.response.body", "body": part, "more_body": True})
    await asyncio.sleep(0.02)  # let the part leave before the line breaks
    await aborted(scope, receive)


async def written(send: Send, reply: HttpReply) -> None:
    """Send a whole reply."""
    await send(start(reply))
    await send({"type": "http.response.body", "body": reply.body})


def start(reply: HttpReply) -> Message:
    """Return the message that begins a reply."""
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in reply.headers.items()]
    headers.append((b"content-length", b"%d" % len(reply.body)))
    return {"type": "http.response.start", "status": reply.status, "headers": headers}


async def aborted(scope: Message, receive: Receive) -> None:
    """Close the connection without a word; the server has to let us (see `server.Protocol`)."""
    scope["extensions"]["harness.abort"]["now"]()
    while (await receive())["type"] != "http.disconnect":
        pass
    raise Gone


def told(status: int, code: str, text: str) -> HttpReply:
    """Return a refusal of the edge itself, in the manner of a gateway."""
    body = {"code": status, "message": f"{code}: {text}"}
    return HttpReply(
        status=status, headers=JSON, body=json.dumps(body, ensure_ascii=False).encode()
    )


def unknown(name: str) -> HttpReply:
    """Return the answer to an address that leads nowhere."""
    if name:
        return told(404, "SANDBOX_UNKNOWN", f"没有名为{name[:60]!r}的沙箱 (no such sandbox)")
    way = f"请POST到 /s/沙箱名；其他地址归沙箱{HOME} (POST to /s/SANDBOX; others mean {HOME})"
    return told(404, "PATH_UNKNOWN", way)
