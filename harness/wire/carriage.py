"""Where the attributes of a referral slip travel (design 5.9).

2501 as published has no field for slip number, signer, review, seal or acknowledgement. The
attributes are named once in ``schemas/wire/slip-carriage.yaml``; a carriage says where each goes on
the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from harness import resources
from harness.errors import UsageError
from harness.validation import schema

from . import codec, dates
from .codec import Undecodable

_FILE: Final = "schemas/wire/slip-carriage.yaml"
_LONGEST: Final = 4000
_YES_NO: Final = {"yes": "1", "no": "0", "1": "1", "0": "0", True: "1", False: "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a slip: its words, its kind, its greatest length or its codes."""

    name: str
    zh: str
    en: str
    kind: str
    length: int | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """One way for a slip's attributes to travel.

    Attributes:
        draft: true where it is an interface of this project and of no bureau.
        infno: the transaction that carries attributes; ``""`` where none does.
        node: the node, ``inside`` the field of it that holds JSON text.
        keys: attribute name to key inside that text.
        length: most characters of that text.
        elsewhere: ``all``, ``rest`` or ``none``: what is read from print or driver views.

    """

    name: str
    title: Mapping[str, str]
    describes: Mapping[str, str]
    draft: bool
    elsewhere: str
    infno: str = ""
    node: str = ""
    inside: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    length: int = _LONGEST

    @property
    def carried(self) -> frozenset[str]:
        """Return the attributes that travel on the wire; for others absence says nothing."""
        return frozenset(self.keys)

    def allows(self, infno: str, pointer: str) -> bool:
        """Tell whether this place of a message is the carriage's own, unknown to the interface."""
        carrier = bool(self.infno) and infno.removesuffix("A") == self.infno
        return carrier and pointer == f"/input/{self.node}/{self.inside}"

    def write(self, content: dict[str, Any], slip: Mapping[str, Any]) -> dict[str, Any]:
        """Return the input of a filing with the attributes in it that this carriage carries.

        Args:
            content: input by node; not changed.
            slip: attributes by name; empty ones are left out, yes and no are ``yes``/``no``.

        """
        carried = {
            key: _written(slip[name], attributes()[name].kind)
            for name, key in self.keys.items()
            if slip.get(name) not in (None, "")
        }
        if not carried:
            return content
        text = codec.encode(carried).decode()
        return content | {self.node: dict(content.get(self.node, {})) | {self.inside: text}}

    def read(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Return the attributes that the input of a filing carries; nothing raises.

        What cannot be read, or is not text, is as if it were absent; ``problems`` says so.
        """
        held = self._held(content) if self.keys else {}
        found = {name: held[key] for name, key in self.keys.items() if key in held}
        return {
            name: _read(value, attributes()[name].kind)
            for name, value in found.items()
            if isinstance(value, str) and value
        }

    def problems(self, content: Mapping[str, Any]) -> list[str]:
        """Return the attributes that the input carries in a wrong form, and ``""`` for no JSON."""
        text = self._text(content)
        if text is None:
            return []
        if len(text) > self.length or not self._held(content):
            return [""]
        held = self._held(content)
        return [
            name for name, key in self.keys.items() if key in held and not _fits(name, held[key])
        ]

    def _text(self, content: Mapping[str, Any]) -> str | None:
        node = content.get(self.node) if self.node else None
        row = node[0] if isinstance(node, list) and node else node
        text = row.get(self.inside) if isinstance(row, dict) else None
        return text if isinstance(text, str) and text else None

    def _held(self, content: Mapping[str, Any]) -> dict[str, Any]:
        text = self._text(content)
        try:
            held = codec.decode_text(text) if text else {}
        except Undecodable:
            return {}
        return held if isinstance(held, dict) else {}


@cache
def attributes() -> Mapping[str, Attribute]:
    """Return every attribute of a slip by its name."""
    found = {
        name: Attribute(name=name, **(each | {"codes": tuple(each.get("codes", ()))}))
        for name, each in _data()["attributes"].items()
    }
    return MappingProxyType(found)


@cache
def carriage(name: str) -> Carriage:
    """Return a carriage by its name.

    Raises:
        UsageError: if there is none of this name.

    """
    known = _data()["carriages"]
    if name not in known:
        remedy = f"Choose from {', '.join(carriage_names())}."
        raise UsageError(f"there is no carriage {name!r}", remedy=remedy)
    return Carriage(name=name, **known[name])


def carriage_names() -> tuple[str, ...]:
    """Return the names of all carriages."""
    return tuple(_data()["carriages"])


@cache
def _data() -> dict[str, Any]:
    content: dict[str, Any] = resources.load_yaml(_FILE)
    schema("wire/slip-carriage.json").check(content, _FILE)
    return content


def _written(value: Any, kind: str) -> str:
    return _YES_NO.get(value, str(value)) if kind == "yes_no" else str(value)


def _read(value: str, kind: str) -> str:
    return {"1": "yes", "0": "no"}.get(value, value) if kind == "yes_no" else value


def _fits(name: str, value: Any) -> bool:
    known = attributes()[name]
    if not isinstance(value, str):
        return False
    match known.kind:
        case "date":
            return dates.is_date(value)
        case "moment":
            return dates.is_moment(value)
        case "code":
            return value in known.codes
        case "yes_no":
            return value in {"0", "1"}
        case _:
            return len(value) <= (known.length or _LONGEST)
