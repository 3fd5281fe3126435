"""Waiting in the event loop for what a thread makes durable."""

from __future__ import annotations

import asyncio

from harness.storage.ports import Receipt
from harness.storage.writer import Batch

__all__ = ["Durable"]


class Durable:
    """Wakes everybody who waits for one transaction with one call from its thread."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._ended: dict[int, asyncio.Event] = {}

    async def wait(self, receipt: Receipt) -> None:
        """Return once it is durable.

        Raises:
            JournalUnavailable: It is not and never will be.
        """
        if not receipt.done() and isinstance(receipt, Batch):
            await self._event(receipt).wait()
        receipt.wait()

    def _event(self, batch: Batch) -> asyncio.Event:
        key = id(batch)
        event = self._ended.get(key)
        if event is None:
            event = self._ended[key] = asyncio.Event()
            loop = asyncio.get_running_loop()

            def over() -> None:
                self._ended.pop(key, None)
                event.set()

            def wake() -> None:
                loop.call_soon_threadsafe(over)

            batch.when_done(wake)
        return event
