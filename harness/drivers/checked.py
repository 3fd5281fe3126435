"""Every driver behind one gate: what it answers keeps the published schema, or it is broken."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from harness.errors import OursFault
from harness.journal import canonical
from harness.scenario.ports import AdapterBroken
from harness.validation import Schema, compile_schema


class Transport(Protocol):
    """Carries one message there and its result back."""

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Return whatever came back.

        Raises:
            AdapterBroken: if nothing did.

        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@cache
def result_schema(method: str) -> Schema:
    """Return the schema of a method's result."""
    return compile_schema({"$ref": f"harness:/driver/protocol.json#/$defs/{method}.result"})


class CheckedDriver:
    """A driver whose answers have been looked at."""

    def __init__(self, transport: Transport) -> None:
        """Stand before a transport."""
        self._transport = transport

    def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return the result of one method.

        Raises:
            AdapterBroken: if there is none, or it breaks the published schema.

        """
        result = self._transport.call(method, params)
        schema = result_schema(method)
        if not isinstance(result, dict) or not schema.accepts(result):
            raise AdapterBroken(
                f"the answer to {method} is not one",
                why=_why(schema, result),
                remedy="schemas/driver/protocol.json and DRIVERS.md say what it looks like.",
            )
        try:
            canonical(result)
        except OursFault as error:
            raise AdapterBroken(
                f"the answer to {method} is not plain JSON", why=error.why
            ) from None
        return result

    def close(self) -> None:
        """Let go of the HIS."""
        self._transport.close()


def _why(schema: Schema, result: Any) -> str:
    found = schema.violations(result)
    if not found:
        return "it is not a JSON object"
    return f"{found[0].pointer or 'the whole'}: {found[0].message}"
