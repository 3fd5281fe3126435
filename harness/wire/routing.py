"""Which transaction a path means (wire.md §3.1, design 5.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from harness import resources

from .catalogue import TRANSACTIONS

_INFNO: Final = re.compile(r"[0-9]{4,6}[A-Za-z]?", re.ASCII)
#: A service of a bus is named after the transaction: ``hsa-fsi-1101``, ``api_1101``.
_NAMED: Final = re.compile(r"[A-Za-z][A-Za-z-]*[-_]([0-9]{4,6}[A-Za-z]?)", re.ASCII)
_FSI: Final = "/fsi/api/"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes.

    Attributes:
        shape: ``base``, ``single``, ``infno``, ``service``, ``token`` or ``other``.
        infno: the transaction that the path names; ``None`` where the envelope names it.

    """

    shape: str
    infno: str | None = None


def route(path: str) -> Route:
    """Return where a path leads; ``other`` for an address that the interface does not list.

    No list of addresses is complete: those of 2501 to 2506 and 5304 are not public.

    Args:
        path: what follows the sandbox's base.

    """
    trimmed = path.rstrip("/")
    if not trimmed:
        return Route("base")
    folded = trimmed.lower()
    if folded.endswith(_known("token")):
        return Route("token")
    if folded.endswith(_known("single")):
        return Route("single")
    last = trimmed.rsplit("/", 1)[-1]
    if (infno := named_infno(last)) is not None:
        return Route("infno", infno)
    start = folded.rfind(_FSI)
    infno = _services().get(folded[start:]) if start >= 0 else None
    return Route("service", infno) if infno else Route("other")


def named_infno(text: str) -> str | None:
    """Return the transaction that a service is named after, ``1101`` or ``hsa-fsi-1101``, if any.

    A gateway may publish a service under any name; another name says nothing.
    """
    if _INFNO.fullmatch(text) is not None:
        return text.upper()
    found = _NAMED.fullmatch(text)
    infno = found.group(1).upper() if found else ""
    return infno if infno in TRANSACTIONS else None


def address(shape: str, infno: str) -> str:
    """Return the path of a transaction in a shape; one address where a shape has none for it."""
    match shape:
        case "base":
            return ""
        case "infno":
            return f"/{infno}"
        case "service" if infno in _routes()["services"]:
            return str(_routes()["services"][infno])
        case _:
            return str(_routes()["single"][0])


def token_address() -> str:
    """Return the path where a token is asked for."""
    return str(_routes()["token"][0])


@cache
def _routes() -> Mapping[str, Any]:
    found: Mapping[str, Any] = resources.load_yaml("schemas/wire/routes.yaml")
    return found


@cache
def _known(kind: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in _routes()[kind])


@cache
def _services() -> Mapping[str, str]:
    return {path.lower(): infno for infno, path in _routes()["services"].items()}
