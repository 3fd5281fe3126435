"""The platform as a service: both ports in one event loop, one handler of signals."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .control_app import control_app
from .metrics import Metrics
from .registry import Registry
from .server import http_server
from .wire_app import WireApp

__all__ = ["Service"]

#: A request leaves some sixty lasting objects; looking for rings among them is rarely worth it.
COLLECTING = (20_000, 20, 50)
#: A second signal does not wait for answers under way.
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is served where.

    Attributes:
        registry: The sandboxes.
        token: Opens the control port.
        wire: Listening socket of the wire port.
        control: Listening socket of the control port.
    """

    registry: Registry
    token: str
    wire: socket.socket
    control: socket.socket

    def run(self, ready: Callable[[], None], stopped: Callable[[], Any] | None = None) -> None:
        """Serve until a signal comes; on return everything acknowledged is durable.

        Args:
            ready: Called once both ports answer.
            stopped: Blocks until the service should end, for whoever cannot send signals.
        """
        # World, schemas and rules stay for good: the collector need not look at them again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(self._serve(ready, stopped))

    async def _serve(self, ready: Callable[[], None], stopped: Callable[[], Any] | None) -> None:
        metrics = Metrics()
        wire = WireApp(self.registry.get, count=metrics.answered)
        control = control_app(self.registry, self.token, metrics)
        servers = [http_server(wire), http_server(control)]
        sockets = [self.wire, self.control]

        def stop(*_: object) -> None:
            for each in servers:
                each.force_exit = each.should_exit
                each.should_exit = True

        restore = handled(stop)
        running = [
            asyncio.ensure_future(each.serve(sockets=[one]))
            for each, one in zip(servers, sockets, strict=True)
        ]
        try:
            while not all(each.started for each in servers):
                if any(each.done() for each in running):
                    break
                await asyncio.sleep(0.005)
            else:
                ready()
            if stopped is not None:
                threading.Thread(target=waited, args=(stopped, stop), daemon=True).start()
            await asyncio.gather(*running)
        finally:
            restore()


def waited(stopped: Callable[[], Any], stop: Callable[[], None]) -> None:
    """Wait in a thread, then stop."""
    stopped()
    stop()


def handled(stop: Callable[..., None]) -> Callable[[], None]:
    """Call `stop` when a signal comes; return what undoes that."""
    loop = asyncio.get_running_loop()
    before: dict[Any, Any] = {}
    for each in SIGNALS:
        try:
            loop.add_signal_handler(each, stop)
        except (NotImplementedError, RuntimeError, ValueError):
            # Windows has no handlers in the loop; a thread that is not the main one has none.
            with suppress(ValueError):
                before[each] = signal.signal(each, stop)

    def restore() -> None:
        for each in SIGNALS:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(each)
        for each, old in before.items():
            signal.signal(each, old)

    return restore


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's loops where there is uvloop."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - it does not exist on Windows

    return uvloop.new_event_loop
