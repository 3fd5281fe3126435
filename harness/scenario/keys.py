"""Which slip, stay, person or day a view is looked at for, where a scenario does not say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from .binding import Unbound
from .model import UNSET
from .verbs import actions, views

OF_REFERRAL: Final = frozenset({"slip", "filing_receipt"})
"""Printed papers that belong to a slip; the others belong to a stay."""


def default_key(view: str, key: Any, *, recent: Mapping[str, str], now: datetime) -> Any:
    """Return the key of a look.

    Args:
        view: the view's name.
        key: what the scenario says, filled in; ``UNSET`` if nothing.
        recent: what the session last used: ``referral``, ``stay``, ``person``, ``day``, ``month``.
        now: platform time.

    Raises:
        Unbound: if nothing that it could be for has been made.

    """
    if view == "print" and isinstance(key, Mapping):
        of = key.get("of", UNSET)
        return {**key, "of": _document(str(key.get("kind")), recent) if of == UNSET else of}
    if key != UNSET:
        return key
    match views().get(view):
        case "day":
            return recent.get("day", str(now.date()))
        case "month":
            return recent.get("month", f"{now:%Y-%m}")
        case None:
            return None
        case "document":
            return {"of": _first(recent, "referral", "stay"), "kind": "slip"}
        case kind:
            return _first(recent, kind, "person") if view == "notices" else _first(recent, kind)


def remembered(
    recent: Mapping[str, str], action: str, with_: Mapping[str, Any], reply: Mapping[str, Any]
) -> dict[str, str]:
    """Return what a session last used, after one more action."""
    used = dict(recent)
    for kind in ("referral", "stay", "person", "day", "month"):
        given = with_.get(kind)
        given = given.get("id") if isinstance(given, Mapping) else given
        if isinstance(given, str):
            used[kind] = given
    made = actions()[action].ref if action in actions() else None
    if made and isinstance(reply.get("ref"), str):
        used[made] = reply["ref"]
    return used


def _document(kind: str, recent: Mapping[str, str]) -> str:
    order = ("referral", "stay") if kind in OF_REFERRAL else ("stay", "referral")
    return _first(recent, *order)


def _first(recent: Mapping[str, str], *kinds: str) -> str:
    for kind in kinds:
        if kind in recent:
            return recent[kind]
    raise Unbound(kinds[0])
