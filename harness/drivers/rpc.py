"""JSON-RPC 2.0 answers, read strictly."""

from __future__ import annotations

from typing import Any

from harness.scenario.ports import AdapterBroken


def result_of(value: Any, method: str, number: int) -> Any:
    """Return the result in a response.

    Raises:
        AdapterBroken: if it is an error, no response, or the response to another message.

    """
    if not isinstance(value, dict):
        raise AdapterBroken(f"the answer to {method} is not a JSON-RPC response")
    error = value.get("error")
    if error is not None:
        told = error.get("message") if isinstance(error, dict) else error
        raise AdapterBroken(f"the adapter failed in {method}", why=str(told)[:200])
    if "result" not in value:
        raise AdapterBroken(f"the answer to {method} has neither result nor error")
    if value.get("id") != number:
        raise AdapterBroken(
            f"the answer to {method} is to another message", why=f"id {value.get('id')!r}"
        )
    return value["result"]
