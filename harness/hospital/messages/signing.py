"""9001: signing in (wire.md §5.10)."""

from __future__ import annotations

from typing import Any

from harness.wire.envelope import Response


def sign_on(operator: str) -> dict[str, Any]:
    """Return the input of 9001."""
    return {"signIn": {"opter_no": operator, "mac": "00-00-5E-00-53-01", "ip": "192.0.2.10"}}


def number(response: Response) -> str:
    """Return the sign-in number of an answer, or an empty text."""
    return str(response.node("signinoutb").get("sign_no") or "")
