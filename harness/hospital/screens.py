"""Every action and view of the house by name: the counter that the driver stands at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .actions import Action
from .care import Stay
from .prints import Document

if TYPE_CHECKING:
    from .hospital import Hospital

View = Callable[[Any, str], Any]


class Screens:
    """Looks up actions and views."""

    ACTIONS: ClassVar[tuple[str, ...]] = (
        "identify", "refer", "sign", "review", "void_referral", "retry_filing", "ask_extension",
        "admit", "discharge", "charge", "refund_item", "preview", "settle", "undo_settlement",
        "visit", "request_item", "close_day", "close_month",
    )  # fmt: skip
    VIEWS: ClassVar[tuple[str, ...]] = (
        "referral", "notices", "worklist", "audit", "print", "stay", "bill", "account",
        "day", "month", "statistics", "export",
    )  # fmt: skip

    def __init__(self, house: Hospital) -> None:
        """Belong to a house."""
        self._house = house
        self._actions: dict[str, Action] = {
            **house.referral_actions.table(),
            **house.care_actions.table(),
            **house.office.table(),
        }
        self._views: dict[str, View] = {
            "referral": lambda key, user: house.views.referral(str(key), user),
            "notices": lambda key, user: house.views.notices(str(key), user),
            "worklist": lambda _key, user: house.views.worklist(user),
            "audit": lambda key, user: house.views.audit(str(key), user),
            "print": self.print,
            "stay": lambda key, _user: house.care_views.stay(str(key)),
            "bill": lambda key, _user: house.care_views.bill(str(key)),
            "day": lambda key, _user: house.office.day(str(key)),
            "month": lambda key, _user: house.office.month(str(key)),
            "statistics": lambda key, _user: house.statistics.month(str(key)),
            "export": lambda key, _user: house.office.export(key),
            "account": self.account,
        }

    def action(self, name: str) -> Action | None:
        """Return an action, or None."""
        return self._actions.get(name)

    def view(self, name: str) -> View | None:
        """Return a view, or None."""
        return self._views.get(name)

    def account(self, key: Any, user: str) -> dict[str, Any]:
        """Show an account: ``key`` is a person, or ``{person, card}``."""
        return self._house.care_views.account(key, user)

    def print(self, key: Any, user: str) -> dict[str, Any]:
        """Print a document: ``key`` is a reference, or ``{of, kind}``."""
        wanted = key if isinstance(key, Mapping) else {"of": key}
        of, kind = str(wanted.get("of") or ""), str(wanted.get("kind") or "")
        document = self.document(of, kind, user)
        return {"kind": document.kind, "text": document.text, "fields": document.fields}

    def document(self, of: str, kind: str, user: str) -> Document:
        """Return a printed document about a case."""
        if self._house.store.get(Stay, of) is not None:
            return self._house.claims.of_stay(self._house.stay(of), kind, user)
        referral = self._house.referral(of)
        self._house.views.check_role(user, referral.ref)
        referral = self._house.views.current(referral)
        return self._house.prints.of_referral(referral, kind or "slip", user)
