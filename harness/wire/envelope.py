"""The envelope of the national interface (wire.md §2) as frozen values: request and response."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

SUCCESS: Final = 0
FAILURE: Final = -1
_LONGEST_TEXT: Final = 200
_MILLISECONDS: Final = len("2025-05-06T09:00:00.000")
_BARE: Final = str.maketrans("", "", "-T:.")
_CODE: Final = re.compile(r"\b([A-Z][A-Z0-9_]{2,39})[:：]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a service reads it.

    The text fields are those of wire.md §2.1; a missing one is ``""``. ``input`` holds nodes by
    name with lists where the catalogue has lists; nothing in it is null. Amounts are as they came:
    ``str``, ``int`` or ``Decimal``.

    Attributes:
        input: business content by node.
        extra: further header fields (``cainfo``, ``dev_no``, unknown ones), as received.

    """

    infno: str
    msgid: str = ""
    mdtrtarea_admvs: str = ""
    insuplc_admdvs: str = ""
    recer_sys_code: str = ""
    opter_type: str = ""
    opter: str = ""
    opter_name: str = ""
    inf_time: str = ""
    fixmedins_code: str = ""
    fixmedins_name: str = ""
    sign_no: str = ""
    infver: str = ""
    input: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def node(self, name: str) -> dict[str, Any]:
        """Return a node's object, its first one where it is a list, ``{}`` where there is none."""
        return _first(self.input.get(name))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return a node's objects, however many there are."""
        return _rows(self.input.get(name))

    def header(self) -> dict[str, Any]:
        """Return the header fields, without ``input``, in the order of wire.md §2.1."""
        return {name: getattr(self, name) for name in HEADER} | self.extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer as a service gives it (wire.md §2.2).

    Attributes:
        infcode: 0 or -1.
        inf_refmsgid: the receiver's message id.
        refmsg_time: when the request came, ``yyyyMMddHHmmssSSS``.
        respond_time: when it was answered, the same form.
        err_msg: ``CODE: text`` of a refusal.
        output: nodes by name; a list where rows stand directly under ``output``; ``None`` for none.
            Amounts are strings in yuan, ``int`` or ``Decimal``; the port writes them as numbers.
        warn_msg: a warning beside a success.
        stream: the bytes of a downloaded file (9102), which take the envelope's place.

    """

    infcode: int = SUCCESS
    inf_refmsgid: str = ""
    refmsg_time: str = ""
    respond_time: str = ""
    err_msg: str = ""
    output: dict[str, Any] | list[Any] | None = None
    warn_msg: str = ""
    stream: bytes | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the transaction succeeded."""
        return self.infcode == SUCCESS

    @property
    def code(self) -> str | None:
        """Return the refusal code in front of ``err_msg``, wrapped or not; ``None`` on success."""
        return None if self.ok else refusal_code(self.err_msg)

    def node(self, name: str) -> dict[str, Any]:
        """Return a node's object, its first one where it is a list, ``{}`` where there is none."""
        return _first(self.output.get(name)) if isinstance(self.output, dict) else {}

    def rows(self, name: str | None = None) -> list[dict[str, Any]]:
        """Return a node's objects; without a name those directly under ``output``."""
        if name is None:
            return _rows(self.output)
        return _rows(self.output.get(name)) if isinstance(self.output, dict) else []


HEADER: Final = tuple(each.name for each in fields(Request) if each.name not in {"input", "extra"})
"""Names of the header fields, in order."""


def refusal(code: str, text: str, **more: Any) -> Response:
    """Return a business refusal: infcode -1 and ``CODE: text`` of at most 200 characters."""
    return Response(infcode=FAILURE, err_msg=f"{code}: {text}"[:_LONGEST_TEXT], **more)


def refusal_code(text: str) -> str | None:
    """Return the ``CODE`` in front of ``CODE: text``, also where a dialect wraps it."""
    found = _CODE.search(text)
    return found.group(1) if found else None


def wrapped(text: str, infno: str) -> str:
    """Return a refusal's text the way some platforms wrap it: ``FSI-CODE: text[fsi_2501]``."""
    tail = f"[fsi_{infno or '0000'}]"
    return f"FSI-{text}"[: _LONGEST_TEXT - len(tail)] + tail


def moment17(at: datetime) -> str:
    """Return a moment as ``yyyyMMddHHmmssSSS``."""
    return at.isoformat(timespec="milliseconds")[:_MILLISECONDS].translate(_BARE)


def receiver_msgid(region: str, at: datetime, serial: int) -> str:
    """Return region (6) + ``yyyyMMddHHmmss`` + serial (10), the form of ``inf_refmsgid``."""
    return f"{region[:6].ljust(6, '0')}{moment17(at)[:14]}{serial % 10**10:010d}"


def sender_msgid(institution: str, at: datetime, serial: int) -> str:
    """Return institution (12) + ``yyyyMMddHHmmss`` + serial (4), the form of ``msgid``."""
    return f"{institution[:12].ljust(12, '0')}{moment17(at)[:14]}{serial % 10**4:04d}"


def _rows(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _first(value: Any) -> dict[str, Any]:
    rows = _rows(value)
    return rows[0] if rows else {}
