"""May two schema engines disagree about this schema?

``jsonschema`` (Python's ``re``) is the authority, ``jsonschema-rs`` (Rust) the hot path. They agree
only within the part of JSON Schema that this lint allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

NO_NEWLINE: Final[Mapping[str, str]] = {"type": "string", "pattern": "\n"}
"""What stands under ``not`` beside a pattern that ends in ``$``."""

_CLASSES: Final = re.compile(r"\\[dDwWsSbBpPuUxAZzN]")
_FORMATS: Final = frozenset({"date"})
_GROUP: Final = re.compile(r"\(\?(?!:)")


def unportable(schema: Any, at: str = "") -> Iterator[str]:
    """Yield every place where the engines may disagree, as ``pointer: reason``.

    Args:
        schema: a JSON Schema.
        at: JSON Pointer of it.

    """
    if isinstance(schema, list):
        for n, each in enumerate(schema):
            yield from unportable(each, f"{at}/{n}")
    if not isinstance(schema, dict):
        return
    yield from (f"{at}: {reason}" for reason in _reasons(schema))
    for key, value in schema.items():
        if key not in {"enum", "const", "default", "examples"}:
            yield from unportable(value, f"{at}/{key}")


def _reasons(schema: Mapping[str, Any]) -> Iterator[str]:
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        yield from _pattern_reasons(pattern, schema)
    for pattern in _patterns_of_names(schema):
        yield from _pattern_reasons(pattern, {})
    form = schema.get("format")
    if isinstance(form, str) and form not in _FORMATS:
        yield f"format {form}: only date is checked alike"
    step = schema.get("multipleOf")
    if isinstance(step, float | Decimal) and step != int(step):
        yield "multipleOf with a fraction: floats divide differently"


def _pattern_reasons(pattern: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if found := _CLASSES.search(pattern):
        yield f"pattern with {found.group()}: Unicode classes differ"
    if _GROUP.search(pattern):
        yield "pattern with an inline flag or look-around"
    if _ends(pattern) and schema.get("not") != NO_NEWLINE:
        yield "pattern with $ and no 'not newline' beside it: Python's $ allows a last newline"


def _patterns_of_names(schema: Mapping[str, Any]) -> Iterator[str]:
    names = schema.get("patternProperties")
    if isinstance(names, dict):
        yield from (each for each in names if isinstance(each, str))


def _ends(pattern: str) -> bool:
    bare = re.sub(r"\\.|\[[^\]]*\]", "", pattern)
    return "$" in bare
