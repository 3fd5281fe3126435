"""The platform's state: collections of frozen values, found by their indexes.

A change is ``{"in": collection, "key": str, "value": object | None}``; replaying all changes over
the world rebuilds the state. A ``Draft`` is the state as one message sees it: it reads through,
keeps what it writes to itself and hands it over as changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from harness.domain.care import FeeLine, Stay
from harness.domain.filing import Filing
from harness.domain.institutions import ChargeItem, Department, DesignatedInstitution, Physician
from harness.domain.people import AccountMovement, InsuredPerson, PersonalAccount
from harness.domain.places import city_of
from harness.domain.settlement import Settlement
from harness.domain.standing import Standing
from harness.domain.values import plain, restore
from harness.domain.worldfacts import ListedCondition
from harness.errors import OursFault

from .records import (
    Claim,
    Counter,
    Document,
    ItemApproval,
    Message,
    Registration,
    SignIn,
    StoredFile,
    Switch,
)
from .world import World

Change = dict[str, Any]
Value = TypeVar("Value")

COLLECTIONS: Mapping[str, type[Any]] = {
    "people": InsuredPerson,
    "accounts": PersonalAccount,
    "movements": AccountMovement,
    "institutions": DesignatedInstitution,
    "physicians": Physician,
    "departments": Department,
    "items": ChargeItem,
    "conditions": ListedCondition,
    "standings": Standing,
    "filings": Filing,
    "stays": Stay,
    "lines": FeeLine,
    "settlements": Settlement,
    "sign_ins": SignIn,
    "messages": Message,
    "counters": Counter,
    "switches": Switch,
    "registrations": Registration,
    "approvals": ItemApproval,
    "files": StoredFile,
    "documents": Document,
    "claims": Claim,
}

INDEXES: Mapping[str, Mapping[str, Callable[[Any], str]]] = {
    "people": {"number": lambda v: v.number, "identity": lambda v: v.identity},
    "accounts": {"card": lambda v: v.card},
    "movements": {"person": lambda v: v.person},
    "institutions": {"code": lambda v: v.code},
    "physicians": {"code": lambda v: v.code, "institution": lambda v: v.institution},
    "items": {"code": lambda v: v.code, "own_code": lambda v: v.own_code},
    "filings": {
        "person": lambda v: v.person,
        "standing": lambda v: standing_key(v.person, v.category, v.region) if v.stands else "",
        "slip": lambda v: v.slip_no or "",
    },
    "stays": {"person": lambda v: v.person},
    "lines": {"stay": lambda v: v.stay},
    "settlements": {
        "person": lambda v: v.person,
        "stay": lambda v: v.stay,
        "day": lambda v: f"{v.institution}:{v.settled_at.date().isoformat()}",
    },
    "registrations": {"person": lambda v: v.person},
    "approvals": {"stay": lambda v: v.stay},
    "documents": {"kind": lambda v: f"{v.institution}:{v.kind}"},
    "claims": {"person": lambda v: v.person},
}


def standing_key(person: str, category: str, region: str) -> str:
    """Where the pending and active filings of a person to a city are found."""
    return f"{person}:{category}:{city_of(region)}"


class Store:
    """All collections of one sandbox. Only ``apply`` changes it."""

    def __init__(self, world: World) -> None:
        """Start with the facts of a world."""
        self.world = world
        self._rows: dict[str, dict[str, Any]] = {name: {} for name in COLLECTIONS}
        self._index: dict[str, dict[str, dict[str, dict[str, None]]]] = {
            name: {by: {} for by in table} for name, table in INDEXES.items()
        }
        for name in (
            "people",
            "accounts",
            "institutions",
            "physicians",
            "departments",
            "items",
            "conditions",
        ):
            for key, value in getattr(world, name).items():
                self._put(name, key, value)

    def get(self, collection: str, key: str) -> Any | None:
        """The value under a key, or None."""
        return self._rows[collection].get(key)

    def keys(self, collection: str, by: str, value: str) -> Iterable[str]:
        """Keys of the rows whose index ``by`` has ``value``, in order of arrival."""
        return self._index[collection][by].get(value, {}).keys()

    def items(self, collection: str) -> Iterator[tuple[str, Any]]:
        """All rows of a collection, in order of arrival."""
        return iter(self._rows[collection].items())

    def apply(self, changes: Iterable[Change]) -> None:
        """Take over changes that are durable.

        Raises:
            OursFault: a change that no collection can hold.
        """
        for change in changes:
            name, key, value = change["in"], change["key"], change["value"]
            if name not in COLLECTIONS:
                raise OursFault(f"no collection is called {name!r}", where="store")
            if value is None:
                self._drop(name, key)
            else:
                self._put(name, key, restore(value, COLLECTIONS[name]))

    def snapshot(self) -> dict[str, dict[str, Any]]:
        """The whole state as plain values, for comparison in tests."""
        return {name: plain(rows) for name, rows in self._rows.items()}

    def _put(self, name: str, key: str, value: Any) -> None:
        old = self._rows[name].get(key)
        self._rows[name][key] = value
        for by, of in INDEXES.get(name, {}).items():
            table = self._index[name][by]
            found = of(value)
            if old is not None:
                before = of(old)
                if before == found:
                    continue
                self._unlink(table, before, key)
            if found:
                table.setdefault(found, {})[key] = None

    def _drop(self, name: str, key: str) -> None:
        old = self._rows[name].pop(key, None)
        if old is None:
            return
        for by, of in INDEXES.get(name, {}).items():
            self._unlink(self._index[name][by], of(old), key)

    @staticmethod
    def _unlink(table: dict[str, dict[str, None]], value: str, key: str) -> None:
        """Take a key out of an index; the empty value is not indexed."""
        if not value:
            return
        keys = table[value]
        del keys[key]
        if not keys:
            del table[value]


class Draft:
    """The state as one message or act sees it; writes stay here until handed over."""

    def __init__(self, store: Store) -> None:
        """Begin with nothing written."""
        self.store = store
        self.world = store.world
        self._written: dict[str, dict[str, Any]] = {}
        self._order: dict[tuple[str, str], None] = {}

    def get(self, collection: str, key: str, kind: type[Value]) -> Value | None:
        """The value under a key, own writes included; None where there is none."""
        mine = self._written.get(collection)
        written = mine is not None and key in mine
        found = mine[key] if mine and written else self.store.get(collection, key)
        return found if isinstance(found, kind) else None

    def find(self, collection: str, by: str, value: str, kind: type[Value]) -> list[Value]:
        """All rows whose index ``by`` has ``value``, own writes included."""
        stored, mine = self.store.keys(collection, by, value), self._written.get(collection)
        if not mine:
            rows = [self.store.get(collection, key) for key in stored]
            return [row for row in rows if isinstance(row, kind)]
        of, keys = INDEXES[collection][by], dict.fromkeys(stored)
        for key, written in mine.items():
            if written is not None and of(written) == value:
                keys[key] = None
        found = (self.get(collection, key, kind) for key in keys)
        return [row for row in found if row is not None and of(row) == value]

    def all(self, collection: str, kind: type[Value]) -> list[Value]:
        """Every row of a collection, own writes included (for views, not for the hot path)."""
        keys = dict.fromkeys(key for key, _ in self.store.items(collection))
        keys.update(dict.fromkeys(self._written.get(collection, ())))
        rows = (self.get(collection, key, kind) for key in keys)
        return [row for row in rows if row is not None]

    def put(self, collection: str, key: str, value: Any) -> None:
        """Write a value."""
        self._written.setdefault(collection, {})[key] = value
        self._order[collection, key] = None

    def drop(self, collection: str, key: str) -> None:
        """Delete a value."""
        self.put(collection, key, None)

    def next_number(self, counter: str) -> int:
        """The next serial number of a counter, from 1."""
        found = self.get("counters", counter, Counter)
        number = (found.last if found else 0) + 1
        self.put("counters", counter, Counter(last=number))
        return number

    def changes(self) -> list[Change]:
        """What was written, in order, as plain values."""
        return [
            {"in": name, "key": key, "value": plain(self._written[name][key])}
            for name, key in self._order
        ]
