"""Every kind of fault, by the name that a plan uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from . import content, gateway, transport
from .kind import Kind, describe

__all__ = ["KINDS", "listing"]

ALIASES: Final = {"hold": "out_of_order", "tampered": "tampered_amount"}

_OWN = {each.name: each for each in (*transport.KINDS, *gateway.KINDS, *content.KINDS)}

#: Name -> kind, second names included.
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    _OWN | {alias: _OWN[name] for alias, name in ALIASES.items()}
)


def listing() -> list[dict[str, Any]]:
    """Return what may be asked for: name, phases, parameters, and the bug that it catches."""
    return [describe(each) for each in _OWN.values()]
