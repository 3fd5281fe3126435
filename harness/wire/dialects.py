"""Dialects: how one province's platform writes the same message.

The data is ``schemas/wire/dialects/<name>.yaml``, or a file of the user's own, checked by
``schemas/wire/dialect.json``. What a file leaves out is as in ``Dialect``.

No list of provinces is complete: a name may vary a dialect by settings behind it, each after a
``+``, as in ``plain+infcode=string+output=json_string``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from harness import resources
from harness.errors import UsageError
from harness.validation import schema

from . import dialect_file

_FOLDER: Final = "schemas/wire/dialects"
VARIED: Final = (
    *("infcode", "output", "success_text", "error_text", "sign_in"),
    *("sign_out_node", "duplicate_msgid", "unknown_reversal"),
)
"""Settings that a name may vary: how an answer is written, and what a platform insists on."""
DIRECT: Final = "input"
"""The node of fields that stand directly under input."""
_DATED: Final = frozenset({"csb", "tif"})
_REVERSIBLE: Final = ("2102", "2207", "2207A", "2304", "2304A", "2401")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRules:
    """What breaking a field rule does: refuse the message, or serve it and note the slip."""

    default: str
    refuse: frozenset[str] = frozenset()
    note: frozenset[str] = frozenset()

    def refuses(self, rule: str) -> bool:
        """Tell whether a message that breaks this rule is refused."""
        if self.default == "refuse":
            return rule not in self.note
        return rule in self.refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One dialect; ``schemas/wire/dialect.json`` says what each attribute means."""

    name: str
    title: dict[str, str]
    describes: dict[str, str]
    sources: tuple[str, ...]
    gateway: str
    fields: FieldRules
    url: str = "single"
    content_type: str = "application/json"
    wrapper: bool = True
    infcode: str = "number"
    input: str = "object"
    output: str = "object"
    success_text: str | None = ""
    error_text: str = "plain"
    codes: str = "national"
    forms: dict[str, str] = field(default_factory=dict)
    field_schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    required: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    optional: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    sign_in: str = "optional"
    sign_out_node: str = "sign_time"
    reversible: tuple[str, ...] = _REVERSIBLE
    unknown_reversal: str = "refuse"
    duplicate_msgid: str = "replay"
    nulls: dict[str, list[str]] = field(default_factory=dict)
    extra_fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: str = "any"
    batch_limits: dict[str, int] = field(default_factory=dict)

    def asks_for(self, infno: str, node: str | None, name: str, *, required: bool) -> bool:
        """Tell whether a field of an input is required here; ``required``: by the interface."""
        place = node or DIRECT
        if name in self.required.get(infno, {}).get(place, ()):
            return True
        return required and name not in self.optional.get(infno, {}).get(place, ())

    @property
    def sign_in_enforced(self) -> bool:
        """Tell whether every transaction needs the sign-in of 9001."""
        return self.sign_in == "enforced"

    @property
    def signs(self) -> bool:
        """Tell whether a message bears a signature."""
        return self.gateway != "none"

    @property
    def dated(self) -> bool:
        """Tell whether the gateway turns old timestamps away."""
        return self.gateway in _DATED


@cache
def dialect(name: str) -> Dialect:
    """Return a dialect by its name or its file's path, varied by the settings behind it.

    Raises:
        UsageError: if there is none of this name, or a setting is none.
        DataError: if its file breaks the schema.

    """
    base, *settings = [name] if Path(name).is_file() else name.split("+")
    content = _content(base)
    return _dialect(name, content | _variation(name, content, settings))


def _content(base: str) -> dict[str, Any]:
    known = dialect_names()
    if base in known:
        where = f"{_FOLDER}/{base}.yaml"
        content: dict[str, Any] = resources.load_yaml(where)
        schema(dialect_file.SCHEMA).check(content, where)
        return content
    if Path(base).is_file():
        return dialect_file.read(Path(base))
    remedy = f"Choose from {', '.join(known)}, or name a YAML file of your own."
    raise UsageError(f"there is no dialect {base!r}", remedy=remedy)


def _variation(name: str, content: dict[str, Any], settings: list[str]) -> dict[str, Any]:
    """Return what the settings of a name put in the place of a dialect's own.

    Raises:
        UsageError: if a setting cannot be varied or has no such value.

    """
    found: dict[str, Any] = {}
    for each in settings:
        key, equals, value = each.partition("=")
        if not equals or key not in VARIED or key in found:
            raise UsageError(
                f"{each!r} in {name!r} varies no dialect",
                remedy=f"Write SETTING=VALUE, the setting one of {', '.join(VARIED)}.",
            )
        found[key] = None if value == "null" else value
    ciphered = "sm4" in (found.get("output"), content.get("output") if "output" in found else None)
    if ciphered or schema(dialect_file.SCHEMA).violations(content | found):
        raise UsageError(
            f"{name!r} has a setting without such a value",
            remedy="schemas/wire/dialect.json lists the values; ciphers belong to a gateway.",
        )
    return found


def dialect_names() -> tuple[str, ...]:
    """Return the names of all dialects, sorted."""
    files = resources.names(_FOLDER, ".yaml")
    return tuple(sorted(each.removeprefix(f"{_FOLDER}/").removesuffix(".yaml") for each in files))


def _dialect(name: str, content: dict[str, Any]) -> Dialect:
    rules = content["fields"]
    known: dict[str, Any] = dict(content)
    known |= {each: tuple(content[each]) for each in ("sources", "reversible") if each in content}
    known["fields"] = FieldRules(
        default=rules["default"],
        refuse=frozenset(rules.get("refuse", ())),
        note=frozenset(rules.get("note", ())),
    )
    return Dialect(name=name, **known)
