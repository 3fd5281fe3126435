"""A HIS whose adapter listens for JSON-RPC: ``POST /``, one message a request."""

from __future__ import annotations

import itertools
import json
import threading
from typing import Any, Final

import requests

from harness.scenario.ports import AdapterBroken

from .rpc import result_of

CONNECT: Final = 5.0
READ: Final = 120.0
FIRST: Final = 15.0
"""Seconds for ``initialize``: a silent adapter is found out early."""


class HttpTransport:
    """One adapter behind a URL; one kept-open connection a thread."""

    def __init__(self, url: str, *, read: float = READ, token: str | None = None) -> None:
        """Prepare; nothing is sent yet."""
        self._url, self._read, self._token = url, read, token
        self._numbers = itertools.count(1)
        self._local = threading.local()

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Post one message and return its result.

        Raises:
            AdapterBroken: if the adapter is unreachable, silent, or answers something else.

        """
        number = next(self._numbers)
        message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        try:
            answer = self._session().post(
                self._url,
                data=json.dumps(message, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json; charset=utf-8"},
                timeout=(CONNECT, FIRST if method == "initialize" else self._read),
                allow_redirects=False,
            )
        except requests.Timeout as error:
            raise AdapterBroken(f"no answer to {method}", where=self._url) from error
        except (requests.RequestException, ValueError) as error:
            raise AdapterBroken(
                "the adapter cannot be reached",
                where=self._url,
                why=type(error).__name__,
                remedy="Is it running, and is this its address?",
            ) from error
        return self._result(method, answer, number)

    def _result(self, method: str, answer: requests.Response, number: int) -> Any:
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError):
            raise AdapterBroken(
                f"the answer to {method} is not JSON",
                where=self._url,
                why=f"HTTP {answer.status_code}, {len(answer.content)} bytes",
            ) from None
        return result_of(value, method, number)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            session.trust_env = False
            if self._token:
                session.headers["Authorization"] = f"Bearer {self._token}"
            self._local.session = session
        found: requests.Session = self._local.session
        return found

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "session"):
            self._local.session.close()
