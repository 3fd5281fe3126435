"""Dialects: how one province's platform writes the same message.

The data is ``schemas/wire/dialects/<name>.yaml``, checked by ``schemas/wire/dialect.json``. What a
file leaves out is as in ``Dialect``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from harness import resources
from harness.errors import UsageError
from harness.validation import schema

_FOLDER: Final = "schemas/wire/dialects"
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
    sign_in: str = "optional"
    sign_out_node: str = "sign_time"
    reversible: tuple[str, ...] = _REVERSIBLE
    unknown_reversal: str = "refuse"
    duplicate_msgid: str = "replay"
    nulls: dict[str, list[str]] = field(default_factory=dict)
    extra_fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: str = "any"
    batch_limits: dict[str, int] = field(default_factory=dict)

    @property
    def sign_in_enforced(self) -> bool:
        """Tell whether every transaction needs the sign-in of 9001."""
        return self.sign_in == "enforced"


@cache
def dialect(name: str) -> Dialect:
    """Return a dialect by its name.

    Raises:
        UsageError: if there is none of this name.
        DataError: if its file breaks the schema.

    """
    known = dialect_names()
    if name not in known:
        raise UsageError(f"there is no dialect {name!r}", remedy=f"Choose from {', '.join(known)}.")
    where = f"{_FOLDER}/{name}.yaml"
    content = resources.load_yaml(where)
    schema("wire/dialect.json").check(content, where)
    return _dialect(name, content)


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
