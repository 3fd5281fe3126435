"""One registry of JSON Schemas for messages and data files.

``jsonschema`` with ``referencing`` is the authority and explains; ``jsonschema-rs`` only says yes
or no, sixty times faster. Schemas name each other by ``harness:/<path below schemas/>``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from harness import resources
from harness.errors import DataError

SCHEME: Final = "harness:/"


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value breaks a schema.

    Attributes:
        pointer: JSON Pointer to the place, ``""`` for the whole.
        rule: the schema keyword that is broken.
        limit: the keyword's value.
        message: what is wrong, without quoting the value.

    """

    pointer: str
    rule: str
    limit: Any
    message: str


class Schema:
    """A compiled schema."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Compile for explaining at once and for speed when first asked."""
        self.content = content
        self._authority = Draft202012Validator(
            content, registry=_registry(), format_checker=_FORMATS
        )
        self._fast: Any = None

    def accepts(self, value: Any) -> bool:
        """Tell quickly whether a value keeps the schema.

        Half a surrogate pair is no UTF-8, which the quick engine needs; the other one decides then.
        """
        if self._fast is None:
            self._fast = jsonschema_rs.validator_for(
                self.content, validate_formats=True, registry=_fast_registry(), offline=True
            )
        try:
            return bool(self._fast.is_valid(value))
        except UnicodeEncodeError:
            return self._authority.is_valid(value)

    def violations(self, value: Any) -> list[Violation]:
        """Return every way in which a value breaks the schema, in order of place."""
        found = [_violation(error) for error in self._authority.iter_errors(value)]
        return sorted(found, key=lambda each: (each.pointer, each.rule))

    def check(self, value: Any, where: str) -> None:
        """Return quietly if a data file keeps the schema.

        Raises:
            DataError: naming the file, the key and the rule that is broken.

        """
        found = self.violations(value)
        if found:
            first, more = found[0], len(found) - 1
            rest = f" (and {more} more)" if more else ""
            raise DataError(
                f"{first.pointer or 'the document'} is not as it must be",
                where=where,
                why=f"{first.message}{rest}",
            )


@cache
def schema(name: str) -> Schema:
    """Return the schema ``schemas/<name>``.

    Raises:
        DataError: if there is none.

    """
    return Schema(resources.load_json(f"schemas/{name}"))


def compile_schema(content: dict[str, Any]) -> Schema:
    """Return a schema made on the way, for example from a pattern of a scenario."""
    return Schema(content)


_FORMATS = Draft202012Validator.FORMAT_CHECKER


@cache
def _registry() -> Registry[Any]:
    return Registry(retrieve=_retrieve)  # type: ignore[call-arg]


def _retrieve(uri: str) -> Resource[Any]:
    name = uri.removeprefix(SCHEME)
    content = resources.load_json(f"schemas/{name}")
    return Resource.from_contents(content, default_specification=DRAFT202012)


@cache
def _fast_registry() -> Any:
    found = [
        (content["$id"], content)
        for name in resources.names("schemas", ".json")
        if "$id" in (content := json.loads(resources.read_text(name)))
    ]
    return jsonschema_rs.Registry(found)


def _violation(error: ValidationError) -> Violation:
    pointer = "".join(f"/{_escaped(part)}" for part in error.absolute_path)
    rule, limit = str(error.validator), error.validator_value
    return Violation(pointer, rule, limit, _message(rule, limit, error))


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _message(rule: str, limit: Any, error: ValidationError) -> str:
    instance: Any = error.instance
    match rule:
        case "required":
            missing = [name for name in limit if name not in instance]
            return f"missing: {', '.join(missing)}"
        case "additionalProperties" | "unevaluatedProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            extra = [str(name) for name in instance if name not in known]
            return f"not known here: {', '.join(extra)}; known are {', '.join(sorted(known))}"
        case "enum":
            return f"must be one of {', '.join(map(str, limit))}"
        case "const":
            return f"must be {limit}"
        case "type":
            kinds = limit if isinstance(limit, str) else " or ".join(limit)
            return f"must be of type {kinds}"
        case "anyOf" | "oneOf":
            return "fits none of the allowed shapes"
        case _:
            return f"breaks {rule} {json.dumps(limit, ensure_ascii=False)[:120]}"
